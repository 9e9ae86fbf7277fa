/* The effective rank of a covariance, by LAPACK's eigenvalues. */
#include "kit/health/parts.h"
#include <lapacke.h>
#include <math.h>

bool kit_health_ranks(void)
{
    return true;
}

/* Eigenvalues below 0 are rounding. */
static double entropy_of(const double *values, size_t n)
{
    double sum = 0, entropy = 0;
    for (size_t i = 0; i < n; i++)
        sum += fmax(values[i], 0);
    for (size_t i = 0; i < n; i++)
        if (values[i] > 0)
            entropy -= values[i] / sum * log(values[i] / sum);
    return sum > 0 ? entropy : (double)NAN;
}

/* Rows of an upper triangle are the columns of a lower one. */
double kit_effective_rank(double *covariance, double *values, size_t width)
{
    const lapack_int n = (lapack_int)width;
    const bool found = LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'L', n, covariance, n, values) == 0;
    return found ? exp(entropy_of(values, width)) : (double)NAN;
}
