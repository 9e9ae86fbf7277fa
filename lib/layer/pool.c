/* maxpool2d, avgpool2d and, for signals, maxpool1d, avgpool1d: the largest or the mean of each window. */
#include "layer/image.h"
#include "op/pooling.h"

static const char *const pads[] = { "valid", "same", NULL };
enum { VALID, SAME };
enum { WORD_MAX = 65535 }; /* as of the convolutions */

#define REST_FIELDS                                                                                                         \
    { "pad", AE_FIELD_COUNTS, offsetof(ae_pool_options, pad), AE_DEFAULT("valid", "padding"), 0, WORD_MAX, .words = pads }, \
        AE_FIELDS_MORE(ae_layer_fields)

static const ae_field image_fields[] = {
    { "", AE_FIELD_SHAPE, offsetof(ae_pool_options, window), AE_REQUIRED("the window: 2 or, height x width, 2x3"), 1,
      WORD_MAX },
    { "stride", AE_FIELD_SHAPE, offsetof(ae_pool_options, stride),
      AE_DEFAULT("", "from window to window; none: the window's size"), 1, WORD_MAX },
    REST_FIELDS,
};
static const ae_field signal_fields[] = {
    { "", AE_FIELD_COUNT, offsetof(ae_pool_options, window.dim[1]), AE_REQUIRED("the window's length"), 1, WORD_MAX },
    { "stride", AE_FIELD_COUNT, offsetof(ae_pool_options, stride.dim[1]),
      AE_DEFAULT("", "from window to window; none: the window's length"), 1, WORD_MAX },
    REST_FIELDS,
};

/* What was asked for along one axis. */
typedef struct axis {
    size_t in, size, stride, before, after;
} axis;

/* As many windows as strides; what they need beyond the ends is divided between both, an odd one goes to the end. */
static void pad_same(axis *a)
{
    size_t out = (a->in - 1) / a->stride + 1, needed = (out - 1) * a->stride + a->size;
    size_t padding = needed > a->in ? needed - a->in : 0;
    a->before = padding / 2;
    a->after = padding - a->before;
}

static ae_pooling_axis windows(const axis *a)
{
    return (ae_pooling_axis){ a->size, a->stride, a->before, (a->in + a->before + a->after - a->size) / a->stride + 1 };
}

static bool only_padding(const axis *a)
{
    return a->before >= a->size || a->after >= a->size;
}

static bool too_large(const axis *a)
{
    return a->size > a->in + a->before + a->after;
}

static ae_status check(const axis *h, const axis *w, ae_error *e)
{
    if (only_padding(h) || only_padding(w))
        return ae_fail(e, AE_ESHAPE, "so much padding that windows of %zux%zu would hold nothing else; less than that fits",
                       h->size, w->size);
    if (too_large(h) || too_large(w))
        return ae_fail(e, AE_ESHAPE, "windows of %zux%zu do not fit %zux%zu, padding included; at most that does", h->size,
                       w->size, h->in + h->before + h->after, w->in + w->before + w->after);
    return AE_OK;
}

static ae_status solve(ae_pooling_attr *attr, const ae_pool_options *o, const ae_shape *in, bool signal, ae_error *e)
{
    const ae_extent x = ae_image_extent(in, signal);
    ae_extent size, stride;
    ae_sides pad = { 0 };
    AE_TRY(ae_extent_read(&size, &o->window, "", e));
    AE_TRY(ae_extent_read(&stride, ae_extent_given(&o->stride) ? &o->stride : &o->window, "stride ", e));
    if (o->pad.count)
        AE_TRY(ae_sides_read(&pad, &o->pad, signal, e));
    axis h = { x.height, size.height, stride.height, pad.top, pad.bottom };
    axis w = { x.width, size.width, stride.width, pad.left, pad.right };
    if (o->pad.word == SAME) {
        pad_same(&h);
        pad_same(&w);
    }
    AE_TRY(check(&h, &w, e));
    *attr = (ae_pooling_attr){ windows(&h), windows(&w) };
    return AE_OK;
}

static ae_status emit(size_t *out, ae_builder *b, const void *options, size_t in, const char *op, bool signal)
{
    ae_pooling_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    AE_TRY(ae_image_expect(b, in, signal));
    AE_TRY(solve(attr, options, &b->graph->values[in].shape, signal, b->error));
    return ae_image_apply(out, b, op, attr, in, signal);
}

static ae_status emit_maxpool2d(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    (void)n_in;
    return emit(out, b, options, in[0], "maxpool", false);
}

static ae_status emit_maxpool1d(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    (void)n_in;
    return emit(out, b, options, in[0], "maxpool", true);
}

static ae_status emit_avgpool2d(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    (void)n_in;
    return emit(out, b, options, in[0], "avgpool", false);
}

static ae_status emit_avgpool1d(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    (void)n_in;
    return emit(out, b, options, in[0], "avgpool", true);
}

/* The nearest element, for each of those that were there. */
static void mirror(ae_upsample_options *mirrored, const ae_shape *in, bool signal)
{
    const ae_extent x = ae_image_extent(in, signal);
    mirrored->to = ae_extent_write(x.height, x.width);
}

static const ae_layer *mirror_image(void *mirrored, const void *options, const ae_shape *in)
{
    (void)options;
    mirror(mirrored, in, false);
    return &ae_layer_upsample2d;
}

static const ae_layer *mirror_signal(void *mirrored, const void *options, const ae_shape *in)
{
    (void)options;
    mirror(mirrored, in, true);
    return &ae_layer_upsample1d;
}

const ae_layer ae_layer_maxpool2d = {
    .name = "maxpool2d",
    .doc = AE_DOC("the largest of each window"),
    .fields = image_fields,
    .options_size = sizeof(ae_pool_options),
    .emit = emit_maxpool2d,
    .mirror = mirror_image,
    .passes = true,
};
const ae_layer ae_layer_maxpool1d = {
    .name = "maxpool1d",
    .doc = AE_DOC("the largest of each window of a signal"),
    .fields = signal_fields,
    .options_size = sizeof(ae_pool_options),
    .emit = emit_maxpool1d,
    .mirror = mirror_signal,
    .passes = true,
};
const ae_layer ae_layer_avgpool2d = {
    .name = "avgpool2d",
    .doc = AE_DOC("the mean of each window"),
    .fields = image_fields,
    .options_size = sizeof(ae_pool_options),
    .emit = emit_avgpool2d,
    .mirror = mirror_image,
    .passes = true,
};
const ae_layer ae_layer_avgpool1d = {
    .name = "avgpool1d",
    .doc = AE_DOC("the mean of each window of a signal"),
    .fields = signal_fields,
    .options_size = sizeof(ae_pool_options),
    .emit = emit_avgpool1d,
    .mirror = mirror_signal,
    .passes = true,
};
