/* bce: binary cross-entropy. Behind a sigmoid it is computed from what goes into the sigmoid, which neither overflows nor
 * loses digits; otherwise from the probabilities, kept away from 0 and 1. */
#include "objective/objective.h"
#include "op/activation.h"
#include "op/loss.h"
#include <string.h>

typedef struct bce_options {
    ae_objective_options objective;
    int reduce;
} bce_options;

static const char *const reductions[] = { "mean", "sum", NULL };
static const ae_field fields[] = {
    AE_OBJECTIVE_FIELDS,
    { "reduce", AE_FIELD_CHOICE, offsetof(bce_options, reduce), "mean", 0, 0, reductions, "over a row's elements" },
    AE_OBJECTIVE_FIELDS_END,
};

/* What a sigmoid was applied to, or `value` itself if none made it. */
static size_t logits_of(const ae_graph *g, size_t value)
{
    const ae_value *v = &g->values[g->values[value].root];
    if (v->kind != AE_VALUE_COMPUTED || strcmp(g->nodes[v->node].op->name, "activation") != 0)
        return value;
    const ae_activation_attr *attr = g->nodes[v->node].attr;
    return strcmp(attr->activation->name, "sigmoid") == 0 ? g->nodes[v->node].in[0] : value;
}

static ae_status emit(size_t *out, ae_builder *b, const void *options, size_t prediction, size_t target)
{
    const bce_options *o = options;
    size_t logits = logits_of(b->graph, prediction);
    ae_loss_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_loss_attr){ .sum = o->reduce == 1 };
    return ae_objective_loss(out, b, &o->objective, logits == prediction ? "loss_bce" : "loss_bce_logits", attr, logits,
                             target);
}

const ae_objective ae_objective_bce = { "bce", "binary cross-entropy", fields, sizeof(bce_options), emit };
