/* Contexts and trainers that are used as they should not be, and rows that do not fit: told, and nothing spoilt. */
#include "../help.h"

enum { ROWS = 100, WIDTH = 12, CODE = 3 };
static const char spec[] = "input 12 | dense 6 act=tanh | dense 3 | code | dense 12";
static float data[ROWS * WIDTH], codes[ROWS * CODE], wide[ROWS * WIDTH];
static ae_model *model;
static const ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);

static int open_model(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    model = make_model(spec, 1);
    return 0;
}

static int close_model(void **state)
{
    (void)state;
    ae_model_free(model);
    return 0;
}

static ae_context *make_context(const ae_model *m, unsigned outputs, size_t at_a_time)
{
    ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
    ae_context *context;
    ae_error e;
    o.outputs = outputs;
    o.rows = at_a_time;
    must(ae_context_create(&context, m, &o, &e), &e);
    return context;
}

/* ---- every call that takes a context, by the output that it needs ---- */

static ae_status encode(ae_context *c, const ae_rows *r, ae_error *e)
{
    return ae_model_encode(codes, model, c, r, e);
}

static ae_status decode(ae_context *c, const ae_rows *r, ae_error *e)
{
    ae_rows narrow = *r; /* as if its rows began with a code */
    narrow.input.width = r->input.width - (WIDTH - CODE);
    narrow.input.stride = r->input.width * sizeof(float);
    return ae_model_decode(wide, model, c, &narrow, e);
}

static ae_status reconstruct(ae_context *c, const ae_rows *r, ae_error *e)
{
    return ae_model_reconstruct(wide, model, c, r, e);
}

static ae_status score(ae_context *c, const ae_rows *r, ae_error *e)
{
    return ae_model_score(codes, model, c, r, e);
}

static ae_status evaluate(ae_context *c, const ae_rows *r, ae_error *e)
{
    ae_metrics metrics = AE_METRICS_INIT;
    return ae_model_evaluate(&metrics, model, c, r, e);
}

typedef struct call {
    const char *name;
    unsigned output;
    ae_status (*run)(ae_context *c, const ae_rows *r, ae_error *e);
} call;

static const call calls[] = {
    { "encode", AE_OUT_CODE, encode },
    { "decode", AE_OUT_DECODED, decode },
    { "reconstruct", AE_OUT_RECONSTRUCTION, reconstruct },
    { "score", AE_OUT_SCORE, score },
    { "evaluate", AE_OUT_SCORE, evaluate },
};
enum { CALLS = sizeof calls / sizeof *calls };

/* Given a context for one output only; then it serves the calls that need that one, and names those that it does not. */
static void a_context_serves_what_it_was_made_for(void **state)
{
    const call *made_for = *state;
    ae_context *context = make_context(model, made_for->output, 32);
    ae_error e;
    for (size_t i = 0; i < CALLS; i++) {
        ae_status status = calls[i].run(context, &rows, &e);
        assert_int_equal(status, calls[i].output == made_for->output ? AE_OK : AE_EOPTION);
        if (status != AE_OK)
            assert_non_null(strstr(e.text, calls[i].name));
    }
    ae_context_free(context);
}

/* Given contexts of a twin and of a clone, which are gone by now; then they serve this model, which has the same spec. One
 * of another spec is refused, however much larger it is. */
static void a_context_serves_models_of_its_spec(void **state)
{
    const call *c = *state;
    ae_error e;
    ae_model *twin = make_model(spec, 1), *clone, *other = make_model("input 12 | dense 60 | code | dense 12", 1);
    must(ae_model_clone(&clone, model, &e), &e);
    ae_context *of_twin = make_context(twin, 0, 0), *of_clone = make_context(clone, 0, 0), *of_other;
    of_other = make_context(other, 0, 0);
    ae_model_free(twin);
    ae_model_free(clone);
    ae_model_free(other);
    must(c->run(of_twin, &rows, &e), &e);
    must(c->run(of_clone, &rows, &e), &e);
    assert_int_equal(c->run(of_other, &rows, &e), AE_ESTALE);
    assert_string_equal(e.text, "the context was made for a model of another spec");
    ae_context_free(of_twin);
    ae_context_free(of_clone);
    ae_context_free(of_other);
}

