/* A plain loop over the columns of a row, which any compiler turns into vectors without changing a bit. */
#include "kernel/spread.h"

static void add_row(double *restrict sum, double *restrict squares, const ae_real *first, const ae_real *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const double distance = (double)x[i] - (double)first[i];
        sum[i] += distance;
        squares[i] += distance * distance;
    }
}

static void add_number(const ae_spread *s, ae_real x, size_t i)
{
    if (s->seen[i]++ == 0)
        s->first[i] = x;
    const double distance = (double)x - (double)s->first[i];
    s->sum[i] += distance;
    s->squares[i] += distance * distance;
}

static void add_row_with_gaps(const ae_spread *s, const ae_real *x, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (x[i] == x[i])
            add_number(s, x[i], i);
}

void ae_spread_add(const ae_spread *s, const ae_real *x, size_t rows, size_t from, size_t to)
{
    for (size_t row = 0; row < rows; row++)
        if (s->seen)
            add_row_with_gaps(s, x + row * s->columns, from, to);
        else
            add_row(s->sum + from, s->squares + from, s->first + from, x + row * s->columns + from, to - from);
}
