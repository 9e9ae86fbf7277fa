/* An objective: what training makes small. A loss compares output and target; a penalty is on a layer's
 * value or on weights, and counts in training only. A field table and an emit that records a loss op. */
#ifndef AE_OBJECTIVE_OBJECTIVE_H
#define AE_OBJECTIVE_OBJECTIVE_H

#include "graph/builder.h"
#include "objective/ae_objective_list.h"
#include "op/draw.h"
#include "op/loss.h"

/* Every objective's options begin with these. */
typedef struct ae_objective_options {
    const char *name;         /* its own main value: "mse" */
    double weight;            /* its factor in the total */
    const char *on;           /* penalties: what they are on, a layer or parameters; losses: whose, NULL = not said */
    ae_reals feature_weights; /* losses: one for each element of a row; count 0 = 1 each */
} ae_objective_options;

typedef enum ae_label_kind { AE_LABELS_NONE, AE_LABELS_CLASS, AE_LABELS_NUMBERS } ae_label_kind;

typedef struct ae_objective {
    const char *item; /* the word that asks for it: "loss", which compares output and target, or "penalty" */
    const char *name, *doc;
    const ae_field *fields;
    size_t options_size;
    bool unit_targets; /* a loss whose targets must lie in 0 ... 1 */
    bool makes_normal; /* it keeps what it is on near to the standard normal distribution */
    bool of_gaussian;  /* a loss of what on= names: it gets mean and log-variance of that layer gaussian, and the value */
    /* Whether the loss is the negative logarithm of a probability, but for its weight; NULL: never. */
    bool (*is_likelihood)(const void *options);
    ae_label_kind labels; /* a loss that heads can have: what their labels are */
    /* *out is the loss's value: one number a row. A loss gets prediction and target; a penalty one thing that on= names: a
     * layer's value or a parameter. */
    ae_status (*emit)(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in);
    /* *out is a row drawn from the distribution that the loss says of the output `value`; NULL: it names none. */
    ae_status (*draw)(size_t *out, ae_builder *b, const void *options, size_t value);
} ae_objective;

#define AE_OBJECTIVE_DECLARE_(name) extern const ae_objective ae_objective_##name;
AE_OBJECTIVE_LIST(AE_OBJECTIVE_DECLARE_)

const ae_objective *ae_objective_find(const ae_word *item, const ae_word *name);
const ae_objective *ae_objective_at(size_t index); /* NULL after the last */

/* Records a loss op with the options' weight. */
ae_status ae_objective_apply(size_t *out, ae_builder *b, const ae_objective_options *options, const char *op,
                             const void *attr, const size_t *in, size_t n_in);

/* The same for the ops of op/loss.h: with a copy of `attr`, to which the options' feature weights are added. */
ae_status ae_objective_loss(size_t *out, ae_builder *b, const ae_objective_options *options, const char *op,
                            ae_loss_attr attr, const size_t *in, size_t n_in);

/* Records a draw from `value`, by the builder's name and layout. */
ae_status ae_objective_draw(size_t *out, ae_builder *b, ae_draw_attr how, size_t value);

/* Records a loss op to measure with. Of rows with categories, it looks at the numbers only. */
ae_status ae_objective_measure(size_t *out, ae_builder *b, const char *op, const size_t *in);

/* The input of the activation of this name that made `value`, or `value` itself if no such one did. */
size_t ae_objective_before(const ae_graph *g, size_t value, const char *activation);

/* Of what a penalty draws: another for each place that it is on, and none that a layer can have. */
uint32_t ae_objective_hash(const ae_objective_options *options);

/* The last rows of every loss's table, and of every penalty's. */
extern const ae_field ae_loss_fields[], ae_penalty_fields[];

/* The row that says what a penalty is on. */
#define AE_PENALTY_ON(default_, doc)                                                        \
    {                                                                                       \
        "on", AE_FIELD_PLACE, offsetof(ae_objective_options, on), AE_DEFAULT(default_, doc) \
    }

extern const char *const ae_reduce_words[]; /* mean, sum */

/* For ae_objective: always. */
bool ae_objective_is_likelihood(const void *options);

#endif
