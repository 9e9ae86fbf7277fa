/* Losses, in double: their values, their gradients, their weights. */
#include "elementwise.h"

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
static double bce(double p, double t)
{
    return -t * log(p) - (1 - t) * log(1 - p);
}
static double bce_logits(double z, double t)
{
    return bce(1 / (1 + exp(-z)), t);
}
static double gaussian(double p, double t) /* of variance 0.7 */
{
    return (p - t) * (p - t) / 1.4 + log(2 * 3.14159265358979323846 * 0.7) / 2;
}

enum { R = 37, WIDTH = 21 };

static const double features[WIDTH] = { 1, 0, 2, 0.5, 3, 1, 1, 0.25, 0, 7, 1, 2, 3, 4, 5, 6, 0.1, 0.2, 0.3, 1, 2 };

/* Each loss with the formula of one element (NULL where a row's loss is no sum of them), the prediction's range, and whether
 * a row's sum or mean is meant. */
static const struct loss_case {
    const char *op;
    double (*element)(double p, double t);
    double low, high;
    bool sum;
    ae_loss_attr attr;
    bool alone; /* without a target */
} cases[] = {
    { "loss_mse", mse, -3, 3, false, { 0 }, false },
    { "loss_mse", mse, -3, 3, true, { .sum = true }, false },
    { "loss_mae", mae, -3, 3, false, { 0 }, false },
    { "loss_mae", mae, -3, 3, true, { .sum = true }, false },
    { "loss_huber", huber, -3, 3, false, { .delta = 0.7 }, false },
    { "loss_gaussian", gaussian, -3, 3, true, { .sum = true, .delta = 0.7 }, false },
    { "loss_gaussian", gaussian, -3, 3, true, { .sum = true, .delta = 0.7, .features = features }, false },
    { "loss_bce", bce, 0.02, 0.98, false, { 0 }, false },
    { "loss_bce", bce, 0.02, 0.98, true, { .sum = true }, false },
    { "loss_bce_logits", bce_logits, -5, 5, false, { 0 }, false },
    { "loss_bce_logits", bce_logits, -5, 5, true, { .sum = true }, false },
    { "loss_mse", mse, -3, 3, true, { .sum = true }, true },
    { "loss_mae", mae, -3, 3, false, { 0 }, true },
    { "loss_mse", mse, -3, 3, false, { .features = features }, false },
    { "loss_huber", huber, -3, 3, false, { .delta = 0.7, .features = features }, false },
    { "loss_bce_logits", bce_logits, -5, 5, true, { .sum = true, .features = features }, false },
    { "loss_jaccard", NULL, 0, 1, true, { .sum = true, .delta = 0.5 }, false },
    { "loss_jaccard", NULL, -1, 2, true, { .sum = true, .delta = 0.5, .features = features }, false },
    { "loss_cross_entropy_logits", NULL, -5, 5, true, { .sum = true }, false },
    { "loss_cross_entropy_logits", NULL, -5, 5, false, { .features = features }, false },
};
enum { CASES = sizeof cases / sizeof *cases };

static void open(fixture *f, const struct loss_case *c)
{
    fixture_open(f, 0, c->op, &c->attr, R, WIDTH);
    fill(f->in[0], (size_t)R * WIDTH, c->low, c->high, 5);
    if (c->alone)
        f->call.in[1] = NULL;
}

static void a_row_is_the_sum_or_mean_of_its_elements(void **state)
{
    static fixture f;
    (void)state;
    for (const struct loss_case *c = cases; c < cases + CASES; c++) {
        if (!c->element)
            continue;
        open(&f, c);
        f.call.weight = 0.25;
        f.op->forward(&f.call);
        for (size_t i = 0; i < R; i++) {
            double sum = 0;
            for (size_t j = i * WIDTH; j < (i + 1) * WIDTH; j++)
                sum += c->element(f.in[0][j], c->alone ? 0 : f.in[1][j]) * (c->attr.features ? features[j % WIDTH] : 1);
            double expected = 0.25 * sum / (c->sum ? 1 : WIDTH);
            assert_true(fabs(f.row_loss[i] - expected) <= 1e-13 * (1 + fabs(expected)));
        }
    }
}

