/* An output with a variance of its own: layer gaussian at the end of the decoder, and loss gaussian. */
#include "../help.h"

enum { ROWS = 240, WIDTH = 6 };
static float data[ROWS * WIDTH];

/* Column j is 2 times a number that is the row's, and noise with a deviation that is the column's. */
static const double deviations[WIDTH] = { 0.05, 0.1, 0.2, 0.4, 0.8, 1.6 };

static double normal(uint32_t row, uint32_t element)
{
    const ae_place place = { .seed = 3, .row = row };
    uint32_t quad[4];
    ae_random_quad(quad, &place, element);
    const double u = ((quad[0] >> 9) + 0.5) / 8388608, v = ((quad[1] >> 9) + 0.5) / 8388608;
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

static int fill(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < ROWS; i++)
        for (uint32_t j = 0; j < WIDTH; j++)
            data[i * WIDTH + j] = (float)(2 * normal(i, WIDTH) + deviations[j] * normal(i, j));
    return 0;
}

static ae_rows rows_of(size_t n)
{
    return (ae_rows)AE_ROWS_F32(data, n, WIDTH);
}

static ae_model *trained(const char *spec, const char *optimizer, size_t batch, size_t steps)
{
    const ae_rows rows = rows_of(ROWS);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_error e;
    ae_model *model = make_model(spec, 1);
    o.optimizer = optimizer;
    o.batch = batch;
    o.steps = steps;
    must(ae_model_fit(model, &rows, &o, &e), &e);
    return model;
}

/* Minus the logarithm of the density at t of a normal distribution. */
static double term(double t, double mean, double log_variance)
{
    return ((t - mean) * (t - mean) / exp(log_variance) + log_variance + log(2 * 3.14159265358979323846)) / 2;
}

static double loss_of(const ae_model *model)
{
    const ae_rows rows = rows_of(ROWS);
    ae_metrics m = AE_METRICS_INIT;
    ae_error e;
    must(ae_model_evaluate(&m, model, NULL, &rows, &e), &e);
    return m.loss;
}

/* ---- what it is ---- */

/* With layers in between that only give a shape; weighted; scaled; with gaps: each number by itself. */
static const char *const nets[] = {
    "input 6 | dense 2 | code | gaussian 6 | loss gaussian",
    "input 6 | dense 2 | code | dense 5 act=tanh | gaussian 6 | reshape 2x3 | flatten | loss gaussian weight=0.5",
    "input 6 | scaler zscore | dense 2 | code | gaussian 6 | loss gaussian",
    "input 6 | dense 3 | gaussian 2 | code | dense 4 act=tanh | gaussian 6 | loss gaussian | loss kl_normal weight=0",
};

static void a_score_is_minus_the_logarithm_of_the_density(void **state)
{
    static float score[ROWS], errors[ROWS * WIDTH], mean[ROWS * WIDTH], log_variance[ROWS * WIDTH], input[ROWS * WIDTH];
    const ae_rows rows = rows_of(ROWS);
    ae_error e;
    (void)state;
    for (size_t k = 0; k < sizeof nets / sizeof *nets; k++) {
        const bool scaled = strstr(nets[k], "scaler") != NULL;
        const ae_result results[] = { { "score", score },
                                      { "errors", errors },
                                      { "output.log_variance", log_variance },
                                      { scaled ? "output.scaled" : "output", mean },
                                      { scaled ? "input.scaled" : "input", input } };
        const double weight = strstr(nets[k], "0.5") ? 0.5 : 1;
        ae_model *model = trained(nets[k], "adam lr=0.01", 60, 40);
        must(ae_model_run(results, 5, model, NULL, &rows, &e), &e);
        for (size_t i = 0; i < ROWS; i++) {
            double sum = 0;
            for (size_t j = i * WIDTH; j < (i + 1) * WIDTH; j++) {
                const double expected = weight * term((double)input[j], (double)mean[j], (double)log_variance[j]);
                assert_true(fabs((double)errors[j] - expected) < 1e-5 * (1 + fabs(expected)));
                sum += expected;
            }
            assert_true(fabs((double)score[i] - sum) < 1e-5 * (1 + fabs(sum)));
        }
        ae_model_free(model);
    }
}

/* ---- one step, by hand ---- */

static const float *numbers_of(const ae_model *m, const char *name)
{
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    for (size_t k = 0; ae_model_get_tensor(&t, m, k, NULL) == AE_OK; k++)
        if (strcmp(t.name, name) == 0)
            return t.data;
    fail_msg("no tensor %s", name);
    return NULL;
}

