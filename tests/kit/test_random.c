/* Random numbers, against the published generator and against their distributions. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kit/random.h"

/* The first numbers of splitmix64 with seed 0, as in the test vectors of other implementations. */
static void uniform_numbers_are_those_of_splitmix64(void **state)
{
    static const uint64_t published[] = { 0xe220a8397b1dcdafu, 0x6e789e6aa1b965f4u, 0x06c45d188009454fu };
    (void)state;

    for (uint64_t i = 0; i < 3; i++)
        assert_true(kit_uniform(i) == ldexp((double)(published[i] >> 11), -53));
}

/* Of 10,000 draws the mean is known to 0.01 and the variance to 0.014, both standard deviations; five of them are allowed.
 */
static void normal_numbers_have_mean_0_and_variance_1(void **state)
{
    enum { N = 10000 };
    double mean = 0, square = 0;
    (void)state;

    for (uint64_t i = 0; i < N; i++) {
        mean += kit_normal(i) / N;
        square += kit_normal(i) * kit_normal(i) / N;
    }

    assert_true(fabs(mean) < 5 * 0.01);
    assert_true(fabs(square - 1) < 5 * 0.014);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uniform_numbers_are_those_of_splitmix64),
        cmocka_unit_test(normal_numbers_have_mean_0_and_variance_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
