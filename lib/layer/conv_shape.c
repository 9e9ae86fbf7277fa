#include "layer/conv_shape.h"
#include "base/format.h"
#include "base/size.h"

/* ---- one direction ---- */

/* Its words as numbers, and what it has so many of, for an error. */
typedef struct direction {
    size_t kernel, stride, dilation, before, after, output_pad;
    int pad; /* a word; where it is AE_PAD_VALID, before and after count */
    const char *what;
} direction;

static const ae_conv_axis one_row = { 1, 1, 1, 1, 1, 0 };

/* From the first tap to the last. Nothing here overflows: a row has at most 2^32 elements, and every word is below 2^16. */
static uint64_t reach_of(size_t kernel, size_t dilation)
{
    return (uint64_t)(kernel - 1) * dilation + 1;
}

static uint64_t excess(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

static ae_status fail_reach(const direction *d, uint64_t reach, uint64_t there, size_t x, ae_error *e)
{
    char fits[64];
    if (reach / 2 <= x)
        ae_format(fits, sizeof fits, "pad=same would fit");
    else
        ae_format(fits, sizeof fits, "a kernel of %zu would fit", (size_t)((there - 1) / d->dilation + 1));
    return ae_fail(e, AE_ESHAPE,
                   "a kernel of %zu with dilation %zu reaches over %llu %s, but there are %llu with their padding; %s",
                   d->kernel, d->dilation, (unsigned long long)reach, d->what, (unsigned long long)there, fits);
}

/* x is known; TensorFlow's `same` has the odd one of the padding at the end. */
static ae_status forward_axis(ae_conv_axis *a, const direction *d, size_t x, ae_error *e)
{
    uint64_t reach = reach_of(d->kernel, d->dilation), before = d->before, after = d->after;
    if (d->pad == AE_PAD_SAME) {
        uint64_t total = excess((uint64_t)((x - 1) / d->stride) * d->stride + reach, x);
        before = total / 2;
        after = total - before;
    } else if (d->pad == AE_PAD_SAME_SYMMETRIC) {
        before = after = (reach - 1) / 2;
    }
    if (x + before + after < reach)
        return fail_reach(d, reach, x + before + after, x, e);
    size_t y = (size_t)((x + before + after - reach) / d->stride + 1);
    *a = (ae_conv_axis){ x, y, d->kernel, d->stride, d->dilation, (size_t)before };
    return AE_OK;
}

/* y is known. Both `same` make x = y stride, as the convolution that is transposed makes y of it. */
static ae_status transposed_axis(ae_conv_axis *a, const direction *d, size_t y, ae_error *e)
{
    uint64_t reach = reach_of(d->kernel, d->dilation), before = d->before, cut = (uint64_t)d->before + d->after;
    uint64_t full = (uint64_t)(y - 1) * d->stride + reach + d->output_pad, x = full - cut;
    if (d->output_pad >= d->stride)
        return ae_fail(e, AE_EVALUE, "output_pad %zu must be below the stride, %zu", d->output_pad, d->stride);
    if (d->pad != AE_PAD_VALID) {
        before = d->pad == AE_PAD_SAME ? excess(reach, d->stride) / 2 : (reach - 1) / 2;
        x = (uint64_t)y * d->stride;
    } else if (full <= cut) {
        return ae_fail(e, AE_ESHAPE, "pads of %zu and %zu leave nothing of %llu %s; pads of %llu in all would fit",
                       d->before, d->after, (unsigned long long)full, d->what, (unsigned long long)full - 1);
    }
    if (x > AE_ROW_ELEMENTS)
        return ae_fail(e, AE_ESHAPE, "%llu %s would come out of %zu; at most %llu fit", (unsigned long long)x, d->what, y,
                       (unsigned long long)AE_ROW_ELEMENTS);
    *a = (ae_conv_axis){ (size_t)x, y, d->kernel, d->stride, d->dilation, (size_t)before };
    return AE_OK;
}

/* ---- both ---- */

/* The numbers of the options, for images and signals alike. */
typedef struct words {
    ae_extent kernel, stride, dilation, output_pad;
    ae_sides sides;
} words;

static ae_status read_words(words *w, const ae_conv_options *o, ae_conv_kind kind, ae_error *e)
{
    *w = (words){ .sides = { 0 } };
    AE_TRY(ae_extent_read(&w->kernel, &o->kernel, "kernel ", e));
    AE_TRY(ae_extent_read(&w->stride, &o->stride, "stride ", e));
    AE_TRY(ae_extent_read(&w->dilation, &o->dilation, "dilation ", e));
    AE_TRY(ae_extent_read(&w->output_pad, &o->output_pad, "output_pad ", e));
    if (o->pad.count)
        return ae_sides_read(&w->sides, &o->pad, kind.signal, e);
    if (o->output_pad.dim[0] || o->output_pad.dim[1])
        return ae_fail(e, AE_EVALUE, "output_pad goes with a pad in numbers");
    return AE_OK;
}

static ae_status resolve_axis(ae_conv_axis *a, const direction *d, size_t length, ae_conv_kind kind, ae_error *e)
{
    return kind.transposed ? transposed_axis(a, d, length, e) : forward_axis(a, d, length, e);
}

static ae_status resolve_axes(ae_conv *c, const words *w, int pad, const ae_shape *image, ae_conv_kind kind, ae_error *e)
{
    const ae_sides *s = &w->sides;
    direction down = {
        w->kernel.height, w->stride.height, w->dilation.height, s->top, s->bottom, w->output_pad.height, pad, "rows"
    };
    direction across = { w->kernel.width,
                         w->stride.width,
                         w->dilation.width,
                         s->left,
                         s->right,
                         w->output_pad.width,
                         pad,
                         kind.signal ? "steps" : "columns" };
    if (!kind.signal)
        AE_TRY(resolve_axis(&c->h, &down, image->dim[1], kind, e));
    return resolve_axis(&c->w, &across, image->dim[2], kind, e);
}

static ae_status check_groups(size_t groups, size_t in, size_t filters, ae_error *e)
{
    bool fits_in = in % groups == 0;
    if (fits_in && filters % groups == 0)
        return AE_OK;
    return ae_fail(e, AE_ESHAPE, "groups=%zu does not divide the %zu %s; groups=%zu would", groups, fits_in ? filters : in,
                   fits_in ? "filters" : "channels that come in", ae_common_divisor(groups, ae_common_divisor(in, filters)));
}

/* Padding counted: it is memory too. */
static ae_status check_size(const ae_conv *c, const ae_shape *image, ae_error *e)
{
    char text[AE_SHAPE_TEXT];
    const uint64_t most = AE_ROW_ELEMENTS;
    uint64_t high = c->h.x > c->h.y ? c->h.x : c->h.y, wide = c->w.x > c->w.y ? c->w.x : c->w.y;
    uint64_t channels = c->x_channels > c->y_channels ? c->x_channels : c->y_channels;
    high += reach_of(c->h.kernel, c->h.dilation) + c->h.pad;
    wide += reach_of(c->w.kernel, c->w.dilation) + c->w.pad;
    bool fits = high <= most && wide <= most / high && channels <= most / high / wide;
    return fits ? AE_OK
                : ae_fail(e, AE_ESHAPE,
                          "with %s that comes in, %llu channels of %llux%llu, padding and kernel counted, are more than "
                          "%llu elements; fewer filters or a smaller stride or kernel would fit",
                          ae_shape_print(text, image), (unsigned long long)channels, (unsigned long long)high,
                          (unsigned long long)wide, (unsigned long long)most);
}

ae_status ae_conv_resolve(ae_conv *conv, const ae_conv_options *o, const ae_shape *image, ae_conv_kind kind, ae_error *e)
{
    words w;
    size_t in = image->dim[0];
    *conv = (ae_conv){ kind.transposed ? o->filters : in, kind.transposed ? in : o->filters, o->groups, one_row, one_row };
    AE_TRY(read_words(&w, o, kind, e));
    AE_TRY(check_groups(o->groups, in, o->filters, e));
    AE_TRY(resolve_axes(conv, &w, o->pad.word, image, kind, e));
    return check_size(conv, image, e);
}

/* ---- and back ---- */

/* What x must have after it for all of y, and what of x lies after that. */
static void turn_axis(size_t *after, size_t *rest, const ae_conv_axis *a)
{
    uint64_t needed = (uint64_t)(a->y - 1) * a->stride + reach_of(a->kernel, a->dilation), there = (uint64_t)a->x + a->pad;
    *after = (size_t)excess(needed, there);
    *rest = (size_t)excess(there, needed);
}

void ae_conv_turn(ae_conv_options *turned, const ae_conv_options *o, const ae_conv *c, ae_conv_kind kind)
{
    ae_sides sides = { .top = c->h.pad, .left = c->w.pad };
    ae_extent rest;
    turn_axis(&sides.bottom, &rest.height, &c->h);
    turn_axis(&sides.right, &rest.width, &c->w);
    *turned = *o;
    turned->filters = kind.transposed ? c->y_channels : c->x_channels;
    turned->pad = ae_sides_write(&sides, kind.signal);
    turned->output_pad = kind.transposed ? (ae_shape){ 0 } : ae_extent_write(rest.height, rest.width);
}
