/* Rows that a host's callback brings: the same results and models as from memory, its failures, and what it may do. */
#include "../rounding.h"
#include "support.h"

enum { BATCH = 230, EPOCHS = 3, VALID = 350 }; /* 600 rows in batches of 230: three steps an epoch, the last of 140 */

/* ---- the same as from memory ---- */

/* Given rows from a callback; then every call gives the bits that it gives for the same rows in memory; also with targets, a
 * scale, threads and without a context. The callback is asked for each row in turn and for no other. */
static void results_are_those_of_rows_in_memory(void **state)
{
    static const double scales[] = { 0, 1, 2.5 };
    ae_model *m = make_model(spec, 1);
    ae_context *contexts[] = { NULL, make_context(m, 1), make_context(m, 3) };
    (void)state;
    for (size_t i = 0; i < 3 * 3 * 2; i++) {
        size_t count = 0;
        ae_rows rows = memory;
        host h;
        rows.input.scale = scales[i % 3];
        rows.target = i / 9 ? floats(targets) : rows.target;
        ae_rows brought = from_host(&h, &rows, &count);
        assert_same_results(m, contexts[i / 3 % 3], &rows, &brought);
        assert_int_equal(h.beyond, 0);
        assert_int_equal(h.behind, count / (contexts[i / 3 % 3] ? 2 : 3) - 1); /* it began anew with each call */
    }
    ae_context_free(contexts[1]);
    ae_context_free(contexts[2]);
    ae_model_free(m);
}

typedef struct course {
    const char *name;
    size_t threads;
    uint64_t flags;
    double scale;
    bool targets, weights, valid, pick;
} course;

static const course courses[] = {
    { "shuffled", 1, 0, 1, false, false, false, false }, { "in order", 1, AE_FIT_KEEP_ORDER, 1, false, false, false, false },
    { "threads", 3, 0, 1, true, false, false, false },   { "scale", 1, 0, 2, false, false, true, false },
    { "weights", 1, 0, 1, true, true, false, false },    { "picked", 1, 0, 1, false, true, false, true },
    { "all of it", 2, 0, 3, true, true, true, true },
};
enum { COURSES = sizeof courses / sizeof *courses };

/* Row numbers with gaps, some twice. */
static const uint32_t *picks(void)
{
    static uint32_t list[ROWS];
    for (uint32_t i = 0; i < ROWS; i++)
        list[i] = i * 7 % (ROWS - 100);
    return list;
}

static const float *weights(void)
{
    static float list[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        list[i] = (float)(i % 5) / 2;
    return list;
}

static ae_rows rows_of(const course *c)
{
    ae_rows rows = memory;
    rows.input.scale = c->scale;
    rows.target = c->targets ? floats(targets) : rows.target;
    rows.weights = c->weights ? weights() : NULL;
    rows.pick = c->pick ? picks() : NULL;
    rows.picks = c->pick ? ROWS : 0;
    return rows;
}

static ae_model *fit(const course *c, const ae_rows *rows, const ae_rows *valid, ae_epoch_record *history)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_model *m = make_model(spec, 1);
    ae_error e;
    o.batch = BATCH;
    o.epochs = EPOCHS;
    o.seed = 5;
    o.threads = c->threads;
    o.flags = c->flags;
    o.valid = c->valid ? valid : NULL;
    o.history = history;
    o.history_capacity = EPOCHS;
    must(ae_model_fit(m, rows, &o, &e), &e);
    return m;
}

/* Given rows and validation rows from callbacks; then the trained model is that of the same rows in memory, byte for byte,
 * and so are the losses. */
static void a_fit_is_that_of_rows_in_memory(void **state)
{
    const course *c = *state;
    ae_rows rows = rows_of(c), valid = rows;
    ae_epoch_record history[2][EPOCHS];
    size_t count = 0;
    host training, validating;
    valid.n = valid.pick ? ROWS : VALID;
    valid.input.scale = 0;
    ae_rows brought = from_host(&training, &rows, &count), brought_valid = from_host(&validating, &valid, &count);
    ae_model *a = fit(c, &rows, &valid, history[0]), *b = fit(c, &brought, &brought_valid, history[1]);
    assert_same_model(a, b);
    for (size_t i = 0; i < EPOCHS; i++) {
        history[1][i].seconds = history[0][i].seconds; /* time alone may differ */
        assert_memory_equal(&history[0][i], &history[1][i], sizeof history[0][i]);
    }
    assert_int_equal(training.beyond + validating.beyond, 0);
    assert_int_equal(training.no_target > 0, !c->targets);
    ae_model_free(a);
    ae_model_free(b);
}

