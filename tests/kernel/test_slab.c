/* Passes over flat slabs: in every kernel set the bits of a plain loop, at any length and beginning. */
#include "kernel/slab.h"
#include "product.h"
#include <math.h>

enum { N = 16384 };

static float x[N + 1], y[N + 1], expected[N + 1], out[N + 1];

/* Whole vectors and tails of every set, an empty slice and the largest. */
static const size_t lengths[] = { 0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 63, 100, 1001, N };
enum { LENGTHS = sizeof lengths / sizeof *lengths };

/* Numbers of all sizes and both signs. */
static int fill(void **state)
{
    (void)state;
    for (size_t i = 0; i <= N; i++) {
        x[i] = ldexpf((float)random_below(65536) / 32768 - 1, (int)random_below(20) - 10);
        y[i] = ldexpf((float)random_below(65536) / 32768 - 1, (int)random_below(20) - 10);
    }
    return 0;
}

/* One pass of every set on out = x, against what `plain` makes of one number and its partner in y; what stands before and
 * after the slice stays. */
static void assert_pass(void (*pass)(size_t isa, float *to, const float *from, size_t n),
                        float (*plain)(float to, float from))
{
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        for (size_t j = 0; ae_isa_usable(isa) && j < LENGTHS; j++) {
            const size_t first = j % 2;
            memcpy(out, x, sizeof out);
            memcpy(expected, x, sizeof out);
            for (size_t i = first; i < first + lengths[j]; i++)
                expected[i] = plain(x[i], y[i]);

            pass(isa, out + first, y + first, lengths[j]);

            assert_memory_equal(out, expected, sizeof out);
        }
}

static void scale(size_t isa, float *to, const float *from, size_t n)
{
    (void)from;
    ae_isa_slab_scale(isa, to, n, 1.0 / 3);
}

static float plain_scale(float to, float from)
{
    (void)from;
    return to * (float)(1.0 / 3);
}

static void numbers_are_scaled(void **state)
{
    (void)state;
    assert_pass(scale, plain_scale);
}

static void clamp(size_t isa, float *to, const float *from, size_t n)
{
    (void)from;
    ae_isa_slab_clamp(isa, to, n, 0.7);
}

static float plain_clamp(float to, float from)
{
    const float limit = (float)0.7;
    (void)from;
    return to > limit ? limit : to < -limit ? -limit : to;
}

static void numbers_are_brought_into_the_limits(void **state)
{
    (void)state;
    assert_pass(clamp, plain_clamp);
}

static void add(size_t isa, float *to, const float *from, size_t n)
{
    ae_isa_slab_add(isa, to, from, n);
}

static float plain_add(float to, float from)
{
    return to + from;
}

static void numbers_are_added(void **state)
{
    (void)state;
    assert_pass(add, plain_add);
}

static void add_times(size_t isa, float *to, const float *from, size_t n)
{
    ae_isa_slab_add_times(isa, to, from, n, -0.1);
}

static float plain_add_times(float to, float from)
{
    return fmaf((float)-0.1, from, to);
}

static void multiples_are_added(void **state)
{
    (void)state;
    assert_pass(add_times, plain_add_times);
}

static void blend(size_t isa, float *to, const float *from, size_t n)
{
    ae_isa_slab_blend(isa, to, from, n, 0.001);
}

static float plain_blend(float to, float from)
{
    return fmaf((float)0.001, from - to, to);
}

static void numbers_move_by_a_share_of_the_way(void **state)
{
    (void)state;
    assert_pass(blend, plain_blend);
}

/* Given NaN and the infinities between numbers; then limits keep the first and catch the others. */
static void what_is_not_finite_meets_the_limits(void **state)
{
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        if (ae_isa_usable(isa)) {
            float a[19] = { NAN, INFINITY, -INFINITY, [17] = INFINITY, [18] = NAN };
            ae_isa_slab_clamp(isa, a, 19, 2);
            assert_true(isnan(a[0]) && a[1] == 2 && a[2] == -2 && a[3] == 0 && a[17] == 2 && isnan(a[18]));
        }
}

/* ---- the sum of squares ---- */

static double plain_squares(const float *a, size_t n)
{
    double lane[16] = { 0 };
    for (size_t i = 0; i < n; i++)
        lane[i % 16] += (double)a[i] * (double)a[i];
    for (size_t half = 8; half > 0; half /= 2)
        for (size_t i = 0; i < half; i++)
            lane[i] += lane[i + half];
    return lane[0];
}

static void squares_are_added_in_the_defined_order(void **state)
{
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        for (size_t j = 0; ae_isa_usable(isa) && j < LENGTHS; j++)
            assert_true(ae_isa_square_sum(isa, x + j % 2, lengths[j]) == plain_squares(x + j % 2, lengths[j]));
}

/* Given the largest and the smallest numbers; then no square of them is lost or too large. */
static void squares_of_extreme_numbers_are_exact(void **state)
{
    static const float largest[17] = { 0x1p127f, [16] = 0x1p127f }, smallest[17] = { 0x1p-149f, [16] = -0x1p-149f };
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        if (ae_isa_usable(isa)) {
            assert_true(ae_isa_square_sum(isa, largest, 17) == 0x1p255);
            assert_true(ae_isa_square_sum(isa, smallest, 17) == 0x1p-297);
            assert_true(ae_isa_square_sum(isa, largest, 0) == 0);
        }
}

static void one_number_that_is_not_finite_shows_in_the_sum(void **state)
{
    static const float bad[] = { NAN, INFINITY, -INFINITY };
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        for (size_t at = 0; ae_isa_usable(isa) && at < 50; at++) {
            const float was = x[at];
            assert_true(isfinite(ae_isa_square_sum(isa, x, 50)) != 0);
            x[at] = bad[at % 3];
            assert_true(isfinite(ae_isa_square_sum(isa, x, 50)) == 0);
            x[at] = was;
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_scaled),
        cmocka_unit_test(numbers_are_brought_into_the_limits),
        cmocka_unit_test(numbers_are_added),
        cmocka_unit_test(multiples_are_added),
        cmocka_unit_test(numbers_move_by_a_share_of_the_way),
        cmocka_unit_test(what_is_not_finite_meets_the_limits),
        cmocka_unit_test(squares_are_added_in_the_defined_order),
        cmocka_unit_test(squares_of_extreme_numbers_are_exact),
        cmocka_unit_test(one_number_that_is_not_finite_shows_in_the_sum),
    };
    return cmocka_run_group_tests_name("slab", tests, fill, NULL);
}
