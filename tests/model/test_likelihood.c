/* How likely a variational autoencoder finds rows: against integrals over its code, and what an estimate hangs on. */
#include "../help.h"
#include <stdio.h>

enum { ROWS = 6, WIDTH = 4, POINTS = 8001 };
static float data[ROWS * WIDTH];

static const char net[] = "input 4 | dense 5 act=tanh init=normal sd=0.7 | gaussian 1 init=normal sd=0.2 | code\n"
                          "dense 4 act=sigmoid init=normal sd=1 | loss bce reduce=sum | loss kl_normal weight=0.3";

static const char gaussian_net[] = "input 4 | dense 5 act=tanh init=normal sd=0.7 | gaussian 1 init=normal sd=0.2 | code\n"
                                   "dense 4 init=normal sd=0.5 | loss gaussian variance=0.5 | loss kl_normal";

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    return 0;
}

static ae_likelihood_options options_of(size_t draws, uint64_t seed)
{
    ae_likelihood_options o = AE_LIKELIHOOD_OPTIONS_INIT;
    o.draws = draws;
    o.seed = seed;
    return o;
}

/* ---- the integrals, over a fine grid of codes ---- */

static float grid[POINTS], outputs[POINTS * WIDTH];

static void decode_grid(const ae_model *model)
{
    const ae_rows rows = AE_ROWS_F32(grid, POINTS, 1);
    ae_error e;
    for (size_t i = 0; i < POINTS; i++)
        grid[i] = (float)(-10 + 20.0 * (double)i / (POINTS - 1));
    must(ae_model_decode(outputs, model, NULL, &rows, &e), &e);
}

static double log_normal(double x, double mean, double log_variance)
{
    return -0.5 * (log(6.283185307179586) + log_variance + (x - mean) * (x - mean) / exp(log_variance));
}

static double log_p_of_row(const float *x, const float *y)
{
    double sum = 0;
    for (size_t i = 0; i < WIDTH; i++)
        sum += (double)x[i] * log((double)y[i]) + (1 - (double)x[i]) * log1p(-(double)y[i]);
    return sum;
}

static double log_density_of_row(const float *x, const float *y)
{
    double sum = 0;
    for (size_t i = 0; i < WIDTH; i++)
        sum += log_normal((double)x[i], (double)y[i], log(0.5));
    return sum;
}

typedef double (*log_p_fn)(const float *x, const float *y);

typedef struct truth {
    double likelihood, elbo;
} truth;

static truth integrate(log_p_fn log_p, const float *x, double mean, double log_variance)
{
    truth t = { 0, 0 };
    const double step = 20.0 / (POINTS - 1);
    for (size_t i = 0; i < POINTS; i++) {
        const double z = (double)grid[i], p = log_p(x, outputs + i * WIDTH), prior = log_normal(z, 0, 0);
        const double q = log_normal(z, mean, log_variance);
        t.likelihood += step * exp(p + prior);
        t.elbo += q > -20 ? step * exp(q) * (p + prior - q) : 0; /* far out a float's sigmoid is 0 or 1 */
    }
    t.likelihood = log(t.likelihood);
    return t;
}

/* Codes near the standard normal distribution, so that no draw weighs much more than others. The logarithms of
 * these weights have measured deviations of .2 to 2.6, so the mean of forty thousand is known to 2.6 / 200 = .013; .05 is
 * almost four times that. */
static void assert_near_the_integrals(const char *spec, log_p_fn log_p)
{
    float likelihood[ROWS], elbo[ROWS], mean[ROWS], log_variance[ROWS];
    const ae_result results[] = { { "code.mean", mean }, { "code.log_variance", log_variance } };
    const ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    const ae_likelihood_options o = options_of(40000, 1);
    ae_model *model = make_model(spec, 3);
    ae_error e;
    decode_grid(model);
    must(ae_model_run(results, 2, model, NULL, &rows, &e), &e);
    must(ae_model_likelihood(likelihood, elbo, model, NULL, &rows, &o, &e), &e);
    for (size_t i = 0; i < ROWS; i++) {
        const truth t = integrate(log_p, data + i * WIDTH, (double)mean[i], (double)log_variance[i]);
        if (!(fabs((double)likelihood[i] - t.likelihood) < 0.05 && fabs((double)elbo[i] - t.elbo) < 0.05))
            fail_msg("row %zu: %g, %g instead of %g, %g", i, (double)likelihood[i], (double)elbo[i], t.likelihood, t.elbo);
        assert_true(t.elbo < t.likelihood);
    }
    ae_model_free(model);
}

static void estimates_are_near_the_integrals(void **state)
{
    (void)state;
    assert_near_the_integrals(net, log_p_of_row);
}

