/* Statistics, by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kit/stat.h"

static void check_near(double x, double expected)
{
    if (!(fabs(x - expected) <= 1e-12 * fmax(fabs(expected), 1)))
        fail_msg("%.17g is not %.17g", x, expected);
}

static void a_spread_is_mean_and_deviation(void **state)
{
    static const float x[] = { 2, 4, 4, 4, 5, 5, 7, 9 };
    static const double y[] = { 2e9, 4e9, 4e9, 4e9, 5e9, 5e9, 7e9, 9e9 };
    (void)state;

    kit_spread s = kit_spread_of(x, 8), t = kit_spread_of_doubles(y, 8);

    check_near(s.mean, 5);
    check_near(s.deviation, 2); /* squares: 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, of 8 */
    check_near(t.mean, 5e9);
    check_near(t.deviation, 2e9);
}

/* Given numbers that are far from 0 and near each other; then their deviation is not lost. */
static void a_large_mean_hides_no_deviation(void **state)
{
    static const float x[] = { 16777210, 16777212 };
    (void)state;

    check_near(kit_spread_of(x, 2).deviation, 1);
}

static void moments_are_those_of_the_numbers_so_far(void **state)
{
    static const double x[] = { 1e9 + 2, 1e9 + 4, 1e9 + 9 };
    kit_moments m = { 0 };
    (void)state;

    for (int i = 0; i < 3; i++)
        kit_moments_add(&m, x[i]);

    assert_int_equal(m.n, 3);
    check_near(m.mean, 1e9 + 5);
    check_near(m.squares, 26); /* 9 + 1 + 16 */
}

static void errors_are_squared_and_averaged(void **state)
{
    static const float a[] = { 1, 2, 3 }, b[] = { 1, 0, 6 };
    (void)state;

    check_near(kit_mean_squared_error(a, b, 3), (0 + 4 + 9) / 3.0);
}

static void numbers_are_sorted_upwards(void **state)
{
    double x[] = { 3, -1, INFINITY, 2, 2 };
    static const double expected[] = { -1, 2, 2, 3, INFINITY };
    (void)state;

    kit_sort(x, 5);

    assert_memory_equal(x, expected, sizeof expected);
}

/* Given scores on both sides of a threshold, one at it and one NaN; then only those below it are called positive. */
static void scores_below_a_threshold_are_called_positive(void **state)
{
    static const float scores[] = { 1, 1, 1, 2, 3, 3, NAN };
    static const bool positive[] = { true, true, false, true, false, false, true };
    (void)state;

    kit_verdicts v = kit_judge_below(2, scores, positive, 7);

    assert_int_equal(v.true_positives, 2);
    assert_int_equal(v.false_positives, 1);
    assert_int_equal(v.true_negatives, 2);
    assert_int_equal(v.false_negatives, 2);
    check_near(kit_accuracy(&v), 4 / 7.0);
    check_near(kit_precision(&v), 2 / 3.0);
    check_near(kit_recall(&v), 2 / 4.0);
}

static void a_share_of_nothing_is_no_number(void **state)
{
    const kit_verdicts none = { 0 };
    (void)state;

    assert_true(isnan(kit_accuracy(&none)));
    assert_true(isnan(kit_precision(&none)));
    assert_true(isnan(kit_recall(&none)));
}

/* Given scores with a tie between a positive and a negative one; then it counts half. By hand: positives 3, 2, 2 and
 * negatives 2, 1; of 6 pairs 4 are right and 2 equal. Precision is 1 at the first positive and 3 / 4 at the two of the tie.
 */
static void rankings_count_pairs_and_precisions(void **state)
{
    static const float scores[] = { 1, 2, 3, 2, 2 };
    static const bool positive[] = { false, true, true, false, true };
    kit_ranking r;
    (void)state;

    assert_true(kit_rank(&r, scores, positive, 5));

    check_near(r.roc_auc, 5 / 6.0);
    check_near(r.pr_auc, (1 + 2 * 0.75) / 3);
}

static void a_ranking_of_one_kind_is_no_number(void **state)
{
    static const float scores[] = { 1, 2 };
    static const bool positive[] = { true, true }, negative[] = { false, false };
    kit_ranking r;
    (void)state;

    assert_true(kit_rank(&r, scores, positive, 2));
    assert_true(isnan(r.roc_auc));
    assert_true(kit_rank(&r, scores, negative, 2));
    assert_true(isnan(r.roc_auc) && isnan(r.pr_auc));
}

/* Given numbers at both ends, inside, and outside; then an outline goes up and down at the ends of each bin. */
static void a_histogram_is_an_outline(void **state)
{
    static const float numbers[] = { 0, 0.5f, 1, 1.5f, 2, 3, -1, NAN };
    static const double ends[] = { 0, 0, 1, 1, 2, 2 }, shares[] = { 0, 2 / 8., 2 / 8., 3 / 8., 3 / 8., 0 };
    double x[6], y[6];
    (void)state;

    kit_histogram(x, y, numbers, 8, 2, 0, 2);

    for (size_t i = 0; i < 6; i++) {
        check_near(x[i], ends[i]);
        check_near(y[i], shares[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spread_is_mean_and_deviation),
        cmocka_unit_test(a_large_mean_hides_no_deviation),
        cmocka_unit_test(moments_are_those_of_the_numbers_so_far),
        cmocka_unit_test(errors_are_squared_and_averaged),
        cmocka_unit_test(numbers_are_sorted_upwards),
        cmocka_unit_test(scores_below_a_threshold_are_called_positive),
        cmocka_unit_test(a_share_of_nothing_is_no_number),
        cmocka_unit_test(rankings_count_pairs_and_precisions),
        cmocka_unit_test(a_ranking_of_one_kind_is_no_number),
        cmocka_unit_test(a_histogram_is_an_outline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
