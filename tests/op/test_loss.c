/* Losses, in double: their values, their gradients, their weights. */
#include "elementwise.h"

static double mse(double p, double t) { return (p - t) * (p - t); }
static double mae(double p, double t) { return fabs(p - t); }
static double huber(double p, double t)
{
    double d = fabs(p - t), delta = 0.7;
    return d < delta ? d * d / 2 : delta * (d - delta / 2);
}
static double bce(double p, double t) { return -t * log(p) - (1 - t) * log(1 - p); }
static double bce_logits(double z, double t) { return bce(1 / (1 + exp(-z)), t); }

enum { R = 37, WIDTH = 21 };

/* Each loss with the formula of one element, the prediction's range, and whether a row's sum or mean is meant. */
static const struct loss_case {
    const char *op;
    double (*element)(double p, double t);
    double low, high;
    bool sum;
    ae_loss_attr attr;
} cases[] = {
    { "loss_mse", mse, -3, 3, false, { 0 } },
    { "loss_mse", mse, -3, 3, true, { .sum = true } },
    { "loss_mae", mae, -3, 3, false, { 0 } },
    { "loss_mae", mae, -3, 3, true, { .sum = true } },
    { "loss_huber", huber, -3, 3, false, { .delta = 0.7 } },
    { "loss_bce", bce, 0.02, 0.98, false, { 0 } },
    { "loss_bce", bce, 0.02, 0.98, true, { .sum = true } },
    { "loss_bce_logits", bce_logits, -5, 5, false, { 0 } },
    { "loss_bce_logits", bce_logits, -5, 5, true, { .sum = true } },
};
enum { CASES = sizeof cases / sizeof *cases };

static void open(fixture *f, const struct loss_case *c)
{
    fixture_open(f, 0, c->op, &c->attr, R, WIDTH);
    fill(f->in[0], (size_t)R * WIDTH, c->low, c->high, 5);
}

static void a_row_is_the_sum_or_mean_of_its_elements(void **state)
{
    static fixture f;
    (void)state;
    for (const struct loss_case *c = cases; c < cases + CASES; c++) {
        open(&f, c);
        f.call.weight = 0.25;
        f.op->forward(&f.call);
        for (size_t i = 0; i < R; i++) {
            double sum = 0;
            for (size_t j = i * WIDTH; j < (i + 1) * WIDTH; j++)
                sum += c->element(f.in[0][j], f.in[1][j]);
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
    f->in[0][j] = x + h;
    f->op->forward(&f->call);
    double up = f->row_loss[row];
    f->in[0][j] = x - h;
    f->op->forward(&f->call);
    double down = f->row_loss[row];
    f->in[0][j] = x;
    return f->run.gradient_scale * (double)f->run.weights[row] * (up - down) / (2 * h);
}

static void gradients_are_central_differences(void **state)
{
    static fixture f;
    (void)state;
    for (const struct loss_case *c = cases; c < cases + CASES; c++) {
        open(&f, c);
        f.call.weight = 0.5;
        f.run.gradient_scale = 0.125;
        f.run.weights = f.weights;
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

static void gradients_are_added_or_not_wanted(void **state)
{
    static fixture f;
    static ae_real stored[SPACE];
    (void)state;
    for (const struct loss_case *c = cases; c < cases + CASES; c++) {
        open(&f, c);
        f.op->backward(&f.call);
        memcpy(stored, f.din, sizeof stored);
        f.call.add[0] = true;
        f.op->backward(&f.call);
        for (size_t j = 0; j < (size_t)R * WIDTH; j++)
            assert_true(f.din[j] == 2 * stored[j]);
        f.call.din[0] = NULL;
        f.op->backward(&f.call);
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
        cmocka_unit_test(certain_probabilities_have_finite_losses),
        cmocka_unit_test(large_logits_neither_overflow_nor_lose_digits),
        cmocka_unit_test(shapes_that_do_not_fit_are_both_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