/* Given batches from a callback; then a trainer's steps are those of the same batches in memory. */
static void a_step_is_that_of_rows_in_memory(void **state)
{
    ae_model *m[2] = { make_model(spec, 1), make_model(spec, 1) };
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_error e;
    (void)state;
    o.batch = ROWS;
    o.threads = 2;
    for (size_t i = 0; i < 2; i++) {
        ae_rows rows = rows_of(&courses[COURSES - 1]);
        size_t count = 0;
        host h;
        ae_trainer *trainer;
        rows = i ? from_host(&h, &rows, &count) : rows;
        must(ae_trainer_create(&trainer, m[i], &o, &e), &e);
        for (size_t step = 0; step < 4; step++)
            must(ae_trainer_step(NULL, trainer, &rows, &e), &e);
        ae_trainer_free(trainer);
    }
    assert_same_model(m[0], m[1]);
    ae_model_free(m[0]);
    ae_model_free(m[1]);
}

/* ---- a callback that fails ---- */

static int count_epoch(void *user, const ae_progress *p)
{
    *(size_t *)user = p->epoch;
    return 0;
}

/* A fit on rows and validation rows of callbacks that share a count of calls, one of which fails. */
static ae_status fit_with_failure(ae_model *m, size_t fail_at, size_t *epochs, ae_error *e)
{
    size_t count = 0;
    host training, validating;
    ae_rows valid = memory;
    valid.n = VALID;
    ae_rows rows = from_host(&training, &memory, &count);
    valid = from_host(&validating, &valid, &count);
    training.fail_at = validating.fail_at = fail_at;
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    o.batch = BATCH;
    o.epochs = *epochs;
    o.valid = &valid;
    o.on_epoch = count_epoch;
    o.user = epochs;
    *epochs = 0;
    ae_status status = ae_model_fit(m, &rows, &o, e);
    assert_int_equal(count, fail_at ? fail_at : count); /* and it was not called again */
    return status;
}

static ae_model *train_steps(size_t steps)
{
    ae_model *m = make_model(spec, 1);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_error e;
    o.batch = BATCH;
    o.steps = steps;
    if (steps)
        must(ae_model_fit(m, &memory, &o, &e), &e);
    return m;
}

/* Given a callback whose call number k fails, in a step or in the validation after it; then that is AE_EHOST, and the model
 * is what a training of the steps until then leaves. */
static void a_failure_leaves_the_model_of_the_steps_until_then(void **state)
{
    enum { STEPS = 3, CHUNKS = 2, EACH = STEPS + CHUNKS };
    (void)state;
    for (size_t k = 1; k <= EPOCHS * EACH; k++) {
        ae_model *m = make_model(spec, 1);
        size_t epochs = EPOCHS, whole = (k - 1) / EACH,
               steps = whole * STEPS + ((k - 1) % EACH < STEPS ? (k - 1) % EACH : STEPS);
        bool validates = (k - 1) % EACH >= STEPS;
        ae_error e;
        assert_int_equal(fit_with_failure(m, k, &epochs, &e), AE_EHOST);
        assert_non_null(strstr(e.text, "the callback that reads rows returned 7"));
        assert_int_equal(strncmp(e.text, "validation: ", 12) == 0, validates);
        assert_int_equal(epochs, whole);
        ae_model *expected = train_steps(steps);
        assert_same_model(m, expected);
        ae_model_free(m);
        ae_model_free(expected);
    }
}

/* Given a callback that fails in a trainer's second step; then the model is as before that step, and the training goes on.
 */
static void a_failure_leaves_the_model_of_the_last_step(void **state)
{
    size_t count = 0;
    host h;
    ae_rows rows = from_host(&h, &memory, &count);
    ae_model *disturbed = make_model(spec, 1), *plain = make_model(spec, 1);
    ae_trainer *trainer[2];
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_error e;
    (void)state;
    o.batch = ROWS;
    must(ae_trainer_create(&trainer[0], disturbed, &o, &e), &e);
    must(ae_trainer_create(&trainer[1], plain, &o, &e), &e);
    for (size_t i = 0; i < 2; i++) {
        h.fail_at = 0;
        must(ae_trainer_step(NULL, trainer[0], &rows, &e), &e);
        must(ae_trainer_step(NULL, trainer[1], &memory, &e), &e);
        h.fail_at = count + 1;
        assert_int_equal(ae_trainer_step(NULL, trainer[0], &rows, &e), AE_EHOST);
        assert_same_model(disturbed, plain);
    }
    ae_trainer_free(trainer[0]);
    ae_trainer_free(trainer[1]);
    ae_model_free(disturbed);
    ae_model_free(plain);
}

