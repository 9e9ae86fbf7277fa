/* What a score promises: it is never NaN, rows' weights do not change it, and what makes a loss impossible is told by its
 * row and column. */
#include "../help.h"

enum { ROWS = 100, WIDTH = 12, CODE = 6 };
static float data[ROWS * WIDTH];
static const ae_rows memory = AE_ROWS_F32(data, ROWS, WIDTH);

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    return 0;
}

/* ---- never NaN ---- */

static const char *const nets[] = {
    "input 12 | dense 6 act=tanh | code | dense 12",
    "input 12 | dense 6 act=relu | dense 6 act=relu | code | dense 12 | loss huber",
    "input 12 | batchnorm | dense 6 act=elu | layernorm | code | dense 12 | loss mae | loss mse weight=0.5",
    "input 12 | dense 6 | code | dense 12 | loss sse feature_weights=0,0,0,1,1,1,1,1,1,1,1,1",
    "input 12 | dense 6 act=softplus | code | dense 12 act=softmax | loss mse",
    "input 12 | dense 6 act=softmax | code | dense 12 act=softmax | loss cross_entropy",
    "input 12 | dense 6 | code | dense 12 act=sigmoid | loss bce",
    "input 12 | dense 6 | code | dense 12 | loss bce",
    "input 12 | dense 6 | code | dense 12 | loss jaccard",
};
enum { NETS = sizeof nets / sizeof *nets };

static bool takes_unit_targets(const char *net)
{
    return strstr(net, "bce") || strstr(net, "cross_entropy") || strstr(net, "jaccard");
}

/* No feature's share of a score is NaN. */
static void assert_errors_are_honest(const ae_model *m, const ae_rows *rows)
{
    float errors[ROWS * WIDTH];
    const ae_result result = { "errors", errors };
    ae_error e;
    if (strstr(ae_model_spec(m), "jaccard")) /* which has none */
        return;
    must(ae_model_run(&result, 1, m, NULL, rows, &e), &e);
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        assert_true(errors[i] >= -1e-6f);
}

/* Scores are numbers from 0 on, or +inf, and so is what evaluate says of all of them. */
static void assert_scores_are_honest(const ae_model *m, const ae_rows *rows)
{
    float scores[ROWS], run[ROWS];
    const ae_result result = { "score", run };
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    must(ae_model_score(scores, m, NULL, rows, &e), &e);
    must(ae_model_run(&result, 1, m, NULL, rows, &e), &e);
    must(ae_model_evaluate(&metrics, m, NULL, rows, &e), &e);
    assert_memory_equal(scores, run, sizeof scores);
    bool infinite = false;
    for (size_t i = 0; i < ROWS; i++) {
        assert_true(scores[i] >= -1e-6f);
        infinite |= isinf(scores[i]);
    }
    assert_true(metrics.loss >= -1e-6 && (isinf(metrics.loss) || !infinite));
    assert_true(metrics.mse >= 0 && metrics.mae >= 0 && metrics.sse_per_row >= 0);
    assert_errors_are_honest(m, rows);
}

/* Given rows of which one holds a number as large as floats go; then its score is a number or +inf. Inputs of a loss that
 * takes targets in 0 ... 1 get targets of their own. */
static void a_huge_input_has_a_score(void **state)
{
    static const float sizes[] = { 1e15f, 1e19f, 1e25f, 1e38f, 3.4e38f, -1e38f };
    float x[ROWS * WIDTH];
    ae_model *m = make_model(*state, 1);
    for (size_t i = 0; i < 2 * sizeof sizes / sizeof *sizes; i++) {
        ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
        memcpy(x, data, sizeof x);
        for (size_t j = 0; j < (i % 2 ? WIDTH : 1); j++)
            x[7 * WIDTH + j] = j % 3 == 2 ? -sizes[i / 2] : sizes[i / 2];
        if (takes_unit_targets(*state))
            rows.target = memory.input;
        assert_scores_are_honest(m, &rows);
    }
    ae_model_free(m);
}

/* Steps of a learning rate beyond all reason, until the weights are as large as floats go, or none at all any more. */
static void weights_gone_wild_give_scores(void **state)
{
    ae_model *m = make_model(*state, 1);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_trainer *trainer;
    ae_error e;
    o.optimizer = "sgd lr=1e6";
    must(ae_trainer_create(&trainer, m, &o, &e), &e);
    for (size_t i = 0; i < 12 && ae_trainer_step(NULL, trainer, &memory, NULL) == AE_OK; i++)
        assert_scores_are_honest(m, &memory);
    ae_trainer_free(trainer);
    assert_scores_are_honest(m, &memory);
    ae_model_free(m);
}