/* d(scale x row weight x row loss)/d(element): rows are independent, so that is the element's row alone. */
static double central_difference(fixture *f, size_t j)
{
    const double h = 1e-5, x = f->in[0][j];
    size_t row = j / WIDTH;
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

static void gradients_are_central_differences(void **state)
{
    static fixture f;
    (void)state;
    for (const struct loss_case *c = cases; c < cases + CASES; c++) {
        open(&f, c);
        f.call.weight = 0.5;
        f.run.gradient_scale = 0.125;
        f.run.row_weights = f.weights;
        for (size_t i = 0; i < R; i++)
            f.weights[i] = (float)(i % 3);
        f.op->backward(&f.call);
        for (size_t j = 0; j < (size_t)R * WIDTH; j++) {
            double expected = central_difference(&f, j);
            if (!(fabs(f.din[j] - expected) <= 1e-6 * (fabs(expected) + 1e-4)))
                fail_msg("%s, element %zu: gradient %g, difference %g", c->op, j, f.din[j], expected);
        }
    }
}

static void open_derived(fixture *f, const struct loss_case *c, ae_real *stored)
{
    open(f, c);
    f->op->backward(&f->call);
    memcpy(stored, f->din, sizeof f->din);
}

static void gradients_are_added_or_not_wanted(void **state)
{
    static fixture f;
    static ae_real stored[SPACE];
    (void)state;
    for (const struct loss_case *c = cases; c < cases + CASES; c++) {
        open_derived(&f, c, stored);
        f.call.add[0] = true;
        f.op->backward(&f.call);
        for (size_t j = 0; j < (size_t)R * WIDTH; j++)
            assert_true(f.din[j] == 2 * stored[j]);
        f.call.din[0] = NULL;
        f.op->backward(&f.call);
    }
}

/* Given gradients bound when a loss runs forward; then it leaves the bits of a forward and a backward run. */
static void forward_stores_gradients_where_they_are_bound(void **state)
{
    static fixture apart, f;
    (void)state;
    for (const struct loss_case *c = cases; c < cases + CASES; c++) {
        open(&apart, c);
        open(&f, c);
        apart.op->backward(&apart.call);
        apart.call.din[0] = NULL;
        apart.op->forward(&apart.call);
        f.op->forward(&f.call);
        assert_memory_equal(f.row_loss, apart.row_loss, R * sizeof *f.row_loss);
        assert_memory_equal(f.din, apart.din, R * WIDTH * sizeof *f.din);
    }
}

/* Given a prediction that a sigmoid made; then slopes are those of what went into it. */
static void slopes_are_multiplied_with_a_derivative(void **state)
{
    static fixture f;
    static ae_real plain[SPACE];
    (void)state;
    for (const struct loss_case *c = cases; c < cases + CASES; c++) {
        open_derived(&f, c, plain);
        f.call.derivative = ae_activation_find(0, "sigmoid");
        f.op->backward(&f.call);
        for (size_t j = 0; j < (size_t)R * WIDTH; j++)
            assert_true(f.din[j] == plain[j] * (f.in[0][j] * (1 - f.in[0][j])));
    }
}

/* ---- by feature ---- */

static void assert_near(double is, double expected)
{
    if (!(fabs(is - expected) <= 1e-12))
        fail_msg("%.17g instead of %.17g", is, expected);
}

static void open_by_feature(fixture *f, const struct loss_case *c)
{
    open(f, c);
    f->call.weight = 0.25;
    f->op->forward(&f->call);
    assert_int_equal(f->op->by_feature->shape(&f->out_shape, f->shape, 2, &c->attr, NULL), AE_OK);
    assert_true(ae_shape_same(&f->out_shape, &f->shape[0]));
    f->op->by_feature->forward(&f->call);
}

/* Given a loss that is made of terms; then each element's part is its weighed term, and a row's parts are the row's loss. */
static void a_row_s_parts_by_feature_are_its_loss(void **state)
{
    static fixture f;
    (void)state;
    for (const struct loss_case *c = cases; c < cases + CASES; c++) {
        if (!ae_op_find(0, c->op)->by_feature)
            continue;
        open_by_feature(&f, c);
        for (size_t i = 0; i < R; i++) {
            double sum = 0;
            for (size_t j = i * WIDTH; j < (i + 1) * WIDTH; j++) {
                double feature = c->attr.features ? features[j % WIDTH] : 1;
                double divisor = c->sum ? 1 : WIDTH, t = c->alone ? 0 : f.in[1][j];
                if (c->element)
                    assert_near(f.out[j], 0.25 * feature * c->element(f.in[0][j], t) / divisor);
                sum += f.out[j];
            }
            assert_near(sum, f.row_loss[i]);
        }
    }
}

/* Given the parts of losses before; then a loss's parts are added to them, also where they take the prediction's place. */
static void parts_by_feature_are_added_to_those_before(void **state)
{
    static fixture plain, f;
    (void)state;
    for (const struct loss_case *c = cases; c < cases + CASES; c++) {
        if (!ae_op_find(0, c->op)->by_feature)
            continue;
        open_by_feature(&plain, c);
        open(&f, c);
        f.call.weight = 0.25;
        fill(f.in[2], (size_t)R * WIDTH, -1, 4, 6);
        f.call.in[2] = f.in[2];
        f.call.out = f.in[0];
        f.op->by_feature->forward(&f.call);
        for (size_t j = 0; j < (size_t)R * WIDTH; j++)
            assert_true(f.in[0][j] == f.in[2][j] + plain.out[j]);
    }
}

/* Given the losses; then those that are made of terms have parts by feature, and no other has. */
static void losses_that_are_made_of_terms_have_parts_by_feature(void **state)
{
    static const char *const made_of_terms[] = { "loss_mse",        "loss_mae",
                                                 "loss_huber",      "loss_bce",
                                                 "loss_bce_logits", "loss_cross_entropy_logits",
                                                 "loss_gaussian",   "loss_gaussian_learned" };
    static const char *const others[] = { "loss_jaccard", "loss_weights", "loss_contractive", "loss_kl_sparse", "loss_mmd" };
    (void)state;
    for (size_t i = 0; i < 8; i++)
        assert_non_null(ae_op_find(0, made_of_terms[i])->by_feature);
    for (size_t i = 0; i < 5; i++)
        assert_null(ae_op_find(0, others[i])->by_feature);
}

/* ---- by hand ---- */

static double loss_of(fixture *f, const char *op, const ae_loss_attr *attr, const double *p, const double *t, size_t n)
{
    fixture_open(f, 0, op, attr, 1, n);
    memcpy(f->in[0], p, n * sizeof *p);
    memcpy(f->in[1], t, n * sizeof *t);
    f->op->forward(&f->call);
    return f->row_loss[0];
}

/* Two ones each, one of them in common: 1 of 3. With features: 2 of 2 + 3 + 5. */
static void jaccard_is_one_less_the_share_in_common(void **state)
{
    static fixture f;
    const double p[] = { 1, 0, 1, 0 }, t[] = { 1, 1, 0, 0 }, none[] = { 0, 0, 0, 0 };
    const ae_real weights[] = { 2, 3, 5, 9 };
    const ae_loss_attr plain = { .sum = true, .delta = 1e-15 }, one = { .sum = true },
                       weighted = { .sum = true, .delta = 1e-15, .features = weights };
    (void)state;
    assert_near(loss_of(&f, "loss_jaccard", &plain, p, t, 4), 2.0 / 3);
    assert_near(loss_of(&f, "loss_jaccard", &weighted, p, t, 4), 0.8);
    assert_near(loss_of(&f, "loss_jaccard", &plain, t, t, 4), 0);
    assert_near(loss_of(&f, "loss_jaccard", &plain, none, none, 4), 0);
    assert_near(loss_of(&f, "loss_jaccard", &one, p, t, 4), 1 - 2.0 / 4);
}

/* softmax(log 1, log 2, log 3, log 4) = 0.1, 0.2, 0.3, 0.4. */
static void cross_entropy_is_the_logarithm_of_the_right_share(void **state)
{
    static fixture f;
    const double z[] = { log(1), log(2), log(3), log(4) }, third[] = { 0, 0, 1, 0 }, half[] = { 0.5, 0, 0, 0.5 };
    const double large[] = { 1000, -1000, 0, 999 }, first[] = { 1, 0, 0, 0 }, second[] = { 0, 1, 0, 0 };
    const ae_real weights[] = { 2, 0, 0, 4 };
    const ae_loss_attr plain = { .sum = true }, weighted = { .sum = true, .features = weights };
    (void)state;
    assert_near(loss_of(&f, "loss_cross_entropy_logits", &plain, z, third, 4), -log(0.3));
    assert_near(loss_of(&f, "loss_cross_entropy_logits", &plain, z, half, 4), -0.5 * log(0.1) - 0.5 * log(0.4));
    assert_near(loss_of(&f, "loss_cross_entropy_logits", &weighted, z, half, 4), -log(0.1) - 2 * log(0.4));
    assert_near(loss_of(&f, "loss_cross_entropy_logits", &plain, large, first, 4), log(1 + exp(-1)));
    assert_near(loss_of(&f, "loss_cross_entropy_logits", &plain, large, second, 4), 2000 + log(1 + exp(-1)));
}

/* The same by feature: each category's weight x target x -log of its share. */
static void a_cross_entropy_s_parts_are_its_categories(void **state)
{
    static fixture f;
    const double z[] = { log(1), log(2), log(3), log(4) }, half[] = { 0.5, 0, 0, 0.5 };
    const ae_real weights[] = { 2, 0, 0, 4 };
    const ae_loss_attr weighted = { .sum = true, .features = weights };
    (void)state;
    loss_of(&f, "loss_cross_entropy_logits", &weighted, z, half, 4);
    f.op->by_feature->forward(&f.call);
    assert_near(f.out[0], -log(0.1));
    assert_near(f.out[1], 0);
    assert_near(f.out[2], 0);
    assert_near(f.out[3], -2 * log(0.4));
}

static void feature_weights_multiply_terms_and_the_mean_stays_one_of_all(void **state)
{
    static fixture f;
    const double p[] = { 1, 2 }, t[] = { 0, 0 };
    const ae_real weights[] = { 3, 0.5 };
    const ae_loss_attr mean = { .features = weights };
    (void)state;
    assert_near(loss_of(&f, "loss_mse", &mean, p, t, 2), (3 * 1 + 0.5 * 4) / 2);
    f.op->backward(&f.call);
    assert_near(f.din[0], 3);
    assert_near(f.din[1], 1);
}

/* Between two computed values both sides have a gradient: opposite ones. */
static void the_target_s_gradient_is_the_opposite(void **state)
{
    static fixture f;
    static ae_real target[SPACE];
    static const char *const ops[] = { "loss_mse", "loss_mae", "loss_huber" };
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        fixture_open(&f, 0, ops[i], NULL, R, WIDTH);
        f.call.din[1] = target;
        f.op->backward(&f.call);
        for (size_t j = 0; j < (size_t)R * WIDTH; j++)
            assert_true(target[j] == -f.din[j]);
        f.call.add[1] = true;
        f.op->backward(&f.call);
        for (size_t j = 0; j < (size_t)R * WIDTH; j++)
            assert_true(target[j] == -2 * f.din[j]);
    }
}

