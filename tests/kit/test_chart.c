/* Charts as text: what is drawn, sign by sign. The curves are made of levels: of 9 rows with two halves each, 0 ... 17, so
 * that it can be read off where a number has to lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kit/chart.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 10 characters for labels, 2 for the axis, and these columns. */
enum { LEFT = 12, COLUMNS = 10 };

static void assert_drawn(const kit_chart *chart, const char *expected)
{
    char *text;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    assert_non_null(to);
    kit_chart_print(to, chart);
    assert_int_equal(fclose(to), 0);
    assert_string_equal(text, expected);
    free(text);
}

static kit_chart chart_of(const double *training, const double *valid, size_t n)
{
    return (kit_chart){ .x_name = "epoch",
                        .y_name = "loss",
                        .curves = { { "training", training, n }, { "validation", valid, valid ? n : 0 } },
                        .first = 1,
                        .last = n,
                        .width = LEFT + COLUMNS,
                        .utf8 = true };
}

/* A fall by two halves shows both on its way, one where the curve was and one where it gets to. */
static void two_curves_are_told_apart_and_the_best_epoch_marked(void **state)
{
    const double training[COLUMNS] = { 17, 15, 13, 11, 9, 7, 5, 3, 1, 0 };
    const double valid[COLUMNS] = { 16, 15, 14, 12, 11, 10, 9, 9, 10, 12 };
    (void)state;
    kit_chart chart = chart_of(training, valid, COLUMNS);
    chart.best = 7;

    assert_drawn(&chart, "loss: █ training, ░ validation, ▓ both\n"
                         "        17 ┤▓▄\n"
                         "           ┤ ▓▓\n"
                         "           ┤  ▀▓     ░\n"
                         "           ┤   ▀▓░  ░░\n"
                         "       8.5 ┤    ▀▄░░\n"
                         "           ┤     ▀▄\n"
                         "           ┤      ▀▄\n"
                         "           ┤       ▀▄\n"
                         "         0 ┤        ▀▄\n"
                         "           └──────▲───\n"
                         "            1 epoch (best: 7) 10\n");
    chart.utf8 = false;
    assert_drawn(&chart, "loss: * training, o validation, @ both\n"
                         "        17 |@*\n"
                         "           | @@\n"
                         "           |  *@     o\n"
                         "           |   *@o  oo\n"
                         "       8.5 |    **oo\n"
                         "           |     **\n"
                         "           |      **\n"
                         "           |       **\n"
                         "         0 |        **\n"
                         "           +------^---\n"
                         "            1 epoch (best: 7) 10\n");
}

static void a_jump_is_a_line_upwards_or_downwards(void **state)
{
    const double training[COLUMNS] = { 0, 0, 17, 17, 17, 17, 6, 6, 6, 6 };
    (void)state;
    kit_chart chart = chart_of(training, NULL, COLUMNS);

    assert_drawn(&chart, "loss: █ training\n"
                         "        17 ┤  █▀▀▀▄\n"
                         "           ┤  █   █\n"
                         "           ┤  █   █\n"
                         "           ┤  █   █\n"
                         "       8.5 ┤  █   █\n"
                         "           ┤  █   █▄▄▄\n"
                         "           ┤  █\n"
                         "           ┤  █\n"
                         "         0 ┤▄▄▀\n"
                         "           └──────────\n"
                         "            1 epoch 10\n");
}

/* 17 halves over 9 decades: the curve passes 17, 15, 13, 11, 9, 8, 6, 4, 2, 0. */
static void more_than_a_decade_has_a_log_scale(void **state)
{
    const double training[COLUMNS] = { 1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9 };
    (void)state;
    kit_chart chart = chart_of(training, NULL, COLUMNS);

    assert_drawn(&chart, "loss (log scale): █ training\n"
                         "         1 ┤▀▄\n"
                         "           ┤ ▀▄\n"
                         "           ┤  ▀▄\n"
                         "           ┤   ▀▄\n"
                         " 3.162e-05 ┤    ▀▄\n"
                         "           ┤      █\n"
                         "           ┤       █\n"
                         "           ┤        █\n"
                         "     1e-09 ┤         █\n"
                         "           └──────────\n"
                         "            1 epoch 10\n");
}