/* With a context and without. */
static void rows_of_another_width_are_refused(void **state)
{
    const call *c = *state;
    ae_rows narrow = AE_ROWS_F32(data, ROWS, WIDTH - 1), broad = AE_ROWS_F32(data, ROWS / 2, WIDTH + 1);
    ae_context *context = make_context(model, 0, 32);
    ae_error e;
    assert_int_equal(c->run(context, &narrow, &e), AE_EWIDTH);
    assert_non_null(strstr(e.text, c->run == decode ? "2 columns, the model takes 3" : "11 columns, the model takes 12"));
    assert_int_equal(c->run(NULL, &broad, &e), AE_EWIDTH);
    assert_non_null(strstr(e.text, c->run == decode ? "4 columns, the model takes 3" : "13 columns, the model takes 12"));
    must(c->run(context, &rows, &e), &e);
    ae_context_free(context);
}

/* Given one number that is none, in the third chunk; then its row and column are told, and the context is good as before. */
static void what_is_not_finite_is_found_in_any_chunk(void **state)
{
    static const float bad[] = { NAN, INFINITY, -INFINITY };
    const call *c = *state;
    ae_context *context = make_context(model, 0, 32);
    ae_error e;
    for (size_t i = 0; i < 3; i++) {
        float *at = &data[(70 + i) * WIDTH + 2], kept = *at;
        *at = bad[i];
        assert_int_equal(c->run(context, &rows, &e), AE_ENONFINITE);
        *at = kept;
        assert_int_equal(e.status, AE_ENONFINITE);
        assert_int_equal(e.line, 71 + i);
        assert_int_equal(e.column, 3);
        assert_non_null(strstr(e.text, "column 3"));
        must(c->run(context, &rows, &e), &e);
    }
    ae_context_free(context);
}

/* A target is compared with, and looked at as the input is. */
static void a_target_is_checked_too(void **state)
{
    static float target[ROWS * WIDTH];
    const call *c = *state;
    ae_rows both = rows;
    ae_context *context = make_context(model, 0, 32);
    ae_error e;
    both.target = (ae_array){ target, WIDTH, 0, 1, AE_F32, 0 };
    target[40 * WIDTH + 11] = NAN;
    assert_int_equal(c->run(context, &both, &e), c->output == AE_OUT_SCORE ? AE_ENONFINITE : AE_OK);
    if (c->output == AE_OUT_SCORE) {
        assert_int_equal(e.line, 41);
        assert_int_equal(e.column, 12);
        assert_non_null(strstr(e.text, "target"));
    }
    target[40 * WIDTH + 11] = 0;
    both.target.width = WIDTH - 1;
    assert_int_equal(c->run(context, &both, &e), c->output == AE_OUT_SCORE ? AE_EWIDTH : AE_OK);
    ae_context_free(context);
}

/* Every kernel set looks at every column, whatever is left over from its vectors. */
static void no_column_is_overlooked(void **state)
{
    float x[130] = { 0 }, code[1];
    ae_error e;
    (void)state;
    for (size_t width = 1; width <= 130; width++) {
        ae_rows one = AE_ROWS_F32(x, 1, width);
        char text[] = "input 000 | dense 1 | code | dense 000";
        for (size_t i = 0, at[] = { 6, 35 }; i < 2; i++)
            for (size_t d = 3, rest = width; d-- > 0; rest /= 10)
                text[at[i] + d] = (char)('0' + rest % 10);
        ae_model *m = make_model(text, 1);
        for (size_t column = 0; column < width; column++) {
            x[column] = NAN;
            assert_int_equal(ae_model_encode(code, m, NULL, &one, &e), AE_ENONFINITE);
            assert_int_equal(e.column, column + 1);
            x[column] = 0;
        }
        ae_model_free(m);
    }
}

