/* upsample2d and, for signals, upsample1d: planes resized. */
#include "op/upsample.h"
#include "layer/image.h"

static const char *const image_modes[] = { "nearest", "bilinear", NULL };
static const char *const signal_modes[] = { "nearest", "linear", NULL };

#define MODE_FIELD(modes)                                                         \
    {                                                                             \
        "mode", AE_FIELD_CHOICE, offsetof(ae_upsample_options, mode),             \
            AE_DEFAULT("nearest", "what stands between elements"), .words = modes \
    }

static const ae_field image_fields[] = {
    { "", AE_FIELD_SHAPE, offsetof(ae_upsample_options, factor),
      AE_DEFAULT("", "how many times as large: 2 or, height x width, 2x3"), 1, AE_IMAGE_SIDE_MAX },
    { "to", AE_FIELD_SHAPE, offsetof(ae_upsample_options, to), AE_DEFAULT("", "or to which height x width"), 1,
      AE_IMAGE_SIDE_MAX },
    MODE_FIELD(image_modes),
    AE_FIELDS_MORE(ae_layer_fields),
};
static const ae_field signal_fields[] = {
    { "", AE_FIELD_COUNT, offsetof(ae_upsample_options, factor.dim[1]), AE_DEFAULT("", "how many times as long"), 1,
      AE_IMAGE_SIDE_MAX },
    { "to", AE_FIELD_COUNT, offsetof(ae_upsample_options, to.dim[1]), AE_DEFAULT("", "or to which length"), 1,
      AE_IMAGE_SIDE_MAX },
    MODE_FIELD(signal_modes),
    AE_FIELDS_MORE(ae_layer_fields),
};

static ae_status solve(ae_extent *to, const ae_upsample_options *o, const ae_shape *in, bool signal, ae_error *e)
{
    const ae_extent x = ae_image_extent(in, signal);
    ae_extent factor;
    if (ae_extent_given(&o->factor) == ae_extent_given(&o->to))
        return ae_fail(e, AE_EVALUE, "give either a factor, such as 2, or to=, the size that comes out");
    if (ae_extent_given(&o->to))
        return ae_extent_read(to, &o->to, "to=", e);
    AE_TRY(ae_extent_read(&factor, &o->factor, "", e));
    if (factor.height > AE_IMAGE_SIDE_MAX / x.height || factor.width > AE_IMAGE_SIDE_MAX / x.width)
        return ae_fail(e, AE_ESHAPE, "%zux%zu times %zux%zu is too large; sides of at most %d fit", x.height, x.width,
                       factor.height, factor.width, AE_IMAGE_SIDE_MAX);
    *to = (ae_extent){ x.height * factor.height, x.width * factor.width };
    return AE_OK;
}

static ae_status emit(size_t *out, ae_builder *b, const void *options, size_t in, bool signal)
{
    const ae_upsample_options *o = options;
    ae_upsample_attr *attr = ae_builder_attr(b, sizeof *attr);
    ae_extent to;
    if (!attr)
        return AE_ENOMEM;
    AE_TRY(ae_image_expect(b, in, signal));
    AE_TRY(solve(&to, o, &b->graph->values[in].shape, signal, b->error));
    *attr = (ae_upsample_attr){ to.height, to.width, o->mode != 0 };
    return ae_image_apply(out, b, "upsample", attr, in, signal);
}

static ae_status emit_image(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    (void)n_in;
    return emit(out, b, options, in[0], false);
}

static ae_status emit_signal(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    (void)n_in;
    return emit(out, b, options, in[0], true);
}

/* Means, where each element became a whole number of them; otherwise the same way back. */
static const ae_layer *mirror(void *mirrored, const ae_upsample_options *o, const ae_shape *in, bool signal)
{
    const ae_extent x = ae_image_extent(in, signal);
    ae_upsample_options *m = mirrored;
    ae_extent to = x;
    (void)solve(&to, o, in, signal, NULL); /* it has succeeded in emit */
    if (to.height % x.height == 0 && to.width % x.width == 0) {
        ((ae_pool_options *)mirrored)->window = ae_extent_write(to.height / x.height, to.width / x.width);
        return signal ? &ae_layer_avgpool1d : &ae_layer_avgpool2d;
    }
    m->to = ae_extent_write(x.height, x.width);
    m->mode = o->mode;
    return signal ? &ae_layer_upsample1d : &ae_layer_upsample2d;
}

static const ae_layer *mirror_image(void *mirrored, const void *options, const ae_shape *in)
{
    return mirror(mirrored, options, in, false);
}

static const ae_layer *mirror_signal(void *mirrored, const void *options, const ae_shape *in)
{
    return mirror(mirrored, options, in, true);
}

const ae_layer ae_layer_upsample2d = {
    .name = "upsample2d",
    .doc = AE_DOC("larger images"),
    .fields = image_fields,
    .options_size = sizeof(ae_upsample_options),
    .emit = emit_image,
    .mirror = mirror_image,
    .passes = true,
};
const ae_layer ae_layer_upsample1d = {
    .name = "upsample1d",
    .doc = AE_DOC("longer signals"),
    .fields = signal_fields,
    .options_size = sizeof(ae_upsample_options),
    .emit = emit_signal,
    .mirror = mirror_signal,
    .passes = true,
};