static void a_decade_or_a_zero_has_a_plain_scale(void **state)
{
    const double decade[] = { 10, 1 }, zero[] = { 10, 0 };
    (void)state;
    kit_chart chart = chart_of(decade, NULL, 2);
    chart.utf8 = false;

    assert_drawn(&chart, "loss: * training\n"
                         "        10 |******\n"
                         "           |     *\n"
                         "           |     *\n"
                         "           |     *\n"
                         "       5.5 |     *\n"
                         "           |     *\n"
                         "           |     *\n"
                         "           |     *\n"
                         "         1 |     *****\n"
                         "           +----------\n"
                         "            1 epoch  2\n");
    chart.curves[0].y = zero;
    assert_drawn(&chart, "loss: * training\n"
                         "        10 |******\n"
                         "           |     *\n"
                         "           |     *\n"
                         "           |     *\n"
                         "         5 |     *\n"
                         "           |     *\n"
                         "           |     *\n"
                         "           |     *\n"
                         "         0 |     *****\n"
                         "           +----------\n"
                         "            1 epoch  2\n");
}

/* As of a training that goes on at epoch 101: the best one may be before its curves. */
static void curves_may_begin_later(void **state)
{
    const double training[] = { 17, 0 };
    (void)state;
    kit_chart chart = chart_of(training, NULL, 2);
    chart.utf8 = false;
    chart.first = 101;
    chart.last = 110;
    chart.best = 104;

    assert_drawn(&chart, "loss: * training\n"
                         "        17 |******\n"
                         "           |     *\n"
                         "           |     *\n"
                         "           |     *\n"
                         "       8.5 |     *\n"
                         "           |     *\n"
                         "           |     *\n"
                         "           |     *\n"
                         "         0 |     *****\n"
                         "           +---^------\n"
                         "            101 epoch (best: 104) 110\n");
    chart.best = 99;
    assert_drawn(&chart, "loss: * training\n"
                         "        17 |******\n"
                         "           |     *\n"
                         "           |     *\n"
                         "           |     *\n"
                         "       8.5 |     *\n"
                         "           |     *\n"
                         "           |     *\n"
                         "           |     *\n"
                         "         0 |     *****\n"
                         "           +----------\n"
                         "            101 epoch (best: 99) 110\n");
}

/* A single epoch; or epochs that are all alike. */
static void curves_that_never_change_lie_in_the_middle(void **state)
{
    const double equal[COLUMNS] = { 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5 };
    (void)state;
    kit_chart one = chart_of(equal, NULL, 1), all = chart_of(equal, equal, COLUMNS);
    one.best = all.best = 1;

    assert_drawn(&one, "loss: █ training\n"
                       "           ┤\n"
                       "           ┤\n"
                       "           ┤\n"
                       "           ┤\n"
                       "       0.5 ┤▀▀▀▀▀▀▀▀▀▀\n"
                       "           ┤\n"
                       "           ┤\n"
                       "           ┤\n"
                       "           ┤\n"
                       "           └─────▲────\n"
                       "            1 epoch (best: 1) 1\n");
    assert_drawn(&all, "loss: █ training, ░ validation, ▓ both\n"
                       "           ┤\n"
                       "           ┤\n"
                       "           ┤\n"
                       "           ┤\n"
                       "       0.5 ┤▓▓▓▓▓▓▓▓▓▓\n"
                       "           ┤\n"
                       "           ┤\n"
                       "           ┤\n"
                       "           ┤\n"
                       "           └▲─────────\n"
                       "            1 epoch (best: 1) 10\n");
}

static void what_is_not_finite_is_a_gap(void **state)
{
    const double training[COLUMNS] = { NAN, 17, 17, NAN, 0, 0, INFINITY, -INFINITY, 0, NAN };
    const double nothing[2] = { NAN, INFINITY };
    (void)state;
    kit_chart chart = chart_of(training, NULL, COLUMNS), empty = chart_of(nothing, nothing, 2),
              none = chart_of(NULL, NULL, 0);
    chart.utf8 = false;

    assert_drawn(&chart, "loss: * training\n"
                         "        17 | **\n"
                         "           |\n"
                         "           |\n"
                         "           |\n"
                         "       8.5 |\n"
                         "           |\n"
                         "           |\n"
                         "           |\n"
                         "         0 |    **  *\n"
                         "           +----------\n"
                         "            1 epoch 10\n");
    assert_drawn(&empty, "loss: no finite number to draw\n");
    assert_drawn(&none, "loss: no finite number to draw\n");
}

