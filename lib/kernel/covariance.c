/* Plain loops, which any compiler turns into vectors without changing a bit. */
#include "kernel/covariance.h"

enum { ROWS = AE_COVARIANCE_ROWS };

static void add_times(double *restrict to, const double *restrict from, double factor, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] += factor * from[i];
}

void ae_covariance_add(double *triangle, const double *rows, const double *weight, size_t n)
{
    for (size_t c = 0; c < n; triangle += ++c)
        for (size_t r = 0; r < ROWS; r++)
            add_times(triangle, rows + r * n, weight[r] * rows[r * n + c], c + 1);
}

void ae_covariance_lengths(double *restrict lengths, double *restrict columns, const double *restrict triangle, size_t n)
{
    double sum[ROWS] = { 0 };
    for (size_t c = 0; c < n; triangle += ++c) {
        double rest[ROWS], *to = columns + c * ROWS;
        for (size_t r = 0; r < ROWS; r++)
            rest[r] = to[r];
        for (size_t i = 0; i < c; i++)
            for (size_t r = 0; r < ROWS; r++)
                rest[r] -= triangle[i] * columns[i * ROWS + r];
        for (size_t r = 0; r < ROWS; r++) {
            to[r] = rest[r] / triangle[c];
            sum[r] += to[r] * to[r];
        }
    }
    for (size_t r = 0; r < ROWS; r++)
        lengths[r] = sum[r];
}
