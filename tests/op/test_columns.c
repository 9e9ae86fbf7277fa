/* Ops on rows of numbers and categories, in double, against their definitions. */
#include "columns.h"

enum { R = 37 };

static const size_t mixed[] = { 0, 0, 3, 0, 1, 20, 2, 0, 0, 0 }, categories[] = { 4, 2, 33 }, numbers[] = { 0, 0, 0, 0, 0 };

static const struct layout_case {
    const size_t *levels;
    size_t n;
} layouts[] = { { mixed, 10 }, { categories, 3 }, { numbers, 5 } };
enum { LAYOUTS = sizeof layouts / sizeof *layouts };

static void open(fixture *f, const char *op, const struct layout_case *l, size_t n_in)
{
    fixture_open(f, 0, op, l->levels, l->n, R, n_in);
}

static void assert_near(double is, double expected)
{
    if (!(fabs(is - expected) <= 1e-12 * (1 + fabs(expected))))
        fail_msg("%.17g instead of %.17g", is, expected);
}

/* ---- expand ---- */

static void assert_expanded(const fixture *f, size_t row, size_t column)
{
    const ae_layout *l = &f->columns.layout;
    ae_layout_column c = l->column[column];
    const ae_real *y = f->out + row * ae_shape_size(&f->out_shape), x = f->in[0][row * l->columns + column];
    if (c.levels == 0)
        assert_true(y[c.at] == x);
    for (size_t k = 0; k < c.levels; k++)
        assert_true(y[c.at + k] == (x == (ae_real)k));
    if (f->call.in[1])
        assert_true(y[l->width + column] == (f->in[1][row * l->columns + column] != f->in[1][row * l->columns + column]));
}

static void numbers_are_copied_and_codes_become_ones_among_zeros(void **state)
{
    static fixture f;
    (void)state;
    for (size_t i = 0; i < (size_t)2 * LAYOUTS; i++) {
        open(&f, "expand", &layouts[i / 2], 1 + i % 2);
        for (size_t k = 2; k < R * f.columns.layout.columns; k += 11)
            f.in[0][k] = f.columns.layout.column[k % f.columns.layout.columns].levels ? (ae_real)NAN : f.in[0][k];
        fill(f.out, SPACE, 5, 6, 9);
        f.op->forward(&f.call);
        for (size_t k = 0; k < R * f.columns.layout.columns; k++)
            assert_expanded(&f, k / f.columns.layout.columns, k % f.columns.layout.columns);
    }
}

static void a_code_beyond_the_levels_is_a_gap(void **state)
{
    static fixture f;
    const size_t levels[] = { 3, 2 };
    const ae_real x[] = { 3, -1 };
    (void)state;
    fixture_open(&f, 0, "expand", levels, 2, 1, 1);
    memcpy(f.in[0], x, sizeof x);
    f.op->forward(&f.call);
    for (size_t i = 0; i < 6; i++)
        assert_true(f.out[i] == 0);
}

/* ---- group_softmax ---- */

static void each_category_is_its_softmax(void **state)
{
    static fixture f;
    (void)state;
    for (size_t i = 0; i < LAYOUTS; i++) {
        open(&f, "group_softmax", &layouts[i], 1);
        f.op->forward(&f.call);
        const ae_layout *l = &f.columns.layout;
        for (size_t k = 0; k < R * l->columns; k++) {
            ae_layout_column c = l->column[k % l->columns];
            const ae_real *x = f.in[0] + k / l->columns * l->width + c.at, *y = f.out + (x - f.in[0]);
            double sum = 0;
            for (size_t j = 0; j < c.levels; j++)
                sum += exp(x[j]);
            for (size_t j = 0; j < c.levels; j++)
                assert_near(y[j], exp(x[j]) / sum);
            assert_true(c.levels || y[0] == x[0]);
        }
    }
}

/* ---- collapse ---- */

static void a_code_is_the_place_of_the_largest(void **state)
{
    static fixture f;
    (void)state;
    for (size_t i = 0; i < LAYOUTS; i++) {
        open(&f, "collapse", &layouts[i], 1);
        f.op->forward(&f.call);
        const ae_layout *l = &f.columns.layout;
        for (size_t k = 0; k < R * l->columns; k++) {
            ae_layout_column c = l->column[k % l->columns];
            const ae_real *x = f.in[0] + k / l->columns * l->width + c.at;
            size_t best = 0;
            for (size_t j = 1; j < c.levels; j++)
                best = x[j] > x[best] ? j : best;
            assert_true(f.out[k] == (c.levels ? (ae_real)best : x[0]));
        }
    }
}

static void of_equals_the_first_is_the_code_and_of_none_no_code(void **state)
{
    static fixture f;
    const size_t levels[] = { 4, 3, 2 };
    const ae_real x[] = { 1, 7, 7, 2, NAN, 5, NAN, NAN, NAN };
    (void)state;
    fixture_open(&f, 0, "collapse", levels, 3, 1, 1);
    memcpy(f.in[0], x, sizeof x);
    f.op->forward(&f.call);
    assert_true(f.out[0] == 1 && f.out[1] == 1 && isnan(f.out[2]));
}

