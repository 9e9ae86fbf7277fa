/* conv2d, deconv2d and, with one row, conv1d, deconv1d: one layer with four names. deconv* does the reverse of conv*: its
 * strides and padding act on what comes out, and its weights are those of the convolution that would lead back. */
#include "op/conv.h"
#include "layer/conv_shape.h"

static const char *const pads[] = { "valid", "same", "same_symmetric", NULL };

#define FIELD(key, type, member, ...)                                        \
    {                                                                        \
        key, AE_FIELD_##type, offsetof(ae_conv_options, member), __VA_ARGS__ \
    }
#define IMAGE_FIELDS                                                                                      \
    FIELD("", COUNT, filters, AE_REQUIRED("channels that come out"), 1, 1e9),                             \
        FIELD("kernel", SHAPE, kernel, AE_REQUIRED("size of a filter: 3 or 3x5"), 1, 65535),              \
        FIELD("stride", SHAPE, stride, AE_DEFAULT("1", "step between two places: 2 or 2x1"), 1, 65535),   \
        FIELD("dilation", SHAPE, dilation, AE_DEFAULT("1", "step between two taps: 2 or 2x1"), 1, 65535), \
        FIELD("pad", COUNTS, pad, AE_DEFAULT("0", "padding: all sides, or top,left,bottom,right"), 0, 65535, .words = pads)
#define SIGNAL_FIELDS                                                                                  \
    FIELD("", COUNT, filters, AE_REQUIRED("channels that come out"), 1, 1e9),                          \
        FIELD("kernel", COUNT, kernel.dim[1], AE_REQUIRED("length of a filter"), 1, 65535),            \
        FIELD("stride", COUNT, stride.dim[1], AE_DEFAULT("1", "step between two places"), 1, 65535),   \
        FIELD("dilation", COUNT, dilation.dim[1], AE_DEFAULT("1", "step between two taps"), 1, 65535), \
        FIELD("pad", COUNTS, pad, AE_DEFAULT("0", "padding: both sides, or left,right"), 0, 65535, .words = pads)
#define MAXNORM_FIELD \
    FIELD("maxnorm", REAL, maxnorm, AE_DEFAULT("0", "largest norm of what a filter's weights form; 0 = any"), 0, 1e6)
#define COMMON_FIELDS                                                                            \
    FIELD("groups", COUNT, groups, AE_DEFAULT("1", "parts that do not see each other"), 1, 1e9), \
        AE_FIELDS_MORE(ae_weighted_fields)

static const ae_field conv2d_fields[] = { IMAGE_FIELDS, MAXNORM_FIELD, COMMON_FIELDS };
static const ae_field conv1d_fields[] = { SIGNAL_FIELDS, MAXNORM_FIELD, COMMON_FIELDS };
static const ae_field deconv2d_fields[] = {
    IMAGE_FIELDS,
    FIELD("output_pad", SHAPE, output_pad, AE_DEFAULT("0", "added at the bottom and right: 1 or 1x0"), 0, 65535),
    COMMON_FIELDS,
};
static const ae_field deconv1d_fields[] = {
    SIGNAL_FIELDS,
    FIELD("output_pad", COUNT, output_pad.dim[1], AE_DEFAULT("0", "added at the right"), 0, 65535),
    COMMON_FIELDS,
};

static ae_status fail_tie(const ae_builder *b, const ae_param *of, size_t channels, ae_conv_kind kind)
{
    static const char *const names[2][2] = { { "conv2d", "conv1d" }, { "deconv2d", "deconv1d" } };
    const size_t *s = of->shape.dim, filters = s[of->shape.rank - 1], seen = s[0] * of->groups;
    const ae_shape kernel = { of->shape.rank - 2, { s[1], s[2] } };
    char text[AE_SHAPE_TEXT];
    return ae_fail(b->error, AE_ESHAPE,
                   "the weights of %s fit `%s %zu kernel=%s groups=%zu` where %zu channels come in; here %zu do",
                   b->weights_of, names[kind.transposed][kind.signal], kind.transposed ? seen : filters,
                   ae_shape_print(text, &kernel), of->groups, kind.transposed ? filters : seen, channels);
}

/* The shape alone does not say how the channels are grouped. */
static ae_status check_tie(const ae_builder *b, const ae_shape *shape, const ae_conv *c, ae_conv_kind kind)
{
    const ae_param *of = ae_builder_tied_weight(b);
    if (!of || (ae_shape_same(&of->shape, shape) && of->groups == c->groups))
        return AE_OK;
    return fail_tie(b, of, kind.transposed ? c->y_channels : c->x_channels, kind);
}

