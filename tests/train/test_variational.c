/* A variational code: what its values are, what a score is, that a step is what plain C makes of it, and the same bits
 * whatever the way. */
#include "../help.h"
#include "../io/folder.h"
#include "base/random.h"
#include "ranks.h"

enum { ROWS = 60, WIDTH = 6, CODE = 2 };
static float data[ROWS * WIDTH];

static const char net[] = "input 6 | dense 5 act=tanh | gaussian 2 | code | decoder mirror act=sigmoid\n"
                          "loss bce reduce=sum | loss kl_normal weight=0.7";

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    for (size_t i = 0; i < (size_t)ROWS * WIDTH; i++)
        data[i] = 0.5f + 0.5f * data[i] / (1 + fabsf(data[i]));
    return 0;
}

static ae_rows rows_of(size_t n)
{
    return (ae_rows)AE_ROWS_F32(data, n, WIDTH);
}

static ae_model *model_of(const char *spec)
{
    ae_model *model;
    ae_error e;
    if (ae_model_create(&model, spec, NULL, &e) != AE_OK)
        fail_msg("%s", e.text);
    return model;
}

static ae_model *trained(const char *spec, const char *optimizer, size_t steps)
{
    ae_model *model = model_of(spec);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    const ae_rows rows = rows_of(ROWS);
    o.optimizer = optimizer;
    o.batch = 20;
    o.steps = steps;
    assert_int_equal(ae_model_fit(model, &rows, &o, NULL), AE_OK);
    return model;
}

/* ---- values ---- */

static void the_code_is_the_mean_outside_of_training(void **state)
{
    static float code[ROWS * CODE], mean[ROWS * CODE], log_variance[ROWS * CODE], encoded[ROWS * CODE];
    const ae_result results[] = { { "code", code }, { "code.mean", mean }, { "gaussian1.log_variance", log_variance } };
    ae_model *model = trained(net, "adam lr=0.01", 30);
    const ae_rows rows = rows_of(ROWS);
    (void)state;
    assert_int_equal(ae_model_run(results, 3, model, NULL, &rows, NULL), AE_OK);
    assert_int_equal(ae_model_encode(encoded, model, NULL, &rows, NULL), AE_OK);
    assert_memory_equal(code, mean, sizeof code);
    assert_memory_equal(code, encoded, sizeof code);
    for (size_t i = 0; i < (size_t)ROWS * CODE; i++)
        assert_true(log_variance[i] >= -20 && log_variance[i] <= 10);
    ae_model_free(model);
}

/* bce of the row's numbers and the divergence of its code, in double. */
static double minus_elbo(const float *x, const float *y, const float *mean, const float *log_variance)
{
    double sum = 0;
    for (size_t i = 0; i < WIDTH; i++)
        sum -= (double)x[i] * log((double)y[i]) + (1 - (double)x[i]) * log1p(-(double)y[i]);
    for (size_t i = 0; i < CODE; i++)
        sum += 0.7 * 0.5 * ((double)mean[i] * (double)mean[i] + exp((double)log_variance[i]) - 1 - (double)log_variance[i]);
    return sum;
}

static void a_score_is_minus_the_weighted_elbo_at_the_mean(void **state)
{
    static float score[ROWS], output[ROWS * WIDTH], mean[ROWS * CODE], log_variance[ROWS * CODE];
    const ae_result results[] = {
        { "score", score }, { "output", output }, { "code.mean", mean }, { "code.log_variance", log_variance }
    };
    ae_model *model = trained(net, "adam lr=0.01", 30);
    const ae_rows rows = rows_of(ROWS);
    ae_metrics m = AE_METRICS_INIT;
    double sum = 0;
    (void)state;
    assert_int_equal(ae_model_run(results, 4, model, NULL, &rows, NULL), AE_OK);
    for (size_t i = 0; i < ROWS; i++) {
        const double expected = minus_elbo(data + i * WIDTH, output + i * WIDTH, mean + i * CODE, log_variance + i * CODE);
        assert_true(fabs((double)score[i] - expected) < 1e-5 * (1 + expected));
        sum += expected;
    }
    assert_int_equal(ae_model_evaluate(&m, model, NULL, &rows, NULL), AE_OK);
    assert_int_equal(m.n_losses, 2);
    assert_string_equal(m.losses[0].name, "bce");
    assert_string_equal(m.losses[1].name, "kl_normal");
    assert_true(fabs(m.losses[0].value + m.losses[1].value - sum / ROWS) < 1e-5 * sum / ROWS);
    ae_model_free(model);
}

