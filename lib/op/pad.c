#include "op/pad.h"
#include "op/planes.h"
#include <string.h>

static ae_status pad_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    const ae_pad_attr *a = attr;
    (void)n_in, (void)e;
    *out = (ae_shape){ 3, { in[0].dim[0], a->height, a->width } };
    return AE_OK;
}

/* One axis of the result: `before` elements of margin, `count` from `from` on, and the margin after them. */
typedef struct span {
    size_t before, count, after, from;
} span;

static span span_of(ptrdiff_t margin, size_t in, size_t out)
{
    span s = { .before = margin > 0 ? (size_t)margin : 0, .from = margin < 0 ? (size_t)-margin : 0 };
    s.before = s.before < out ? s.before : out;
    s.count = s.from < in ? in - s.from : 0;
    s.count = s.count < out - s.before ? s.count : out - s.before;
    s.after = out - s.before - s.count;
    return s;
}

/* The row of the input that stands in a row of the result; false where there is none. */
static bool source_row(size_t *row, span s, size_t y, bool replicate)
{
    bool inside = y >= s.before && y < s.before + s.count;
    *row = s.from + (inside ? y - s.before : y < s.before ? 0 : s.count - 1);
    return inside || replicate;
}

static void margin(ae_real *y, const ae_real *edge, size_t n, bool replicate)
{
    if (replicate)
        ae_row_gather(y, edge, 0, n);
    else
        ae_row_fill(y, 0, n);
}

static void pad_row(ae_real *y, const ae_real *x, span s, bool replicate)
{
    const ae_real *first = x + s.from, *after = first + s.count;
    margin(y, first, s.before, replicate);
    memcpy(y + s.before, first, s.count * sizeof *y);
    margin(y + s.before + s.count, after - 1, s.after, replicate);
}

static void pad_plane(const ae_plane *p)
{
    const ae_pad_attr *a = p->attr;
    span h = span_of(a->top, p->height, p->out_height), w = span_of(a->left, p->width, p->out_width);
    size_t row;
    for (size_t i = 0; i < p->out_height; i++)
        if (source_row(&row, h, i, a->replicate))
            pad_row(p->y + i * p->out_width, p->x + row * p->width, w, a->replicate);
        else
            ae_row_fill(p->y + i * p->out_width, 0, p->out_width);
}

static void unpad_row(ae_real *dx, const ae_real *dy, span s, bool replicate)
{
    ae_real *first = dx + s.from, *after = first + s.count;
    ae_row_add(first, dy + s.before, s.count);
    if (replicate) {
        ae_row_scatter(first, dy, 0, s.before);
        ae_row_scatter(after - 1, dy + s.before + s.count, 0, s.after);
    }
}

static void unpad_plane(const ae_plane *p)
{
    const ae_pad_attr *a = p->attr;
    span h = span_of(a->top, p->height, p->out_height), w = span_of(a->left, p->width, p->out_width);
    size_t row;
    for (size_t i = 0; i < p->out_height; i++)
        if (source_row(&row, h, i, a->replicate))
            unpad_row(p->dx + row * p->width, p->dy + i * p->out_width, w, a->replicate);
}

static size_t pad_scratch(const void *attr, const ae_shape *in, const ae_shape *out, size_t rows, unsigned threads)
{
    (void)attr, (void)out, (void)rows;
    return ae_planes_scratch(in, 0, threads);
}

static void pad_forward(const ae_call *call)
{
    ae_planes_forward(call, pad_plane, 0);
}

static void pad_backward(const ae_call *call)
{
    ae_planes_backward(call, unpad_plane, 0);
}

const ae_op AE_LOCAL(ae_op_pad) = {
    .name = "pad",
    .between = true,
    .shape = pad_shape,
    .scratch = pad_scratch,
    .forward = pad_forward,
    .backward = pad_backward,
};
