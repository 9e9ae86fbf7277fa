/* Normalising ops, in double: values from the definition, gradients against central differences. */
#include "norm.h"

static const ae_shape rows_of[] = {
    { 1, { 1 } },       { 1, { 7 } },       { 1, { 40 } },         { 2, { 3, 5 } },
    { 3, { 4, 3, 6 } }, { 3, { 1, 5, 5 } }, { 4, { 2, 2, 2, 3 } },
};
enum { SHAPES = sizeof rows_of / sizeof *rows_of };

static const struct norm_case {
    const char *op;
    size_t n_in;
} cases[] = { { "batchnorm", 3 }, { "batchnorm", 5 }, { "normalise", 3 }, { "normalise", 5 }, { "layernorm", 3 } };
enum { CASES = sizeof cases / sizeof *cases };

static void assert_near(double got, double want)
{
    if (!(fabs(got - want) <= 1e-11 * (1 + fabs(want))))
        fail_msg("%.17g, expected %.17g", got, want);
}

/* ---- values ---- */

typedef struct group {          /* the elements that share a mean: of a channel, or of a row */
    size_t first, n, step, run; /* `run` elements lie together, `step` from one run to the next */
} group;

static size_t element(const group *g, size_t i)
{
    return g->first + i / g->run * g->step + i % g->run;
}

static group channel_group(const norm *n, size_t c)
{
    size_t plane = n->size / n->shape[0].dim[0];
    return (group){ c * plane, n->rows * plane, n->size, plane };
}

static double mean_of(const norm *n, const group *g)
{
    double sum = 0;
    for (size_t i = 0; i < g->n; i++)
        sum += n->in[X][element(g, i)] / (double)g->n;
    return sum;
}

static double squares_about(const norm *n, const group *g, double mean)
{
    double sum = 0;
    for (size_t i = 0; i < g->n; i++)
        sum += pow(n->in[X][element(g, i)] - mean, 2);
    return sum;
}

/* y by mean and variance; weight and bias are those of place c, or of each element's own place where c is SIZE_MAX. */
static void assert_normal(const norm *n, const group *g, double mean, double variance, size_t c)
{
    const ae_real *weight = n->in[n->n_in - 2], *bias = n->in[n->n_in - 1];
    bool affine = by_row(n) || n->n_in == 5;
    for (size_t i = 0; i < g->n; i++) {
        double z = (n->in[X][element(g, i)] - mean) / sqrt(variance + 0.01);
        size_t place = c == SIZE_MAX ? i : c;
        assert_near(n->out[element(g, i)], affine ? z * weight[place] + bias[place] : z);
    }
}

static void a_batch_is_normalised_by_its_own_statistics(void **state)
{
    static norm n;
    (void)state;
    for (size_t s = 0; s < SHAPES; s++)
        for (size_t n_in = 3; n_in <= 5; n_in += 2) {
            norm_open(&n, 0, "batchnorm", &rows_of[s], 45, n_in);
            n.op->forward(&n.call);
            for (size_t c = 0; c < rows_of[s].dim[0]; c++) {
                group g = channel_group(&n, c);
                double mean = mean_of(&n, &g), squares = squares_about(&n, &g, mean);
                assert_near(n.din[MEAN][c], mean);
                assert_near(n.din[VARIANCE][c], squares / (double)(g.n - 1));
                assert_normal(&n, &g, mean, squares / (double)g.n, c);
            }
        }
}

static void given_statistics_normalise(void **state)
{
    static norm n;
    (void)state;
    for (size_t s = 0; s < SHAPES; s++)
        for (size_t n_in = 3; n_in <= 5; n_in += 2) {
            norm_open(&n, 0, "normalise", &rows_of[s], 45, n_in);
            n.op->forward(&n.call);
            for (size_t c = 0; c < rows_of[s].dim[0]; c++) {
                group g = channel_group(&n, c);
                assert_normal(&n, &g, n.in[MEAN][c], n.in[VARIANCE][c], c);
            }
            assert_true(n.din[MEAN][0] == 0 && n.din[VARIANCE][0] == 0); /* it observes nothing */
        }
}

static void a_row_is_normalised_by_its_own_statistics(void **state)
{
    static norm n;
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        norm_open(&n, 0, "layernorm", &rows_of[s], 45, 3);
        n.op->forward(&n.call);
        for (size_t row = 0; row < 45; row++) {
            group g = { row * n.size, n.size, n.size, n.size };
            double mean = mean_of(&n, &g);
            assert_normal(&n, &g, mean, squares_about(&n, &g, mean) / (double)g.n, SIZE_MAX);
        }
    }
}

/* One row of features has no variance: it is normalised by the running statistics, which stay, and which are constants in
 * its gradient. One image has as many values in a channel as its plane has. */
static void one_row_takes_the_running_statistics(void **state)
{
    static norm n, given;
    const ae_shape features = { 1, { 19 } }, image = { 3, { 3, 2, 2 } };
    (void)state;
    norm_open(&n, 0, "batchnorm", &features, 1, 5);
    norm_open(&given, 0, "normalise", &features, 1, 5);
    n.op->forward(&n.call);
    n.op->backward(&n.call);
    given.op->forward(&given.call);
    given.op->backward(&given.call);
    assert_memory_equal(n.out, given.out, sizeof n.out);
    assert_memory_equal(n.din[X], given.din[X], sizeof n.din[X]);
    assert_memory_equal(n.din[AE_NORM_WEIGHT], given.din[AE_NORM_WEIGHT], sizeof n.din[X]);
    assert_memory_equal(n.din[MEAN], n.in[MEAN], sizeof n.in[MEAN]);
    assert_memory_equal(n.din[VARIANCE], n.in[VARIANCE], sizeof n.in[VARIANCE]);
    norm_open(&n, 0, "batchnorm", &image, 1, 5);
    n.op->forward(&n.call);
    assert_near(n.din[MEAN][1], (n.in[X][4] + n.in[X][5] + n.in[X][6] + n.in[X][7]) / 4);
}

