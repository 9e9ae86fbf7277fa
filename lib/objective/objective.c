#include "objective/objective.h"
#include "base/format.h"
#include "base/random.h"
#include "op/activation.h"
#include "op/loss_columns.h"
#include "op/prepare.h"
#include <string.h>

static const ae_objective *const registry[] = {
#define ENTRY(name) &ae_objective_##name,
    AE_OBJECTIVE_LIST(ENTRY)
#undef ENTRY
};
enum { COUNT = sizeof registry / sizeof *registry };

const char *const ae_reduce_words[] = { "mean", "sum", NULL };

const ae_field ae_loss_fields[] = {
    { "", AE_FIELD_NAME, offsetof(ae_objective_options, name), AE_REQUIRED("which loss") },
    { "weight", AE_FIELD_REAL, offsetof(ae_objective_options, weight), AE_DEFAULT("1", "factor"), 0, 1e6 },
    { "on", AE_FIELD_NAME, offsetof(ae_objective_options, on),
      AE_DEFAULT("", "whose loss: output, or the name of a head; without a decoder, the only head's") },
    { "feature_weights", AE_FIELD_REALS, offsetof(ae_objective_options, feature_weights),
      AE_DEFAULT("", "how much each element of a row counts, such as 1,0.5,2"), 0, 1e6 },
    AE_FIELDS_END,
};

const ae_field ae_penalty_fields[] = {
    { "", AE_FIELD_NAME, offsetof(ae_objective_options, name), AE_REQUIRED("which penalty") },
    { "weight", AE_FIELD_REAL, offsetof(ae_objective_options, weight), AE_REQUIRED("factor"), 0, 1e6 },
    AE_FIELDS_END,
};

bool ae_objective_is_likelihood(const void *options)
{
    (void)options;
    return true;
}

const ae_objective *ae_objective_at(size_t index)
{
    return index < COUNT ? registry[index] : NULL;
}

const ae_objective *ae_objective_find(const ae_word *item, const ae_word *name)
{
    for (size_t i = 0; i < COUNT; i++)
        if (ae_word_is(item, registry[i]->item) && ae_word_is(name, registry[i]->name))
            return registry[i];
    return NULL;
}

ae_status ae_objective_apply(size_t *out, ae_builder *b, const ae_objective_options *options, const char *op,
                             const void *attr, const size_t *in, size_t n_in)
{
    AE_TRY(ae_builder_apply(out, b, op, attr, in, n_in));
    b->graph->nodes[b->graph->n_nodes - 1].weight = options->weight;
    return AE_OK;
}

uint32_t ae_objective_hash(const ae_objective_options *options)
{
    char name[224];
    ae_format(name, sizeof name, "%s:%s", options->name, options->on);
    return ae_hash_name(name);
}

/* The weights as the ops read them. */
static ae_status take_features(const ae_real **out, ae_builder *b, const ae_reals *weights, const ae_shape *row)
{
    char shape[AE_SHAPE_TEXT];
    if (weights->count == 0)
        return AE_OK;
    if (weights->count != ae_shape_size(row))
        return ae_fail(b->error, AE_ESHAPE, "feature_weights= has %zu numbers; a row of %s has %zu", weights->count,
                       ae_shape_print(shape, row), ae_shape_size(row));
    ae_real *features = ae_builder_attr(b, weights->count * sizeof *features);
    if (!features)
        return AE_ENOMEM;
    for (size_t i = 0; i < weights->count; i++)
        features[i] = (ae_real)weights->number[i];
    *out = features;
    return AE_OK;
}

/* Prediction and target, then, where there are some, how much each column counts, and the shares of the losses before. */
static size_t operands_of(size_t list[AE_OP_INPUTS], const ae_builder *b, const size_t *in, size_t n_in)
{
    size_t n = 0;
    while (n < n_in) {
        list[n] = in[n];
        n++;
    }
    if (b->present)
        list[n++] = *b->present;
    if (b->by_feature && b->shares)
        list[n++] = *b->shares;
    return n;
}

