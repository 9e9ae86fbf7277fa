#include "op/upsample.h"
#include "op/planes.h"

static ae_status upsample_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    const ae_upsample_attr *a = attr;
    (void)n_in, (void)e;
    *out = (ae_shape){ 3, { in[0].dim[0], a->height, a->width } };
    return AE_OK;
}

/* A walk along an axis of the result. Its element o takes from `at` and, with a share, from the one behind it:
 *   nearest   at = floor(o in / out)
 *   linear    at + share = (o + 1/2) in / out - 1/2, but not outside
 * in whole numbers: at + rest / whole. */
typedef struct walk {
    size_t at, in;
    int64_t rest, step, whole;
    bool linear;
} walk;

static walk walk_normal(walk w)
{
    for (; w.rest >= w.whole; w.rest -= w.whole) /* hardly ever more than once: a division would cost more */
        w.at++;
    return w;
}

static walk walk_begin(size_t in, size_t out, bool linear)
{
    const int64_t i = (int64_t)in, o = (int64_t)out;
    walk w = { 0, in, 0, i, o, linear };
    if (linear)
        w.rest = i - o, w.step = 2 * i, w.whole = 2 * o;
    return walk_normal(w);
}

static walk walk_on(walk w)
{
    w.rest += w.step;
    return walk_normal(w);
}

static size_t walk_next(walk w)
{
    return w.at + 1 < w.in ? w.at + 1 : w.at;
}

static ae_real walk_share(walk w)
{
    return w.linear && w.rest > 0 ? (ae_real)((double)w.rest / (double)w.whole) : 0;
}

/* ---- along a row ---- */

static void stretch(ae_real *y, size_t out, const ae_real *x, size_t in, bool linear)
{
    walk w = walk_begin(in, out, linear);
    for (size_t o = 0; o < out; o++, w = walk_on(w)) {
        ae_real a = x[w.at];
        y[o] = linear ? a + walk_share(w) * (x[walk_next(w)] - a) : a;
    }
}

static void unstretch(ae_real *dx, size_t in, const ae_real *dy, size_t out, bool linear)
{
    walk w = walk_begin(in, out, linear);
    for (size_t o = 0; o < out; o++, w = walk_on(w)) {
        ae_real part = walk_share(w) * dy[o];
        dx[w.at] += dy[o] - part;
        if (linear)
            dx[walk_next(w)] += part;
    }
}

/* ---- from row to row; each row is stretched once and kept, with its neighbour, in the room ---- */

static ae_real *line_of(const ae_plane *p, size_t row)
{
    return p->room + row % 2 * p->out_width;
}

static void upsample_plane(const ae_plane *p)
{
    const ae_upsample_attr *a = p->attr;
    const size_t n = p->out_width;
    walk w = walk_begin(p->height, p->out_height, a->linear);
    for (size_t o = 0, ready = 0; o < p->out_height; o++, w = walk_on(w)) {
        const size_t next = a->linear ? walk_next(w) : w.at;
        for (ready = ready < w.at ? w.at : ready; ready <= next; ready++)
            stretch(line_of(p, ready), n, p->x + ready * p->width, p->width, a->linear);
        ae_row_mix(p->y + o * n, line_of(p, w.at), line_of(p, next), walk_share(w), n);
    }
}

/* A row's line has all its gradients when the walk has passed it. */
static void finish_line(const ae_plane *p, size_t row, bool linear)
{
    unstretch(p->dx + row * p->width, p->width, line_of(p, row), p->out_width, linear);
    ae_row_fill(line_of(p, row), 0, p->out_width);
}

static void downsample_plane(const ae_plane *p)
{
    const ae_upsample_attr *a = p->attr;
    const size_t n = p->out_width;
    walk w = walk_begin(p->height, p->out_height, a->linear);
    size_t open = 0;
    ae_row_fill(p->room, 0, 2 * n);
    for (size_t o = 0; o < p->out_height; o++, w = walk_on(w)) {
        for (; open < w.at; open++)
            finish_line(p, open, a->linear);
        ae_row_unmix(line_of(p, w.at), line_of(p, walk_next(w)), p->dy + o * n, walk_share(w), n);
    }
    for (; open < p->height; open++)
        finish_line(p, open, a->linear);
}

static size_t upsample_scratch(const void *attr, const ae_shape *in, const ae_shape *out, size_t rows, unsigned threads)
{
    (void)attr, (void)rows;
    return ae_planes_scratch(in, 2 * out->dim[2], threads);
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
    .shape = upsample_shape,
    .scratch = upsample_scratch,
    .forward = upsample_forward,
    .backward = upsample_backward,
};
