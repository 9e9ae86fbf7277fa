/* Places among codes, by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kit/latent.h"

static void check_near(const float *x, const double *expected, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(fabs((double)x[i] - expected[i]) <= 1e-6))
            fail_msg("number %zu: %.9g is not %.9g", i, (double)x[i], expected[i]);
}

/* Given two columns and lines; then each code is the middle of a quarter: the quantiles of 0.25 and 0.75. */
static void a_grid_has_its_codes_where_a_plot_has_them(void **state)
{
    const double q = 0.6744897501960817, mean[2] = { 10, 100 }, deviation[2] = { 1, 2 };
    const double expected[] = { 10 - q, 100 + 2 * q, 10 + q, 100 + 2 * q, 10 - q, 100 - 2 * q, 10 + q, 100 - 2 * q };
    float codes[8];
    (void)state;

    kit_latent_grid(codes, 2, mean, deviation);

    for (size_t i = 0; i < 8; i++)
        assert_true(fabs((double)codes[i] - expected[i]) < 1e-5); /* codes are floats */
}

static void a_straight_line_goes_evenly(void **state)
{
    static const float a[] = { 0, 2 }, b[] = { 4, 4 };
    static const double expected[] = { 0, 2, 1, 2.5, 2, 3, 3, 3.5, 4, 4 };
    float codes[10];
    (void)state;

    kit_latent_line(codes, a, b, 2, 5, KIT_STRAIGHT);

    check_near(codes, expected, 10);
}

/* A quarter turn in three steps of 30 degrees, on the circle of 2. */
static void a_spherical_line_turns_evenly(void **state)
{
    static const float a[] = { 2, 0 }, b[] = { 0, 2 };
    const double half = 1, high = sqrt(3), expected[] = { 2, 0, high, half, half, high, 0, 2 };
    float codes[8];
    (void)state;

    kit_latent_line(codes, a, b, 2, 4, KIT_SPHERICAL);

    check_near(codes, expected, 8);
}

/* Also where the ends are at different distances from 0, they are the codes that were given, bit for bit. */
static void a_line_begins_and_ends_with_its_ends(void **state)
{
    static const float a[] = { 0.1f, -3, 7 }, b[] = { 1e-3f, 2, 0.7f };
    float codes[9];
    (void)state;

    for (int line = KIT_STRAIGHT; line <= KIT_SPHERICAL; line++) {
        kit_latent_line(codes, a, b, 3, 3, (kit_line)line);

        for (int i = 0; i < 3; i++)
            assert_true(codes[i] == a[i] && codes[6 + i] == b[i]);
    }
}

static void without_an_angle_a_spherical_line_is_straight(void **state)
{
    static const float ends[][2][2] = {
        { { 1, 2 }, { 3, 6 } },          /* one direction */
        { { 1, 2 }, { 3, 6.0000005f } }, /* nearly one */
        { { 1, 2 }, { -3, -6 } },        /* opposite ones */
        { { 0, 0 }, { 3, 6 } },          /* none */
        { { 1, 2 }, { 0, 0 } },          { { 0, 0 }, { 0, 0 } },
    };
    (void)state;

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const float *a = ends[i][0], *b = ends[i][1];
        const double expected[] = { ((double)a[0] + (double)b[0]) / 2, ((double)a[1] + (double)b[1]) / 2 };
        float codes[6];

        kit_latent_line(codes, a, b, 2, 3, KIT_SPHERICAL);

        check_near(codes + 2, expected, 2);
    }
}

/* Given that class 1 is two further right than class 0; then a code of class 0 is moved two to the right. */
static void a_code_is_moved_from_one_class_to_another(void **state)
{
    static const float codes[] = { 1, 5, 3, 5, 3, 7, 5, 3, 9, 9 };
    static const uint32_t class_of[] = { 0, 1, 0, 1, 2 };
    static const double expected[] = { 3, 3 };
    double minus[2], plus[2], none[2];
    float moved[2];
    (void)state;

    assert_int_equal(kit_latent_mean(minus, codes, 5, 2, class_of, 0), 2); /* (2, 6) */
    assert_int_equal(kit_latent_mean(plus, codes, 5, 2, class_of, 1), 2);  /* (4, 4) */
    assert_int_equal(kit_latent_mean(none, codes, 5, 2, class_of, 3), 0);
    kit_latent_move(moved, codes, minus, plus, 2);

    check_near(moved, expected, 2);
    assert_true(none[0] == 0 && none[1] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grid_has_its_codes_where_a_plot_has_them),
        cmocka_unit_test(a_straight_line_goes_evenly),
        cmocka_unit_test(a_spherical_line_turns_evenly),
        cmocka_unit_test(a_line_begins_and_ends_with_its_ends),
        cmocka_unit_test(without_an_angle_a_spherical_line_is_straight),
        cmocka_unit_test(a_code_is_moved_from_one_class_to_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