static ae_status apply(size_t *out, ae_builder *b, const ae_objective_options *options, const char *op, const void *attr,
                       const size_t *in, size_t n_in)
{
    size_t operands[AE_OP_INPUTS];
    const size_t n = operands_of(operands, b, in, n_in);
    const ae_op *loss = ae_op_find(b->graph->isa, op);
    if (!b->by_feature)
        return ae_objective_apply(out, b, options, op, attr, operands, n);
    if (!loss->by_feature)
        return ae_fail(b->error, AE_EUNSUPPORTED, "%s is no sum over a row's features: there are no errors by feature",
                       b->name);
    AE_TRY(ae_graph_apply_op(out, b->graph, loss->by_feature, b->name, attr, operands, n, b->error));
    b->graph->nodes[b->graph->n_nodes - 1].weight = options->weight;
    return AE_OK;
}

/* The mean or the sum over columns of what `loss` makes of numbers, and of the cross-entropy of categories. */
static ae_status apply_columns(size_t *out, ae_builder *b, const ae_objective_options *options, const char *loss,
                               const ae_loss_attr *of, const size_t *in, size_t n_in)
{
    ae_loss_columns_attr *attr = ae_builder_attr(b, sizeof *attr);
    const ae_op *numbers = ae_op_find(b->graph->isa, loss);
    if (!attr)
        return AE_ENOMEM;
    if (!numbers->terms)
        return ae_fail(b->error, AE_EVALUE,
                       "%s is no loss of categories: mse, sse, mae, huber and gaussian are, for the numbers beside them",
                       b->name);
    *attr = (ae_loss_columns_attr){ b->layout, numbers, of->delta, of->features, of->weighted, of->sum };
    return apply(out, b, options, "loss_columns", attr, in, n_in);
}

static ae_status apply_any(size_t *out, ae_builder *b, const ae_objective_options *options, const char *op,
                           const ae_loss_attr *attr, const size_t *in, size_t n_in)
{
    return b->layout ? apply_columns(out, b, options, op, attr, in, n_in) : apply(out, b, options, op, attr, in, n_in);
}

/* How much each column of the target counts. */
static ae_status weigh(size_t *present, ae_builder *b, ae_present_attr how)
{
    ae_present_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = how;
    return ae_builder_apply(present, b, "present", attr, &b->target, 1);
}

ae_status ae_objective_loss(size_t *out, ae_builder *b, const ae_objective_options *options, const char *op,
                            ae_loss_attr attr, const size_t *in, size_t n_in)
{
    ae_loss_attr *copy = ae_builder_attr(b, sizeof *copy);
    ae_builder weighing = *b;
    size_t present;
    if (!copy)
        return AE_ENOMEM;
    AE_TRY(take_features(&attr.features, b, &options->feature_weights, &b->graph->values[in[n_in - 1]].shape));
    attr.weighted = b->present != NULL;
    *copy = attr;
    if (b->present && attr.features && !b->layout) {
        AE_TRY(weigh(&present, b, (ae_present_attr){ .features = attr.features }));
        weighing.present = &present;
    }
    return apply_any(out, &weighing, options, op, copy, in, n_in);
}

ae_status ae_objective_draw(size_t *out, ae_builder *b, ae_draw_attr how, size_t value)
{
    ae_draw_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = how;
    attr->name = ae_hash_name(b->name);
    attr->layout = b->layout;
    return ae_builder_apply(out, b, "draw", attr, &value, 1);
}

static const ae_objective_options measuring = { .weight = 1 };

ae_status ae_objective_measure(size_t *out, ae_builder *b, const char *op, const size_t *in)
{
    ae_loss_attr *attr = ae_builder_attr(b, sizeof *attr);
    ae_builder measures = *b;
    size_t numbers;
    if (!attr)
        return AE_ENOMEM;
    if (b->layout) {
        AE_TRY(weigh(&numbers, b, (ae_present_attr){ .layout = b->layout, .numbers = true }));
        measures.present = &numbers;
    }
    attr->weighted = measures.present != NULL;
    return apply_any(out, &measures, &measuring, op, attr, in, 2);
}

/* Softmax is an op of its own; the others are attributes of one. */
static const char *activation_of(const ae_node *node)
{
    const ae_activation_attr *applied = ae_activation_applied(node->op, node->attr);
    return applied ? applied->activation->name : node->op->name;
}

size_t ae_objective_before(const ae_graph *g, size_t value, const char *activation)
{
    const ae_value *v = &g->values[g->values[value].root];
    if (v->kind != AE_VALUE_COMPUTED || strcmp(activation_of(&g->nodes[v->node]), activation) != 0)
        return value;
    return g->nodes[v->node].in[0];
}