static void the_largest_numbers_are_drawn(void **state)
{
    const double training[] = { 1e308, -1e308 };
    (void)state;
    kit_chart chart = chart_of(training, NULL, 2);
    chart.utf8 = false;

    assert_drawn(&chart, "loss: * training\n"
                         "    1e+308 |******\n"
                         "           |     *\n"
                         "           |     *\n"
                         "           |     *\n"
                         "         0 |     *\n"
                         "           |     *\n"
                         "           |     *\n"
                         "           |     *\n"
                         "   -1e+308 |     *****\n"
                         "           +----------\n"
                         "            1 epoch  2\n");
}

/* Column i has the epochs from 1,000 i on, whose mean is 1000 + i + (0 + 999) / 2 / 1000. */
static void ten_thousand_epochs_are_drawn_as_their_means(void **state)
{
    double *training = malloc(10000 * sizeof *training);
    (void)state;
    assert_non_null(training);
    for (size_t i = 0; i < 10000; i++)
        training[i] = 1000 + (double)i / 1000;
    kit_chart chart = chart_of(training, NULL, 10000);
    chart.best = 4001;

    assert_drawn(&chart, "loss: █ training\n"
                         "      1009 ┤         █\n"
                         "           ┤        █\n"
                         "           ┤       █\n"
                         "           ┤      █\n"
                         "      1005 ┤    ▄▀\n"
                         "           ┤   ▄▀\n"
                         "           ┤  ▄▀\n"
                         "           ┤ ▄▀\n"
                         "      1000 ┤▄▀\n"
                         "           └────▲─────\n"
                         "            1 epoch (best: 4001) 10000\n");
    free(training);
}

/* ---- Points ------------------------------------------------------------------------------------------------------- */

static kit_series *make_series(void)
{
    kit_series *series = calloc(1, sizeof *series);
    assert_non_null(series);
    return series;
}

static void few_numbers_are_points_of_their_own(void **state)
{
    const double numbers[] = { 3, NAN, -2 };
    (void)state;
    kit_series *series = make_series();

    for (size_t i = 0; i < 3; i++)
        kit_series_add(series, numbers[i]);

    assert_int_equal(series->n, 3);
    assert_int_equal(series->count, 3);
    assert_true(series->points[0] == 3 && isnan(series->points[1]) && series->points[2] == -2);
    free(series);
}

/* 0, 1, 2 ... 9,999 in points of 16: their means are 7.5, 23.5 ... */
static void many_numbers_share_points(void **state)
{
    (void)state;
    kit_series *series = make_series();

    for (size_t i = 0; i < 10000; i++)
        kit_series_add(series, (double)i);

    assert_int_equal(series->share, 16);
    assert_int_equal(series->n, 625);
    for (size_t i = 0; i < 625; i++)
        assert_true(fabs(series->points[i] - (16 * (double)i + 7.5)) < 1e-9); /* means of means, rounded some times */
    free(series);
}

static void a_point_leaves_out_what_is_not_finite(void **state)
{
    (void)state;
    kit_series *series = make_series();

    for (size_t i = 0; i < 4 * KIT_SERIES_POINTS; i++)
        kit_series_add(series, i % 4 < 3 && i >= 4 ? NAN : 5);

    assert_int_equal(series->n, KIT_SERIES_POINTS);
    for (size_t i = 0; i < series->n; i++)
        assert_true(series->points[i] == 5);
    free(series);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_curves_are_told_apart_and_the_best_epoch_marked),
        cmocka_unit_test(a_jump_is_a_line_upwards_or_downwards),
        cmocka_unit_test(more_than_a_decade_has_a_log_scale),
        cmocka_unit_test(a_decade_or_a_zero_has_a_plain_scale),
        cmocka_unit_test(curves_may_begin_later),
        cmocka_unit_test(curves_that_never_change_lie_in_the_middle),
        cmocka_unit_test(what_is_not_finite_is_a_gap),
        cmocka_unit_test(the_largest_numbers_are_drawn),
        cmocka_unit_test(ten_thousand_epochs_are_drawn_as_their_means),
        cmocka_unit_test(few_numbers_are_points_of_their_own),
        cmocka_unit_test(many_numbers_share_points),
        cmocka_unit_test(a_point_leaves_out_what_is_not_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
