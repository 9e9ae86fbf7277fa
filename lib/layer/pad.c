/* pad and crop: margins added or cut off. One op does both. Three dimensions are an image, fewer a signal. */
#include "op/pad.h"
#include "layer/image.h"

typedef struct pad_options {
    ae_layer_options layer;
    ae_counts sides;
    int mode;
} pad_options;

typedef struct crop_options {
    ae_layer_options layer;
    ae_counts sides;
    ae_shape to;
    int keep;
} crop_options;
_Static_assert(sizeof(crop_options) <= AE_LAYER_OPTIONS_MAX, "options fit");

static const char *const modes[] = { "zero", "replicate", NULL };
static const char *const parts[] = { "corner", "center", NULL };

static const ae_field pad_fields[] = {
    { "", AE_FIELD_COUNTS, offsetof(pad_options, sides),
      AE_REQUIRED("how much to add: everywhere, or top,left,bottom,right (of a signal: left,right)"), 0, AE_IMAGE_SIDE_MAX },
    { "mode", AE_FIELD_CHOICE, offsetof(pad_options, mode), AE_DEFAULT("zero", "what is added: zeros, or the edge again"),
      .words = modes },
    AE_FIELDS_MORE(ae_layer_fields),
};
static const ae_field crop_fields[] = {
    { "", AE_FIELD_COUNTS, offsetof(crop_options, sides),
      AE_DEFAULT("", "how much to cut off: everywhere, or top,left,bottom,right (of a signal: left,right)"), 0,
      AE_IMAGE_SIDE_MAX },
    { "to", AE_FIELD_SHAPE, offsetof(crop_options, to),
      AE_DEFAULT("", "or which height x width (of a signal: length) to leave"), 1, AE_IMAGE_SIDE_MAX },
    { "keep", AE_FIELD_CHOICE, offsetof(crop_options, keep),
      AE_DEFAULT("corner", "with to=: what begins at the first row and column, or the middle"), .words = parts },
    AE_FIELDS_MORE(ae_layer_fields),
};

static bool is_signal(const ae_shape *shape)
{
    return shape->rank < 3;
}

/* Height x width without channels cannot be told from channels x length. */
static ae_status fail_signal(const char *what, const ae_shape *in, ae_error *e)
{
    const ae_shape signal = { 3, { 1, 1, in->dim[0] } }, table = { 3, { 1, in->dim[0], in->dim[1] } };
    char is[AE_SHAPE_TEXT], image[AE_SHAPE_TEXT];
    return ae_fail(
        e, AE_ESHAPE,
        "%s are an image's, but %s is taken for signals (channels x length); `reshape %s` before it makes an image", what,
        ae_shape_print(is, in), ae_shape_print(image, in->rank == 2 ? &table : &signal));
}

static ae_status read_sides(ae_sides *sides, const ae_counts *written, const ae_shape *in, ae_error *e)
{
    if (is_signal(in) && written->count == 4)
        return fail_signal("four sides", in, e);
    return ae_sides_read(sides, written, is_signal(in), e);
}

/* ---- pad ---- */

static ae_status pad_attr(ae_pad_attr *attr, const pad_options *o, const ae_shape *in, ae_error *e)
{
    const ae_extent x = ae_image_extent(in, is_signal(in));
    ae_sides s;
    AE_TRY(read_sides(&s, &o->sides, in, e));
    *attr = (ae_pad_attr){ (ptrdiff_t)s.top, (ptrdiff_t)s.left, s.top + x.height + s.bottom, s.left + x.width + s.right,
                           o->mode != 0 };
    if (attr->height > AE_IMAGE_SIDE_MAX || attr->width > AE_IMAGE_SIDE_MAX)
        return ae_fail(e, AE_ESHAPE, "%zux%zu is too large; sides of at most %d fit", attr->height, attr->width,
                       AE_IMAGE_SIDE_MAX);
    return AE_OK;
}

static ae_status emit_pad(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const size_t x = in[0];
    const ae_shape shape = b->graph->values[x].shape;
    ae_pad_attr *attr = ae_builder_attr(b, sizeof *attr);
    (void)n_in;
    if (!attr)
        return AE_ENOMEM;
    AE_TRY(ae_image_expect(b, x, is_signal(&shape)));
    AE_TRY(pad_attr(attr, options, &shape, b->error));
    return ae_image_apply(out, b, "pad", attr, x, is_signal(&shape));
}

