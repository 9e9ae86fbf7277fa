#include "kit/stat.h"
#include <float.h>
#include <math.h>

/* log P(x) of the distribution function P, and its slope, which is that of P divided by P itself. */
static double log_share(double *slope, double x)
{
    const double share = erfc(-x / sqrt(2)) / 2, root_of_2_pi = 2.5066282746310005;
    *slope = exp(-x * x / 2) / root_of_2_pi / share;
    return log(share);
}

/* Newton's method on log P, which grows and is concave: from a place that is not right of the root, each step goes to the
 * right and never beyond it. Such a place is -sqrt(-2 log p), as P(-t) <= exp(-t^2 / 2) / 2. Rounding ends the steps. */
static double lower_quantile(double p)
{
    const double wanted = log(p);
    double x = -sqrt(-2 * wanted), slope, step;
    do {
        step = wanted - log_share(&slope, x);
        step /= slope;
        x += step;
    } while (step > 1e-15 * fabs(x));
    return x;
}

/* Above a half, it is the mirrored quantile of the other share. Shares below DBL_MIN have too few bits. */
double kit_normal_quantile(double p)
{
    if (!(p >= DBL_MIN && p < 1))
        return p == 0 ? -INFINITY : p == 1 ? INFINITY : NAN;
    if (p == 0.5)
        return 0;
    return p < 0.5 ? lower_quantile(p) : -lower_quantile(1 - p);
}
