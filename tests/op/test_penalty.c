/* The penalties' ops, in double: their values, their gradients. */
#include "penalty.h"

enum { R = 37 };

static void assert_near(double is, double expected)
{
    if (!(fabs(is - expected) <= 1e-12 * (1 + fabs(expected))))
        fail_msg("%.17g instead of %.17g", is, expected);
}

/* ---- values, from their definitions ---- */

static void assert_every_row(const struct penalty_case *c, double expected)
{
    static bench b;
    bench_open(&b, 0, c, R, 1);
    b.op->forward(&b.call);
    for (size_t i = 0; i < R; i++)
        assert_near(b.row_loss[i], 0.75 * expected);
    bench_close(&b);
}

static void penalties_of_weights_are_sums_and_means(void **state)
{
    static bench b;
    double sum = 0, squares = 0;
    (void)state;
    bench_open(&b, 0, &penalties[0], R, 1);
    for (size_t i = 0; i < IN * UNITS; i++) {
        sum += fabs(b.w[i]);
        squares += b.w[i] * b.w[i];
    }
    bench_close(&b);
    assert_every_row(&penalties[0], sum);
    assert_every_row(&penalties[1], sum / (IN * UNITS));
    assert_every_row(&penalties[2], squares);
    assert_every_row(&penalties[3], squares / (IN * UNITS));
}

static double divergence(double p, double q)
{
    return p * log(p / q) + (1 - p) * log((1 - p) / (1 - q));
}

static void kl_is_the_divergence_of_weighted_means(void **state)
{
    static bench b;
    double expected = 0, all = 0;
    (void)state;
    bench_open(&b, 0, &penalties[4], R, 1);
    for (size_t i = 0; i < R; i++)
        all += (double)b.weights[i];
    for (size_t j = 0; j < UNITS; j++) {
        double sum = 0;
        for (size_t i = 0; i < R; i++)
            sum += (double)b.weights[i] * b.h[i * UNITS + j];
        expected += divergence(0.2, sum / all);
    }
    bench_close(&b);
    assert_every_row(&penalties[4], expected);
}

/* Half of the rows at 0.1 and half at 0.3 have the mean 0.2, which is rho. */
static void kl_is_zero_where_the_mean_is_rho(void **state)
{
    static bench b;
    (void)state;
    bench_open(&b, 0, &penalties[4], 4, 1);
    b.run.row_weights = NULL;
    b.run.gradient_scale = b.run.mean_scale = 0.25;
    for (size_t i = 0; i < (size_t)4 * UNITS; i++)
        b.h[i] = i / UNITS % 2 ? 0.1 : 0.3;
    b.op->forward(&b.call);
    b.op->backward(&b.call);
    assert_near(b.row_loss[0], 0);
    for (size_t i = 0; i < (size_t)4 * UNITS; i++)
        assert_true(fabs(b.dh[i]) < 1e-15);
    bench_close(&b);
}

static void kl_stays_finite_where_units_are_dead_or_stuck(void **state)
{
    static bench b;
    (void)state;
    bench_open(&b, 0, &penalties[4], 4, 1);
    for (size_t i = 0; i < (size_t)4 * UNITS; i++)
        b.h[i] = i % 2 ? 1 : 0;
    b.op->forward(&b.call);
    b.op->backward(&b.call);
    assert_true(isfinite(b.row_loss[0]) && b.row_loss[0] > 1);
    assert_true(isfinite(b.dh[UNITS]) && isfinite(b.dh[UNITS + 1]));
    bench_close(&b);
}

/* The Jacobian written out: d h_j / d x_i = f'_j W_ij. */
static void contractive_is_the_norm_of_the_jacobian(void **state)
{
    static bench b;
    (void)state;
    for (const struct penalty_case *c = penalties + 5; c < penalties + PENALTIES; c++) {
        bool tanh = c->attr == &of_tanh;
        bench_open(&b, 0, c, R, 1);
        b.op->forward(&b.call);
        for (size_t row = 0; row < R; row++) {
            double norm = 0;
            for (size_t i = 0; i < IN; i++)
                for (size_t j = 0; j < UNITS; j++) {
                    double h = b.h[row * UNITS + j], slope = tanh ? 1 - h * h : h * (1 - h);
                    norm += slope * b.w[i * UNITS + j] * slope * b.w[i * UNITS + j];
                }
            assert_near(b.row_loss[row], 0.75 * norm);
        }
        bench_close(&b);
    }
}

