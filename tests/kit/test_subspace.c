/* Principal angles of subspaces that were turned by known angles. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kit/stat.h"

static const double quarter = 1.57079632679489661923;

/* The plane of the first two axes, told by rows that are neither of length 1 nor at right angles. */
static const double plane[] = { 3, 0, 0, 0, 1, 2, 0, 0 };

static void angles_are_those_by_which_a_plane_was_turned(void **state)
{
    const double small = 1e-10, large = 1.2;
    const double turned[] = { cos(small), 0, sin(small), 0, 0, cos(large), 0, sin(large) };
    double angles[2];
    (void)state;

    assert_true(kit_subspace_angles(angles, plane, 2, turned, 2, 4));

    assert_true(fabs(angles[0] - small) < 1e-15); /* a cosine alone would round it to 0 */
    assert_true(fabs(angles[1] - large) < 1e-15 * 4);
}

static void other_rows_of_the_same_plane_have_no_angle_to_it(void **state)
{
    const double same[] = { 1, 1, 0, 0, 1, -5, 0, 0 };
    double angles[2];
    (void)state;

    assert_true(kit_subspace_angles(angles, plane, 2, same, 2, 4));

    assert_true(angles[0] < 1e-15 * 4 && angles[1] < 1e-15 * 4);
}

/* On either side; a line has one angle to a plane. */
static void subspaces_may_differ_in_size(void **state)
{
    const double steep[] = { 1, 0, 1, 0 }, foreign[] = { 0, 0, 0, 7 };
    double angle[2];
    (void)state;

    assert_true(kit_subspace_angles(angle, plane, 2, steep, 1, 4));
    assert_true(fabs(angle[0] - quarter / 2) < 1e-15 * 4);
    assert_true(kit_subspace_angles(angle, foreign, 1, plane, 2, 4));
    assert_true(fabs(angle[0] - quarter) < 1e-15 * 4);
}

/* 5 along (3, 4) / 5 and 2 across it, mixed by a quarter of a quarter turn: neither row is an axis. */
static void axes_come_by_their_weight(void **state)
{
    const double c = cos(quarter / 4), s = sin(quarter / 4), expected[] = { 0.6, 0.8, -0.8, 0.6 };
    const double rows[] = { c * 3 - s * -1.6, c * 4 - s * 1.2, s * 3 + c * -1.6, s * 4 + c * 1.2 };
    double axes[4];
    (void)state;

    assert_true(kit_subspace_axes(axes, rows, 2, 2));

    double sign = axes[0] > 0 ? 1 : -1, other = axes[3] > 0 ? 1 : -1; /* an axis has no direction */
    for (int i = 0; i < 4; i++)
        assert_true(fabs((i < 2 ? sign : other) * axes[i] - expected[i]) < 1e-15 * 8);
}

static void rows_that_span_less_than_they_are_many_are_refused(void **state)
{
    const double dependent[] = { 1, 2, 3, -2, -4, -6 }, many[] = { 1, 0, 0, 1, 1, 1 }, zero[] = { 0, 0, 0 };
    double axes[6], angles[2];
    (void)state;

    assert_false(kit_subspace_axes(axes, dependent, 2, 3));
    assert_false(kit_subspace_axes(axes, many, 3, 2));
    assert_false(kit_subspace_axes(axes, zero, 1, 3));
    assert_false(kit_subspace_angles(angles, plane, 2, dependent, 2, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(angles_are_those_by_which_a_plane_was_turned),
        cmocka_unit_test(other_rows_of_the_same_plane_have_no_angle_to_it),
        cmocka_unit_test(subspaces_may_differ_in_size),
        cmocka_unit_test(axes_come_by_their_weight),
        cmocka_unit_test(rows_that_span_less_than_they_are_many_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