/* The weights, stored as what they are for signals: without a dimension for the one row. Both frameworks that a reader may
 * come from draw a deconvolution's with the fans of the convolution that leads back. */
static ae_status weights(size_t *out, ae_builder *b, const ae_conv_options *o, const ae_conv *c, ae_conv_kind kind)
{
    size_t in = c->x_channels / c->groups, filters = c->y_channels, taps = c->h.kernel * c->w.kernel;
    const ae_shape image = { 4, { in, c->h.kernel, c->w.kernel, filters } }, signal = { 3, { in, c->w.kernel, filters } };
    const ae_shape *stored = kind.signal ? &signal : &image;
    AE_TRY(check_tie(b, stored, c, kind));
    ae_weight weight = {
        *stored, &o->weighted.init, in * taps, filters * taps, c->groups, kind.transposed ? 0 : o->maxnorm
    };
    AE_TRY(ae_builder_weight(out, b, &weight));
    return ae_graph_reshape(out, b->graph, *out, &image, b->error);
}

static ae_status bias(size_t *out, ae_builder *b, const ae_conv_options *o, const ae_conv *c)
{
    size_t taps = c->h.kernel * c->w.kernel;
    return ae_builder_bias(out, b, o->filters, &o->weighted.init, c->x_channels / c->groups * taps, c->y_channels * taps);
}

/* Signals lose the one row that they were given. */
static ae_status put_out(size_t *out, ae_builder *b, size_t image, ae_conv_kind kind)
{
    const ae_shape *s = &b->graph->values[image].shape;
    const ae_shape signal = { 2, { s->dim[0], s->dim[2] } };
    *out = image;
    return kind.signal ? ae_graph_reshape(out, b->graph, image, &signal, b->error) : AE_OK;
}

static ae_status emit(size_t *out, ae_builder *b, const ae_conv_options *o, size_t in, ae_conv_kind kind)
{
    ae_conv_attr *attr = ae_builder_attr(b, sizeof *attr);
    size_t operand[3], z;
    if (!attr)
        return AE_ENOMEM;
    attr->transposed = kind.transposed;
    AE_TRY(ae_image_expect(b, in, kind.signal));
    const ae_shape image = ae_image_of(&b->graph->values[in].shape, kind.signal);
    AE_TRY(ae_conv_resolve(&attr->conv, o, &image, kind, b->error));
    AE_TRY(ae_graph_reshape(&operand[0], b->graph, in, &image, b->error));
    AE_TRY(weights(&operand[1], b, o, &attr->conv, kind));
    if (o->weighted.bias)
        AE_TRY(bias(&operand[2], b, o, &attr->conv));
    AE_TRY(ae_builder_apply(&z, b, "conv", attr, operand, o->weighted.bias ? 3 : 2));
    AE_TRY(ae_layer_activate(&z, b, &o->weighted.layer, z));
    return put_out(out, b, z, kind);
}

/* What cannot be resolved has been refused when the layer was emitted. */
static void turn(void *mirrored, const void *options, const ae_shape *in, ae_conv_kind kind)
{
    const ae_shape image = ae_image_of(in, kind.signal);
    ae_conv conv;
    if (ae_conv_resolve(&conv, options, &image, kind, NULL) == AE_OK)
        ae_conv_turn(mirrored, options, &conv, kind);
}

#define LAYER(name_, back, doc_, ...)                                                                             \
    static ae_status emit_##name_(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in) \
    {                                                                                                             \
        (void)n_in;                                                                                               \
        return emit(out, b, options, in[0], (ae_conv_kind)__VA_ARGS__);                                           \
    }                                                                                                             \
    static const ae_layer *mirror_##name_(void *mirrored, const void *options, const ae_shape *in)                \
    {                                                                                                             \
        turn(mirrored, options, in, (ae_conv_kind)__VA_ARGS__);                                                   \
        return &ae_layer_##back;                                                                                  \
    }                                                                                                             \
    const ae_layer ae_layer_##name_ = {                                                                           \
        .name = #name_,                                                                                           \
        .doc = AE_DOC(doc_),                                                                                      \
        .fields = name_##_fields,                                                                                 \
        .options_size = sizeof(ae_conv_options),                                                                  \
        .emit = emit_##name_,                                                                                     \
        .mirror = mirror_##name_,                                                                                 \
    };

LAYER(conv1d, deconv1d, "convolution of signals", { .signal = true })
LAYER(conv2d, deconv2d, "convolution of images", { .signal = false })
LAYER(deconv1d, conv1d, "transposed convolution of signals", { .signal = true, .transposed = true })
LAYER(deconv2d, conv2d, "transposed convolution of images", { .transposed = true })