static void those_of_normal_rows_are_near_the_integrals_of_their_density(void **state)
{
    (void)state;
    assert_near_the_integrals(gaussian_net, log_density_of_row);
}

/* ---- what an estimate hangs on ---- */

static void one_draw_gives_both_the_same(void **state)
{
    float likelihood[ROWS], elbo[ROWS];
    const ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    const ae_likelihood_options o = options_of(1, 1);
    ae_model *model = make_model(net, 3);
    ae_error e;
    (void)state;
    must(ae_model_likelihood(likelihood, elbo, model, NULL, &rows, &o, &e), &e);
    for (size_t i = 0; i < ROWS; i++)
        assert_true(likelihood[i] == elbo[i]);
    ae_model_free(model);
}

static void contexts_and_places_do_not_matter(void **state)
{
    float all[ROWS], some[ROWS], other[ROWS];
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH), last = AE_ROWS_F32(data + 2 * WIDTH, ROWS - 2, WIDTH);
    const ae_likelihood_options o = options_of(20, 7), another = options_of(20, 8);
    ae_context_options c = AE_CONTEXT_OPTIONS_INIT;
    ae_model *model = make_model(net, 3);
    ae_context *context;
    ae_error e;
    (void)state;
    c.rows = 1;
    c.threads = 2;
    c.outputs = AE_OUT_LIKELIHOOD;
    must(ae_context_create(&context, model, &c, &e), &e);
    must(ae_model_likelihood(all, NULL, model, NULL, &rows, &o, &e), &e);
    must(ae_model_likelihood(some, NULL, model, context, &rows, &o, &e), &e);
    assert_memory_equal(all, some, sizeof all);
    last.first = 2; /* the rows' numbers in all data */
    must(ae_model_likelihood(some, NULL, model, context, &last, &o, &e), &e);
    assert_memory_equal(some, all + 2, (ROWS - 2) * sizeof *some);
    must(ae_model_likelihood(other, NULL, model, context, &rows, &another, &e), &e);
    assert_memory_not_equal(all, other, sizeof all);
    ae_context_free(context);
    ae_model_free(model);
}

static int bring(void *user, const ae_read_buffers *to, const uint32_t *numbers, size_t n)
{
    size_t *asked = user;
    for (size_t i = 0; i < n; i++) {
        memcpy(to->input + i * WIDTH, data + numbers[i] * WIDTH, WIDTH * sizeof *data);
        asked[numbers[i]]++;
    }
    return 0;
}

static void a_callback_is_asked_for_each_row_once_for_each_draw(void **state)
{
    enum { DRAWS = 5 };
    float likelihood[2][ROWS];
    size_t asked[ROWS] = { 0 };
    const ae_rows given = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_rows brought = { .size = sizeof brought, .n = ROWS, .input = { .width = WIDTH }, .read = bring, .user = asked };
    const ae_likelihood_options o = options_of(DRAWS, 7);
    ae_model *model = make_model(net, 3);
    ae_error e;
    (void)state;
    must(ae_model_likelihood(likelihood[0], NULL, model, NULL, &given, &o, &e), &e);
    must(ae_model_likelihood(likelihood[1], NULL, model, NULL, &brought, &o, &e), &e);
    assert_memory_equal(likelihood[0], likelihood[1], sizeof likelihood[0]);
    for (size_t i = 0; i < ROWS; i++)
        assert_int_equal(asked[i], DRAWS);
    ae_model_free(model);
}

/* Given nets that differ in the divergence's weight, its free bits and a head alone; then rows are as likely. */
static void what_is_not_looked_at_changes_nothing(void **state)
{
    static const char *const ends[] = { "", " weight=2 free_bits=3", "\nhead kind | dense 2 act=softmax" };
    float likelihood[3][ROWS], elbo[3][ROWS];
    const ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    const ae_likelihood_options o = options_of(5, 7);
    ae_error e;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char text[400];
        snprintf(text, sizeof text, "%s%s", gaussian_net, ends[i]);
        ae_model *model = make_model(text, 3);
        must(ae_model_likelihood(likelihood[i], elbo[i], model, NULL, &rows, &o, &e), &e);
        assert_memory_equal(likelihood[0], likelihood[i], sizeof likelihood[0]);
        assert_memory_equal(elbo[0], elbo[i], sizeof elbo[0]);
        ae_model_free(model);
    }
}

