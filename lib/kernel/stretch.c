#include "kernel/stretch.h"

static void nearest(ae_real *y, size_t out, const ae_real *x, size_t in)
{
    ae_walk w = ae_walk_begin(in, out, false);
    for (size_t o = 0; o < out; o++, ae_walk_on(&w))
        y[o] = x[w.at];
}

static void add_nearest(ae_real *dx, size_t in, const ae_real *dy, size_t out)
{
    ae_walk w = ae_walk_begin(in, out, false);
    for (size_t o = 0; o < out; o++, ae_walk_on(&w))
        dx[w.at] += dy[o];
}

static void linear(ae_real *y, size_t out, const ae_real *x, size_t in)
{
    ae_walk w = ae_walk_begin(in, out, true);
    for (size_t o = 0; o < out; o++, ae_walk_on(&w)) {
        ae_real a = x[w.at], b = x[ae_walk_next(&w)];
        y[o] = a + ae_walk_share(&w) * (b - a);
    }
}

static void add_linear(ae_real *dx, size_t in, const ae_real *dy, size_t out)
{
    ae_walk w = ae_walk_begin(in, out, true);
    for (size_t o = 0; o < out; o++, ae_walk_on(&w)) {
        ae_real part = ae_walk_share(&w) * dy[o];
        dx[w.at] += dy[o] - part;
        dx[ae_walk_next(&w)] += part;
    }
}

void ae_row_stretch(ae_real *y, size_t out, const ae_real *x, size_t in, bool by_line)
{
    (by_line ? linear : nearest)(y, out, x, in);
}

void ae_row_unstretch(ae_real *dx, size_t in, const ae_real *dy, size_t out, bool by_line)
{
    (by_line ? add_linear : add_nearest)(dx, in, dy, out);
}
