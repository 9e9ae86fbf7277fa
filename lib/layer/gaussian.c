/* gaussian: a normal distribution for each of N numbers, of which the encoder's gives a draw in training and the mean
 * otherwise: Kingma & Welling 2014, "Auto-Encoding Variational Bayes". Whatever the shape of what comes in, it is taken as a
 * flat row. */
#include "base/format.h"
#include "base/random.h"
#include "layer/layer.h"
#include "op/affine.h"
#include "op/clip.h"
#include "op/reparametrise.h"

/* Deviations between 4.5e-5 and 148: beyond these a float's exp and its gradient are of no use. */
enum { LEAST_LOG_VARIANCE = -20, MOST_LOG_VARIANCE = 10 };

typedef struct gaussian_options {
    ae_weighted_options weighted;
    size_t width;
} gaussian_options;
_Static_assert(sizeof(gaussian_options) <= AE_LAYER_OPTIONS_MAX, "options fit");

static const ae_field fields[] = {
    { "", AE_FIELD_COUNT, offsetof(gaussian_options, width), AE_REQUIRED("number of outputs"), 1, 1e9 },
    AE_ACTIVATION_FIELDS("act"),
    { "bias", AE_FIELD_FLAG, offsetof(ae_weighted_options, bias), AE_DEFAULT("yes", "whether a bias is added") },
    AE_INIT_FIELDS(ae_weighted_options, init, "init"),
    AE_FIELDS_MORE(ae_layer_fields),
};

/* `own` is the builder, under the name that the parameters belong to. */
static ae_status affine(size_t *out, ae_builder *b, ae_builder *own, const gaussian_options *o, size_t in)
{
    const size_t fan_in = ae_shape_size(&b->graph->values[in].shape);
    const ae_weight weight = {
        .shape = { 2, { fan_in, o->width } }, .init = &o->weighted.init, .fan_in = fan_in, .fan_out = o->width
    };
    size_t operand[3] = { in };
    ae_affine_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    AE_TRY(ae_builder_weight(&operand[1], own, &weight));
    if (o->weighted.bias)
        AE_TRY(ae_builder_bias(&operand[2], own, o->width, &o->weighted.init, fan_in, o->width));
    return ae_builder_apply(out, b, "affine", attr, operand, o->weighted.bias ? 3 : 2);
}

static ae_status bound(size_t *out, ae_builder *b, size_t in)
{
    ae_clip_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_clip_attr){ LEAST_LOG_VARIANCE, MOST_LOG_VARIANCE, .returns = true };
    return ae_builder_apply(out, b, "clip", attr, &in, 1);
}

/* Its weights are called NAME.log_variance.weight and .bias. */
static ae_status emit_log_variance(size_t *out, ae_builder *b, const gaussian_options *o, size_t in)
{
    char name[AE_PARAM_NAME];
    ae_builder own = *b;
    size_t z;
    ae_format(name, sizeof name, "%s.%s", b->name, ae_moments[AE_LOG_VARIANCE]);
    own.name = name;
    AE_TRY(affine(&z, b, &own, o, in));
    AE_TRY(bound(out, b, z));
    return ae_builder_publish(b, ae_moments[AE_LOG_VARIANCE], *out);
}

static ae_status emit_mean(size_t *out, ae_builder *b, const gaussian_options *o, size_t in)
{
    size_t z;
    AE_TRY(affine(&z, b, b, o, in));
    AE_TRY(ae_layer_activate(out, b, &o->weighted.layer, z));
    return ae_builder_publish(b, ae_moments[AE_MEAN], *out);
}

static ae_status draw(size_t *out, ae_builder *b, const size_t *distribution)
{
    ae_reparametrise_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    attr->name = ae_hash_name(b->name);
    return ae_builder_apply(out, b, "reparametrise", attr, distribution, AE_MOMENTS);
}

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    size_t distribution[AE_MOMENTS];
    (void)n_in;
    AE_TRY(emit_mean(&distribution[AE_MEAN], b, options, in[0]));
    AE_TRY(emit_log_variance(&distribution[AE_LOG_VARIANCE], b, options, in[0]));
    *out = distribution[AE_MEAN];
    return b->draws ? draw(out, b, distribution) : AE_OK;
}

static const ae_layer *mirror(void *mirrored, const void *options, const ae_shape *in)
{
    const gaussian_options *o = options;
    return ae_layer_dense_back(mirrored, &o->weighted, in);
}

const ae_layer ae_layer_gaussian = {
    .name = "gaussian",
    .doc = AE_DOC("a normal distribution a number: a draw in training, the mean otherwise"),
    .fields = fields,
    .options_size = sizeof(gaussian_options),
    .emit = emit,
    .mirror = mirror,
};
