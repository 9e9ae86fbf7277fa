/* ae compare: rows as they are, their principal components and their codes, side by side. */
#ifndef AE_TOOL_COMPARE_H
#define AE_TOOL_COMPARE_H

#include "ae_measure.h"

/* What rows are told by. */
enum { RAW, PCA, CODE, WAYS };

/* What is measured on rows that were held out. */
enum { ERROR, EXPLAINED, KNN, LOGISTIC, FIGURES };

/* Rows to learn from, and rows to measure. */
enum { LEARNT, HELD, SIDES };

/* Rows of a table, and the class of each; NO_CLASS: it has no label. */
enum { NO_CLASS = UINT32_MAX };
typedef struct side {
    const kit_table *table;
    ae_rows rows; /* of it; with a pick, or all */
    size_t n;
    const uint32_t *class_of; /* of the table's rows; NULL: accuracies are not measured */
} side;

/* The classes of all rows, by their labels. */
typedef struct classes {
    uint32_t *of_data, *of_valid;
    kit_message none; /* why there are none, if there are none */
} classes;

typedef struct comparison {
    arguments arguments; /* the spec is a text */
    ae_model *given;     /* the one model that is compared; NULL: each seed trains one */
    char *spec;
    training_rows rows;
    classes classes;
    size_t seeds, done;               /* to do, done */
    size_t width, code;               /* numbers of a row as the net gets it, and of its code */
    size_t n[SIDES];                  /* rows */
    double (*figures)[WAYS][FIGURES]; /* one of these a seed; NaN: not measured */
    float *pictures;                  /* with --out: of each way, the first rows that the first seed holds out */
    const volatile int32_t *cancel;
    watch watch;
} comparison;

/* ---- One seed ----------------------------------------------------------------------------------------------------- */

/* The rows of both sides, told in one way. */
typedef struct features {
    size_t width;
    float *rows[SIDES];
} features;
bool make_features(features *f, size_t width, const side sides[SIDES], kit_message *why);
void free_features(features *f);

/* What a net makes of the rows. */
typedef struct net_rows {
    features scaled, codes; /* scaled: what its first layer gets, without marks for gaps */
    float *outputs;         /* of the rows held out, in the same units */
} net_rows;

/* How many numbers a row has in the net's units, of those that it gives back. */
bool net_width(size_t *width, const ae_model *model, const char *name, kit_message *why);

/* free_net_rows also after a failure. */
bool run_net(net_rows *out, const ae_model *model, const side sides[SIDES], const arguments *a, kit_message *why);
void free_net_rows(net_rows *r);

/* The mean squared error of what the rows held out became, over what is there, and the share of their variance that it
 * leaves explained. */
void measure_error(double figures[FIGURES], const ae_model *model, const side *held, const float *rows, const float *again,
                   size_t width);

/* The codes of PCA, as many numbers as `codes` has room for, and what the rows held out become again of them. NULL in a
 * build without LAPACK. */
typedef bool make_components_fn(features *codes, float *again, const side sides[SIDES], const features *scaled,
                                kit_message *why);
extern make_components_fn *const make_components;

/* ---- Classes ------------------------------------------------------------------------------------------------------ */

/* free_classes also after a failure. */
bool find_classes(classes *out, const kit_table *data, const kit_table *valid, kit_message *why);
void free_classes(classes *c);

/* Can this build tell a figure? NULL: it can; otherwise which library it lacks. */
const char *lacking(int figure);

/* How often classifiers are right on the rows held out. Rows without a label are taken out of the features. */
bool measure_accuracy(double figures[FIGURES], features *f, const side sides[SIDES], const arguments *a, kit_message *why);

/* ---- The result --------------------------------------------------------------------------------------------------- */

bool print_comparison(const comparison *c, kit_message *why);

/* The picture that --out names: a line for each way, of rows that are images. */
bool check_pictures(const comparison *c, kit_message *why);
bool make_pictures(comparison *c, kit_message *why);
void keep_pictures(comparison *c, int way, const float *rows);
bool draw_pictures(const comparison *c, kit_message *why);

#endif
