#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>

/* In two passes, as the mean has to be known: a sum of squares alone would lose small deviations from a large mean. */
kit_spread kit_spread_of(const float *x, size_t n)
{
    double mean = 0, square = 0;
    for (size_t i = 0; i < n; i++)
        mean += (double)x[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        square += ((double)x[i] - mean) * ((double)x[i] - mean) / (double)n;
    return (kit_spread){ mean, sqrt(square) };
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