/* Given a row whose loss overflows, with weight 0; then the mean loss is that of the other rows. */
static void a_row_without_weight_does_not_count(void **state)
{
    static float x[ROWS * WIDTH], weights[ROWS];
    ae_model *m = make_model(nets[0], 1);
    ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH), others = AE_ROWS_F32(data + WIDTH, ROWS - 1, WIDTH);
    ae_metrics all = AE_METRICS_INIT, without = AE_METRICS_INIT;
    ae_error e;
    (void)state;
    memcpy(x, data, sizeof x);
    for (size_t i = 0; i < ROWS; i++)
        weights[i] = i > 0;
    x[0] = 1e30f;
    rows.weights = weights;
    must(ae_model_evaluate(&all, m, NULL, &rows, &e), &e);
    must(ae_model_evaluate(&without, m, NULL, &others, &e), &e);
    assert_true(fabs(all.loss - without.loss) < 1e-12);
    assert_true(isinf(all.mse)); /* which does not look at weights */
    ae_model_free(m);
}

/* By hand: 1e20 squared is beyond float, so the score of the row is +inf, and so is every mean; other rows are as ever. */
static void what_overflows_is_infinite(void **state)
{
    float x[ROWS * WIDTH], scores[ROWS], others[ROWS];
    ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    ae_model *m = make_model(nets[0], 1);
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    (void)state;
    memcpy(x, data, sizeof x);
    x[7 * WIDTH + 2] = 1e20f;
    must(ae_model_score(scores, m, NULL, &rows, &e), &e);
    must(ae_model_score(others, m, NULL, &memory, &e), &e);
    must(ae_model_evaluate(&metrics, m, NULL, &rows, &e), &e);
    for (size_t i = 0; i < ROWS; i++)
        assert_true(scores[i] == (i == 7 ? INFINITY : others[i]));
    assert_true(metrics.loss == (double)INFINITY && metrics.mse == (double)INFINITY);
    assert_true(metrics.sse_per_row == (double)INFINITY);
    assert_true(metrics.mae > 1e16 && isfinite(metrics.mae)); /* which squares nothing */
    ae_model_free(m);
}

/* ---- who is to blame ---- */

static ae_status step(ae_model *m, const char *optimizer, const ae_rows *rows, size_t steps, ae_error *e)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_status status = AE_OK;
    ae_trainer *trainer;
    o.optimizer = optimizer;
    must(ae_trainer_create(&trainer, m, &o, e), e);
    for (size_t i = 0; i < steps && status == AE_OK; i++)
        status = ae_trainer_step(NULL, trainer, rows, e);
    ae_trainer_free(trainer);
    return status;
}

static int read_rows(void *user, const ae_read_buffers *to, const uint32_t *numbers, size_t n)
{
    const float *x = user;
    for (size_t i = 0; i < n; i++)
        memcpy(to->input + i * WIDTH, x + numbers[i] * WIDTH, WIDTH * sizeof *x);
    return 0;
}

static ae_rows from_callback(float *x)
{
    ae_rows rows = AE_ROWS_F32(NULL, ROWS, WIDTH);
    rows.read = read_rows;
    rows.user = x;
    return rows;
}

/* Given one value with which the loss is no number; then fit and step name it, wherever it is, and not the learning rate;
 * the model is as before. */
static void a_huge_value_is_blamed(void **state)
{
    static const float sizes[] = { 1e20f, -1e30f, 3.4e38f };
    (void)state;
    for (size_t i = 0; i < 4 * 3; i++) {
        float x[ROWS * WIDTH];
        bool in_target = i % 2, picked = i / 2 % 2;
        static const uint32_t numbers[] = { 1, 63, 2, 3 };
        ae_model *m = make_model(nets[0], 1), *before = make_model(nets[0], 1);
        ae_rows rows = AE_ROWS_F32(in_target ? data : x, ROWS, WIDTH);
        ae_error e;
        memcpy(x, data, sizeof x);
        x[63 * WIDTH + 9] = sizes[i / 4];
        if (in_target)
            rows.target = (ae_array){ x, WIDTH, 0, 1, AE_F32, 0 };
        rows.pick = picked ? numbers : NULL;
        rows.picks = picked ? 4 : 0;
        for (size_t call = 0; call < 2; call++) {
            ae_status status = call ? step(m, "adam", &rows, 1, &e) : ae_model_fit(m, &rows, NULL, &e);
            assert_int_equal(status, AE_EDATA);
            assert_int_equal(e.line, 64);
            assert_int_equal(e.column, 10);
            assert_non_null(strstr(e.text, in_target ? "target: row 64, column 10 is" : "input: row 64, column 10 is"));
            assert_same_model(m, before);
        }
        ae_model_free(m);
        ae_model_free(before);
    }
}