/* Given a callback that fails at the second chunk; then every call says so, and its context is good as before. */
static void a_failure_ends_a_call(void **state)
{
    static float out[ROWS * WIDTH];
    ae_model *m = make_model(spec, 1);
    ae_context *c = make_context(m, 2);
    (void)state;
    for (size_t i = 0; i < CALLS; i++) {
        size_t count = 0;
        host h;
        ae_rows rows = from_host(&h, &memory, &count);
        ae_error e;
        h.fail_at = 2;
        assert_int_equal(calls[i].run(out, m, c, &rows, &e), AE_EHOST);
        assert_string_equal(e.text,
                            "the callback that reads rows returned 7 when asked for 280 rows, the first of them row 321");
        assert_int_equal(count, 2);
        assert_same_results(m, c, &memory, &rows);
    }
    ae_context_free(c);
    ae_model_free(m);
}

/* ---- a callback that brings what is no number ---- */

enum { BAD_ROW = 433, BAD_COLUMN = 17 };

static int bring_nan(void *user, const ae_read_buffers *to, const uint32_t *rows, size_t n)
{
    int answer = bring(user, to, rows, n);
    for (size_t i = 0; i < n; i++)
        if (rows[i] == BAD_ROW)
            (to->target ? to->target : to->input)[i * WIDTH + BAD_COLUMN] = NAN;
    return answer;
}

static void must_blame(ae_status status, const ae_error *e, const char *what)
{
    char text[160] = "";
    strcat(text, what);
    strcat(text, ": row 434, column 18 is NaN; rows with gaps need the item `missing mask` in the spec");
    assert_int_equal(status, AE_ENONFINITE);
    assert_string_equal(e->text, text);
    assert_int_equal(e->line, BAD_ROW + 1);
    assert_int_equal(e->column, BAD_COLUMN + 1);
}

/* Given NaN in a row or its target; then the row's number in the host's data is told, whatever the order in which rows are
 * asked for; a fit leaves the model of the last step before it, and a trainer's step the model as it was. */
static void what_is_no_number_is_found_as_it_comes(void **state)
{
    static float out[ROWS * WIDTH];
    const course *c = *state;
    ae_rows rows = rows_of(c), brought;
    ae_model *m = make_model(spec, 1), *untouched = make_model(spec, 1);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_trainer *trainer;
    size_t count = 0;
    ae_error e;
    host h;
    brought = from_host(&h, &rows, &count);
    brought.read = bring_nan;
    o.flags = c->flags;
    o.batch = BATCH;
    must_blame(ae_model_fit(m, &brought, &o, &e), &e, c->targets ? "target" : "input");
    ae_model_free(m);
    m = make_model(spec, 1);
    o.batch = ROWS;
    must(ae_trainer_create(&trainer, m, &o, &e), &e);
    must_blame(ae_trainer_step(NULL, trainer, &brought, &e), &e, c->targets ? "target" : "input");
    ae_trainer_free(trainer);
    assert_same_model(m, untouched);
    for (size_t i = 0; i < CALLS; i++)
        if (calls[i].targets || !c->targets)
            must_blame(calls[i].run(out, m, NULL, &brought, &e), &e, c->targets ? "target" : "input");
    ae_model_free(m);
    ae_model_free(untouched);
}

/* Given NaN in rows that validate; then the message says that they are those, and the model has the epoch before. */
static void what_is_no_number_is_found_in_validation(void **state)
{
    ae_model *m = make_model(spec, 1), *expected = make_model(spec, 1);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    size_t count = 0;
    ae_error e;
    host h;
    ae_rows valid = from_host(&h, &memory, &count);
    (void)state;
    valid.read = bring_nan;
    o.valid = &valid;
    must_blame(ae_model_fit(m, &memory, &o, &e), &e, "validation: input");
    o.valid = NULL;
    o.epochs = 1;
    must(ae_model_fit(expected, &memory, &o, &e), &e);
    assert_same_model(m, expected);
    ae_model_free(m);
    ae_model_free(expected);
}

/* ---- the host's floating-point mode ---- */

typedef struct climate {
    host host;
    int expected; /* the rounding that it must find */
    size_t strange;
} climate;

static int bring_and_turn(void *user, const ae_read_buffers *to, const uint32_t *rows, size_t n)
{
    climate *c = user;
    c->strange += rounding() != c->expected;
    c->expected = c->expected == FE_UPWARD ? FE_DOWNWARD : FE_UPWARD;
    fesetround(c->expected);
    return bring(&c->host, to, rows, n);
}

/* Given a callback that changes the rounding mode each time; then it finds the mode that it left, the host keeps the last,
 * and results are as ever. */
