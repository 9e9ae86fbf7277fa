/* What columns of rows hold: their ends, how they lie to a range, and the units that they are. */
#include "kit/stat.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static kit_columns gathered(const float *rows, size_t n, size_t width, double low, double high)
{
    kit_columns c;
    assert_true(kit_columns_make(&c, width, low, high));
    for (size_t i = 0; i < n; i++)
        kit_columns_add(&c, rows + i * width);
    assert_int_equal(c.rows, n);
    return c;
}

/* By hand: -2 lies 2 below 0, 4 and 1.5 lie 3 and 0.5 above 1. */
static void numbers_outside_of_a_range_are_counted(void **state)
{
    static const float rows[] = { -2, 0, 1, 4, 1, 1.5f };
    kit_columns c = gathered(rows, 3, 2, 0, 1);
    (void)state;
    assert_true(c.column[0].least == -2 && c.column[0].most == 1);
    assert_true(c.column[1].least == 0 && c.column[1].most == 4);
    assert_int_equal(c.column[0].outside, 1);
    assert_int_equal(c.column[1].outside, 2);
    assert_true(c.missed == 4 + 9 + 0.25);
    kit_columns_free(&c);
}

/* Without ends nothing lies outside; with one end, what lies beyond it. */
static void a_range_may_be_open(void **state)
{
    static const float rows[] = { -2, 3e38f };
    kit_columns all = gathered(rows, 1, 2, -INFINITY, INFINITY), above = gathered(rows, 1, 2, 0, INFINITY);
    (void)state;
    assert_true(all.missed == 0 && all.column[0].outside == 0 && all.column[1].outside == 0);
    assert_int_equal(all.column[0].inside, 1);
    assert_true(above.missed == 4 && above.column[0].outside == 1 && above.column[1].outside == 0);
    kit_columns_free(&all);
    kit_columns_free(&above);
}

/* Given a unit that is 7 in every row, one at the ends of 0 ... 10 only, one that leaves them, and one near an end. */
static void units_are_alike_or_stuck_or_well(void **state)
{
    static const float rows[] = { 7, 0, 0, 9.99f, 7, 10, 5, 10 };
    kit_columns c = gathered(rows, 2, 4, 0, 10);
    const kit_units u = kit_columns_units(&c, 1);
    (void)state;
    assert_true(kit_column_is_constant(&c.column[0]) && !kit_column_is_constant(&c.column[1]));
    assert_int_equal(u.all, 4);
    assert_int_equal(u.alike, 1);
    assert_int_equal(u.stuck, 2);
    kit_columns_free(&c);
}

/* A channel is alike if all its numbers are, each by itself. */
static void a_unit_may_be_several_columns(void **state)
{
    static const float rows[] = { 1, 2, 3, 4, 1, 2, 3, 5 };
    kit_columns c = gathered(rows, 2, 4, -INFINITY, INFINITY);
    const kit_units u = kit_columns_units(&c, 2);
    (void)state;
    assert_int_equal(u.all, 2);
    assert_int_equal(u.alike, 1);
    assert_int_equal(u.stuck, 0);
    kit_columns_free(&c);
}

/* A relu that has died gives 0 for every row: that is alike, not stuck; one that lives now and then is neither. */
static void a_dead_relu_is_alike(void **state)
{
    static const float rows[] = { 0, 0, 0, 2 };
    kit_columns c = gathered(rows, 2, 2, 0, INFINITY);
    const kit_units u = kit_columns_units(&c, 1);
    (void)state;
    assert_true(u.alike == 1 && u.stuck == 0);
    kit_columns_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_outside_of_a_range_are_counted),
        cmocka_unit_test(a_range_may_be_open),
        cmocka_unit_test(units_are_alike_or_stuck_or_well),
        cmocka_unit_test(a_unit_may_be_several_columns),
        cmocka_unit_test(a_dead_relu_is_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