/* Values whose loss is a number, but whose step spoils the weights: it shows in a later step, or at the epoch's end. */
static const struct poison {
    const char *net, *optimizer;
    float size;
} poisons[] = {
    { "input 12 | dense 6 act=relu | dense 4 act=relu | code | dense 12", "adam", 1e12f },
    { "input 12 | dense 6 act=relu | dense 4 act=relu | code | dense 12", "adam", 1e18f },
    { "input 12 | dense 6 act=relu | dense 4 act=relu | code | dense 12", "sgd lr=0.1", 1e10f },
    { "input 12 | batchnorm | dense 6 act=tanh | code | dense 12 act=sigmoid | loss mae", "adam", 1e20f },
    { "input 12 | batchnorm | dense 6 act=tanh | code | dense 12 act=sigmoid | loss mae", "sgd lr=0.1", -1e38f },
};

/* Given such a value, in memory or from a callback; then fit names it all the same, and not the learning rate. */
static void a_value_that_spoils_the_weights_is_blamed(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * sizeof poisons / sizeof *poisons; i++) {
        const struct poison *p = &poisons[i / 2];
        float x[ROWS * WIDTH];
        ae_model *m = make_model(p->net, 1), *before = make_model(p->net, 1);
        ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
        ae_fit_options o = AE_FIT_OPTIONS_INIT;
        ae_error e;
        memcpy(x, data, sizeof x);
        x[5 * WIDTH + 3] = p->size;
        if (i % 2)
            rows = from_callback(x);
        o.optimizer = p->optimizer;
        o.flags = AE_FIT_KEEP_ORDER;
        o.batch = 32;
        assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EDATA);
        assert_non_null(strstr(e.text, "input: row 6, column 4 is as large as"));
        assert_int_equal(e.line, 6);
        assert_int_equal(e.column, 4);
        assert_same_model(m, before);
        ae_model_free(m);
        ae_model_free(before);
    }
}

/* Given rows of common size and a rate that is far too large; then it is the rate that is blamed. */
static void an_exploding_rate_is_blamed(void **state)
{
    static const char *const rates[] = { "sgd lr=1e6", "sgd lr=1e4", "sgd lr=1e5 momentum=0.9" };
    (void)state;
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        ae_model *m = make_model(nets[0], 1), *before = make_model(nets[0], 1);
        ae_fit_options o = AE_FIT_OPTIONS_INIT;
        ae_error e;
        o.optimizer = rates[i];
        o.batch = 4;
        assert_int_equal(ae_model_fit(m, &memory, &o, &e), AE_EDIVERGED);
        assert_non_null(strstr(e.text, "a smaller learning rate may help"));
        assert_int_equal(strncmp(e.text, "epoch 1, step ", 14), 0);
        assert_int_equal(e.line, 0);
        assert_same_model(m, before);
        assert_int_equal(step(m, rates[i], &memory, 100, &e), AE_EDIVERGED);
        ae_model_free(m);
        ae_model_free(before);
    }
}

/* ---- row weights ---- */

/* Given weights, even such as make no sense; then what is about single rows does not look at them; what is about all does.
 */
static void single_rows_have_no_weight(void **state)
{
    static float weights[ROWS], got[ROWS * WIDTH], expected[ROWS * WIDTH];
    static const struct {
        ae_status (*run)(float *out, const ae_model *m, ae_context *c, const ae_rows *rows, ae_error *e);
        size_t width, in;
    } calls[] = { { ae_model_encode, CODE, WIDTH },
                  { ae_model_decode, WIDTH, CODE },
                  { ae_model_reconstruct, WIDTH, WIDTH },
                  { ae_model_score, 1, WIDTH } };
    ae_model *m = make_model(nets[0], 1);
    ae_metrics plain = AE_METRICS_INIT, weighted = AE_METRICS_INIT;
    ae_error e;
    (void)state;
    weights[3] = NAN;
    weights[4] = -1;
    for (size_t i = 0; i < 4; i++) {
        ae_rows rows = AE_ROWS_F32(data, ROWS, calls[i].in);
        must(calls[i].run(expected, m, NULL, &rows, &e), &e);
        rows.weights = weights;
        must(calls[i].run(got, m, NULL, &rows, &e), &e);
        assert_memory_equal(got, expected, ROWS * calls[i].width * sizeof *got);
    }
    ae_rows rows = memory;
    rows.weights = weights;
    must(ae_model_run(&(ae_result){ "score", got }, 1, m, NULL, &rows, &e), &e);
    assert_memory_equal(got, expected, ROWS * sizeof *got);
    assert_int_equal(ae_model_evaluate(&weighted, m, NULL, &rows, &e), AE_EDATA);
    assert_int_equal(e.line, 4);
    assert_int_equal(ae_model_fit(m, &rows, NULL, &e), AE_EDATA);
    assert_int_equal(step(m, "adam", &rows, 1, &e), AE_EDATA);
    memset(weights, 0, sizeof weights);
    assert_int_equal(ae_model_evaluate(&weighted, m, NULL, &rows, &e), AE_EDATA);
    weights[5] = 2; /* the mean is that of one row */
    must(ae_model_evaluate(&weighted, m, NULL, &rows, &e), &e);
    must(ae_model_evaluate(&plain, m, NULL, &memory, &e), &e);
    assert_true((float)weighted.loss == expected[5]);
    assert_true(plain.mse == weighted.mse);
    ae_model_free(m);
}

