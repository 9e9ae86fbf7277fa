/* A trained model at work on rows, and what comes of it. */
#ifndef AE_TOOL_SESSION_H
#define AE_TOOL_SESSION_H

#include "ae_condition.h"
#include "ae_heads.h"

/* Everything that a run needs; one owner, freed as a whole. */
typedef struct session {
    ae_model *model;
    ae_model_info info;
    ae_context *context;
    kit_schema schema, answers; /* the columns that the model knows, and those of what it answers with */
    kit_schema labels;          /* the words of the labels that the model was trained with, as one column; none: not known */
    kit_table table, target;
    ae_rows rows;
    heads heads;   /* what label_session has found */
    float *taught; /* labels, as the heads learn them; NULL: there are none */
    condition condition;
    float *conditions;      /* of the rows, or the one row of all; NULL: the model takes none */
    condition_texts beside; /* columns of the condition that a .csv has beside the result; none: it has none of them */
    size_t width;           /* of a row of the result */
    size_t across;          /* of a picture: images in a line; 0: about as many as lines */
    float *result;
    float *given;       /* --fill: the table's numbers, as they are written */
    const char **names; /* of the result's columns */
    char *texts;        /* of names that no table has */
    size_t refused;     /* rows that could not be used */
    bool draws_rows;    /* the result are draws, like data: whole where the data were */
} session;

/* What the commands that write a matrix differ in. */
typedef struct task {
    uint64_t output; /* of ae_output; 0: values by their names */
    const char *taker, *column;
    const char *no_images; /* what cannot be drawn; NULL: the result can */
    bool is_rows;          /* the result is rows as those of the data, with their columns */
    bool carries;          /* the columns of the condition go along, as labels do */
    ae_status (*run)(float *out, const ae_model *model, ae_context *context, const ae_rows *rows, ae_error *error);
    const char *values[3]; /* where run is NULL: one, the score and its parts, or with them what was to be expected */
    size_t n_values;
    const struct task *otherwise; /* where the net has no such value, as where nothing is scaled; NULL: that is an error */
} task;

/* Loads the model and, where --data names them, the rows; *t becomes what the task is for this model. close_session either
 * way. */
bool open_session(session *s, const task **t, const arguments *a, kit_message *why);
void close_session(session *s);

/* How many numbers the value of this name is; 0: the net has none. */
size_t value_width(const session *s, const char *name);

/* Has the columns of the rows' condition written beside the result, unless its labels are told to say as much. */
bool carry_condition(session *s, bool told, kit_message *why);

/* Gives the rows the labels that the table has, for the heads of the model; those that are no class of theirs count as not
 * known, with a remark. Without labels nothing happens, unless the command line names some. */
bool label_session(session *s, const arguments *a, kit_message *why);

/* Without a decoder there is nothing to compare rows with, but heads with labels. */
bool check_measurable(const session *s, const arguments *a, kit_message *why);

/* Is the result scores, each with what its row's columns have in it? */
bool has_shares(const task *t);

/* Is the row's result nothing but NaN, as that of a row which cannot be used? */
bool is_refused(const session *s, size_t row);

/* ---- encode --bits ---------------------------------------------------------------------------------------------------- */

/* Are codes to be packed? Then, is all that was said of it right? */
bool packs(const arguments *a);
bool check_packs(const arguments *a, kit_message *why);

/* Writes the codes that were computed, and says how many bytes they take and what their bits lose. */
bool write_packed(const session *s, const arguments *a, kit_message *why);

/* Packed codes that are to be decoded: did this model's encoder make them? */
bool check_encoder(const session *s, const arguments *a, kit_message *why);

/* The rows that an error is about: its text begins with `target` where it means these. */
const kit_table *blamed_table(const session *s, const ae_error *e);

/* What rows were divided by; 1 for bytes divided by 255, whose grey levels go from 0 to 1. */
double unit_of(const session *s, const task *t, const arguments *a);

/* The model's numbers in the data's units, in place. */
void put_in_units(const session *s, const task *t, const arguments *a, float *outputs);

/* Says which rows could not be used, if any. */
void tell_refused(const session *s);

/* Remarks that numbers which --fill keeps will be written with fewer digits than they have. */
void remark_on_rounded(const kit_table *table);

/* What a result's columns are called; after them, in a CSV, n_texts columns of text. */
typedef struct column_names {
    const char *const *names;
    size_t n_names;
    const kit_table_column *columns; /* whose words stand for codes; NULL: there are only numbers */
    const char *const *text_names;
    const char *const *texts;
    size_t n_texts;
} column_names;

/* The columns that carry_condition has found, where the file has a place for them: in a .csv. */
void put_condition(kit_matrix *m, const session *s, const char *path);

/* Writes the result, with the labels and ids of its rows, under these names. */
bool write_named(session *s, const task *t, const column_names *names, const arguments *a, kit_message *why);

/* Writes the result, with the labels and ids of its rows. That of rows has the columns that the model knows, by their names,
 * in the data's units and words; or the net's own numbers, if they are asked for. */
bool write_result(session *s, const task *t, const arguments *a, kit_message *why);

#endif
