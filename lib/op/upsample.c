#include "op/upsample.h"
#include "base/size.h"
#include "kernel/stretch.h"
#include "op/planes.h"

static ae_status upsample_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    const ae_upsample_attr *a = attr;
    (void)n_in, (void)e;
    *out = (ae_shape){ 3, { in[0].dim[0], a->height, a->width } };
    return AE_OK;
}

/* Each row is stretched once, and kept with its neighbour in the room. */

static ae_real *line_of(const ae_plane *p, size_t row)
{
    return p->room + row % 2 * p->out_width;
}

static ae_real share_of(const ae_walk *w, bool linear)
{
    return linear ? ae_walk_share(w) : 0;
}

static void upsample_plane(const ae_plane *p)
{
    const ae_upsample_attr *a = p->attr;
    const size_t n = p->out_width;
    ae_walk w = ae_walk_begin(p->height, p->out_height, a->linear);
    for (size_t o = 0, ready = 0; o < p->out_height; o++, ae_walk_on(&w)) {
        const size_t next = a->linear ? ae_walk_next(&w) : w.at;
        for (ready = ready < w.at ? w.at : ready; ready <= next; ready++)
            ae_row_stretch(line_of(p, ready), n, p->x + ready * p->width, p->width, a->linear);
        ae_row_mix(p->y + o * n, line_of(p, w.at), line_of(p, next), share_of(&w, a->linear), n);
    }
}

/* A row's line has all its gradients when the walk has passed it. */
static void finish_line(const ae_plane *p, size_t row, bool linear)
{
    ae_row_unstretch(p->dx + row * p->width, p->width, line_of(p, row), p->out_width, linear);
    ae_row_fill(line_of(p, row), 0, p->out_width);
}

static void downsample_plane(const ae_plane *p)
{
    const ae_upsample_attr *a = p->attr;
    const size_t n = p->out_width;
    ae_walk w = ae_walk_begin(p->height, p->out_height, a->linear);
    size_t open = 0;
    ae_row_fill(p->room, 0, 2 * n);
    for (size_t o = 0; o < p->out_height; o++, ae_walk_on(&w)) {
        for (; open < w.at; open++)
            finish_line(p, open, a->linear);
        ae_row_unmix(line_of(p, w.at), line_of(p, ae_walk_next(&w)), p->dy + o * n, share_of(&w, a->linear), n);
    }
    for (; open < p->height; open++)
        finish_line(p, open, a->linear);
}

static size_t upsample_scratch(const void *attr, const ae_shape *in, const ae_shape *out, size_t rows, unsigned threads)
{
    (void)attr, (void)rows;
    return ae_planes_scratch(in, ae_times(2, out->dim[2]), threads);
}

static void upsample_forward(const ae_call *call)
{
    ae_planes_forward(call, upsample_plane, 2 * call->out_shape->dim[2]);
}

static void upsample_backward(const ae_call *call)
{
    ae_planes_backward(call, downsample_plane, 2 * call->out_shape->dim[2]);
}

const ae_op AE_LOCAL(ae_op_upsample) = {
    .name = "upsample",
    .between = true,
    .shape = upsample_shape,
    .scratch = upsample_scratch,
    .forward = upsample_forward,
    .backward = upsample_backward,
};