/* Free bits help training, and would make a score of what is no likelihood. */
static void free_bits_are_no_part_of_a_score(void **state)
{
    ae_model *plain = model_of(net),
             *free_bits = model_of("input 6 | dense 5 act=tanh | gaussian 2 | code | decoder mirror act=sigmoid\n"
                                   "loss bce reduce=sum | loss kl_normal weight=0.7 free_bits=3");
    float score[2][ROWS];
    const ae_rows rows = rows_of(ROWS);
    (void)state;
    assert_int_equal(ae_model_score(score[0], plain, NULL, &rows, NULL), AE_OK);
    assert_int_equal(ae_model_score(score[1], free_bits, NULL, &rows, NULL), AE_OK);
    assert_memory_equal(score[0], score[1], sizeof score[0]);
    ae_model_free(plain);
    ae_model_free(free_bits);
}

/* ---- one step of a net of one layer, by hand ---- */

enum { N = 8 };
static const char small[] = "input 6 | gaussian 2 name=g | code | dense 6 name=d\nloss sse | loss kl_normal weight=0.7";

static double at(const ae_model *m, const char *name, size_t i)
{
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    for (size_t k = 0; ae_model_get_tensor(&t, m, k, NULL) == AE_OK; k++)
        if (strcmp(t.name, name) == 0)
            return (double)t.data[i];
    fail_msg("no tensor %s", name);
    return 0;
}

/* Of step 1 and seed 5: as kernel/draw.h says. */
static double normal(uint32_t row, uint32_t element)
{
    const ae_place place = { .seed = 5, .name = ae_hash_name("g"), .step = 1, .row = row };
    uint32_t quad[4];
    const uint32_t first = element % 16;
    ae_random_quad(quad, &place, first);
    const double u = ((quad[0] >> 9) + 0.5) / 8388608, v = ((quad[1] >> 9) + 0.5) / 8388608;
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

static double affine(const ae_model *m, const char *weight, const char *bias, const float *x, size_t unit)
{
    double sum = at(m, bias, unit);
    for (size_t i = 0; i < WIDTH; i++)
        sum += (double)x[i] * at(m, weight, i * CODE + unit);
    return sum;
}

typedef struct slopes {
    double mean[WIDTH * CODE], log_variance[WIDTH * CODE], back[CODE * WIDTH], loss;
} slopes;

static void add_row(slopes *s, const ae_model *m, const float *x, uint32_t row)
{
    double mean[CODE], lv[CODE], distance[CODE], back[CODE] = { 0 };
    for (size_t c = 0; c < CODE; c++) {
        mean[c] = affine(m, "g.weight", "g.bias", x, c);
        lv[c] = affine(m, "g.log_variance.weight", "g.log_variance.bias", x, c);
        distance[c] = exp(lv[c] / 2) * normal(row, (uint32_t)c);
        s->loss += 0.7 * 0.5 * (mean[c] * mean[c] + exp(lv[c]) - 1 - lv[c]);
    }
    for (size_t i = 0; i < WIDTH; i++) {
        double y = at(m, "d.bias", i);
        for (size_t c = 0; c < CODE; c++)
            y += (mean[c] + distance[c]) * at(m, "d.weight", c * WIDTH + i);
        s->loss += (y - (double)x[i]) * (y - (double)x[i]);
        for (size_t c = 0; c < CODE; c++) {
            s->back[c * WIDTH + i] += 2 * (y - (double)x[i]) * (mean[c] + distance[c]);
            back[c] += 2 * (y - (double)x[i]) * at(m, "d.weight", c * WIDTH + i);
        }
    }
    for (size_t c = 0; c < CODE; c++)
        for (size_t i = 0; i < WIDTH; i++) {
            s->mean[i * CODE + c] += (double)x[i] * (back[c] + 0.7 * mean[c]);
            s->log_variance[i * CODE + c] += (double)x[i] * (back[c] * distance[c] / 2 + 0.7 * 0.5 * (exp(lv[c]) - 1));
        }
}

static void assert_moved(const ae_model *before, const ae_model *after, const char *name, const double *slope, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const double moved = (at(before, name, i) - at(after, name, i)) / 0.1, expected = slope[i] / N;
        if (!(fabs(moved - expected) < 1e-4 * (1 + fabs(expected))))
            fail_msg("%s %zu: %g instead of %g", name, i, moved, expected);
    }
}

