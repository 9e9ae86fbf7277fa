/* A normal density with a variance that the net gives, in double. */
#include "elementwise.h"

enum { R = 37, WIDTH = 21, N = R * WIDTH };

static const double features[WIDTH] = { 1, 0, 2, 0.5, 3, 1, 1, 0.25, 0, 7, 1, 2, 3, 4, 5, 6, 0.1, 0.2, 0.3, 1, 2 };
static const ae_loss_attr plain = { .sum = true, .log_variance = true },
                          featured = { .sum = true, .log_variance = true, .features = features },
                          weighted = { .sum = true, .log_variance = true, .weighted = true };
static const ae_loss_attr *const attrs[] = { &plain, &featured, &weighted };
enum { ATTRS = sizeof attrs / sizeof *attrs };

typedef struct learned {
    fixture f;
    ae_real weights[N], slopes[N]; /* of elements; of log-variances */
} learned;

static void open(learned *l, const ae_loss_attr *attr)
{
    fixture *f = &l->f;
    fixture_open(f, 0, "loss_gaussian_learned", attr, R, WIDTH);
    fill(f->in[2], N, -3, 2, 4);
    fill(l->weights, N, 0, 2, 8);
    memset(l->slopes, 0, sizeof l->slopes);
    f->call.in[2] = f->in[2];
    f->call.in[3] = attr->weighted ? l->weights : NULL;
    f->call.din[2] = l->slopes;
    f->call.weight = 0.5;
    f->run.gradient_scale = 0.125;
    f->run.row_weights = f->weights;
    for (size_t i = 0; i < R; i++)
        f->weights[i] = (float)(i % 3);
}

/* Minus the logarithm of the density, as textbooks write it. */
static double term(const learned *l, size_t i)
{
    double p = l->f.in[0][i], t = l->f.in[1][i], variance = exp(l->f.in[2][i]);
    double density = exp(-(t - p) * (t - p) / (2 * variance)) / sqrt(2 * 3.14159265358979323846 * variance);
    const ae_loss_attr *a = l->f.call.attr;
    return -log(density) * (a->weighted ? l->weights[i] : a->features ? features[i % WIDTH] : 1);
}

static void assert_near(double is, double expected)
{
    if (!(fabs(is - expected) <= 1e-12 * (1 + fabs(expected))))
        fail_msg("%.17g instead of %.17g", is, expected);
}

static void a_row_is_minus_the_logarithm_of_its_density(void **state)
{
    static learned l;
    (void)state;
    for (size_t a = 0; a < ATTRS; a++) {
        open(&l, attrs[a]);
        l.f.op->forward(&l.f.call);
        for (size_t row = 0; row < R; row++) {
            double sum = 0;
            for (size_t i = row * WIDTH; i < (row + 1) * WIDTH; i++)
                sum += term(&l, i);
            assert_near(l.f.row_loss[row], 0.5 * sum);
        }
    }
}

/* With the variance that a fixed one has everywhere, it is that loss. */
static void equal_variances_are_one_fixed_variance(void **state)
{
    static learned l;
    static fixture fixed;
    static const ae_loss_attr variance = { .sum = true, .delta = 0.3 };
    (void)state;
    open(&l, &plain);
    for (size_t i = 0; i < N; i++)
        l.f.in[2][i] = log(0.3);
    fixture_open(&fixed, 0, "loss_gaussian", &variance, R, WIDTH);
    fixed.call.weight = 0.5;
    l.f.op->forward(&l.f.call);
    fixed.op->forward(&fixed.call);
    for (size_t row = 0; row < R; row++)
        assert_near(l.f.row_loss[row], fixed.row_loss[row]);
}

static double row_loss(learned *l, size_t row)
{
    l->f.op->forward(&l->f.call);
    return l->f.row_loss[row];
}

static void assert_slopes(learned *l, double *x, const double *slopes)
{
    const double h = 1e-5;
    double error = 0, size = 0;
    l->f.call.din[0] = l->f.call.din[2] = NULL;
    for (size_t i = 0; i < N; i++) {
        const double kept = x[i];
        x[i] = kept + h;
        double up = row_loss(l, i / WIDTH);
        x[i] = kept - h;
        double slope = l->f.run.gradient_scale * (double)l->f.weights[i / WIDTH] * (up - row_loss(l, i / WIDTH)) / (2 * h);
        x[i] = kept;
        error += (slopes[i] - slope) * (slopes[i] - slope);
        size += slope * slope;
    }
    assert_true(size > 0 && sqrt(error / size) < 1e-6);
}

static void gradients_are_central_differences(void **state)
{
    static learned l;
    (void)state;
    for (size_t a = 0; a < ATTRS; a++) {
        open(&l, attrs[a]);
        l.f.op->backward(&l.f.call);
        assert_slopes(&l, l.f.in[0], l.f.din);
        assert_slopes(&l, l.f.in[2], l.slopes);
    }
}

/* Each of the two gradients is stored or added for itself, in forward too, and the prediction's alone is taken through the
 * activation that made it. */
static void each_gradient_is_its_own(void **state)
{
    static learned once, l;
    (void)state;
    open(&once, &weighted);
    once.f.op->backward(&once.f.call);
    open(&l, &weighted);
    l.f.op->forward(&l.f.call);
    assert_memory_equal(l.f.din, once.f.din, sizeof l.f.din);
    assert_memory_equal(l.slopes, once.slopes, sizeof l.slopes);

    l.f.call.add[2] = true;
    l.f.call.derivative = ae_activation_find(0, "sigmoid");
    l.f.op->backward(&l.f.call);
    for (size_t i = 0; i < N; i++) {
        assert_true(l.f.din[i] == once.f.din[i] * (l.f.in[0][i] * (1 - l.f.in[0][i])));
        assert_true(l.slopes[i] == 2 * once.slopes[i]);
    }

    open(&l, &weighted);
    l.f.call.din[0] = NULL;
    l.f.op->backward(&l.f.call);
    assert_memory_equal(l.slopes, once.slopes, sizeof l.slopes);
}

/* An element's part is its term, added to the part of the losses before, whichever inputs there are. */
static void a_row_s_parts_by_feature_are_its_terms(void **state)
{
    static learned l;
    static ae_real before[N];
    (void)state;
    fill(before, N, -1, 4, 6);
    for (size_t a = 0; a < ATTRS; a++) {
        open(&l, attrs[a]);
        l.f.call.in[attrs[a]->weighted ? 4 : 3] = before;
        l.f.op->by_feature->forward(&l.f.call);
        for (size_t i = 0; i < N; i++)
            assert_near(l.f.out[i], before[i] + 0.5 * term(&l, i));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_minus_the_logarithm_of_its_density),
        cmocka_unit_test(equal_variances_are_one_fixed_variance),
        cmocka_unit_test(gradients_are_central_differences),
        cmocka_unit_test(each_gradient_is_its_own),
        cmocka_unit_test(a_row_s_parts_by_feature_are_its_terms),
    };
    return cmocka_run_group_tests_name("normal densities", tests, NULL, NULL);
}
