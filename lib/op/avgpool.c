/* The mean of each window; padding counts as zeros. Input: images. */
#include "op/pooling.h"

static ae_real window_size(const ae_plane *p)
{
    const ae_pooling_attr *a = p->attr;
    return (ae_real)a->h.size * (ae_real)a->w.size;
}

static void pool_plane(const ae_plane *p)
{
    for (size_t o = 0; o < p->out_height; o++) {
        ae_real *y = p->y + o * p->out_width;
        ae_pooling_row(y, p, o, ae_row_add, 0);
        ae_row_divide(y, y, window_size(p), p->out_width);
    }
}

/* The shares of a row of results, added up along the line, then to each row under the windows. */
static void unpool_plane(const ae_plane *p)
{
    const ae_pooling_axis *w = &((const ae_pooling_attr *)p->attr)->w;
    ae_pooling_lines l = ae_pooling_lines_of(p);
    size_t row, first, taps = ae_pooling_taps(&first, p);
    for (size_t o = 0; o < p->out_height; o++) {
        ae_row_divide(l.d, p->dy + o * p->out_width, window_size(p), p->out_width);
        ae_row_fill(l.line, 0, l.length);
        for (size_t t = first; t < taps; t++)
            ae_row_scatter(l.line + t, l.d, w->stride, w->out);
        for (size_t end = ae_pooling_rows(&row, p, o); row < end; row++)
            ae_row_add(p->dx + row * p->width, l.line + w->before, p->width);
    }
}

static void avgpool_forward(const ae_call *call)
{
    ae_planes_forward(call, pool_plane, ae_pooling_room(call->attr, call->shape));
}

static void avgpool_backward(const ae_call *call)
{
    ae_planes_backward(call, unpool_plane, ae_pooling_room(call->attr, call->shape));
}

const ae_op AE_LOCAL(ae_op_avgpool) = {
    .name = "avgpool",
    .between = true,
    .shape = ae_pooling_shape,
    .scratch = ae_pooling_scratch,
    .forward = avgpool_forward,
    .backward = avgpool_backward,
};
