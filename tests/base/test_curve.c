#include "base/curve.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_near(double x, double expected, double relative)
{
    if (fabs(x - expected) > relative * fabs(expected))
        fail_msg("%.17g is not near %.17g", x, expected);
}

static void cos_pi_is_libms_cosine(void **state)
{
    enum { STEPS = 4096 };
    const double pi = acos(-1);
    (void)state;
    for (int i = 0; i <= STEPS; i++) {
        double x = (double)i / STEPS;

        double y = ae_cos_pi(x);

        /* of a sine near 0 where the cosine is near 0: libm's pi x is no better there than pi is */
        double expected = x > 0.25 && x < 0.75 ? sin(pi * (0.5 - x)) : cos(pi * x);
        assert_near(y, expected, 1e-15);
    }
}

static void cos_pi_has_exact_ends_and_middle(void **state)
{
    (void)state;
    assert_true(ae_cos_pi(0) == 1);
    assert_true(ae_cos_pi(0.5) == 0);
    assert_true(ae_cos_pi(1) == -1);
    assert_true(ae_cos_pi(0.3125) == -ae_cos_pi(0.6875));
}

static void a_power_is_libms(void **state)
{
    static const double bases[] = { 1e-300, 1e-3, 0.1, 0.5, 0.9, 0.95, 0.999, 1, 1.0000001, 1.5, 2, 10, 1e6, 1e300 };
    static const double exponents[] = { -40, -3, -1, -0.5, -0.013, 0, 0.001, 0.5, 1, 2, 3, 7.25, 100, 5000 };
    (void)state;
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++)
        for (size_t j = 0; j < sizeof exponents / sizeof *exponents; j++) {
            double expected = pow(bases[i], exponents[j]);
            if (expected < 0x1p-1021 || isinf(expected))
                continue;

            double y = ae_power(bases[i], exponents[j]);

            assert_near(y, expected, 1e-15 * (1 + fabs(log(expected))));
        }
}

static void some_powers_are_exact(void **state)
{
    (void)state;
    assert_true(ae_power(0.3, 0) == 1);
    assert_true(ae_power(0.3, 1) == 0.3);
    assert_true(ae_power(1, 1e9) == 1);
    assert_true(ae_power(2, -1022) == 0x1p-1022);
    assert_true(ae_power(0.25, 5) == 0x1p-10);
}

static void a_power_beyond_the_range_is_zero_or_infinite(void **state)
{
    (void)state;
    assert_true(ae_power(0.5, 1023) == 0);
    assert_true(ae_power(0.999, 1e300) == 0);
    assert_true(ae_power(1e300, -1e300) == 0);
    assert_true(ae_power(2, 1023) == 0x1p1023);
    assert_true(isinf(ae_power(2, 1024)));
    assert_true(isinf(ae_power(1e300, 1e300)));
    assert_true(isinf(ae_power(0x1p-1074, -2)));
}

static void a_logarithm_is_libms(void **state)
{
    (void)state;
    for (double x = 1e-300; x < 1e300; x *= 1.37)
        assert_near(ae_log(x), log(x), 1e-15);
    assert_true(ae_log(1) == 0);
}

static void an_exponential_is_libms(void **state)
{
    (void)state;
    for (double x = -700; x < 700; x += 0.37)
        assert_near(ae_exp(x), exp(x), 1e-15 * (1 + fabs(x)));
    assert_true(ae_exp(0) == 1);
    assert_true(ae_exp(-1e9) == 0);
    assert_true(isinf(ae_exp(1e9)));
}

/* From a run: how near they are is shown above, here that every compiler and machine has the same. */
static void the_bits_are_pinned(void **state)
{
    (void)state;
    assert_true(ae_cos_pi(0.1) == 0x1.e6f0e134454ffp-1);
    assert_true(ae_power(0.95, 123.4) == 0x1.d3570064a1696p-10);
    assert_true(ae_log(10) == 0x1.26bb1bbb55515p+1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cos_pi_is_libms_cosine),
        cmocka_unit_test(cos_pi_has_exact_ends_and_middle),
        cmocka_unit_test(a_power_is_libms),
        cmocka_unit_test(some_powers_are_exact),
        cmocka_unit_test(a_power_beyond_the_range_is_zero_or_infinite),
        cmocka_unit_test(a_logarithm_is_libms),
        cmocka_unit_test(an_exponential_is_libms),
        cmocka_unit_test(the_bits_are_pinned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
