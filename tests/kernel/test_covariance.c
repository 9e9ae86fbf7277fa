/* Sums of products of rows, and lengths under a triangle: by the definition, and the same bits for every set. */
#include "kernel/covariance.h"
#include "product.h"
#include <math.h>

enum { LANES = AE_COVARIANCE_ROWS, MOST = 70, TRIANGLE = MOST * (MOST + 1) / 2 };

static void fill(double *to, size_t n)
{
    float *x = random_numbers(n);
    for (size_t i = 0; i < n; i++)
        to[i] = (double)x[i];
    free(x);
}

static void products_are_added_row_after_row(void **state)
{
    static double rows[LANES * MOST], weight[LANES], before[TRIANGLE], sum[TRIANGLE];
    (void)state;
    fill(rows, LANES * MOST);
    fill(weight, LANES);
    fill(before, TRIANGLE);
    for (size_t set = 0; set < ae_isa_count(); set++)
        for (size_t n = 1; ae_isa_usable(set) && n <= MOST; n++) {
            memcpy(sum, before, sizeof sum);

            ae_isa_covariance_add(set, sum, rows, weight, n);

            for (size_t c = 0, at = 0; c < n; c++)
                for (size_t i = 0; i <= c; i++, at++) {
                    double expected = before[at];
                    for (size_t r = 0; r < LANES; r++)
                        expected += weight[r] * rows[r * n + c] * rows[r * n + i];
                    assert_true(sum[at] == expected);
                }
        }
}

/* Then L y = x gives back x, to the rounding of as many products as there are, and the lengths are those of y. */
static void lengths_are_those_under_the_triangle(void **state)
{
    static double x[LANES * MOST], y[LANES * MOST], first[LANES * MOST], triangle[TRIANGLE];
    double length[LANES];
    (void)state;
    fill(x, LANES * MOST);
    fill(triangle, TRIANGLE);
    for (size_t i = 0; i < MOST; i++)
        triangle[i * (i + 3) / 2] = 2 + (double)i;
    for (size_t set = 0; set < ae_isa_count(); set++)
        for (size_t n = 1; ae_isa_usable(set) && n <= MOST; n++) {
            memcpy(y, x, sizeof y);

            ae_isa_covariance_lengths(set, length, y, triangle, n);

            for (size_t r = 0; r < LANES; r++) {
                double squares = 0;
                for (size_t c = 0; c < n; c++) {
                    double sum = 0;
                    for (size_t i = 0; i <= c; i++)
                        sum += triangle[c * (c + 1) / 2 + i] * y[i * LANES + r];
                    assert_true(fabs(sum - x[c * LANES + r]) <= 1e-13);
                    squares += y[c * LANES + r] * y[c * LANES + r];
                }
                assert_true(length[r] == squares);
            }
            if (n == MOST && set == 0)
                memcpy(first, y, sizeof y);
            else if (n == MOST)
                assert_memory_equal(y, first, sizeof y);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_are_added_row_after_row),
        cmocka_unit_test(lengths_are_those_under_the_triangle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
