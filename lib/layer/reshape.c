/* reshape and flatten: the same numbers under another shape. Nothing is computed and nothing is copied. */
#include "layer/layer.h"

typedef struct reshape_options {
    ae_layer_options layer;
    ae_shape shape;
} reshape_options;
_Static_assert(sizeof(reshape_options) <= AE_LAYER_OPTIONS_MAX, "options fit");

static const ae_field reshape_fields[] = {
    { "", AE_FIELD_SHAPE, offsetof(reshape_options, shape), AE_REQUIRED("the new shape, such as 1x28x28"), 1, 1e9 },
    AE_FIELDS_MORE(ae_layer_fields),
};

static ae_status emit_reshape(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const reshape_options *o = options;
    (void)n_in;
    return ae_graph_reshape(out, b->graph, in[0], &o->shape, b->error);
}

static ae_status emit_flatten(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    ae_shape flat = { 1, { ae_shape_size(&b->graph->values[in[0]].shape) } };
    (void)options;
    (void)n_in;
    return ae_graph_reshape(out, b->graph, in[0], &flat, b->error);
}

static const ae_layer *mirror(void *mirrored, const void *options, const ae_shape *in)
{
    (void)options;
    ((reshape_options *)mirrored)->shape = *in;
    return &ae_layer_reshape;
}

const ae_layer ae_layer_reshape = {
    .name = "reshape",
    .doc = AE_DOC("another shape"),
    .fields = reshape_fields,
    .options_size = sizeof(reshape_options),
    .emit = emit_reshape,
    .mirror = mirror,
    .passes = true,
};
const ae_layer ae_layer_flatten = {
    .name = "flatten",
    .doc = AE_DOC("one row of numbers"),
    .fields = ae_layer_fields,
    .options_size = sizeof(ae_layer_options),
    .emit = emit_flatten,
    .mirror = mirror,
    .passes = true,
};
