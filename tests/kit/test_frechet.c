/* The Frechet distance of two sets of rows, against what its formula gives by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kit/stat.h"

/* The root of a rounding error of 1e-16 may come into each eigenvalue. */
static void check_near(double x, double expected)
{
    if (!(fabs(x - expected) <= 1e-7))
        fail_msg("%.17g is not %.17g", x, expected);
}

/* Of single numbers it is (m - m')^2 + (s - s')^2. */
static void of_numbers_it_is_that_of_means_and_deviations(void **state)
{
    static const float a[] = { 1, 3 }, b[] = { 10, 14, 18 };
    (void)state;

    const double d = kit_frechet_distance(a, 2, b, 3, 1);

    check_near(d, 12 * 12 + (sqrt(2) - 4) * (sqrt(2) - 4)); /* variances: 2 / 1 and 32 / 2 */
}

/* Given numbers that do not depend on each other; then their distances add up. */
static void of_columns_without_correlation_it_is_the_sum(void **state)
{
    static const float a[] = { 3, 0, -3, 0, 0, 6, 0, -6 };         /* variances 18 / 3 and 72 / 3 */
    static const float b[] = { 13, 0, 7, 0, 10, 1.5f, 10, -1.5f }; /* 18 / 3 and 4.5 / 3, the first about 10 */
    (void)state;

    const double d = kit_frechet_distance(a, 4, b, 4, 2);

    check_near(d, 100 + (sqrt(24) - sqrt(1.5)) * (sqrt(24) - sqrt(1.5)));
}

/* Two covariances whose axes differ: (16 0, 0 4) / 3 * 2 and (10 6, 6 10) / 3 * 2, from points +-u and +-v. Of 2 x 2
 * matrices the trace of the root is the root of trace + 2 sqrt(determinant). */
static void covariances_need_not_have_the_same_axes(void **state)
{
    static const float a[] = { 4, 0, -4, 0, 0, 2, 0, -2 };
    static const float b[] = { 3, 1, -3, -1, 1, 3, -1, -3 };
    const double trace = 16 * 10 + 4 * 10, determinant = 64.0 * 64;
    (void)state;

    const double d = kit_frechet_distance(a, 4, b, 4, 2);

    check_near(d, 2 / 3.0 * (20 + 20 - 2 * sqrt(trace + 2 * sqrt(determinant))));
}

/* Given the same rows in another order, one column of which is always the same; then nothing is between them. */
static void the_same_rows_are_at_no_distance(void **state)
{
    static const float a[] = { 1, 5, 2, 2, 5, -7, 4, 5, 1 }, b[] = { 4, 5, 1, 1, 5, 2, 2, 5, -7 };
    (void)state;

    check_near(kit_frechet_distance(a, 3, b, 3, 3), 0);
}

static void one_row_has_no_covariance(void **state)
{
    static const float a[] = { 1, 2, 3 };
    (void)state;

    assert_true(isnan(kit_frechet_distance(a, 1, a, 3, 1)) && isnan(kit_frechet_distance(a, 3, a, 1, 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_numbers_it_is_that_of_means_and_deviations),
        cmocka_unit_test(of_columns_without_correlation_it_is_the_sum),
        cmocka_unit_test(covariances_need_not_have_the_same_axes),
        cmocka_unit_test(the_same_rows_are_at_no_distance),
        cmocka_unit_test(one_row_has_no_covariance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
