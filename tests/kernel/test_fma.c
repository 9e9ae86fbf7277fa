/* The library's own fused multiply-add against libm's, bit for bit. */
#include "kernel/fma.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint32_t bits_of(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static float float_of(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static void check(float a, float b, float c)
{
    float is = ae_fma(a, b, c), wanted = fmaf(a, b, c);
    if (bits_of(is) != bits_of(wanted) && !(isnan(is) && isnan(wanted)))
        fail_msg("%a * %a + %a is %a, not %a", (double)a, (double)b, (double)c, (double)wanted, (double)is);
}

static uint32_t state = 1;

static uint32_t next(void)
{
    state ^= state << 13;
    state ^= state >> 17;
    return state ^= state << 5;
}

/* Any three: infinities, NaNs and subnormals among them. */
static void any_numbers(void **unused)
{
    int n = getenv("AE_TEST_SMALL") ? 100000 : 3000000;
    (void)unused;
    for (int i = 0; i < n; i++)
        check(float_of(next()), float_of(next()), float_of(next()));
}

/* Sums whose terms are of like size, nearly cancel, or lie just beside the middle between two floats. */
static void close_calls(void **unused)
{
    int n = getenv("AE_TEST_SMALL") ? 100000 : 3000000;
    (void)unused;
    for (int i = 0; i < n; i++) {
        float a = float_of(0x3f000000 | next() >> 7), b = float_of(0x3f000000 | next() >> 7),
              scale = ldexpf(1, (int)(next() % 60) - 30);
        check(a, b, -(a * b));
        check(a, b, scale * float_of(0x3f000000 | (next() & 0xff)));
        check(a, ldexpf(b, -120), ldexpf(-1, -149 + (int)(next() % 30))); /* down to the subnormals */
        check(1 + ldexpf(1, -12), 1 + ldexpf(1, -12), scale);
        check(ldexpf(a, 100), ldexpf(b, 27), ldexpf(-a, 127)); /* about to overflow */
    }
}

/* The sign of a sum that is 0 follows IEEE 754. */
static void zeros(void **unused)
{
    static const float numbers[] = { 0.0f, -0.0f, 1, -1, 0x1p-149f, -0x1p-149f, 0x1.fffffep127f, INFINITY, -INFINITY, NAN };
    enum { N = sizeof numbers / sizeof *numbers };
    (void)unused;
    for (size_t i = 0; i < N * N * N; i++)
        check(numbers[i / N / N], numbers[i / N % N], numbers[i % N]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(any_numbers), cmocka_unit_test(close_calls),
                                        cmocka_unit_test(zeros) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
