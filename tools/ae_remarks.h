/* Remarks: what is likely a mistake or a failure, though no error. Each is one line on standard error that begins with a
 * file's name, or `spec`, whatever --quiet says, and none stops anything. */
#ifndef AE_TOOL_REMARKS_H
#define AE_TOOL_REMARKS_H

#include "ae.h"
#include "kit/understand.h"

/* Rows for a model, and where they come from. */
typedef struct subject {
    const arguments *arguments;
    const ae_model *model;
    const char *file; /* of the model */
    const ae_rows *rows;
    const kit_table *input, *target; /* target: NULL = the input */
} subject;

/* Targets that the output cannot reach. */
void remark_on_targets(const subject *s);

/* ... and, before rows are trained on, that they are all alike, or that a column never changes. */
void remark_on_rows(const subject *s);

/* ... and what is odd about columns of numbers: values that stand for none, that lie far from all others, or that are the
 * same as floats; where the spec does not scale them, that they spread very differently; and where it does, that the last
 * layer's activation cannot follow. At most one remark of a kind. `known`: what was understood of the input, or NULL. */
void remark_on_columns(const subject *s, const kit_understanding *known);

/* ... and a spec whose loss kl_normal outweighs the loss of the reconstruction. */
void remark_on_divergence(const subject *s);

/* A variational code of which more than half the units have a divergence near 0. */
void remark_on_collapse(const subject *s);

/* The share of the variance that the model explains: 1 - mse / the mean row's mse. NaN where rows are all alike. */
double explained_by(const ae_metrics *m);
bool has_words(const ae_model *model);  /* columns of categories, of which that share says nothing */
bool is_no_better(const ae_metrics *m); /* than the mean row, but for rounding */
void remark_on_mean_row(const subject *s, const ae_metrics *m);

/* Layers of which three in four units or more give the same numbers for every row of a sample, or stay at the ends of what
 * they can reach. Whether there are any. Of fewer units, down to a tenth, a line goes to `facts`, if that is not NULL. */
bool remark_on_units(const subject *s, FILE *facts);

/* The first head that is no better on these rows than the same answer for all of them, with what the metrics say of it. */
bool find_guessing(kit_message *text, const subject *s, const ae_rows *rows, const ae_metrics *m);

/* At most so many of the rows, chosen evenly: their numbers, and how many. */
size_t sample_rows(uint32_t *pick, const ae_rows *rows, size_t most);

/* What a training has come to, on the validation rows (NULL = there are none), or else on some of the training rows. */
typedef struct review {
    bool known; /* it could be measured */
    subject on;
    const char *what; /* "valid" or "training" */
    ae_metrics metrics;
    kit_message guessing; /* of a head; "" if none does */
} review;
void review_training(review *out, const subject *training, const subject *valid);

/* One line on stdout, unless --quiet was given; or remarks, if the model is no better than the mean row or has units that
 * are no use. */
void tell_review(const review *r, const subject *training, size_t steps);

/* Is it a head's, such as digit.accuracy, and a number? */
bool is_of_head(const ae_metric *m);

/* "digit.accuracy 0.9512  slant.mse 0.02": those of heads among n; "" if there is none. */
void format_heads(char *text, size_t room, const ae_metric *metrics, size_t n);

/* What loss number i of these is called among them: the second `mse` is "mse 2". */
void name_loss(char *name, size_t room, const ae_metric *losses, size_t i);

/* "bce 81.2, kl_normal 22.4"; "" of a single one. */
void format_losses(char *text, size_t room, const ae_metric *losses, size_t n);

/* What eval found. */
typedef struct findings {
    const ae_metrics *metrics;
    size_t width;                        /* of rows, or of what is made of them */
    double untouched;                    /* the mse of the rows themselves; NaN: not known */
    const struct likelihood *likelihood; /* NULL: nobody asked */
} findings;

/* Prints it: a table, or one JSON object. */
bool print_metrics(const findings *f, bool json, kit_message *why);

#endif