static void a_step_is_what_plain_c_makes_of_it(void **state)
{
    ae_model *before = model_of(small), *after = model_of(small);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_fit_report report = AE_FIT_REPORT_INIT;
    const ae_rows rows = rows_of(N);
    slopes s = { .loss = 0 };
    (void)state;
    for (uint32_t i = 0; i < N; i++)
        add_row(&s, before, data + i * WIDTH, i);
    o.optimizer = "sgd lr=0.1";
    o.batch = N;
    o.steps = 1;
    o.seed = 5;
    o.report = &report;
    assert_int_equal(ae_model_fit(after, &rows, &o, NULL), AE_OK);
    assert_true(fabs(report.last_loss - s.loss / N) < 1e-5 * s.loss / N);
    assert_moved(before, after, "g.weight", s.mean, WIDTH * CODE);
    assert_moved(before, after, "g.log_variance.weight", s.log_variance, WIDTH * CODE);
    assert_moved(before, after, "d.weight", s.back, CODE * WIDTH);
    ae_model_free(before);
    ae_model_free(after);
}

/* ---- training ---- */

static double loss_of(const ae_model *model)
{
    const ae_rows rows = rows_of(ROWS);
    ae_metrics m = AE_METRICS_INIT;
    assert_int_equal(ae_model_evaluate(&m, model, NULL, &rows, NULL), AE_OK);
    return m.loss;
}

static void training_makes_minus_the_elbo_small(void **state)
{
    ae_model *fresh = model_of(net), *model = trained(net, "adam lr=0.01", 300);
    (void)state;
    assert_true(loss_of(model) < 0.99 * loss_of(fresh));
    ae_model_free(fresh);
    ae_model_free(model);
}

/* A learning rate that throws the log-variances far out: they stay within their bounds, and so all is finite. */
static void bounds_keep_a_wild_training_finite(void **state)
{
    static float log_variance[ROWS * CODE];
    const ae_result result = { "code.log_variance", log_variance };
    ae_model *model = model_of(small);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    const ae_rows rows = rows_of(ROWS);
    (void)state;
    o.optimizer = "adam lr=3";
    o.steps = 40;
    assert_int_equal(ae_model_fit(model, &rows, &o, NULL), AE_OK);
    assert_int_equal(ae_model_run(&result, 1, model, NULL, &rows, NULL), AE_OK);
    for (size_t i = 0; i < (size_t)ROWS * CODE; i++)
        assert_true(log_variance[i] >= -20 && log_variance[i] <= 10);
    ae_model_free(model);
}

/* A decoder's distribution is told, not drawn from: training and reconstruction see the same mean. */
static void only_the_encoder_draws(void **state)
{
    ae_model *a = model_of("input 6 | dense 2 | code | gaussian 6\nloss sse"),
             *b = model_of("input 6 | dense 2 | code | gaussian 6\nloss sse");
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    const ae_rows rows = rows_of(ROWS);
    (void)state;
    o.optimizer = "sgd lr=0.01";
    o.batch = ROWS;
    o.steps = 1;
    assert_int_equal(ae_model_fit(a, &rows, &o, NULL), AE_OK);
    o.seed = 77; /* a batch of all rows: only what is drawn could make a difference */
    assert_int_equal(ae_model_fit(b, &rows, &o, NULL), AE_OK);
    assert_true(fabs(loss_of(a) - loss_of(b)) < 1e-6);
    ae_model_free(a);
    ae_model_free(b);
}

/* A variational code in front of a head, without a decoder: the information bottleneck (Alemi et al. 2017). */
static void a_head_alone_can_have_a_variational_code(void **state)
{
    static float labels[ROWS];
    ae_model *model =
        model_of("input 6 | gaussian 2 | code | head kind | dense 2 act=softmax\nloss cross_entropy | loss kl_normal");
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_rows rows = rows_of(ROWS);
    ae_metrics m = AE_METRICS_INIT;
    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        labels[i] = data[i * WIDTH] > 0.5f;
    rows.labels = (ae_array){ .data = labels, .width = 1 };
    o.steps = 20;
    assert_int_equal(ae_model_fit(model, &rows, &o, NULL), AE_OK);
    assert_int_equal(ae_model_evaluate(&m, model, NULL, &rows, NULL), AE_OK);
    assert_int_equal(m.n_losses, 2);
    ae_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_code_is_the_mean_outside_of_training),
        cmocka_unit_test(a_score_is_minus_the_weighted_elbo_at_the_mean),
        cmocka_unit_test(free_bits_are_no_part_of_a_score),
        cmocka_unit_test(a_step_is_what_plain_c_makes_of_it),
        cmocka_unit_test(training_makes_minus_the_elbo_small),
        cmocka_unit_test(bounds_keep_a_wild_training_finite),
        cmocka_unit_test(only_the_encoder_draws),
        cmocka_unit_test(a_head_alone_can_have_a_variational_code),
    };
    return cmocka_run_group_tests_name("variational", tests, fill, NULL);
}