static void rows_that_cannot_be_used_are_refused_or_told(void **state)
{
    float bad[3 * WIDTH], likelihood[3], elbo[3];
    size_t refused;
    ae_rows rows = AE_ROWS_F32(bad, 3, WIDTH);
    const ae_likelihood_options o = options_of(5, 7);
    ae_model *model = make_model(net, 3);
    ae_error e;
    (void)state;
    memcpy(bad, data, sizeof bad);
    bad[WIDTH + 2] = NAN;
    assert_int_equal(ae_model_likelihood(likelihood, elbo, model, NULL, &rows, &o, &e), AE_ENONFINITE);
    rows.refused = &refused;
    must(ae_model_likelihood(likelihood, elbo, model, NULL, &rows, &o, &e), &e);
    assert_int_equal(refused, 1);
    assert_true(isnan(likelihood[1]) && isnan(elbo[1]) && isfinite(likelihood[0]) && isfinite(elbo[2]));
    ae_model_free(model);
}

/* ---- what makes no likelihood ---- */

static void assert_unsupported(const char *spec, const char *part)
{
    float likelihood[ROWS];
    const ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_model *model = make_model(spec, 3);
    ae_error e;
    assert_int_equal(ae_model_likelihood(likelihood, NULL, model, NULL, &rows, NULL, &e), AE_EUNSUPPORTED);
    if (!strstr(e.text, part))
        fail_msg("%s", e.text);
    ae_model_free(model);
}

static void losses_that_are_no_likelihood_are_told(void **state)
{
    (void)state;
    assert_unsupported("input 4 | dense 2 | code | dense 4 act=sigmoid | loss bce reduce=sum", "no variational autoencoder");
    assert_unsupported("input 4 | gaussian 2 | code | dense 4 act=sigmoid | loss bce | loss kl_normal", "`loss bce`");
    assert_unsupported("input 4 | gaussian 2 | code | dense 4 | loss sse | loss kl_normal", "`loss sse`");
    assert_unsupported("input 4 | gaussian 2 | code | dense 4 act=sigmoid | loss bce reduce=sum weight=2 | loss kl_normal",
                       "weight=1");
    assert_unsupported("input 4 | gaussian 2 | code | dense 4 | loss gaussian feature_weights=1,2,1,1 | loss kl_normal",
                       "without feature_weights");
    assert_unsupported(
        "input 4 | gaussian 2 | code | dense 4 act=sigmoid | loss gaussian | loss bce reduce=sum | loss kl_normal",
        "`loss bce` as the spec has it");
    assert_unsupported("input 4 | missing mask | gaussian 2 | code | dense 4 | loss gaussian | loss kl_normal",
                       "missing mask");
}

/* Given a divergence of what is not drawn, or one that is counted twice; then these are no parts of a likelihood. */
static void one_divergence_makes_it_that_of_the_code(void **state)
{
    (void)state;
    assert_unsupported("input 4 | gaussian 2 | code | gaussian 3 | dense 4 act=sigmoid | loss bce reduce=sum | "
                       "loss kl_normal | loss kl_normal on=gaussian2",
                       "`loss kl_normal on=gaussian2`");
    assert_unsupported("input 4 | gaussian 2 | code | dense 4 act=sigmoid | loss bce reduce=sum | loss kl_normal | "
                       "loss kl_normal on=gaussian1",
                       "`loss kl_normal on=gaussian1`");
    assert_unsupported("input 4 | gaussian 2 | code | dense 4 act=sigmoid | loss bce reduce=sum | loss kl_normal | "
                       "loss kl_normal weight=0.5",
                       "`loss kl_normal on=code`");
}

static void a_context_serves_it_when_asked(void **state)
{
    float likelihood[ROWS];
    const ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_model *model = make_model(net, 3);
    ae_context *context;
    ae_likelihood_options o = options_of(1000001, 0);
    ae_error e;
    (void)state;
    must(ae_context_create(&context, model, NULL, &e), &e);
    assert_int_equal(ae_model_likelihood(likelihood, NULL, model, context, &rows, NULL, &e), AE_EOPTION);
    assert_int_equal(ae_model_likelihood(likelihood, NULL, model, NULL, &rows, &o, &e), AE_EOPTION);
    assert_int_equal(ae_model_likelihood(NULL, NULL, model, NULL, &rows, NULL, &e), AE_EARGUMENT);
    ae_context_free(context);
    ae_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(estimates_are_near_the_integrals),
        cmocka_unit_test(those_of_normal_rows_are_near_the_integrals_of_their_density),
        cmocka_unit_test(one_draw_gives_both_the_same),
        cmocka_unit_test(contexts_and_places_do_not_matter),
        cmocka_unit_test(a_callback_is_asked_for_each_row_once_for_each_draw),
        cmocka_unit_test(what_is_not_looked_at_changes_nothing),
        cmocka_unit_test(rows_that_cannot_be_used_are_refused_or_told),
        cmocka_unit_test(losses_that_are_no_likelihood_are_told),
        cmocka_unit_test(one_divergence_makes_it_that_of_the_code),
        cmocka_unit_test(a_context_serves_it_when_asked),
    };
    return cmocka_run_group_tests_name("likelihood", tests, fill, NULL);
}
