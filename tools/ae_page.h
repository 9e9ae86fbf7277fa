/* ae report: a model and rows as one page of HTML. */
#ifndef AE_TOOL_PAGE_H
#define AE_TOOL_PAGE_H

#include "ae_session.h"
#include "kit/advise.h"
#include "kit/html.h"
#include "kit/stat.h"

/* How rows are shown. */
typedef enum row_form { PICTURES, SIGNALS, COLUMNS_OF_TABLE } row_form;

/* Rows to be told of, and what the model makes of them. */
typedef struct page_rows {
    session s;
    const char *name; /* as the command line has it */
    ae_metrics metrics;
    bool measured;
    float *scores; /* one a row; NULL: the model has none */
} page_rows;

/* What became of one column over all rows that have it. */
typedef struct page_column {
    kit_moments given; /* of the rows themselves, in the data's units */
    double squares;    /* squared errors, added up */
    double sum;        /* errors with their sign, added up */
    size_t right;      /* of a category: rows that came back with the same word */
} page_column;

/* What the log of a training says. */
typedef struct page_log page_log;

enum { PAGE_SIDES = 2, PAGE_KEPT = 5000 };

typedef struct page {
    FILE *to;
    const arguments *arguments;
    page_rows side[PAGE_SIDES]; /* of --data and of --valid */
    size_t sides;
    page_rows *shown; /* the rows that the page shows: those held out where there are some */
    ae_model_info info;
    ae_context *runner; /* gives the values below */
    bool decodes;       /* the model has a decoder, and what comes out has the columns of what went in */
    bool draws;         /* the library draws codes of the model */
    row_form form;
    kit_picture picture;
    kit_classes classes; /* of the shown rows; n 0: they have no labels */
    uint32_t *kept;      /* rows that are looked at one by one: all, or every so many */
    size_t n_kept;
    float *codes;        /* n_kept x code_width */
    page_column *column; /* input_width; NULL: rows do not come back */
    page_log *log;       /* NULL: there is none */
} page;

/* ---- What is computed: ae_page_gather.c --------------------------------------------------------------------------- */

/* page_close either way. */
bool page_open(page *p, const arguments *a, kit_message *why);
void page_close(page *p);

/* Runs some rows: what they are and what comes back, in the units of the data, pictures from 0 to 1; n x the widths of input
 * and output. */
bool page_run(float *given, float *back, page *p, const uint32_t *rows, size_t n, kit_message *why);

/* What some rows are, in these units. */
void page_read_rows(float *given, const page *p, const uint32_t *rows, size_t n);

/* What the model's numbers are to be multiplied by for these units. */
double page_unit(const page *p);

/* Reads the log of a training. page_log_free either way. */
bool page_log_read(page_log **out, const char *path, kit_message *why);
void page_log_free(page_log *l);

/* The command that trains such a model again, as far as the log tells; free(*out). NULL where it does not. */
bool page_log_command(char **out, const page_log *l, kit_message *why);

/* Outputs of the model in the same units, in place. */
void page_put_in_units(const page *p, float *outputs, size_t n);

/* ---- What is written ---------------------------------------------------------------------------------------------- */

/* "10,000", in so much room. */
enum { PAGE_COUNT = 32 };
const char *page_count(char text[PAGE_COUNT], size_t n);

/* The name of a column: that of the data, or its number. */
const char *page_column_name(char text[KIT_COLUMN_TEXT], const page *p, size_t column);

/* "row 7, its id, label 3": rows count from 1, as in errors. */
enum { PAGE_ROW_NAME = 128 };
const char *page_row_name(char text[PAGE_ROW_NAME], const page *p, size_t row);

/* A cell with a number of a column, or the word that it stands for. */
void page_put_value(const page *p, size_t column, double value);

/* How pictures are made smaller, so that the page stays small: each pixel is the mean of `every` x `every` ones. */
typedef struct page_grain {
    size_t every, height, width;
} page_grain;

/* So many pictures have at most `most` pixels together, and `across` of them side by side have room in a PNG. */
page_grain page_grain_of(const page *p, size_t pictures, size_t across, size_t most);

/* A number from 0 to 1 as a byte. */
unsigned char page_level(float x);

/* Pictures of n rows as a sheet: for each a column of `lines` images that lie one after the other in `images`; `across` of
 * these columns side by side. Where `line` is the last of three, it is a difference, -1 ... 1, in two colours. */
bool page_put_sheet(page *p, const float *images, size_t n, size_t lines, size_t across, const char *alt, kit_message *why);

/* Rows and what came back, with a title for each; titles may be NULL. */
bool page_put_rows(page *p, const uint32_t *rows, size_t n, const char *caption, const char *const *titles,
                   kit_message *why);

/* Is there anything to tell? */
bool page_can_pca(const page *p);
bool page_can_sample(const page *p);
bool page_has_plane(const page *p);
bool page_has_health(const page *p);

/* The sections. */
bool page_net(page *p, kit_message *why);
bool page_figures(page *p, kit_message *why);
bool page_examples(page *p, kit_message *why);
bool page_extremes(page *p, kit_message *why);
bool page_training(page *p, kit_message *why);
bool page_codes(page *p, kit_message *why);
bool page_scores(page *p, kit_message *why);
bool page_columns(page *p, kit_message *why);
bool page_pca(page *p, kit_message *why);
bool page_heads(page *p, kit_message *why);
bool page_samples(page *p, kit_message *why);
bool page_health(page *p, kit_message *why);
bool page_again(page *p, kit_message *why);

/* The style, line by line, and the script: ae_page.css, ae_page.js. */
extern const char *const page_style[], *const page_script[];

#endif
