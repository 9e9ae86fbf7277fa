/* Rows that cannot be used and cost the others nothing: their results are NaN and they are counted, where the host asks for
 * it; otherwise they are an error. */
#include "support.h"

/* Rows of every type, dense and with a gap after each, of which some hold what is no number. Integers always are one. */
typedef struct form {
    const char *name;
    int dtype;
    size_t gap; /* elements */
    double scale;
} form;

static const form forms[] = {
    { "floats", AE_F32, 0, 1 },
    { "floats with gaps", AE_F32, 3, 1 },
    { "floats, divided", AE_F32, 0, 2 },
    { "doubles", AE_F64, 0, 1 },
    { "doubles with gaps, divided", AE_F64, 5, 0.5 },
};
enum { FORMS = sizeof forms / sizeof *forms, LONGEST = WIDTH + 5 };

static float wide_floats[ROWS * LONGEST];
static double wide_doubles[ROWS * LONGEST];

/* Alone in their block of 32 rows, a whole block, the first and the last. */
static bool is_bad(size_t row)
{
    return row == 0 || row == 70 || row == 77 || (row >= 96 && row < 128) || row == 319 || row == 320 || row == ROWS - 1;
}
enum { BAD = 38 };

static void put(const form *f, size_t row, size_t column, double x)
{
    size_t at = row * (WIDTH + f->gap) + column;
    if (f->dtype == AE_F32)
        wide_floats[at] = (float)x;
    else
        wide_doubles[at] = x;
}

static ae_rows rows_of(const form *f)
{
    static const double wrong[] = { NAN, INFINITY, -INFINITY };
    ae_rows rows = memory;
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < WIDTH + f->gap; j++)
            put(f, i, j, j < WIDTH ? (double)data[i * WIDTH + j] * f->scale : NAN);
    for (size_t i = 0; i < ROWS; i++)
        if (is_bad(i))
            put(f, i, i % WIDTH, f->dtype == AE_F64 && i == 77 ? 1e300 : wrong[i % 3]);
    rows.input = (ae_array){ wide_floats, WIDTH, 0, f->scale, f->dtype, 0 };
    rows.input.data = f->dtype == AE_F32 ? (const void *)wide_floats : wide_doubles;
    rows.input.stride = (WIDTH + f->gap) * (f->dtype == AE_F32 ? sizeof(float) : sizeof(double));
    return rows;
}

/* Row by row: NaN where the row is bad, and otherwise what that row gives among good ones. */
static void assert_bad_are_nan(const float *got, const float *good, size_t width)
{
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < width; j++)
            if (is_bad(i))
                assert_true(isnan(got[i * width + j]));
            else
                assert_memory_equal(&got[i * width + j], &good[i * width + j], sizeof *got);
}

/* Given such rows; then every call, with threads and without, gives all others the bits that they have among good rows,
 * counts those, and begins to count anew with each call. Without a counter they are the error that they were. */
static void others_are_as_ever(void **state)
{
    static float good[ROWS * WIDTH], got[ROWS * WIDTH];
    const form *f = *state;
    ae_rows rows = rows_of(f);
    ae_model *m = make_model(spec, 1);
    ae_context *contexts[] = { NULL, make_context(m, 1), make_context(m, 3) };
    ae_error e;
    for (size_t i = 0; i < CALLS * 3; i++) {
        const call *c = &calls[i / 3];
        size_t refused = 999;
        must(c->run(good, m, contexts[i % 3], &memory, &e), &e);
        rows.refused = &refused;
        must(c->run(got, m, contexts[i % 3], &rows, &e), &e);
        assert_int_equal(refused, BAD);
        assert_bad_are_nan(got, good, c->width);
        rows.refused = NULL;
        assert_int_equal(c->run(got, m, contexts[i % 3], &rows, &e), AE_ENONFINITE);
        assert_int_equal(e.line, 1);
        assert_int_equal(e.column, 1);
    }
    ae_context_free(contexts[1]);
    ae_context_free(contexts[2]);
    ae_model_free(m);
}

/* Given a target that is bad; then the row is refused where targets are looked at, and only there. */
static void bad_targets_are_refused(void **state)
{
    static float good[ROWS * WIDTH], got[ROWS * WIDTH];
    ae_rows clean = memory, rows = memory;
    ae_model *m = make_model(spec, 1);
    ae_error e;
    size_t refused;
    (void)state;
    clean.target = floats(targets);
    rows.target = rows_of(&forms[1]).input;
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < WIDTH; j++)
            if (!is_bad(i))
                put(&forms[1], i, j, (double)targets[i * WIDTH + j]);
    rows.refused = &refused;
    for (size_t i = 0; i < CALLS; i++) {
        must(calls[i].run(good, m, NULL, &clean, &e), &e);
        must(calls[i].run(got, m, NULL, &rows, &e), &e);
        assert_int_equal(refused, calls[i].targets ? BAD : 0);
        if (calls[i].targets)
            assert_bad_are_nan(got, good, calls[i].width);
        else
            assert_memory_equal(got, good, sizeof got);
    }
    ae_model_free(m);
}

