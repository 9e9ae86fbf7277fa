/* layernorm: every row brought to mean 0 and variance 1, then each element scaled and shifted (Ba, Kiros, Hinton 2016,
 * "Layer normalization"). */
#include "op/layernorm.h"
#include "layer/layer.h"

typedef struct layernorm_options {
    ae_layer_options layer;
    double eps;
} layernorm_options;
_Static_assert(sizeof(layernorm_options) <= AE_LAYER_OPTIONS_MAX, "options fit");

static const ae_field fields[] = {
    { "eps", AE_FIELD_REAL, offsetof(layernorm_options, eps), AE_DEFAULT("1e-5", "added to the variance"), 1e-12, 1 },
    AE_FIELDS_MORE(ae_layer_fields),
};

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const layernorm_options *o = options;
    const ae_shape shape = b->graph->values[in[0]].shape;
    size_t operand[3] = { in[0] };
    ae_layernorm_attr *attr = ae_builder_attr(b, sizeof *attr);
    (void)n_in;
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_layernorm_attr){ o->eps };
    AE_TRY(ae_builder_constant(&operand[1], b, "weight", &shape, 1));
    AE_TRY(ae_builder_constant(&operand[2], b, "bias", &shape, 0));
    return ae_builder_apply(out, b, "layernorm", attr, operand, 3);
}

static const ae_layer *mirror(void *mirrored, const void *options, const ae_shape *in)
{
    (void)mirrored, (void)options, (void)in;
    return NULL;
}

const ae_layer ae_layer_layernorm = {
    .name = "layernorm",
    .doc = AE_DOC("layer normalisation"),
    .fields = fields,
    .options_size = sizeof(layernorm_options),
    .emit = emit,
    .mirror = mirror,
    .passes = true,
};
