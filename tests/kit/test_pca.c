/* Principal components of points whose axes are known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kit/stat.h"

/* About (10, 20): five to each side along (3, 4) / 5, one to each side across it, along (-4, 3) / 5. */
static const float points[] = { 13, 24, 7, 16, 9.2f, 20.6f, 10.8f, 19.4f };

static void axes_are_found_by_falling_variance(void **state)
{
    kit_pca p;
    (void)state;

    assert_true(kit_pca_fit(&p, points, 4, 2, 2));

    double sign = p.axes[0] > 0 ? 1 : -1, other = p.axes[3] > 0 ? 1 : -1; /* an axis has no direction */
    const double expected[] = { 0.6, 0.8, -0.8, 0.6 };
    assert_true(fabs(p.mean[0] - 10) < 1e-6 && fabs(p.mean[1] - 20) < 1e-6);
    for (int i = 0; i < 4; i++)
        assert_true(fabs((i < 2 ? sign : other) * p.axes[i] - expected[i]) < 1e-6); /* the points are floats */
    kit_pca_free(&p);
}

/* Given as few components as one; then codes are places along it, and what lies across is lost. */
static void what_the_codes_do_not_hold_is_lost(void **state)
{
    kit_pca p;
    float codes[4];
    (void)state;

    assert_true(kit_pca_fit(&p, points, 4, 2, 1));
    assert_true(kit_pca_encode(codes, &p, points, 4));

    assert_true(fabsf(fabsf(codes[0] - codes[1]) - 10) < 1e-5f);
    assert_true(fabsf(codes[2]) < 1e-5f && fabsf(codes[3]) < 1e-5f);
    assert_true(fabs(kit_pca_mse(&p, points, 4) - (1 + 1) / 8.0) < 1e-6);
    kit_pca_free(&p);
}

/* The first two lie on the axis and come back; the others fall onto it, into the mean. */
static void codes_are_drawn_again_on_the_axes(void **state)
{
    const float expected[] = { 13, 24, 7, 16, 10, 20, 10, 20 };
    kit_pca p;
    float codes[4], drawn[8];
    (void)state;

    assert_true(kit_pca_fit(&p, points, 4, 2, 1) && kit_pca_encode(codes, &p, points, 4));
    assert_true(kit_pca_decode(drawn, &p, codes, 4));

    for (int i = 0; i < 8; i++)
        assert_true(fabsf(drawn[i] - expected[i]) < 1e-5f);
    kit_pca_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(axes_are_found_by_falling_variance),
        cmocka_unit_test(what_the_codes_do_not_hold_is_lost),
        cmocka_unit_test(codes_are_drawn_again_on_the_axes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