static void a_callback_lives_in_the_hosts_mode(void **state)
{
    ae_model *a = fit(&courses[0], &memory, NULL, NULL), *b;
    static float codes[2][ROWS * WIDTH];
    size_t count = 0;
    climate c = { .expected = FE_UPWARD };
    ae_rows rows = from_host(&c.host, &memory, &count);
    ae_status status;
    ae_error e;
    (void)state;
    rows.read = bring_and_turn;
    rows.user = &c;
    must(ae_model_encode(codes[0], a, NULL, &memory, &e), &e);
    fesetround(FE_UPWARD);
    b = fit(&courses[0], &rows, NULL, NULL);
    int after_fit = rounding() != c.expected;
    status = ae_model_encode(codes[1], b, NULL, &rows, &e);
    int after_encode = rounding() != c.expected;
    fesetround(FE_TONEAREST);
    must(status, &e);
    assert_int_equal(c.strange, 0);
    assert_int_equal(after_fit + after_encode, 0);
    assert_memory_equal(codes[0], codes[1], sizeof codes[0]);
    assert_same_model(a, b);
    ae_model_free(a);
    ae_model_free(b);
}

/* ---- what makes no sense ---- */

static void with_data(ae_rows *r)
{
    r->input.data = data;
}
static void with_stride(ae_rows *r)
{
    r->input.stride = WIDTH * sizeof(float);
}
static void of_bytes(ae_rows *r)
{
    r->input.dtype = AE_U8;
}
static void with_target_data(ae_rows *r)
{
    r->target = floats(targets);
}
static void target_of_doubles(ae_rows *r)
{
    r->target = floats(NULL);
    r->target.dtype = AE_F64;
}
static void narrow_target(ae_rows *r)
{
    r->target = floats(NULL);
    r->target.width--;
}

static const struct mistake {
    const char *name;
    void (*make)(ae_rows *r);
    ae_status status;
    const char *said;
} mistakes[] = {
    { "data", with_data, AE_EARGUMENT, "input: rows from a callback are floats" },
    { "stride", with_stride, AE_EARGUMENT, "input: rows from a callback are floats" },
    { "bytes", of_bytes, AE_EARGUMENT, "input: rows from a callback are floats" },
    { "target data", with_target_data, AE_EARGUMENT, "target: rows from a callback are floats" },
    { "target of doubles", target_of_doubles, AE_EARGUMENT, "target: rows from a callback are floats" },
    { "narrow target", narrow_target, AE_EWIDTH, "target: the rows have 63 columns, the model takes 64" },
};
enum { MISTAKES = sizeof mistakes / sizeof *mistakes };

/* Given a callback beside what only rows in memory have; then that is said, and nothing is read. */
static void memory_and_callback_exclude_each_other(void **state)
{
    const struct mistake *mistake = *state;
    static float out[ROWS * WIDTH];
    ae_model *m = make_model(spec, 1);
    size_t count = 0;
    ae_error e;
    host h;
    ae_rows rows = from_host(&h, &memory, &count);
    mistake->make(&rows);
    assert_int_equal(ae_model_score(out, m, NULL, &rows, &e), mistake->status);
    assert_non_null(strstr(e.text, mistake->said));
    assert_int_equal(ae_model_fit(m, &rows, NULL, &e), mistake->status);
    assert_non_null(strstr(e.text, mistake->said));
    assert_int_equal(count, 0);
    ae_model_free(m);
}

int main(void)
{
    enum { OTHERS = 9 };
    struct CMUnitTest tests[OTHERS + COURSES + MISTAKES] = {
        cmocka_unit_test(results_are_those_of_rows_in_memory),
        cmocka_unit_test(a_step_is_that_of_rows_in_memory),
        cmocka_unit_test(a_failure_leaves_the_model_of_the_steps_until_then),
        cmocka_unit_test(a_failure_leaves_the_model_of_the_last_step),
        cmocka_unit_test(a_failure_ends_a_call),
        cmocka_unit_test_prestate(what_is_no_number_is_found_as_it_comes, (void *)(uintptr_t)&courses[0]),
        cmocka_unit_test_prestate(what_is_no_number_is_found_as_it_comes, (void *)(uintptr_t)&courses[COURSES - 1]),
        cmocka_unit_test(what_is_no_number_is_found_in_validation),
        cmocka_unit_test(a_callback_lives_in_the_hosts_mode),
    };
    struct CMUnitTest *more = tests + OTHERS;
    for (size_t i = 0; i < COURSES; i++)
        *more++ = (struct CMUnitTest){ courses[i].name, a_fit_is_that_of_rows_in_memory, NULL, NULL,
                                       (void *)(uintptr_t)&courses[i] };
    for (size_t i = 0; i < MISTAKES; i++)
        *more++ = (struct CMUnitTest){ mistakes[i].name, memory_and_callback_exclude_each_other, NULL, NULL,
                                       (void *)(uintptr_t)&mistakes[i] };
    return _cmocka_run_group_tests("callback", tests, OTHERS + COURSES + MISTAKES, fill, NULL);
}
