/* How the processor rounds just now, whatever fegetround (which on x86 asks the x87) thinks. */
#ifndef TEST_ROUNDING_H
#define TEST_ROUNDING_H

#include <fenv.h>

/* Volatile, so that the compiler leaves the division where it stands. */
static inline float divide(float a, float b)
{
    volatile float numerator = a, denominator = b, quotient = numerator / denominator;
    return quotient;
}

static inline int rounding(void)
{
    int third_up = divide(1, 3) == 0x1.555556p-2f, minus_third_up = divide(-1, 3) == -0x1.555554p-2f;
    return !third_up ? FE_DOWNWARD : minus_third_up ? FE_UPWARD : FE_TONEAREST;
}

#endif
