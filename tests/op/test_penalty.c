/* The penalties' ops, in double: their values, their gradients. */
#include "op/noise.h"
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
    for (const struct penalty_case *c = penalties + 5; c < penalties + 7; c++) {
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

/* ---- how far rows are from a normal distribution ---- */

static double kernel(const double *x, const double *y)
{
    static const double scales[] = { 0.1, 0.2, 0.5, 1, 2, 5, 10 };
    double square = 0, sum = 0;
    for (size_t u = 0; u < UNITS; u++)
        square += (x[u] - y[u]) * (x[u] - y[u]);
    for (size_t s = 0; s < 7; s++)
        sum += 2 * UNITS * scales[s] / (2 * UNITS * scales[s] + square);
    return sum;
}

/* The same draws as the op noise adds to rows of zeros under that name. */
static void draw(double *z, const ae_run *run, size_t rows)
{
    static const ae_noise_attr noise = { .kind = AE_NOISE_ADD, .normal = true, .name = 70, .shared = 1, .scale = 1 };
    static const double zero[MOST * UNITS];
    const ae_shape shape = { 1, { UNITS } };
    ae_run own = *run;
    own.rows = rows;
    ae_op_find(0, "noise")->forward(&(ae_call){ .run = &own, .attr = &noise, .shape = &shape, .in = { zero }, .out = z });
}

/* The definition: over all pairs of two rows, two draws, and a row and a draw. */
static double discrepancy(const bench *b, const double *z, size_t rows)
{
    double same = 0, pairs = 0, other = 0, all = 0;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < rows; j++) {
            const double *x = b->h, weight = (double)b->weights[i] * (double)b->weights[j];
            if (i != j)
                same += weight * (kernel(x + i * UNITS, x + j * UNITS) + kernel(z + i * UNITS, z + j * UNITS));
            pairs += i != j ? weight : 0;
            other += weight * kernel(x + i * UNITS, z + j * UNITS);
            all += weight;
        }
    return same / pairs - 2 * other / all;
}

static void open_mmd(bench *b, size_t rows)
{
    bench_open(b, 0, &penalties[7], rows, 1);
    b->run.seed = 9;
    b->run.step = 3;
    b->run.first = 1000;
}

static void mmd_is_the_distance_from_as_many_normal_draws(void **state)
{
    static bench b;
    static double z[MOST * UNITS];
    (void)state;
    for (size_t rows = 2; rows < 80; rows += 13) {
        open_mmd(&b, rows);
        draw(z, &b.run, rows);
        b.op->forward(&b.call);
        for (size_t i = 0; i < rows; i++)
            assert_near(b.row_loss[i], 0.75 * discrepancy(&b, z, rows));
        bench_close(&b);
    }
}

/* Given rows that are normal themselves, by other draws; then the distance is small and on both sides of 0, as an estimate
 * without bias is; given rows that are moved, or all alike, it is large. */
static void mmd_is_about_0_for_normal_rows_only(void **state)
{
    static bench b;
    double sum = 0, least = 1, moved = 0, alike = 0;
    (void)state;
    for (uint32_t step = 1; step <= 20; step++) {
        open_mmd(&b, 100);
        b.run.row_weights = NULL;
        b.run.mean_scale = 0.01;
        b.run.step = step + 100;
        draw(b.h, &b.run, 100);
        b.run.step = step;
        b.op->forward(&b.call);
        sum += b.row_loss[0] / 20;
        least = b.row_loss[0] < least ? b.row_loss[0] : least;
        for (size_t i = 0; i < (size_t)100 * UNITS; i++)
            b.h[i] += 1;
        b.op->forward(&b.call);
        moved += b.row_loss[0] / 20;
        memset(b.h, 0, sizeof b.h);
        b.op->forward(&b.call);
        alike += b.row_loss[0] / 20;
        bench_close(&b);
    }
    assert_true(fabs(sum) < 0.01 && least < 0);
    assert_true(moved > 0.3 && alike > 0.3);
}

/* Fewer than two rows that count have no distance, and move nothing. */
static void mmd_of_a_single_row_is_0(void **state)
{
    static bench b;
    (void)state;
    open_mmd(&b, R);
    memset(b.weights, 0, sizeof b.weights);
    b.weights[5] = 3;
    b.run.gradient_scale = b.run.mean_scale = 1.0 / 3;
    b.op->forward(&b.call);
    b.op->backward(&b.call);
    for (size_t i = 0; i < R; i++)
        assert_true(b.row_loss[i] == 0);
    for (size_t i = 0; i < R * UNITS; i++)
        assert_true(b.dh[i] == 0);
    bench_close(&b);
}

/* Rows beyond a float's range have a distance and a slope that are numbers, as those that are merely far away. */
static void mmd_of_rows_far_away_is_finite(void **state)
{
    static bench b;
    (void)state;
    open_mmd(&b, R);
    fill(b.h, R * UNITS, -1e200, 1e200, 5);
    b.op->forward(&b.call);
    b.op->backward(&b.call);
    assert_true(isfinite(b.row_loss[0]));
    for (size_t i = 0; i < R * UNITS; i++)
        assert_true(isfinite(b.dh[i]));
    bench_close(&b);
}

/* Where gradients are bound, forward leaves the bits of a forward and a backward run. */
static void mmd_forward_stores_gradients_where_they_are_bound(void **state)
{
    static bench apart, at_once;
    (void)state;
    open_mmd(&apart, R);
    open_mmd(&at_once, R);
    apart.op->backward(&apart.call);
    apart.call.din[0] = NULL;
    apart.op->forward(&apart.call);
    at_once.op->forward(&at_once.call);
    assert_memory_equal(apart.dh, at_once.dh, sizeof apart.dh);
    assert_memory_equal(apart.row_loss, at_once.row_loss, sizeof apart.row_loss);
    bench_close(&apart);
    bench_close(&at_once);
}

/* ---- gradients ---- */

static double total(bench *b)
{
    double sum = 0;
    b->call.din[0] = NULL;
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
        if (c->on_weights || strcmp(c->op, "loss_contractive") == 0)
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
        cmocka_unit_test(mmd_is_the_distance_from_as_many_normal_draws),
        cmocka_unit_test(mmd_is_about_0_for_normal_rows_only),
        cmocka_unit_test(mmd_of_a_single_row_is_0),
        cmocka_unit_test(mmd_of_rows_far_away_is_finite),
        cmocka_unit_test(mmd_forward_stores_gradients_where_they_are_bound),
        cmocka_unit_test(gradients_are_central_differences),
        cmocka_unit_test(gradients_are_added_or_not_wanted),
        cmocka_unit_test(rows_that_weigh_nothing_have_no_gradient),
    };
    return cmocka_run_group_tests_name("penalties", tests, NULL, NULL);
}
