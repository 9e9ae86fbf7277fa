/* batchnorm: every channel brought to mean 0 and variance 1 over the batch, then scaled and shifted (Ioffe, Szegedy 2015,
 * "Batch normalization: accelerating deep network training by reducing internal covariate shift"). Outside of training the
 * running statistics take the batch's place, so that a row's result is its own; in training, too, where they are frozen, so
 * that what comes after learns from what it will get. */
#include "layer/layer.h"
#include "op/normalise.h"

typedef struct batchnorm_options {
    ae_layer_options layer;
    double momentum, eps;
    int affine;
} batchnorm_options;
_Static_assert(sizeof(batchnorm_options) <= AE_LAYER_OPTIONS_MAX, "options fit");

static const ae_field fields[] = {
    { "momentum", AE_FIELD_REAL, offsetof(batchnorm_options, momentum),
      AE_DEFAULT("0.1", "share of the batch in the running statistics"), 0, 1 },
    { "eps", AE_FIELD_REAL, offsetof(batchnorm_options, eps), AE_DEFAULT("1e-5", "added to the variance"), 1e-12, 1 },
    { "affine", AE_FIELD_FLAG, offsetof(batchnorm_options, affine), AE_DEFAULT("yes", "whether it has weights and biases") },
    AE_FIELDS_MORE(ae_layer_fields),
};

/* In the order in which PyTorch lists them. */
static ae_status add_tensors(size_t operand[], ae_builder *b, const batchnorm_options *o, size_t channels)
{
    const ae_shape shape = { 1, { channels } };
    if (o->affine) {
        AE_TRY(ae_builder_constant(&operand[AE_NORM_WEIGHT], b, "weight", &shape, 1));
        AE_TRY(ae_builder_constant(&operand[AE_NORM_BIAS], b, "bias", &shape, 0));
    }
    AE_TRY(ae_builder_state(&operand[AE_NORM_MEAN], b, "running_mean", &shape, 0, o->momentum));
    return ae_builder_state(&operand[AE_NORM_VARIANCE], b, "running_var", &shape, 1, o->momentum);
}

static bool is_frozen(const ae_builder *b, size_t value)
{
    return b->frozen && b->frozen[b->graph->values[value].param];
}

/* Whether the batch has a say. */
static bool learns(const ae_builder *b, const size_t operand[])
{
    return b->training && !(is_frozen(b, operand[AE_NORM_MEAN]) && is_frozen(b, operand[AE_NORM_VARIANCE]));
}

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const batchnorm_options *o = options;
    size_t operand[AE_OP_INPUTS] = { in[0] };
    ae_normalise_attr *attr = ae_builder_attr(b, sizeof *attr);
    (void)n_in;
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_normalise_attr){ o->eps };
    AE_TRY(add_tensors(operand, b, o, b->graph->values[in[0]].shape.dim[0]));
    const char *op = learns(b, operand) ? "batchnorm" : "normalise";
    return ae_builder_apply(out, b, op, attr, operand, o->affine ? 5 : 3);
}

static const ae_layer *mirror(void *mirrored, const void *options, const ae_shape *in)
{
    (void)mirrored, (void)options, (void)in;
    return NULL; /* a decoder has no use for the reverse */
}

const ae_layer ae_layer_batchnorm = {
    .name = "batchnorm",
    .doc = AE_DOC("batch normalisation"),
    .fields = fields,
    .options_size = sizeof(batchnorm_options),
    .emit = emit,
    .mirror = mirror,
    .passes = true,
};