/* The biases' gradients are the means over the rows of (mean - t) / variance and of half of 1 - (t - mean)^2 / variance. */
static void a_step_moves_mean_and_variance(void **state)
{
    static const char net[] = "input 6 | dense 2 | code | gaussian 6 name=g | loss gaussian";
    static float mean[ROWS * WIDTH], log_variance[ROWS * WIDTH];
    const ae_result results[] = { { "g.mean", mean }, { "g.log_variance", log_variance } };
    const ae_rows rows = rows_of(ROWS);
    ae_model *before = make_model(net, 1), *after = trained(net, "sgd lr=0.1", ROWS, 1);
    ae_error e;
    (void)state;
    must(ae_model_run(results, 2, before, NULL, &rows, &e), &e);
    for (size_t j = 0; j < WIDTH; j++) {
        double to_mean = 0, to_variance = 0;
        for (size_t i = j; i < (size_t)ROWS * WIDTH; i += WIDTH) {
            const double d = (double)mean[i] - (double)data[i], inverse = exp(-(double)log_variance[i]);
            to_mean += d * inverse / ROWS;
            to_variance += (1 - d * d * inverse) / 2 / ROWS;
        }
        assert_true(fabs((double)numbers_of(after, "g.bias")[j] + 0.1 * to_mean) < 1e-5);
        assert_true(fabs((double)numbers_of(after, "g.log_variance.bias")[j] + 0.1 * to_variance) < 1e-5);
    }
    ae_model_free(before);
    ae_model_free(after);
}

/* ---- what it learns ---- */

/* Given columns with noise of 0.05 to 1.6; when trained; then the net's deviations are about these, and rows are likelier
 * than with any single variance. */
static void the_net_learns_how_noisy_each_column_is(void **state)
{
    static float log_variance[ROWS * WIDTH];
    const ae_result result = { "output.log_variance", log_variance };
    const ae_rows rows = rows_of(ROWS);
    ae_model *learned = trained("input 6 | dense 1 | code | gaussian 6 | loss gaussian", "adam lr=0.01", 60, 3000);
    ae_model *fixed = trained("input 6 | dense 1 | code | dense 6 | loss gaussian variance=0.3", "adam lr=0.01", 60, 3000);
    ae_error e;
    (void)state;
    must(ae_model_run(&result, 1, learned, NULL, &rows, &e), &e);
    for (size_t j = 1; j < WIDTH; j++) { /* the code may follow the first column */
        double mean = 0;
        for (size_t i = j; i < (size_t)ROWS * WIDTH; i += WIDTH)
            mean += (double)log_variance[i] / ROWS;
        assert_true(fabs(mean / 2 - log(deviations[j])) < 0.3);
    }
    assert_true(loss_of(learned) < loss_of(fixed) - 2);
    ae_model_free(learned);
    ae_model_free(fixed);
}

/* Given a variational autoencoder whose decoder gives means and variances; when trained; then minus the ELBO falls. */
static void a_variational_autoencoder_of_numbers_learns(void **state)
{
    static const char net[] = "input 6 | dense 6 act=tanh | gaussian 2 | code | dense 6 act=tanh | gaussian 6 "
                              "| loss gaussian | loss kl_normal on=code";
    ae_model *fresh = make_model(net, 1), *model = trained(net, "adam lr=0.01", 60, 500);
    (void)state;
    assert_true(loss_of(model) < loss_of(fresh) - 3);
    ae_model_free(fresh);
    ae_model_free(model);
}

/* Gaps count nothing, and the others make up the score. */
static void gaps_have_no_density(void **state)
{
    static const char net[] = "input 6 | missing mask | dense 2 | code | gaussian 6 | loss gaussian";
    float x[2 * WIDTH], score[2], errors[2 * WIDTH];
    const ae_result results[] = { { "score", score }, { "errors", errors } };
    const ae_rows rows = AE_ROWS_F32(x, 2, WIDTH);
    ae_model *model = trained(net, "adam lr=0.01", 60, 20);
    ae_error e;
    (void)state;
    memcpy(x, data, sizeof x);
    x[1] = x[4] = NAN;
    must(ae_model_run(results, 2, model, NULL, &rows, &e), &e);
    assert_true(errors[1] == 0 && errors[4] == 0);
    double sum = 0;
    for (size_t j = 0; j < WIDTH; j++)
        sum += (double)errors[j];
    assert_true(fabs(sum - (double)score[0]) < 1e-5 * (1 + fabs(sum)));
    ae_model_free(model);
}

/* ---- mistakes ---- */

static void assert_refused(const char *spec, const char *text)
{
    ae_model *model = NULL;
    ae_error e;
    assert_int_equal(ae_model_create(&model, spec, NULL, &e), AE_EVALUE);
    if (!strstr(e.text, text))
        fail_msg("%s", e.text);
}

static void what_has_two_variances_is_refused(void **state)
{
    (void)state;
    assert_refused("input 6 | dense 2 | code | gaussian 6 | loss gaussian variance=1",
                   "gaussian variance=1: layer gaussian gives the output's variance; leave it out");
}

static void categories_have_no_variance(void **state)
{
    (void)state;
    assert_refused("input 3 | columns number*2,category:4 | dense 2 | code | gaussian 6 | loss gaussian",
                   "gaussian: rows with categories have no variance from layer gaussian");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_score_is_minus_the_logarithm_of_the_density),
        cmocka_unit_test(a_step_moves_mean_and_variance),
        cmocka_unit_test(the_net_learns_how_noisy_each_column_is),
        cmocka_unit_test(a_variational_autoencoder_of_numbers_learns),
        cmocka_unit_test(gaps_have_no_density),
        cmocka_unit_test(what_has_two_variances_is_refused),
        cmocka_unit_test(categories_have_no_variance),
    };
    return cmocka_run_group_tests_name("variances of the output", tests, fill, NULL);
}