/* ---- options ---- */

typedef struct wrong {
    size_t at_a_time;
    unsigned outputs, threads;
    ae_status status;
    const char *said;
} wrong;

static void context_options_out_of_range_are_refused(void **state)
{
    static const wrong list[] = {
        { 0, 64, 0, AE_EOPTION, "outputs is 64" },   { 0, AE_OUT_CODE | 1u << 31, 0, AE_EOPTION, "outputs is" },
        { 0, 0, 257, AE_EOPTION, "threads is 257" }, { 0, 0, UINT32_MAX, AE_EOPTION, "threads is" },
        { SIZE_MAX, 0, 0, AE_EOPTION, "rows is" },   { UINT32_MAX, 0, 0, AE_ENOMEM, "memory" },
    };
    ae_error e;
    (void)state;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        heap h = { .limit = 1 << 20 };
        ae_allocator small = { heap_alloc, heap_free, &h };
        ae_model_options model_options = AE_MODEL_OPTIONS_INIT;
        ae_context_options o = { sizeof o, list[i].at_a_time, list[i].threads, list[i].outputs, NULL, 0 };
        ae_context *context = NULL;
        ae_model *m;
        model_options.allocator = &small;
        must(ae_model_create(&m, spec, &model_options, &e), &e);
        assert_int_equal(ae_context_create(&context, m, &o, &e), list[i].status);
        assert_non_null(strstr(e.text, list[i].said));
        assert_null(context);
        ae_model_free(m);
        assert_int_equal(h.held, 0);
    }
}

static void no_context_and_no_trainer_can_be_freed(void **state)
{
    (void)state;
    ae_context_free(NULL);
    ae_trainer_free(NULL);
    ae_model_free(NULL);
}

/* A context made before a training sees the new weights after it. */
static void a_context_outlives_a_training(void **state)
{
    float old[ROWS * CODE], fresh[ROWS * CODE];
    ae_model *m = make_model(spec, 2);
    ae_context *context = make_context(m, AE_OUT_CODE, 7);
    ae_error e;
    (void)state;
    must(ae_model_encode(old, m, context, &rows, &e), &e);
    must(ae_model_fit(m, &rows, NULL, &e), &e);
    must(ae_model_encode(codes, m, context, &rows, &e), &e);
    must(ae_model_encode(fresh, m, NULL, &rows, &e), &e);
    assert_memory_equal(codes, fresh, sizeof fresh);
    assert_memory_not_equal(codes, old, sizeof old);
    ae_context_free(context);
    ae_model_free(m);
}

/* ---- trainers ---- */

enum { BATCH = 20 };

static void step(ae_trainer *trainer, size_t number)
{
    ae_rows batch = AE_ROWS_F32(data + number % 5 * BATCH * WIDTH, BATCH, WIDTH);
    ae_error e;
    must(ae_trainer_step(NULL, trainer, &batch, &e), &e);
}

static ae_trainer *make_trainer(ae_model *m)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_trainer *trainer;
    ae_error e;
    o.batch = BATCH;
    must(ae_trainer_create(&trainer, m, &o, &e), &e);
    return trainer;
}