static const ae_layer *mirror_pad(void *mirrored, const void *options, const ae_shape *in)
{
    (void)in;
    ((crop_options *)mirrored)->sides = ((const pad_options *)options)->sides;
    return &ae_layer_crop;
}

/* ---- crop ---- */

/* What is cut off to leave `part`; wraps around where that is more than there is. */
static ae_sides around(ae_extent part, ae_extent x, bool center)
{
    const size_t rows = x.height - part.height, columns = x.width - part.width;
    const size_t top = center ? rows / 2 : 0, left = center ? columns / 2 : 0;
    return (ae_sides){ top, left, rows - top, columns - left };
}

static ae_status sides_to(ae_sides *sides, const crop_options *o, const ae_shape *in, ae_error *e)
{
    const ae_extent x = ae_image_extent(in, is_signal(in));
    ae_extent part;
    char to[AE_SHAPE_TEXT], is[AE_SHAPE_TEXT];
    AE_TRY(ae_extent_read(&part, &o->to, "to=", e));
    part.height = is_signal(in) && o->to.rank == 1 ? 1 : part.height;
    if (is_signal(in) && part.height > 1)
        return fail_signal("height and width", in, e);
    if (part.height > x.height || part.width > x.width)
        return ae_fail(e, AE_ESHAPE, "to=%s is more than the %s that comes in; a pad would fit", ae_shape_print(to, &o->to),
                       ae_shape_print(is, in));
    *sides = around(part, x, o->keep != 0);
    return AE_OK;
}

static ae_status crop_sides(ae_sides *s, const crop_options *o, const ae_shape *in, ae_error *e)
{
    const ae_extent x = ae_image_extent(in, is_signal(in));
    char is[AE_SHAPE_TEXT];
    if ((o->sides.count > 0) == ae_extent_given(&o->to))
        return ae_fail(e, AE_EVALUE, "give either what to cut off, such as 1, or to=, the size that is left");
    if (ae_extent_given(&o->to))
        return sides_to(s, o, in, e);
    AE_TRY(read_sides(s, &o->sides, in, e));
    if (s->top + s->bottom >= x.height || s->left + s->right >= x.width)
        return ae_fail(e, AE_ESHAPE, "nothing is left of the %s that comes in; less than that fits", ae_shape_print(is, in));
    return AE_OK;
}

static ae_status crop_attr(ae_pad_attr *attr, const crop_options *o, const ae_shape *in, ae_error *e)
{
    const ae_extent x = ae_image_extent(in, is_signal(in));
    ae_sides s;
    AE_TRY(crop_sides(&s, o, in, e));
    *attr = (ae_pad_attr){ -(ptrdiff_t)s.top, -(ptrdiff_t)s.left, x.height - s.top - s.bottom, x.width - s.left - s.right,
                           false };
    return AE_OK;
}

static ae_status emit_crop(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const size_t x = in[0];
    const ae_shape shape = b->graph->values[x].shape;
    ae_pad_attr *attr = ae_builder_attr(b, sizeof *attr);
    (void)n_in;
    if (!attr)
        return AE_ENOMEM;
    AE_TRY(ae_image_expect(b, x, is_signal(&shape)));
    AE_TRY(crop_attr(attr, options, &shape, b->error));
    return ae_image_apply(out, b, "pad", attr, x, is_signal(&shape));
}

static const ae_layer *mirror_crop(void *mirrored, const void *options, const ae_shape *in)
{
    ae_sides s = { 0 };
    (void)crop_sides(&s, options, in, NULL); /* it has succeeded in emit */
    ((pad_options *)mirrored)->sides = ae_sides_write(&s, is_signal(in));
    return &ae_layer_pad;
}

const ae_layer ae_layer_pad = {
    .name = "pad",
    .doc = AE_DOC("wider images and signals"),
    .fields = pad_fields,
    .options_size = sizeof(pad_options),
    .emit = emit_pad,
    .mirror = mirror_pad,
    .passes = true,
};
const ae_layer ae_layer_crop = {
    .name = "crop",
    .doc = AE_DOC("a part of images and signals"),
    .fields = crop_fields,
    .options_size = sizeof(crop_options),
    .emit = emit_crop,
    .mirror = mirror_crop,
    .passes = true,
};
