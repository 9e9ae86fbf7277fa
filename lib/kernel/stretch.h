/* Rows of another length: the nearest element, or a line between the two neighbours, where the outer edges of both rows
 * coincide, not the middles of their end elements. */
#ifndef AE_KERNEL_STRETCH_H
#define AE_KERNEL_STRETCH_H

#include "kernel/isa.h"
#include "tensor/shape.h"

/* A walk along the `out` elements of the result. Each takes from element `at` and, with a share, from `next`:
 *   nearest   at = floor(o in / out)
 *   linear    at + share = (o + 1/2) in / out - 1/2, but not outside
 * in whole numbers, at + rest / whole, so that no step adds an error to the next. */
typedef struct ae_walk {
    size_t at, last;
    int64_t rest, step, whole;
} ae_walk;

static inline void ae_walk_settle_(ae_walk *w)
{
    for (; w->rest >= w->whole; w->rest -= w->whole) /* hardly ever more than once: a division would cost more */
        w->at++;
}

static inline ae_walk ae_walk_begin(size_t in, size_t out, bool linear)
{
    const int64_t i = (int64_t)in, o = (int64_t)out;
    ae_walk w = { 0, in - 1, linear ? i - o : 0, linear ? 2 * i : i, linear ? 2 * o : o };
    ae_walk_settle_(&w);
    return w;
}

static inline void ae_walk_on(ae_walk *w)
{
    w->rest += w->step;
    ae_walk_settle_(w);
}

static inline size_t ae_walk_next(const ae_walk *w)
{
    return w->at + (w->at < w->last);
}

/* For linear walks. */
static inline ae_real ae_walk_share(const ae_walk *w)
{
    return w->rest > 0 ? (ae_real)((double)w->rest / (double)w->whole) : 0;
}

/* y = x with `out` elements instead of `in`, and its adjoint: dx += that of dy. */
void AE_LOCAL(ae_row_stretch)(ae_real *y, size_t out, const ae_real *x, size_t in, bool linear);
void AE_LOCAL(ae_row_unstretch)(ae_real *dx, size_t in, const ae_real *dy, size_t out, bool linear);

#define ae_row_stretch   AE_LOCAL(ae_row_stretch)
#define ae_row_unstretch AE_LOCAL(ae_row_unstretch)

#endif