static void too_many(ae_rows *r)
{
    r->n = BATCH + 1;
}
static void none(ae_rows *r)
{
    r->n = 0;
}
static void narrow(ae_rows *r)
{
    r->input.width = WIDTH - 1;
}
static void no_data(ae_rows *r)
{
    r->input.data = NULL;
}
static void weightless(ae_rows *r)
{
    static const float zeros[BATCH] = { 0 };
    r->weights = zeros;
}
static void negative(ae_rows *r)
{
    static const float weights[BATCH] = { 1, 1, -1 };
    r->weights = weights;
}
static void not_a_number(ae_rows *r)
{
    static float bad[BATCH * WIDTH];
    bad[BATCH * WIDTH - 1] = NAN;
    r->input.data = bad;
}
static void bad_target(ae_rows *r)
{
    static float bad[BATCH * WIDTH];
    bad[WIDTH] = -INFINITY;
    r->target = (ae_array){ bad, WIDTH, 0, 1, AE_F32, 0 };
}
static void too_far(ae_rows *r)
{
    static float far_away[BATCH * WIDTH];
    for (size_t i = 0; i < BATCH * WIDTH; i++)
        far_away[i] = 3e38f; /* finite, but its square is not */
    r->target = (ae_array){ far_away, WIDTH, 0, 1, AE_F32, 0 };
}

static const struct mistake {
    const char *name;
    void (*make)(ae_rows *r);
    ae_status status;
    int line, column;
} mistakes[] = {
    { "too many rows", too_many, AE_EDATA, 0, 0 },
    { "no rows", none, AE_EDATA, 0, 0 },
    { "narrow", narrow, AE_EWIDTH, 0, 0 },
    { "no data", no_data, AE_EARGUMENT, 0, 0 },
    { "weightless", weightless, AE_EDATA, 0, 0 },
    { "negative weight", negative, AE_EDATA, 3, 0 },
    { "not a number", not_a_number, AE_ENONFINITE, BATCH, WIDTH },
    { "infinite target", bad_target, AE_ENONFINITE, 2, 1 },
    { "too far", too_far, AE_EDATA, 1, 1 },
};
enum { MISTAKES = sizeof mistakes / sizeof *mistakes };

/* Given a trainer that is asked for something senseless between two steps; then it says so, the model is as before, and the
 * training goes on as if nothing had been. */
static void a_trainer_survives(void **state)
{
    const struct mistake *mistake = *state;
    ae_model *a = make_model(spec, 3), *b = make_model(spec, 3), *between;
    ae_trainer *plain = make_trainer(a), *disturbed = make_trainer(b);
    ae_rows batch = AE_ROWS_F32(data, BATCH, WIDTH);
    ae_error e;
    double loss = 77;
    mistake->make(&batch);
    for (size_t i = 0; i < 6; i++) {
        step(plain, i);
        step(disturbed, i);
        must(ae_model_clone(&between, b, &e), &e);
        assert_int_equal(ae_trainer_step(&loss, disturbed, &batch, &e), mistake->status);
        assert_int_equal(e.line, mistake->line);
        assert_int_equal(e.column, mistake->column);
        assert_true(loss == 77);
        assert_same_model(b, between);
        ae_model_free(between);
    }
    assert_same_model(a, b);
    ae_trainer_free(plain);
    ae_trainer_free(disturbed);
    ae_model_free(a);
    ae_model_free(b);
}

/* Given a trainer whose model is saved, cloned and run between its steps; then it ends where an undisturbed one does. */
static void a_model_can_be_used_between_steps(void **state)
{
    ae_model *a = make_model(spec, 3), *b = make_model(spec, 3), *loaded;
    ae_trainer *plain = make_trainer(a), *watched = make_trainer(b);
    ae_context *context = make_context(b, 0, 32);
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_error e;
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        size_t size;
        step(plain, i);
        step(watched, i);
        unsigned char *bytes = model_bytes(b, &size);
        must(ae_model_load_memory(&loaded, bytes, size, NULL, &e), &e);
        assert_same_model(loaded, a);
        must(ae_model_encode(codes, b, context, &rows, &e), &e);
        must(ae_model_get_info(&info, loaded, &e), &e);
        assert_int_equal(info.trained_steps, i + 1);
        assert_int_equal(info.trained_rows, (i + 1) * BATCH);
        ae_model_free(loaded);
        test_free(bytes);
    }
    ae_context_free(context);
    ae_trainer_free(plain);
    ae_trainer_free(watched);
    assert_same_model(a, b);
    ae_model_free(a);
    ae_model_free(b);
}