/* ---- gradients ---- */

static double total(bench *b)
{
    double sum = 0;
    b->op->forward(&b->call);
    for (size_t i = 0; i < b->run.rows; i++)
        sum += b->run.gradient_scale * (double)b->run.row_weights[i] * b->row_loss[i];
    return sum;
}

static void assert_gradient(bench *b, const char *what, ae_real *x, const ae_real *gradient, size_t n)
{
    const double h = 1e-6;
    double error = 0, size = 0;
    for (size_t i = 0; i < n; i++) {
        double kept = x[i];
        x[i] = kept + h;
        double above = total(b);
        x[i] = kept - h;
        double slope = (above - total(b)) / (2 * h);
        x[i] = kept;
        error += (slope - gradient[i]) * (slope - gradient[i]);
        size += slope * slope;
    }
    if (!(size > 0 && sqrt(error / size) < 1e-6))
        fail_msg("%s: relative error %g", what, sqrt(error / size));
}

static void gradients_are_central_differences(void **state)
{
    static bench b;
    (void)state;
    for (const struct penalty_case *c = penalties; c < penalties + PENALTIES; c++) {
        bench_open(&b, 0, c, R, 1);
        b.op->backward(&b.call);
        if (!c->on_weights)
            assert_gradient(&b, c->op, b.h, b.dh, R * UNITS);
        if (strcmp(c->op, "loss_kl_sparse") != 0)
            assert_gradient(&b, c->op, b.w, b.dw, IN * UNITS);
        bench_close(&b);
    }
}

static void gradients_are_added_or_not_wanted(void **state)
{
    static bench b, once;
    (void)state;
    for (const struct penalty_case *c = penalties; c < penalties + PENALTIES; c++) {
        bench_open(&b, 0, c, R, 1);
        b.op->backward(&b.call);
        once = b;
        b.call.add[0] = b.call.add[1] = true;
        b.op->backward(&b.call);
        for (size_t i = 0; i < R * UNITS; i++)
            assert_true(b.dh[i] == 2 * once.dh[i]);
        for (size_t i = 0; i < IN * UNITS; i++)
            assert_true(b.dw[i] == 2 * once.dw[i]);
        once = b;
        b.call.din[0] = b.call.din[1] = NULL;
        b.op->backward(&b.call);
        assert_memory_equal(once.dh, b.dh, sizeof b.dh);
        assert_memory_equal(once.dw, b.dw, sizeof b.dw);
        bench_close(&b);
    }
}

/* A batch of rows that all weigh nothing moves nothing. */
static void rows_that_weigh_nothing_have_no_gradient(void **state)
{
    static bench b;
    (void)state;
    for (const struct penalty_case *c = penalties; c < penalties + PENALTIES; c++) {
        bench_open(&b, 0, c, R, 1);
        memset(b.weights, 0, sizeof b.weights);
        b.run.gradient_scale = b.run.mean_scale = 0;
        b.op->forward(&b.call);
        b.op->backward(&b.call);
        for (size_t i = 0; i < R * UNITS; i++)
            assert_true(b.dh[i] == 0);
        for (size_t i = 0; i < IN * UNITS; i++)
            assert_true(b.dw[i] == 0);
        bench_close(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(penalties_of_weights_are_sums_and_means),
        cmocka_unit_test(kl_is_the_divergence_of_weighted_means),
        cmocka_unit_test(kl_is_zero_where_the_mean_is_rho),
        cmocka_unit_test(kl_stays_finite_where_units_are_dead_or_stuck),
        cmocka_unit_test(contractive_is_the_norm_of_the_jacobian),
        cmocka_unit_test(gradients_are_central_differences),
        cmocka_unit_test(gradients_are_added_or_not_wanted),
        cmocka_unit_test(rows_that_weigh_nothing_have_no_gradient),
    };
    return cmocka_run_group_tests_name("penalties", tests, NULL, NULL);
}