/* ---- the scale of a trained model ---- */

static double scale_of(const ae_model *m)
{
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_error e;
    must(ae_model_get_info(&info, m, &e), &e);
    return info.scale;
}

/* Given a new model; then the first step sets its scale. Given a trained one, also from a file; then a step on rows of
 * another scale is an error that changes nothing, and scale 0 means the model's. A fit, which begins anew, may change it. */
static void a_step_keeps_the_scale(void **state)
{
    static uint8_t bytes[ROWS * WIDTH];
    ae_rows grey = AE_ROWS_U8(bytes, ROWS, WIDTH, 255), unsaid = AE_ROWS_U8(bytes, ROWS, WIDTH, 0);
    ae_model *m = make_model(nets[0], 1), *loaded, *before;
    ae_error e;
    size_t size;
    (void)state;
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        bytes[i] = (uint8_t)(data[i] * 255);
    must(step(m, "adam", &grey, 1, &e), &e);
    assert_true(scale_of(m) == 255);
    unsigned char *file = model_bytes(m, &size);
    must(ae_model_load_memory(&loaded, file, size, NULL, &e), &e);
    must(ae_model_clone(&before, m, &e), &e);
    assert_int_equal(step(loaded, "adam", &memory, 1, &e), AE_EDATA);
    assert_string_equal(e.text, "input: the rows' scale is 1, but the model's is 255; scale 0 takes the model's");
    assert_same_model(loaded, before);
    must(step(loaded, "adam", &unsaid, 2, &e), &e);
    must(step(m, "adam", &grey, 2, &e), &e);
    assert_same_model(loaded, m);
    must(ae_model_fit(m, &memory, NULL, &e), &e);
    assert_true(scale_of(m) == 1);
    test_free(file);
    ae_model_free(m);
    ae_model_free(loaded);
    ae_model_free(before);
}

/* Given weights that were taken over from a model trained on bytes; then a step on floats of scale 1 is refused, too. */
static void a_step_keeps_a_scale_that_was_taken_over(void **state)
{
    static uint8_t bytes[ROWS * WIDTH];
    ae_rows grey = AE_ROWS_U8(bytes, ROWS, WIDTH, 255);
    ae_model *from = make_model(nets[0], 1), *m = make_model(nets[0], 2);
    ae_error e;
    (void)state;
    must(step(from, "adam", &grey, 1, &e), &e);
    must(ae_model_transfer(NULL, m, from, NULL, &e), &e);
    assert_int_equal(step(m, "adam", &memory, 1, &e), AE_EDATA);
    assert_true(scale_of(m) == 255);
    must(step(m, "adam", &grey, 1, &e), &e);
    ae_model_free(from);
    ae_model_free(m);
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(what_overflows_is_infinite),  cmocka_unit_test(a_row_without_weight_does_not_count),
        cmocka_unit_test(a_huge_value_is_blamed),      cmocka_unit_test(a_value_that_spoils_the_weights_is_blamed),
        cmocka_unit_test(an_exploding_rate_is_blamed), cmocka_unit_test(single_rows_have_no_weight),
        cmocka_unit_test(a_step_keeps_the_scale),
        cmocka_unit_test(a_step_keeps_a_scale_that_was_taken_over),
    };
    enum { OTHERS = sizeof others / sizeof *others };
    struct CMUnitTest tests[OTHERS + 2 * NETS], *more = tests + OTHERS;
    memcpy(tests, others, sizeof others);
    for (size_t i = 0; i < NETS; i++) {
        *more++ = (struct CMUnitTest){ nets[i], a_huge_input_has_a_score, NULL, NULL, (void *)(uintptr_t)nets[i] };
        *more++ = (struct CMUnitTest){ nets[i], weights_gone_wild_give_scores, NULL, NULL, (void *)(uintptr_t)nets[i] };
    }
    return _cmocka_run_group_tests("score", tests, OTHERS + 2 * NETS, fill, NULL);
}