/* ---- loss_columns ---- */

static double mse(double p, double t)
{
    return (p - t) * (p - t);
}
static double mae(double p, double t)
{
    return fabs(p - t);
}
static double huber(double p, double t)
{
    double d = fabs(p - t), delta = 0.7;
    return d < delta ? d * d / 2 : delta * (d - delta / 2);
}
static double gaussian(double p, double t) /* of variance 0.7 */
{
    return (p - t) * (p - t) / 1.4 + log(2 * 3.14159265358979323846 * 0.7) / 2;
}

static const ae_real features[] = { 1, 0.5, 2, 3, 1, 0.25, 0, 7, 1, 2 };

static const struct loss_case {
    const char *numbers;
    double (*element)(double p, double t);
    bool features, weighted, sum;
} losses[] = {
    { "loss_mse", mse, false, false, false },         { "loss_mae", mae, false, true, false },
    { "loss_huber", huber, true, false, false },      { "loss_mse", mse, true, true, false },
    { "loss_gaussian", gaussian, true, false, true },
};
enum { LOSSES = sizeof losses / sizeof *losses * LAYOUTS };

static const struct loss_case *open_loss(fixture *f, size_t number)
{
    const struct loss_case *c = &losses[number / LAYOUTS];
    open(f, "loss_columns", &layouts[number % LAYOUTS], c->weighted ? 3 : 2);
    f->loss.numbers = ae_op_find(0, c->numbers);
    f->loss.delta = 0.7;
    f->loss.features = c->features ? features : NULL;
    f->loss.sum = c->sum;
    f->call.weight = 0.25;
    return c;
}

/* Column k, counted over all rows: its part of its row's loss. */
static double part_of(const fixture *f, const struct loss_case *c, size_t k)
{
    const ae_layout *l = &f->columns.layout;
    ae_layout_column column = l->column[k % l->columns];
    const ae_real *p = f->in[0] + k / l->columns * l->width + column.at, t = f->in[1][k];
    double factor = (c->features ? features[k % l->columns] : 1) * (c->weighted ? f->in[2][k] : 1), sum = 0;
    if (isnan(t))
        return 0;
    for (size_t j = 0; j < column.levels; j++)
        sum += exp(p[j]);
    double term = column.levels ? log(sum) - p[(size_t)t] : c->element(p[0], t);
    return 0.25 * factor * term / (c->sum ? 1 : (double)l->columns);
}

static void a_row_s_loss_is_the_mean_or_sum_of_its_columns_terms(void **state)
{
    static fixture f;
    (void)state;
    for (size_t i = 0; i < LOSSES; i++) {
        const struct loss_case *c = open_loss(&f, i);
        size_t n = f.columns.layout.columns;
        f.op->forward(&f.call);
        for (size_t row = 0; row < R; row++) {
            double sum = 0;
            for (size_t k = row * n; k < (row + 1) * n; k++)
                sum += part_of(&f, c, k);
            assert_near(f.row_loss[row], sum);
        }
    }
}

static void a_row_s_parts_by_feature_are_its_columns_terms(void **state)
{
    static fixture f;
    (void)state;
    for (size_t i = 0; i < LOSSES; i++) {
        const struct loss_case *c = open_loss(&f, i);
        size_t n = f.columns.layout.columns;
        assert_int_equal(f.op->by_feature->shape(&f.out_shape, f.shape, 2, f.call.attr, NULL), AE_OK);
        assert_true(ae_shape_same(&f.out_shape, &f.shape[1]));
        f.op->by_feature->forward(&f.call);
        for (size_t k = 0; k < R * n; k++)
            assert_near(f.out[k], part_of(&f, c, k));
        f.call.in[c->weighted ? 3 : 2] = f.in[3];
        fill(f.in[3], R * n, -1, 4, 6);
        f.op->by_feature->forward(&f.call);
        for (size_t k = 0; k < R * n; k++)
            assert_near(f.out[k], f.in[3][k] + part_of(&f, c, k));
    }
}

static double central_difference(fixture *f, size_t j)
{
    const double h = 1e-5, x = f->in[0][j];
    size_t row = j / f->columns.layout.width;
    f->call.din[0] = NULL;
    f->in[0][j] = x + h;
    f->op->forward(&f->call);
    double up = f->row_loss[row];
    f->in[0][j] = x - h;
    f->op->forward(&f->call);
    double down = f->row_loss[row];
    f->in[0][j] = x;
    return f->run.gradient_scale * (double)f->run.row_weights[row] * (up - down) / (2 * h);
}

