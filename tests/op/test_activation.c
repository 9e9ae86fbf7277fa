/* activation and softmax, in double: their values and their gradients. */
#include "elementwise.h"

static const double slope = 0.2;
static double linear(double x) { return x; }
static double sigmoid(double x) { return 1 / (1 + exp(-x)); }
static double relu(double x) { return x > 0 ? x : 0; }
static double leaky_relu(double x) { return x > 0 ? x : slope * x; }
static double elu(double x) { return x > 0 ? x : slope * (exp(x) - 1); }
static double softplus(double x) { return log(1 + exp(x)); }

static const struct {
    const char *name;
    double (*value)(double);
} cases[] = {
    { "linear", linear }, { "sigmoid", sigmoid }, { "relu", relu },         { "leaky_relu", leaky_relu },
    { "tanh", tanh },     { "elu", elu },         { "softplus", softplus },
};
enum { CASES = sizeof cases / sizeof *cases, R = 5, WIDTH = 23, ELEMENTS = R * WIDTH };

static void open(fixture *f, ae_activation_attr *attr, size_t i)
{
    *attr = (ae_activation_attr){ ae_activation_find(0, cases[i].name), slope };
    fixture_open(f, 0, "activation", attr, R, WIDTH);
}

static void every_element_is_f_of_x(void **state)
{
    static fixture f;
    ae_activation_attr attr;
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        open(&f, &attr, i);
        f.op->forward(&f.call);
        for (size_t j = 0; j < ELEMENTS; j++)
            assert_true(fabs(f.out[j] - cases[i].value(f.in[0][j])) <= 1e-15 * (1 + fabs(f.out[j])));
    }
}

/* sum of dout x out: its derivative in an input is what backward should write. */
static double product(fixture *f)
{
    double sum = 0;
    f->op->forward(&f->call);
    for (size_t j = 0; j < ELEMENTS; j++)
        sum += f->dout[j] * f->out[j];
    return sum;
}

static void assert_gradient(fixture *f, const char *name)
{
    const double h = 1e-5;
    f->op->forward(&f->call);
    f->op->backward(&f->call);
    for (size_t j = 0; j < ELEMENTS; j++) {
        double x = f->in[0][j], up, down;
        f->in[0][j] = x + h;
        up = product(f);
        f->in[0][j] = x - h;
        down = product(f);
        f->in[0][j] = x;
        double expected = (up - down) / (2 * h);
        if (!(fabs(f->din[j] - expected) <= 1e-6 * (fabs(expected) + 1e-3)))
            fail_msg("%s, element %zu: gradient %g, difference %g", name, j, f->din[j], expected);
    }
}

static void gradients_are_central_differences(void **state)
{
    static fixture f;
    ae_activation_attr attr;
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        open(&f, &attr, i);
        assert_gradient(&f, cases[i].name);
    }
    fixture_open(&f, 0, "softmax", NULL, R, WIDTH);
    assert_gradient(&f, "softmax");
}

static void a_softmax_row_is_a_distribution(void **state)
{
    static fixture f;
    (void)state;
    fixture_open(&f, 0, "softmax", NULL, R, WIDTH);
    f.op->forward(&f.call);
    for (size_t i = 0; i < R; i++) {
        double sum = 0;
        for (size_t j = i * WIDTH; j < (i + 1) * WIDTH; j++) {
            sum += f.out[j];
            double ratio = f.out[j] / f.out[i * WIDTH];
            assert_true(f.out[j] > 0);
            assert_true(fabs(ratio - exp(f.in[0][j] - f.in[0][i * WIDTH])) <= 1e-12 * ratio);
        }
        assert_true(fabs(sum - 1) <= 1e-14);
    }
}

static void softmax_takes_inputs_of_any_size(void **state)
{
    static fixture f;
    (void)state;
    fixture_open(&f, 0, "softmax", NULL, 2, 3);
    const ae_real x[] = { 1000, 1000, -1000, -5000, -5000, -5000 };
    memcpy(f.in[0], x, sizeof x);
    f.op->forward(&f.call);
    assert_true(f.out[0] == 0.5 && f.out[1] == 0.5 && f.out[2] == 0);
    assert_true(f.out[3] == f.out[4] && fabs(f.out[3] - 1.0 / 3) < 1e-15);
}

static void gradients_are_added_or_not_wanted(void **state)
{
    static fixture f;
    static ae_real stored[ELEMENTS];
    const ae_activation_attr attr = { ae_activation_find(0, "sigmoid"), 0 };
    (void)state;
    for (int i = 0; i < 2; i++) {
        fixture_open(&f, 0, i ? "softmax" : "activation", &attr, R, WIDTH);
        f.op->forward(&f.call);
        f.op->backward(&f.call);
        memcpy(stored, f.din, sizeof stored);
        f.call.add[0] = true;
        f.op->backward(&f.call);
        for (size_t j = 0; j < ELEMENTS; j++)
            assert_true(f.din[j] == 2 * stored[j]);
        f.call.din[0] = NULL;
        f.op->backward(&f.call);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_element_is_f_of_x),
        cmocka_unit_test(gradients_are_central_differences),
        cmocka_unit_test(a_softmax_row_is_a_distribution),
        cmocka_unit_test(softmax_takes_inputs_of_any_size),
        cmocka_unit_test(gradients_are_added_or_not_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
