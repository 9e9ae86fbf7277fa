/* The largest of each window. The gradient goes to the first of the largest, row by row, which is found again: nothing but
 * the input is kept. Input: images. */
#include "op/pooling.h"
#include <math.h>
#include <string.h>

static void pool_plane(const ae_plane *p)
{
    for (size_t o = 0; o < p->out_height; o++)
        ae_pooling_row(p->y + o * p->out_width, p, o, ae_row_max, -INFINITY);
}

/* A window that finds its maximum in this row of the input hands over its gradient, and has none left for later ones. */
static void unpool_row(const ae_plane *p, const ae_pooling_lines *l, size_t row)
{
    const ae_pooling_axis *w = &((const ae_pooling_attr *)p->attr)->w;
    memcpy(l->line + w->before, p->x + row * p->width, p->width * sizeof *p->x);
    ae_row_fill(l->other, 0, l->length);
    size_t t, taps = ae_pooling_taps(&t, p);
    for (; t < taps; t++) {
        ae_row_gather(l->tap, l->line + t, w->stride, w->out);
        ae_row_move(l->tap, l->d, l->tap, l->results, w->out);
        ae_row_scatter(l->other + t, l->tap, w->stride, w->out);
    }
    ae_row_add(p->dx + row * p->width, l->other + w->before, p->width);
}

static void unpool_plane(const ae_plane *p)
{
    ae_pooling_lines l = ae_pooling_lines_of(p);
    size_t row;
    for (size_t o = 0; o < p->out_height; o++) {
        ae_pooling_row(l.results, p, o, ae_row_max, -INFINITY); /* leaves the padding at the ends of l.line */
        memcpy(l.d, p->dy + o * p->out_width, p->out_width * sizeof *l.d);
        for (size_t end = ae_pooling_rows(&row, p, o); row < end; row++)
            unpool_row(p, &l, row);
    }
}

static void maxpool_forward(const ae_call *call)
{
    ae_planes_forward(call, pool_plane, ae_pooling_room(call->attr, call->shape));
}

static void maxpool_backward(const ae_call *call)
{
    ae_planes_backward(call, unpool_plane, ae_pooling_room(call->attr, call->shape));
}

const ae_op AE_LOCAL(ae_op_maxpool) = {
    .name = "maxpool",
    .between = true,
    .reads = AE_READS_IN0,
    .shape = ae_pooling_shape,
    .scratch = ae_pooling_scratch,
    .forward = maxpool_forward,
    .backward = maxpool_backward,
};