/* Numbers far from 0 keep their variance, which one pass over their squares would lose. */
static void a_large_mean_does_not_cost_the_variance(void **state)
{
    static norm n;
    const ae_shape row = { 1, { 2 } };
    (void)state;
    norm_open(&n, 0, "batchnorm", &row, 4, 3);
    for (size_t i = 0; i < 8; i++)
        n.in[X][i] = 1e9 + (double)(i / 2);
    n.op->forward(&n.call);
    for (size_t c = 0; c < 2; c++)
        assert_near(n.din[VARIANCE][c], 5.0 / 3); /* of 0, 1, 2, 3 */
}

/* ---- gradients ---- */

/* <dout, y> */
static double product(norm *n)
{
    double sum = 0;
    n->op->forward(&n->call);
    for (size_t i = 0; i < n->rows * n->size; i++)
        sum += n->dout[i] * n->out[i];
    return sum;
}

static double difference(norm *n, ae_real *at)
{
    const double h = 1e-5, kept = *at;
    *at = kept + h;
    double above = product(n);
    *at = kept - h;
    double below = product(n);
    *at = kept;
    return (above - below) / (2 * h);
}

static void assert_gradient(norm *n, size_t input, size_t count)
{
    double error = 0, size = 0;
    for (size_t i = 0; i < count; i++) {
        double d = difference(n, &n->in[input][i]);
        error += pow(d - n->din[input][i], 2);
        size += d * d;
    }
    if (!(sqrt(error) <= 1e-6 * sqrt(size) + 1e-9)) /* the sum's own rounding, over h */
        fail_msg("%s, input %zu: error %g of %g", n->op->name, input, sqrt(error), sqrt(size));
}

static void gradients_are_right(void **state)
{
    static norm n;
    (void)state;
    for (size_t k = 0; k < CASES; k++)
        for (size_t s = 0; s < SHAPES; s++)
            for (size_t rows = 1; rows < 40; rows += 33) {
                norm_open(&n, 0, cases[k].op, &rows_of[s], rows, cases[k].n_in);
                n.op->forward(&n.call);
                n.op->backward(&n.call);
                assert_gradient(&n, X, rows * n.size);
                for (size_t i = by_row(&n) ? 1 : AE_NORM_WEIGHT; i < n.n_in; i++)
                    assert_gradient(&n, i, ae_shape_size(&n.shape[i]));
            }
}

static void added_gradients_are_added_once(void **state)
{
    static norm once, twice;
    (void)state;
    for (size_t k = 0; k < CASES; k++)
        for (size_t s = 0; s < SHAPES; s++) {
            norm_open(&once, 0, cases[k].op, &rows_of[s], 40, cases[k].n_in);
            norm_open(&twice, 0, cases[k].op, &rows_of[s], 40, cases[k].n_in);
            once.op->forward(&once.call);
            once.op->backward(&once.call);
            twice.op->forward(&twice.call);
            twice.op->backward(&twice.call);
            memset(twice.call.add, 1, sizeof twice.call.add);
            twice.op->backward(&twice.call);
            for (size_t i = 0; i < cases[k].n_in; i++)
                for (size_t j = 0; j < SPACE && (by_row(&once) || (i != MEAN && i != VARIANCE)); j++)
                    assert_true(twice.din[i][j] == 2 * once.din[i][j]);
        }
}

static void unwanted_gradients_are_not_computed(void **state)
{
    static norm n;
    const ae_shape row = { 2, { 3, 4 } };
    (void)state;
    for (size_t k = 0; k < CASES; k++) {
        norm_open(&n, 0, cases[k].op, &row, 5, cases[k].n_in);
        n.op->forward(&n.call);
        n.call.din[X] = NULL;
        for (size_t i = by_row(&n) ? 1 : AE_NORM_WEIGHT; i < n.n_in; i++)
            n.call.din[i] = NULL;
        n.op->backward(&n.call);
        for (size_t i = 0; i < n.n_in; i++)
            assert_true(n.call.din[i] || n.din[i][0] == 0);
    }
}

static void shapes_that_do_not_fit_are_both_named(void **state)
{
    ae_shape in[5] = { { 3, { 3, 2, 2 } }, { 1, { 3 } }, { 1, { 4 } } }, out;
    ae_error e = { 0 };
    (void)state;
    assert_int_equal(ae_op_find(0, "batchnorm")->shape(&out, in, 3, NULL, &e), AE_ESHAPE);
    assert_string_equal(e.text, "normalise: statistics or weights of 4 do not fit rows of 3x2x2");
    assert_int_equal(ae_op_find(0, "layernorm")->shape(&out, in, 3, NULL, &e), AE_ESHAPE);
    assert_string_equal(e.text, "layernorm: weights of 3 do not fit rows of 3x2x2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_is_normalised_by_its_own_statistics),
        cmocka_unit_test(given_statistics_normalise),
        cmocka_unit_test(a_row_is_normalised_by_its_own_statistics),
        cmocka_unit_test(one_row_takes_the_running_statistics),
        cmocka_unit_test(a_large_mean_does_not_cost_the_variance),
        cmocka_unit_test(gradients_are_right),
        cmocka_unit_test(added_gradients_are_added_once),
        cmocka_unit_test(unwanted_gradients_are_not_computed),
        cmocka_unit_test(shapes_that_do_not_fit_are_both_named),
    };
    return cmocka_run_group_tests_name("norm", tests, NULL, NULL);
}
