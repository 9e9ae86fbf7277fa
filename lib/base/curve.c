#include "base/curve.h"

static const double log_of_2 = 0.69314718055994531, pi = 3.1415926535897932;

/* x = m 2^e with m between the roots of 1/2 and 2. Returns log m, the series of 2 artanh((m - 1) / (m + 1)). */
static double log_parts(int *e, double x)
{
    double m = x;
    *e = 0;
    for (; m < 0.70710678118654752; --*e)
        m *= 2;
    for (; m > 1.4142135623730951; ++*e)
        m /= 2;
    double t = (m - 1) / (m + 1), square = t * t, sum = 0;
    for (int k = 23; k >= 1; k -= 2)
        sum = sum * square + 1.0 / k;
    return 2 * t * sum;
}

double ae_log(double x)
{
    int e;
    double part = log_parts(&e, x);
    return part + e * log_of_2;
}

/* e^x by its series; |x| <= log(2) / 2. */
static double exp_small(double x)
{
    double sum = 1;
    for (int k = 14; k >= 1; k--)
        sum = 1 + x / k * sum;
    return sum;
}

static double exp2_of(double x)
{
    enum { BEYOND = 1100 }; /* every power from here on is infinite */
    if (x < -1022)
        return 0;
    x = x > BEYOND ? BEYOND : x;
    int whole = (int)(x < 0 ? x - 0.5 : x + 0.5);
    double y = exp_small((x - whole) * log_of_2);
    for (; whole > 0; whole--)
        y *= 2;
    for (; whole < 0; whole++)
        y /= 2;
    return y;
}

/* The whole part of log2(base) is exact, so that powers of 2 are. */
double ae_power(double base, double exponent)
{
    int e;
    double part = log_parts(&e, base);
    return exponent == 1 ? base : exp2_of(exponent * (part / log_of_2 + e));
}

double ae_exp(double x)
{
    return exp2_of(x / log_of_2);
}

void ae_sine_cosine(double *sine, double *cosine, double x)
{
    double square = x * x, s = 1, c = 1;
    for (int k = 18; k >= 2; k -= 2) {
        c = 1 - square / (k * (k - 1)) * c;
        s = 1 - square / (k * (k + 1)) * s;
    }
    *sine = x * s;
    *cosine = c;
}

/* Mirrored into 0 ... 1/2, and from the middle on seen as a sine: differences that are exact, so that what is near 0 keeps
 * all its digits. */
double ae_cos_pi(double x)
{
    double half = x > 0.5 ? 1 - x : x, sine, cosine;
    ae_sine_cosine(&sine, &cosine, pi * (half > 0.25 ? 0.5 - half : half));
    double y = half > 0.25 ? sine : cosine;
    return x > 0.5 ? -y : y;
}
