#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>

static double float_at(const void *x, size_t i)
{
    return ((const float *)x)[i];
}

static double double_at(const void *x, size_t i)
{
    return ((const double *)x)[i];
}

/* In two passes, as the mean has to be known: a sum of squares alone would lose small deviations from a large mean. */
static kit_spread spread_of(const void *x, double (*at)(const void *x, size_t i), size_t n)
{
    double mean = 0, square = 0;
    for (size_t i = 0; i < n; i++)
        mean += at(x, i) / (double)n;
    for (size_t i = 0; i < n; i++)
        square += (at(x, i) - mean) * (at(x, i) - mean) / (double)n;
    return (kit_spread){ mean, sqrt(square) };
}

kit_spread kit_spread_of(const float *x, size_t n)
{
    return spread_of(x, float_at, n);
}

kit_spread kit_spread_of_doubles(const double *x, size_t n)
{
    return spread_of(x, double_at, n);
}

void kit_moments_add(kit_moments *m, double x)
{
    const double off = x - m->mean;
    m->mean += off / (double)++m->n;
    m->squares += off * (x - m->mean);
}

double kit_mean_squared_error(const float *a, const float *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += ((double)a[i] - (double)b[i]) * ((double)a[i] - (double)b[i]);
    return sum / (double)n;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void kit_sort(double *x, size_t n)
{
    qsort(x, n, sizeof *x, ascending);
}
