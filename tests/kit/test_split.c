/* Folds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kit/split.h"

enum { N = 103, FOLDS = 5 };

static void folds_differ_by_one_row_at_most(void **state)
{
    uint32_t fold_of[N];
    size_t rows[FOLDS] = { 0 };
    kit_message why;
    (void)state;

    assert_true(kit_folds(fold_of, N, FOLDS, NULL, 1, &why));

    for (size_t i = 0; i < N; i++)
        rows[fold_of[i]]++;
    for (int f = 0; f < FOLDS; f++)
        assert_in_range(rows[f], N / FOLDS, N / FOLDS + 1);
}

/* Given labels of 60, 30 and 13 rows; then no fold has 2 more of one than another has. */
static void labels_are_spread_evenly(void **state)
{
    static kit_label labels[N];
    uint32_t fold_of[N];
    size_t rows[3][FOLDS] = { { 0 } };
    kit_message why;
    (void)state;
    for (size_t i = 0; i < N; i++)
        snprintf(labels[i], sizeof labels[i], "%c", i < 60 ? 'b' : i < 90 ? 'c' : 'a');

    assert_true(kit_folds(fold_of, N, FOLDS, labels, 1, &why));

    for (size_t i = 0; i < N; i++)
        rows[labels[i][0] - 'a'][fold_of[i]]++;
    for (int f = 0; f < FOLDS; f++) {
        assert_in_range(rows[0][f], 2, 3);
        assert_int_equal(rows[1][f], 12);
        assert_int_equal(rows[2][f], 6);
    }
}

static void the_rows_of_a_fold_come_last(void **state)
{
    static const uint32_t fold_of[] = { 1, 0, 1, 2, 0 }, expected[] = { 1, 3, 4, 0, 2 };
    uint32_t numbers[5];
    (void)state;

    assert_int_equal(kit_fold_rows(numbers, fold_of, 5, 1), 2);

    assert_memory_equal(numbers, expected, sizeof expected);
}

/* Given groups of 40, 30, 20, 10 and 3 rows that lie among each other; then a group is in one fold, and the folds of two are
 * 53 = 40 + 10 + 3 and 50 = 30 + 20, for the largest go first. */
static void a_group_is_in_one_fold(void **state)
{
    static const size_t sizes[] = { 40, 30, 20, 10, 3 };
    static kit_label groups[N];
    uint32_t fold_of[N];
    int fold_of_group[5] = { -1, -1, -1, -1, -1 };
    kit_message why;
    (void)state;
    for (size_t left[5], i = 0, g = 4; i < N; i++) {
        if (i == 0)
            memcpy(left, sizes, sizeof left);
        do
            g = (g + 1) % 5;
        while (left[g] == 0);
        left[g]--;
        snprintf(groups[i], sizeof groups[i], "g%zu", g);
    }

    assert_true(kit_group_folds(fold_of, N, 2, groups, 3, &why));

    size_t rows[2] = { 0 };
    for (size_t i = 0; i < N; i++) {
        int *of_group = &fold_of_group[groups[i][1] - '0'];
        if (*of_group < 0)
            *of_group = (int)fold_of[i];
        assert_int_equal(fold_of[i], *of_group);
        rows[fold_of[i]]++;
    }
    assert_int_equal(rows[fold_of[0]], 53);
    assert_int_equal(rows[1 - fold_of[0]], 50);
}

static void folds_need_rows_and_groups(void **state)
{
    static const kit_label groups[] = { "a", "a", "b" };
    uint32_t fold_of[3];
    kit_message why;
    (void)state;

    assert_false(kit_folds(fold_of, 3, 1, NULL, 0, &why));
    assert_string_equal(why.text, "1 folds of 3 rows: there must be 2 folds at least, and a row for each");
    assert_false(kit_folds(fold_of, 3, 4, NULL, 0, &why));
    assert_string_equal(why.text, "4 folds of 3 rows: there must be 2 folds at least, and a row for each");
    assert_false(kit_group_folds(fold_of, 3, 3, groups, 0, &why));
    assert_string_equal(why.text, "3 folds of 2 groups: there must be 2 folds at least, and a group for each");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_differ_by_one_row_at_most),
        cmocka_unit_test(labels_are_spread_evenly),
        cmocka_unit_test(the_rows_of_a_fold_come_last),
        cmocka_unit_test(a_group_is_in_one_fold),
        cmocka_unit_test(folds_need_rows_and_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
