/* The ops of a variational code, in double: what a draw is, what a divergence is, and their gradients for both inputs. */
#include "base/random.h"
#include "elementwise.h"
#include "op/clip.h"
#include "op/loss_kl_normal.h"
#include "op/reparametrise.h"

enum { R = 6, WIDTH = 147, ELEMENTS = R * WIDTH }; /* two blocks of draws and a part */

static const ae_reparametrise_attr drawn = { 7 };
static const ae_loss_kl_normal_attr plain = { 0 }, free_bits = { 0.8 };

static const struct op_case {
    const char *op;
    const void *attr;
} cases[] = { { "reparametrise", &drawn }, { "loss_kl_normal", &plain }, { "loss_kl_normal", &free_bits } };
enum { CASES = sizeof cases / sizeof *cases };

/* in[0] are means, in[1] log-variances. */
static void open(fixture *f, const struct op_case *c)
{
    fixture_open(f, 0, c->op, c->attr, R, WIDTH);
    fill(f->in[1], ELEMENTS, -3, 2, 4);
    f->run.seed = 3;
    f->run.step = 9;
    f->run.first = 100;
    f->run.gradient_scale = 0.25;
    f->run.row_weights = f->weights;
    for (size_t i = 0; i < R; i++)
        f->weights[i] = 0.5f * (float)(i + 1);
    f->call.weight = 1.5;
}

/* ---- the definitions, in plain C ---- */

static double word(uint32_t row, uint32_t element)
{
    const ae_place place = { .seed = 3, .name = 7, .step = 9, .row = row };
    uint32_t quad[4];
    ae_random_quad(quad, &place, element / 64 * 16 + element % 16);
    return ((quad[element / 16 % 4] >> 9) + 0.5) / 8388608;
}

static double normal(uint32_t row, uint32_t element)
{
    uint32_t first = element / 32 * 32 + element % 16;
    double radius = sqrt(-2 * log(word(row, first))), angle = 6.283185307179586 * word(row, first + 16);
    return radius * (element / 16 % 2 ? sin(angle) : cos(angle));
}

static void a_draw_is_mean_plus_deviation_times_normal(void **state)
{
    static fixture f;
    (void)state;
    open(&f, &cases[0]);
    f.op->forward(&f.call);
    for (uint32_t i = 0; i < ELEMENTS; i++) {
        const double expected = f.in[0][i] + sqrt(exp(f.in[1][i])) * normal(100 + i / WIDTH, i % WIDTH);
        if (!(fabs(f.out[i] - expected) < 1e-12))
            fail_msg("element %u: %.17g instead of %.17g", i, f.out[i], expected);
    }
}

static double divergence(double mean, double log_variance)
{
    return (mean * mean + exp(log_variance) - 1 - log_variance) / 2;
}

static void a_divergence_is_summed_over_the_row(void **state)
{
    static fixture f;
    (void)state;
    for (size_t c = 1; c < CASES; c++) {
        const double least = ((const ae_loss_kl_normal_attr *)cases[c].attr)->free_bits;
        open(&f, &cases[c]);
        f.op->forward(&f.call);
        for (size_t row = 0; row < R; row++) {
            double sum = 0;
            for (size_t i = row * WIDTH; i < (row + 1) * WIDTH; i++)
                sum += fmax(least, divergence(f.in[0][i], f.in[1][i]));
            assert_true(fabs(f.row_loss[row] - 1.5 * sum) < 1e-9);
        }
    }
}

static void the_standard_normal_distribution_has_no_divergence(void **state)
{
    static fixture f;
    (void)state;
    open(&f, &cases[1]);
    memset(f.in, 0, sizeof f.in);
    f.op->forward(&f.call);
    f.op->backward(&f.call);
    for (size_t row = 0; row < R; row++)
        assert_true(f.row_loss[row] == 0);
    for (size_t i = 0; i < ELEMENTS; i++)
        assert_true(f.din[i] == 0);
}

/* ---- gradients ---- */

static double total(fixture *f)
{
    double sum = 0;
    f->op->forward(&f->call);
    for (size_t i = 0; !f->op->loss && i < ELEMENTS; i++)
        sum += f->dout[i] * f->out[i];
    for (size_t i = 0; f->op->loss && i < R; i++)
        sum += 0.25 * (double)f->weights[i] * f->row_loss[i];
    return sum;
}

static void assert_gradient(fixture *f, size_t input, const ae_real *gradient)
{
    const double h = 1e-6;
    for (size_t i = 0; i < ELEMENTS; i++) {
        const double x = f->in[input][i];
        f->in[input][i] = x + h;
        const double above = total(f);
        f->in[input][i] = x - h;
        const double slope = (above - total(f)) / (2 * h);
        f->in[input][i] = x;
        if (!(fabs(slope - gradient[i]) < 1e-6 * (1 + fabs(slope))))
            fail_msg("%s, input %zu, element %zu: %.12g instead of %.12g", f->op->name, input, i, gradient[i], slope);
    }
}

static void gradients_are_central_differences(void **state)
{
    static fixture f;
    static ae_real second[ELEMENTS];
    (void)state;
    for (size_t c = 0; c < CASES; c++) {
        open(&f, &cases[c]);
        f.call.din[1] = second;
        f.op->forward(&f.call);
        f.op->backward(&f.call);
        assert_gradient(&f, 0, f.din);
        assert_gradient(&f, 1, second);
    }
}

static void gradients_are_added_or_not_wanted(void **state)
{
    static fixture f;
    static ae_real second[ELEMENTS], stored[2][ELEMENTS];
    (void)state;
    for (size_t c = 0; c < CASES; c++) {
        open(&f, &cases[c]);
        f.call.din[1] = second;
        f.op->backward(&f.call);
        memcpy(stored[0], f.din, sizeof stored[0]);
        memcpy(stored[1], second, sizeof stored[1]);
        f.call.add[0] = f.call.add[1] = true;
        f.op->backward(&f.call);
        for (size_t i = 0; i < ELEMENTS; i++)
            assert_true(f.din[i] == 2 * stored[0][i] && second[i] == 2 * stored[1][i]);
        f.call.din[0] = f.call.din[1] = NULL;
        f.op->backward(&f.call);
    }
}

/* ---- a bound that lets gradients back ---- */

static void a_bound_passes_only_what_leads_back(void **state)
{
    static const ae_clip_attr between = { .low = -2, .high = 2, .returns = true };
    static const double x[] = { -3, -3, 0, 0, 3, 3 }, d[] = { -1, 1, -1, 1, -1, 1 }, expected[] = { -1, 0, -1, 1, 0, 1 };
    static fixture f;
    (void)state;
    fixture_open(&f, 0, "clip", &between, 1, 6);
    for (size_t i = 0; i < 6; i++) {
        f.in[0][i] = x[i];
        f.dout[i] = d[i];
    }
    f.op->forward(&f.call);
    f.op->backward(&f.call);
    for (size_t i = 0; i < 6; i++)
        assert_true(f.din[i] == expected[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draw_is_mean_plus_deviation_times_normal),
        cmocka_unit_test(a_divergence_is_summed_over_the_row),
        cmocka_unit_test(the_standard_normal_distribution_has_no_divergence),
        cmocka_unit_test(gradients_are_central_differences),
        cmocka_unit_test(gradients_are_added_or_not_wanted),
        cmocka_unit_test(a_bound_passes_only_what_leads_back),
    };
    return cmocka_run_group_tests_name("gaussian", tests, NULL, NULL);
}