static void trainer_options_out_of_range_are_refused(void **state)
{
    ae_fit_options threads = AE_FIT_OPTIONS_INIT, batch = AE_FIT_OPTIONS_INIT, huge = AE_FIT_OPTIONS_INIT;
    ae_trainer *trainer = NULL;
    ae_error e;
    heap h = { .limit = 1 << 20 };
    ae_allocator small = { heap_alloc, heap_free, &h };
    ae_model_options o = AE_MODEL_OPTIONS_INIT;
    ae_model *m;
    (void)state;
    o.allocator = &small;
    must(ae_model_create(&m, spec, &o, &e), &e);
    threads.threads = 257;
    batch.batch = SIZE_MAX;
    huge.batch = UINT32_MAX;
    assert_int_equal(ae_trainer_create(&trainer, m, &threads, &e), AE_EOPTION);
    assert_non_null(strstr(e.text, "257"));
    assert_int_equal(ae_trainer_create(&trainer, m, &batch, &e), AE_EOPTION);
    assert_non_null(strstr(e.text, "batch"));
    assert_int_equal(ae_trainer_create(&trainer, m, &huge, &e), AE_ENOMEM);
    assert_null(trainer);
    ae_model_free(m);
    assert_int_equal(h.held, 0);
}

/* ---- what goes well ---- */

static void success_leaves_the_error_alone(void **state)
{
    const char *const values[] = { "dense1", "errors" };
    ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
    ae_context *context = NULL;
    ae_model *made = NULL;
    ae_error e = { 0, 0, AE_OK, "as it was" };
    const ae_error before = e;
    (void)state;
    o.values = values;
    o.n_values = 2;

    ae_status created = ae_model_create(&made, spec, NULL, &e);
    ae_status trained = ae_model_fit(made, &rows, NULL, &e);
    ae_status opened = ae_context_create(&context, made, &o, &e);
    ae_status measured = encode(NULL, &rows, &e);

    assert_true(created == AE_OK && trained == AE_OK && opened == AE_OK && measured == AE_OK);
    assert_memory_equal(&e, &before, sizeof e);
    ae_context_free(context);
    ae_model_free(made);
}

int main(void)
{
    static const CMUnitTestFunction checks[] = { a_context_serves_what_it_was_made_for, a_context_serves_models_of_its_spec,
                                                 rows_of_another_width_are_refused, what_is_not_finite_is_found_in_any_chunk,
                                                 a_target_is_checked_too };
    enum { CHECKS = sizeof checks / sizeof *checks, OTHERS = 7 };
    struct CMUnitTest tests[OTHERS + CHECKS * CALLS + MISTAKES] = {
        cmocka_unit_test(context_options_out_of_range_are_refused),
        cmocka_unit_test(trainer_options_out_of_range_are_refused),
        cmocka_unit_test(no_context_and_no_trainer_can_be_freed),
        cmocka_unit_test(a_context_outlives_a_training),
        cmocka_unit_test(a_model_can_be_used_between_steps),
        cmocka_unit_test(no_column_is_overlooked),
        cmocka_unit_test(success_leaves_the_error_alone),
    };
    size_t n = OTHERS;
    for (size_t i = 0; i < CHECKS * CALLS; i++)
        tests[n++] = (struct CMUnitTest){ calls[i / CHECKS].name, checks[i % CHECKS], NULL, NULL,
                                          (void *)(uintptr_t)&calls[i / CHECKS] };
    for (size_t i = 0; i < MISTAKES; i++)
        tests[n++] =
            (struct CMUnitTest){ mistakes[i].name, a_trainer_survives, NULL, NULL, (void *)(uintptr_t)&mistakes[i] };
    return _cmocka_run_group_tests("contexts", tests, n, open_model, close_model);
}