static void certain_probabilities_have_finite_losses(void **state)
{
    static fixture f;
    (void)state;
    fixture_open(&f, 0, "loss_bce", NULL, 4, 1);
    const ae_real p[] = { 0, 0, 1, 1 }, t[] = { 0, 1, 0, 1 };
    memcpy(f.in[0], p, sizeof p);
    memcpy(f.in[1], t, sizeof t);
    f.op->forward(&f.call);
    f.op->backward(&f.call);
    assert_true(f.row_loss[0] >= 0 && f.row_loss[0] < 1e-6 && f.row_loss[3] >= 0 && f.row_loss[3] < 1e-6);
    assert_true(f.row_loss[1] > 15 && f.row_loss[1] < 17 && f.row_loss[2] > 15 && f.row_loss[2] < 17);
    /* wrong with certainty: towards the target, and steeply */
    assert_true(isfinite(f.din[1]) && f.din[1] < -1e6);
    assert_true(isfinite(f.din[2]) && f.din[2] > 1e6);
}

static void large_logits_neither_overflow_nor_lose_digits(void **state)
{
    static fixture f;
    (void)state;
    fixture_open(&f, 0, "loss_bce_logits", NULL, 4, 1);
    const ae_real z[] = { 1000, -1000, 1000, -1000 }, t[] = { 1, 0, 0, 1 };
    memcpy(f.in[0], z, sizeof z);
    memcpy(f.in[1], t, sizeof t);
    f.op->forward(&f.call);
    assert_true(f.row_loss[0] == 0 && f.row_loss[1] == 0);
    assert_true(f.row_loss[2] == 1000 && f.row_loss[3] == 1000);
}

