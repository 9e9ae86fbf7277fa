/* Nearest neighbours among so few rows that none can be missed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kit/stat.h"

enum { ROWS = 12 };

static const float rows[ROWS] = { 0, 1, 2, 3, 4, 50, 51, 52, 53, 100, 101, 102 };

static void check_label(const int labels[ROWS], float row, int expected)
{
    int label = -1;
    kit_knn *index = kit_knn_make(rows, labels, ROWS, 1);
    assert_non_null(index);

    assert_true(kit_knn_classify(&label, index, &row, 1));

    assert_int_equal(label, expected);
    kit_knn_free(index);
}

/* Given a nearest row that is alone with its label; then the other four of the five outvote it. */
static void the_majority_of_five_wins(void **state)
{
    static const int labels[ROWS] = { 7, 3, 3, 3, 3, 9, 9, 9, 9, 9, 9, 9 };
    (void)state;

    check_label(labels, -1, 3);
}

/* Given two labels with two of the five votes each; then that of the nearest row wins, whatever its number. */
static void among_equals_the_nearest_wins(void **state)
{
    static const int labels[ROWS] = { 8, 2, 2, 8, 5, 9, 9, 9, 9, 9, 9, 9 };
    static const int turned[ROWS] = { 2, 8, 8, 2, 5, 9, 9, 9, 9, 9, 9, 9 };
    (void)state;

    check_label(labels, -1, 8);
    check_label(turned, -1, 2);
}

static void fewer_rows_than_votes_are_refused(void **state)
{
    static const int labels[4] = { 0 };
    (void)state;

    assert_null(kit_knn_make(rows, labels, 4, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_majority_of_five_wins),
        cmocka_unit_test(among_equals_the_nearest_wins),
        cmocka_unit_test(fewer_rows_than_votes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
