/* In double the product is exact. The sum is rounded to odd there, by what two-sum says that it lost: then nothing that
 * decides the second rounding, to float, is lost (Boldo & Melquiond 2008, "Emulation of a FMA and correctly rounded sums:
 * proved algorithms using rounding to odd"). */
#include "kernel/fma.h"
#include <stdint.h>
#include <string.h>

static double to_odd(double sum, double lost)
{
    int64_t bits;
    memcpy(&bits, &sum, sizeof bits);
    if ((lost < 0 || lost > 0) && bits % 2 == 0)
        bits += (lost > 0) == (sum > 0) ? 1 : -1;
    memcpy(&sum, &bits, sizeof sum);
    return sum;
}

float ae_fma(float a, float b, float c)
{
    double product = (double)a * b, sum = product + c, part = sum - product;
    double lost = (product - (sum - part)) + (c - part);
    return (float)to_odd(sum, lost);
}