static void shapes_that_do_not_fit_are_both_named(void **state)
{
    const ae_shape in[2] = { { 1, { 784 } }, { 3, { 1, 28, 27 } } }, flat[2] = { { 1, { 784 } }, { 3, { 1, 28, 28 } } };
    ae_shape out;
    ae_error e = { 0 };
    (void)state;
    assert_int_equal(ae_op_find(0, "loss_mae")->shape(&out, in, 2, NULL, &e), AE_ESHAPE);
    assert_string_equal(e.text, "an output of 784 cannot be compared with a target of 1x28x27");
    assert_int_equal(ae_op_find(0, "loss_mae")->shape(&out, flat, 2, NULL, &e), AE_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_the_sum_or_mean_of_its_elements),
        cmocka_unit_test(gradients_are_central_differences),
        cmocka_unit_test(gradients_are_added_or_not_wanted),
        cmocka_unit_test(forward_stores_gradients_where_they_are_bound),
        cmocka_unit_test(slopes_are_multiplied_with_a_derivative),
        cmocka_unit_test(a_row_s_parts_by_feature_are_its_loss),
        cmocka_unit_test(parts_by_feature_are_added_to_those_before),
        cmocka_unit_test(losses_that_are_made_of_terms_have_parts_by_feature),
        cmocka_unit_test(jaccard_is_one_less_the_share_in_common),
        cmocka_unit_test(cross_entropy_is_the_logarithm_of_the_right_share),
        cmocka_unit_test(a_cross_entropy_s_parts_are_its_categories),
        cmocka_unit_test(feature_weights_multiply_terms_and_the_mean_stays_one_of_all),
        cmocka_unit_test(the_target_s_gradient_is_the_opposite),
        cmocka_unit_test(certain_probabilities_have_finite_losses),
        cmocka_unit_test(large_logits_neither_overflow_nor_lose_digits),
        cmocka_unit_test(shapes_that_do_not_fit_are_both_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