/* Given several values of one pass; then all of them are NaN for such a row, whoever is asked for or not. */
static void every_value_of_a_pass_is_refused(void **state)
{
    static float layer[2][ROWS * WIDTH], errors[2][ROWS * WIDTH], score[2][ROWS];
    ae_rows rows = rows_of(&forms[0]);
    ae_model *m = make_model(spec, 1);
    ae_context *context = make_context(m, 2);
    size_t refused;
    ae_error e;
    (void)state;
    rows.refused = &refused;
    for (size_t i = 0; i < 2; i++) {
        const ae_result results[] = { { "errors", errors[i] }, { "score", score[i] }, { "dense1", layer[i] } };
        must(ae_model_run(results, 3, m, context, i ? &rows : &memory, &e), &e);
    }
    assert_int_equal(refused, BAD);
    assert_bad_are_nan(layer[1], layer[0], WIDTH);
    assert_bad_are_nan(errors[1], errors[0], WIDTH);
    assert_bad_are_nan(score[1], score[0], 1);
    const ae_result one[] = { { "score", score[1] } };
    must(ae_model_run(one, 1, m, context, &rows, &e), &e);
    assert_bad_are_nan(score[1], score[0], 1);
    ae_context_free(context);
    ae_model_free(m);
}

/* From a callback, and picked: a row that is picked twice is refused twice. */
static void rows_of_a_callback_are_refused_too(void **state)
{
    static const uint32_t numbers[] = { 70, 1, 70, 2, 599 };
    float score[5], good[5];
    size_t refused, count = 0;
    ae_rows bad = rows_of(&forms[0]), rows, clean = memory;
    ae_model *m = make_model(spec, 1);
    ae_error e;
    host h;
    (void)state;
    bad.input.stride = 0;
    bad.refused = &refused;
    bad.pick = clean.pick = numbers;
    bad.picks = clean.picks = 5;
    rows = from_host(&h, &bad, &count);
    must(ae_model_score(score, m, NULL, &rows, &e), &e);
    must(ae_model_score(good, m, NULL, &clean, &e), &e);
    assert_int_equal(refused, 3);
    for (size_t i = 0; i < 5; i++)
        assert_true(i % 2 ? score[i] == good[i] : isnan(score[i]));
    ae_model_free(m);
}

/* A loss that takes targets in 0 ... 1 only refuses rows of others where it is computed, and nowhere else. */
static void targets_that_a_loss_does_not_take_are_refused(void **state)
{
    static float x[ROWS * WIDTH], good[ROWS * WIDTH], got[ROWS * WIDTH];
    ae_model *m = make_model("input 64 | dense 64 act=tanh | code | dense 64 act=sigmoid | loss bce", 1);
    ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    size_t refused;
    ae_error e;
    (void)state;
    memcpy(x, data, sizeof x);
    x[5 * WIDTH + 1] = -0.5f;
    x[400 * WIDTH + 63] = 1.5f;
    rows.refused = &refused;
    for (size_t i = 0; i < CALLS; i++) {
        must(calls[i].run(good, m, NULL, &memory, &e), &e);
        must(calls[i].run(got, m, NULL, &rows, &e), &e);
        assert_int_equal(refused, calls[i].targets ? 2 : 0);
        assert_true(isnan(got[5 * calls[i].width]) == calls[i].targets);
        assert_true(isnan(got[401 * calls[i].width - 1]) == calls[i].targets);
        assert_memory_equal(got, good, 5 * calls[i].width * sizeof *got);
    }
    ae_model_free(m);
}

/* Given the same counter; then evaluate and training, whose results are about all rows, leave none out. */
static void means_leave_no_row_out(void **state)
{
    ae_rows rows = rows_of(&forms[0]);
    ae_model *m = make_model(spec, 1), *untouched = make_model(spec, 1);
    ae_metrics metrics = AE_METRICS_INIT;
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_trainer *trainer;
    size_t refused = 77;
    ae_error e;
    (void)state;
    rows.refused = &refused;
    o.batch = ROWS;
    assert_int_equal(ae_model_evaluate(&metrics, m, NULL, &rows, &e), AE_ENONFINITE);
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_ENONFINITE);
    must(ae_trainer_create(&trainer, m, &o, &e), &e);
    assert_int_equal(ae_trainer_step(NULL, trainer, &rows, &e), AE_ENONFINITE);
    ae_trainer_free(trainer);
    o.valid = &rows;
    assert_int_equal(ae_model_fit(m, &memory, &o, &e), AE_ENONFINITE);
    assert_int_equal(refused, 77);
    assert_same_model(m, untouched);
    ae_model_free(m);
    ae_model_free(untouched);
}

int main(void)
{
    enum { OTHERS = 5 };
    struct CMUnitTest tests[OTHERS + FORMS] = {
        cmocka_unit_test(bad_targets_are_refused),
        cmocka_unit_test(every_value_of_a_pass_is_refused),
        cmocka_unit_test(rows_of_a_callback_are_refused_too),
        cmocka_unit_test(targets_that_a_loss_does_not_take_are_refused),
        cmocka_unit_test(means_leave_no_row_out),
    };
    for (size_t i = 0; i < FORMS; i++)
        tests[OTHERS + i] =
            (struct CMUnitTest){ forms[i].name, others_are_as_ever, NULL, NULL, (void *)(uintptr_t)&forms[i] };
    return _cmocka_run_group_tests("refused", tests, OTHERS + FORMS, fill, NULL);
}
