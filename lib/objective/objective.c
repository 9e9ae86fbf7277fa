#include "objective/objective.h"
#include "op/activation.h"
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
    { "feature_weights", AE_FIELD_REALS, offsetof(ae_objective_options, feature_weights),
      AE_DEFAULT("", "how much each element of a row counts, such as 1,0.5,2"), 0, 1e6 },
    AE_FIELDS_END,
};

const ae_field ae_penalty_fields[] = {
    { "", AE_FIELD_NAME, offsetof(ae_objective_options, name), AE_REQUIRED("which penalty") },
    { "weight", AE_FIELD_REAL, offsetof(ae_objective_options, weight), AE_REQUIRED("factor"), 0, 1e6 },
    AE_FIELDS_END,
};

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

static ae_status apply_by_feature(size_t *out, ae_builder *b, const ae_objective_options *options, const char *op,
                                  const void *attr, const size_t *in)
{
    const ae_op *loss = ae_op_find(b->graph->isa, op);
    const size_t operands[] = { in[0], in[1], b->shares ? *b->shares : 0 };
    if (!loss->by_feature)
        return ae_fail(b->error, AE_EUNSUPPORTED, "%s is no sum over a row's features: there are no errors by feature",
                       b->name);
    AE_TRY(ae_graph_apply_op(out, b->graph, loss->by_feature, b->name, attr, operands, b->shares ? 3 : 2, b->error));
    b->graph->nodes[b->graph->n_nodes - 1].weight = options->weight;
    return AE_OK;
}

ae_status ae_objective_loss(size_t *out, ae_builder *b, const ae_objective_options *options, const char *op,
                            ae_loss_attr attr, const size_t *in, size_t n_in)
{
    ae_loss_attr *copy = ae_builder_attr(b, sizeof *copy);
    if (!copy)
        return AE_ENOMEM;
    AE_TRY(take_features(&attr.features, b, &options->feature_weights, &b->graph->values[in[0]].shape));
    *copy = attr;
    if (b->by_feature)
        return apply_by_feature(out, b, options, op, copy, in);
    return ae_objective_apply(out, b, options, op, copy, in, n_in);
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