static void slopes_are_central_differences(void **state)
{
    static fixture f;
    (void)state;
    for (size_t i = 0; i < LOSSES; i++) {
        open_loss(&f, i);
        f.run.gradient_scale = 0.125;
        f.run.row_weights = f.weights;
        for (size_t row = 0; row < R; row++)
            f.weights[row] = (float)(row % 3);
        f.op->backward(&f.call);
        for (size_t j = 0; j < R * f.columns.layout.width; j++) {
            double expected = central_difference(&f, j);
            if (!(fabs(f.din[j] - expected) <= 1e-6 * (fabs(expected) + 1e-4)))
                fail_msg("case %zu, element %zu: gradient %g, difference %g", i, j, f.din[j], expected);
        }
    }
}

static void slopes_are_stored_forward_or_added_or_not_wanted(void **state)
{
    static fixture f, g;
    (void)state;
    for (size_t i = 0; i < LOSSES; i++) {
        open_loss(&f, i);
        open_loss(&g, i);
        fill(f.din, SPACE, 1, 2, 5);
        fill(g.din, SPACE, 3, 4, 5);
        f.op->forward(&f.call);
        g.op->backward(&g.call);
        size_t n = R * f.columns.layout.width;
        assert_memory_equal(f.din, g.din, n * sizeof *f.din);
        g.call.add[0] = true;
        g.op->backward(&g.call);
        for (size_t j = 0; j < n; j++)
            assert_true(g.din[j] == 2 * f.din[j]);
        g.call.din[0] = NULL;
        g.op->backward(&g.call);
    }
}

/* Given gaps, and weights there that are no numbers; then loss and slopes are those of a weight of 0. */
static void a_gap_counts_nothing_whatever_its_weight(void **state)
{
    static fixture f, g;
    (void)state;
    for (size_t i = 0; i < LAYOUTS; i++) {
        open_loss(&f, i + LAYOUTS);
        open_loss(&g, i + LAYOUTS);
        for (size_t k = 0; k < R * f.columns.layout.columns; k++)
            if (isnan(f.in[1][k])) {
                f.in[2][k] = NAN;
                g.in[2][k] = g.in[1][k] = 0;
            }
        f.op->forward(&f.call);
        g.op->forward(&g.call);
        assert_memory_equal(f.row_loss, g.row_loss, sizeof f.row_loss);
        for (size_t j = 0; j < R * f.columns.layout.width; j++)
            assert_true(f.din[j] == g.din[j]);
    }
}

static void large_logits_neither_overflow_nor_lose_digits(void **state)
{
    static fixture f;
    const size_t levels[] = { 3 };
    const ae_real z[] = { 1000, -1000, 999, 1000, -1000, 999 }, t[] = { 0, 1 };
    (void)state;
    fixture_open(&f, 0, "loss_columns", levels, 1, 2, 2);
    memcpy(f.in[0], z, sizeof z);
    memcpy(f.in[1], t, sizeof t);
    f.op->forward(&f.call);
    assert_near(f.row_loss[0], log(1 + exp(-1)));
    assert_near(f.row_loss[1], 2000 + log(1 + exp(-1)));
}

/* ---- shapes ---- */

static void rows_that_do_not_fit_are_named(void **state)
{
    static fixture f;
    ae_shape in[2] = { { 1, { 5 } }, { 1, { 4 } } }, out;
    ae_error e = { 0 };
    (void)state;
    open(&f, "expand", &layouts[2], 1);
    assert_int_equal(ae_op_find(0, "expand")->shape(&out, in, 2, &f.attr, &e), AE_ESHAPE);
    assert_string_equal(e.text, "a row of these columns has 5 numbers, not those of 4");
    assert_int_equal(ae_op_find(0, "collapse")->shape(&out, &in[1], 1, &f.attr, &e), AE_ESHAPE);
    assert_string_equal(e.text, "the net's row has 5 numbers, not those of 4");
    assert_int_equal(ae_op_find(0, "group_softmax")->shape(&out, &in[1], 1, &f.attr, &e), AE_ESHAPE);
    assert_int_equal(ae_op_find(0, "loss_columns")->shape(&out, in, 2, &f.loss, &e), AE_ESHAPE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_copied_and_codes_become_ones_among_zeros),
        cmocka_unit_test(a_code_beyond_the_levels_is_a_gap),
        cmocka_unit_test(each_category_is_its_softmax),
        cmocka_unit_test(a_code_is_the_place_of_the_largest),
        cmocka_unit_test(of_equals_the_first_is_the_code_and_of_none_no_code),
        cmocka_unit_test(a_row_s_loss_is_the_mean_or_sum_of_its_columns_terms),
        cmocka_unit_test(a_row_s_parts_by_feature_are_its_columns_terms),
        cmocka_unit_test(slopes_are_central_differences),
        cmocka_unit_test(slopes_are_stored_forward_or_added_or_not_wanted),
        cmocka_unit_test(a_gap_counts_nothing_whatever_its_weight),
        cmocka_unit_test(large_logits_neither_overflow_nor_lose_digits),
        cmocka_unit_test(rows_that_do_not_fit_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
