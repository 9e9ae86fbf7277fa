/* fit and its watchers, the trainer beneath it, its memory, and what happens when something is wrong. */
#include "../help.h"

enum { ROWS = 100, WIDTH = 12, BATCH = 32 };
static float data[ROWS * WIDTH];
static const char spec[] = "input 12 | dense 6 act=tanh | code | dense 12";

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    return 0;
}

typedef struct diary {
    size_t steps, epochs;
    uint64_t stop_at; /* step; 0 = never */
    ae_progress last_step, last_epoch;
} diary;

static int on_step(void *user, const ae_progress *p)
{
    diary *d = user;
    d->steps++;
    d->last_step = *p;
    return p->step == d->stop_at;
}

static int on_epoch(void *user, const ae_progress *p)
{
    diary *d = user;
    d->epochs++;
    d->last_epoch = *p;
    return 0;
}

static ae_fit_options watched(diary *d)
{
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    options.batch = BATCH;
    options.epochs = 3;
    options.on_step = on_step;
    options.on_epoch = on_epoch;
    options.user = d;
    return options;
}

/* 100 rows in batches of 32: four steps an epoch. */
static void watchers_see_every_step_and_epoch(void **state)
{
    diary d = { 0 };
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH), valid = AE_ROWS_F32(data, 7, WIDTH);
    ae_fit_options options = watched(&d);
    ae_fit_report report = AE_FIT_REPORT_INIT;
    ae_epoch_record history[2];
    ae_error e;
    ae_metrics metrics = AE_METRICS_INIT;
    ae_model *model = make_model(spec, 1);
    (void)state;
    options.valid = &valid;
    options.report = &report;
    options.history = history;
    options.history_capacity = 2;
    must(ae_model_fit(model, &rows, &options, &e), &e);
    assert_int_equal(d.steps, 12);
    assert_int_equal(d.epochs, 3);
    assert_int_equal(d.last_step.step, 12);
    assert_int_equal(d.last_step.steps, 12);
    assert_int_equal(d.last_step.epoch, 3);
    assert_int_equal(d.last_step.epochs, 3);
    assert_true(isnan(d.last_step.valid_loss));
    must(ae_model_evaluate(&metrics, model, NULL, &valid, &e), &e);
    assert_true(d.last_epoch.valid_loss == metrics.loss);
    assert_int_equal(report.steps, 12);
    assert_int_equal(report.epochs, 3);
    assert_int_equal(report.history, 2);
    assert_int_equal(report.stopped, 0);
    assert_true(report.last_loss == d.last_step.loss);
    assert_true(history[1].loss < history[0].loss);
    ae_model_free(model);
}

static void a_watcher_can_stop(void **state)
{
    diary d = { .stop_at = 6 };
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = watched(&d), six = AE_FIT_OPTIONS_INIT;
    ae_fit_report report = AE_FIT_REPORT_INIT;
    ae_error e;
    ae_model *stopped = make_model(spec, 1), *whole = make_model(spec, 1);
    (void)state;
    options.report = &report;
    six.batch = BATCH;
    six.steps = 6;
    must(ae_model_fit(stopped, &rows, &options, &e), &e);
    must(ae_model_fit(whole, &rows, &six, &e), &e);
    assert_int_equal(report.stopped, AE_STOP_CALLBACK);
    assert_int_equal(report.steps, 6);
    assert_int_equal(report.epochs, 2);
    assert_int_equal(d.epochs, 1); /* the second was cut short, and no callback followed */
    assert_same_model(stopped, whole);
    ae_model_free(stopped);
    ae_model_free(whole);
}

/* Sets the flag that the fit looks at, as a signal handler or another thread would. */
typedef struct canceller {
    volatile int32_t cancel;
    size_t at, steps, epochs; /* when; how often each callback was called */
    const ae_model *model;
} canceller;

static int cancel_step(void *user, const ae_progress *p)
{
    canceller *c = user;
    c->steps++;
    c->model = p->model;
    c->cancel = p->step == c->at;
    return 0;
}

static int count_epoch(void *user, const ae_progress *p)
{
    canceller *c = user;
    (void)p;
    c->epochs++;
    return 0;
}

/* Given a flag that is set at some step, or from the start; then no step, no measuring and no callback follows, and what was
 * done is kept. */
static void a_flag_cancels(void **state)
{
    static const size_t at[] = { 0, 1, 4, 6 }; /* 4 steps an epoch */
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_error e;
    (void)state;
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        ae_epoch_record history[3];
        ae_fit_report report = AE_FIT_REPORT_INIT;
        ae_fit_options options = AE_FIT_OPTIONS_INIT;
        canceller c = { .cancel = at[i] == 0, .at = at[i] };
        ae_model *model = make_model(spec, 1);
        options.batch = BATCH;
        options.epochs = 3;
        options.valid = &rows;
        options.on_step = cancel_step;
        options.on_epoch = count_epoch;
        options.user = &c;
        options.cancel = &c.cancel;
        options.report = &report;
        options.history = history;
        options.history_capacity = 3;
        must(ae_model_fit(model, &rows, &options, &e), &e);
        assert_int_equal(report.stopped, AE_STOP_CANCEL);
        assert_int_equal(report.steps, at[i]);
        assert_int_equal(c.steps, at[i]);
        assert_int_equal(c.epochs, at[i] == 6);
        assert_int_equal(report.history, (at[i] + 3) / 4);
        if (report.history) {
            assert_true(isnan(history[report.history - 1].valid_loss));
            assert_true(isfinite(history[report.history - 1].loss));
            assert_ptr_equal(c.model, model);
        }
        ae_model_free(model);
    }
}

/* Given rows of which those of the only step weigh nothing; then that is an error, not a loss that is no number. */
static void an_epoch_without_weight_is_an_error(void **state)
{
    static float weights[ROWS];
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_model *model = make_model(spec, 1), *before = make_model(spec, 1);
    ae_error e;
    (void)state;
    weights[ROWS - 1] = 1;
    rows.weights = weights;
    options.batch = 8;
    options.steps = 1;
    options.flags = AE_FIT_KEEP_ORDER;
    assert_int_equal(ae_model_fit(model, &rows, &options, &e), AE_EDATA);
    assert_string_equal(e.text, "epoch 1: the rows of all its steps have weight 0");
    assert_same_model(model, before);
    ae_model_free(model);
    ae_model_free(before);
}

static int stop_at_once(void *user, const ae_progress *p)
{
    (void)user, (void)p;
    return 1;
}

/* Given a training that is told to stop when only rows without weight were seen; then it ends well, as it always does. */
static void a_stop_before_any_weight_is_no_error(void **state)
{
    static float weights[ROWS];
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_fit_report report = AE_FIT_REPORT_INIT;
    ae_epoch_record record;
    ae_model *model = make_model(spec, 1);
    ae_error e;
    (void)state;
    weights[ROWS - 1] = 1;
    rows.weights = weights;
    options.batch = 8;
    options.flags = AE_FIT_KEEP_ORDER;
    options.on_step = stop_at_once;
    options.report = &report;
    options.history = &record;
    options.history_capacity = 1;
    must(ae_model_fit(model, &rows, &options, &e), &e);
    assert_int_equal(report.stopped, AE_STOP_CALLBACK);
    assert_int_equal(report.steps, 1);
    assert_int_equal(report.history, 0); /* there is no loss to record */
    ae_model_free(model);
}

/* Given bytes with a scale, and validation bytes that leave it open; then both are read alike. */
static void validation_rows_take_the_training_scale(void **state)
{
    static uint8_t grey[ROWS * WIDTH];
    diary d = { 0 };
    ae_rows rows = AE_ROWS_U8(grey, ROWS, WIDTH, 255), valid = AE_ROWS_U8(grey, 9, WIDTH, 0);
    ae_fit_options options = watched(&d);
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    ae_model *model = make_model(spec, 1);
    (void)state;
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        grey[i] = (uint8_t)(data[i] * 255);
    valid.target = valid.input; /* and so does a target */
    options.valid = &valid;
    must(ae_model_fit(model, &rows, &options, &e), &e);
    must(ae_model_evaluate(&metrics, model, NULL, &valid, &e), &e);
    assert_true(d.last_epoch.valid_loss == metrics.loss);
    ae_model_free(model);
}

/* Given a loop of one's own over the same batches; then it ends with fit's weights. */
static void a_trainer_does_what_fit_does(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_error e;
    ae_trainer *trainer;
    double loss;
    ae_model *a = make_model(spec, 1), *b = make_model(spec, 1);
    (void)state;
    options.batch = BATCH;
    options.flags = AE_FIT_KEEP_ORDER;
    options.epochs = 2;
    must(ae_model_fit(a, &rows, &options, &e), &e);
    must(ae_trainer_create(&trainer, b, &options, &e), &e);
    for (size_t i = 0; i < 2 * 4; i++) {
        size_t first = i % 4 * BATCH;
        ae_rows batch = AE_ROWS_F32(data + first * WIDTH, first + BATCH < ROWS ? BATCH : ROWS - first, WIDTH);
        must(ae_trainer_step(&loss, trainer, &batch, &e), &e);
    }
    ae_trainer_free(trainer);
    assert_same_model(a, b);
    ae_model_free(a);
    ae_model_free(b);
}

typedef struct memory_case {
    const char *spec;
    size_t batch;
    unsigned threads;
    bool valid;
} memory_case;

static const memory_case memory_cases[] = {
    { "input 12 | dense 200 act=tanh | code | dense 12", 64, 3, false },
    { "input 12 | dense 200 act=tanh | code | dense 12", 64, 1, true },
    { "input 12 | dense 2 | code | dense 12", 8192, 2, true },
    { "input 12 | dense 1 act=softmax | dense 1 | code | dense 12", 1, 1, true },
    { "input 12 | dense 1000 | dense 30 | code | dense 12", 100, 7, true },
    { "input 3x2x2 | batchnorm | dense 900 | layernorm | batchnorm | code | dense 12", 100, 3, true },
};

static void check_memory(const memory_case *c, size_t steps, size_t *calls)
{
    static float many[8192 * WIDTH];
    heap h = { 0 };
    ae_allocator counting = { heap_alloc, heap_free, &h };
    ae_rows rows = AE_ROWS_F32(many, 8192, WIDTH);
    ae_model_options model_options = AE_MODEL_OPTIONS_INIT;
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_error e;
    ae_model *model;
    size_t foretold;
    model_options.allocator = &counting;
    must(ae_model_create(&model, c->spec, &model_options, &e), &e);
    options.batch = c->batch;
    options.steps = steps;
    options.threads = c->threads;
    options.valid = c->valid ? &rows : NULL;
    must(ae_fit_memory(&foretold, model, &rows, &options, &e), &e);
    h.peak = h.held;
    h.calls = 0;
    must(ae_model_fit(model, &rows, &options, &e), &e);
    *calls = h.calls;
    assert_int_equal(h.peak, foretold);
    ae_model_free(model);
    assert_int_equal(h.held, 0);
}

/* What fit holds at most is what ae_fit_memory says, to the byte; and more steps ask for nothing more. */
static void memory_is_foretold(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof memory_cases / sizeof *memory_cases; i++) {
        size_t few, many;
        check_memory(&memory_cases[i], 1, &few);
        check_memory(&memory_cases[i], 4, &many);
        assert_int_equal(few, many);
    }
}

static void running_with_a_context_allocates_nothing(void **state)
{
    heap h = { 0 };
    ae_allocator counting = { heap_alloc, heap_free, &h };
    static float codes[ROWS * 6], outputs[ROWS * WIDTH], scores[ROWS];
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH), inner = AE_ROWS_F32(codes, ROWS, 6);
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    ae_model *model;
    ae_context *context;
    (void)state;
    options.allocator = &counting;
    must(ae_model_create(&model, spec, &options, &e), &e);
    must(ae_context_create(&context, model, NULL, &e), &e);
    h.calls = 0;
    must(ae_model_encode(codes, model, context, &rows, &e), &e);
    must(ae_model_decode(outputs, model, context, &inner, &e), &e);
    must(ae_model_reconstruct(outputs, model, context, &rows, &e), &e);
    must(ae_model_score(scores, model, context, &rows, &e), &e);
    must(ae_model_evaluate(&metrics, model, context, &rows, &e), &e);
    assert_int_equal(h.calls, 0);
    ae_context_free(context);
    ae_model_free(model);
    assert_int_equal(h.held, 0);
}

/* Every allocation of create, fit and the rest fails in turn: a status, no leak, and the model as it was. */
static void no_memory_is_a_status(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    ae_status status = AE_ENOMEM;
    (void)state;
    fit.steps = 2;
    fit.threads = 2;
    fit.valid = &rows;
    for (size_t fail_at = 1; status != AE_OK; fail_at++) {
        heap h = { .fail_at = fail_at };
        ae_allocator failing = { heap_alloc, heap_free, &h };
        ae_model *model = NULL, *clone = NULL;
        options.allocator = &failing;
        status = ae_model_create(&model, spec, &options, NULL);
        if (status == AE_OK)
            status = ae_model_clone(&clone, model, NULL);
        if (status == AE_OK)
            status = ae_model_fit(model, &rows, &fit, NULL);
        if (status != AE_OK) {
            assert_int_equal(status, AE_ENOMEM);
            h.fail_at = 0;
            if (model && clone)
                assert_same_model(model, clone);
        }
        ae_model_free(model);
        ae_model_free(clone);
        assert_int_equal(h.held, 0);
    }
}

typedef struct saver {
    const ae_model *model;
    unsigned char bytes[16384];
    size_t size;
} saver;

static int save_at_the_second_epoch(void *user, const ae_progress *p)
{
    saver *s = user;
    return p->epoch == 2 ? ae_model_save_memory(s->bytes, sizeof s->bytes, &s->size, s->model, NULL) != AE_OK : 0;
}

/* Given a callback that saves the model; then the file is what a training of that length would have written. */
static void a_callback_can_save(void **state)
{
    static uint8_t grey[ROWS * WIDTH];
    static saver s;
    ae_rows rows = AE_ROWS_U8(grey, ROWS, WIDTH, 255);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_error e;
    ae_model *model = make_model(spec, 1), *shorter = make_model(spec, 1), *saved;
    (void)state;
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        grey[i] = (uint8_t)(data[i] * 255);
    s.model = model;
    options.epochs = 3;
    options.on_epoch = save_at_the_second_epoch;
    options.user = &s;
    must(ae_model_fit(model, &rows, &options, &e), &e);
    options.epochs = 2;
    options.on_epoch = NULL;
    must(ae_model_fit(shorter, &rows, &options, &e), &e);
    must(ae_model_load_memory(&saved, s.bytes, s.size, NULL, &e), &e);
    assert_same_model(saved, shorter);
    ae_model_free(model);
    ae_model_free(shorter);
    ae_model_free(saved);
}

/* Given weights that left the finite numbers; then they are not saved, and a trainer's loss is only written when it is one.
 * The step that fails with them gives the model its last good weights. */
static void what_is_not_finite_is_not_saved(void **state)
{
    static float zeros[ROWS * WIDTH];
    ae_rows rows = AE_ROWS_F32(zeros, ROWS, WIDTH);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    enum { STEPS_TO_INFINITY = 7 };
    ae_error e;
    ae_trainer *trainer;
    ae_model *model = make_model(spec, 1);
    double loss = -1;
    size_t size;
    (void)state;
    options.optimizer = "sgd lr=1e6 decay=1"; /* each step multiplies the weights by about -10^6; rows of 0 hide it */
    must(ae_trainer_create(&trainer, model, &options, &e), &e);
    for (int i = 0; i < STEPS_TO_INFINITY; i++)
        must(ae_trainer_step(NULL, trainer, &rows, &e), &e);
    assert_int_equal(ae_model_save_memory(NULL, 0, &size, model, &e), AE_EDIVERGED);
    assert_non_null(strstr(e.text, "dense1.weight"));
    assert_int_equal(ae_trainer_step(&loss, trainer, &rows, &e), AE_EDIVERGED);
    assert_true(loss == -1);
    must(ae_model_save_memory(NULL, 0, &size, model, &e), &e);
    ae_trainer_free(trainer);
    ae_model_free(model);
}

/* ---- errors ---- */

typedef struct mistake {
    const char *name;
    void (*make)(ae_rows *rows, ae_fit_options *options);
    ae_status status;
    const char *says;
} mistake;

static float spoilt[ROWS * WIDTH];
static ae_rows other = AE_ROWS_INIT;

static void no_rows(ae_rows *r, ae_fit_options *o)
{
    (void)o, r->n = 0;
}
static void no_data(ae_rows *r, ae_fit_options *o)
{
    (void)o, r->input.data = NULL;
}
static void narrow(ae_rows *r, ae_fit_options *o)
{
    (void)o, r->input.width = 11;
}
static void zero_scale(ae_rows *r, ae_fit_options *o)
{
    (void)o, r->input.scale = -1;
}
static void tiny_scale(ae_rows *r, ae_fit_options *o)
{
    static uint8_t white[ROWS * WIDTH];
    (void)o;
    memset(white, 255, sizeof white);
    r->input = (ae_array){ white, WIDTH, 0, 1.2e-38, AE_U8, 0 };
}
static void huge_scale(ae_rows *r, ae_fit_options *o)
{
    (void)o, r->input.scale = 1e300;
}
static void strange_type(ae_rows *r, ae_fit_options *o)
{
    (void)o, r->input.dtype = (ae_dtype)9;
}
static void nan_inside(ae_rows *r, ae_fit_options *o)
{
    (void)o;
    memcpy(spoilt, data, sizeof data);
    spoilt[41 * WIDTH + 4] = (float)NAN;
    r->input.data = spoilt;
}
static void infinite_target(ae_rows *r, ae_fit_options *o)
{
    nan_inside(r, o);
    spoilt[41 * WIDTH + 4] = (float)INFINITY;
    r->target = r->input;
    r->input.data = data;
}
static void nan_target_of_bytes(ae_rows *r, ae_fit_options *o) /* which need not be looked at themselves */
{
    static uint8_t grey[ROWS * WIDTH];
    nan_inside(r, o);
    r->target = r->input;
    r->input = (ae_array){ grey, WIDTH, 0, 255, AE_U8, 0 };
}
static void narrow_target(ae_rows *r, ae_fit_options *o)
{
    (void)o;
    r->target = (ae_array){ data, 5, 0, 1, AE_F32, 0 };
}
static void bad_weight(ae_rows *r, ae_fit_options *o)
{
    (void)o;
    memcpy(spoilt, data, sizeof data);
    spoilt[3] = -1;
    r->weights = spoilt;
}
static void no_weight(ae_rows *r, ae_fit_options *o)
{
    (void)o;
    memset(spoilt, 0, sizeof spoilt);
    r->weights = spoilt;
}
static void unknown_optimizer(ae_rows *r, ae_fit_options *o)
{
    (void)r, o->optimizer = "adan";
}
static void bad_rate(ae_rows *r, ae_fit_options *o)
{
    (void)r, o->optimizer = "adam lr=-1";
}
static void two_optimizers(ae_rows *r, ae_fit_options *o)
{
    (void)r, o->optimizer = "adam | sgd";
}
static void many_threads(ae_rows *r, ae_fit_options *o)
{
    (void)r, o->threads = 1000;
}
static void both_lengths(ae_rows *r, ae_fit_options *o)
{
    (void)r, o->steps = 5;
}
static void narrow_valid(ae_rows *r, ae_fit_options *o)
{
    other = *r;
    other.input.width = 3;
    o->valid = &other;
}
static void odd_stride(ae_rows *r, ae_fit_options *o)
{
    (void)o, r->input.stride = WIDTH * sizeof(float) + 2;
}
static void odd_place(ae_rows *r, ae_fit_options *o)
{
    (void)o, r->input.data = (const char *)r->input.data + 2;
}
static void many_rows(ae_rows *r, ae_fit_options *o)
{
    (void)o, r->n = (size_t)UINT32_MAX + 1;
}
static void rows_beyond_memory(ae_rows *r, ae_fit_options *o)
{
    (void)o, r->n = UINT32_MAX;
    r->input.stride = SIZE_MAX / 8 * 4;
}
static void many_epochs(ae_rows *r, ae_fit_options *o)
{
    (void)r, o->epochs = (uint64_t)UINT32_MAX + 1;
}
static void many_steps(ae_rows *r, ae_fit_options *o)
{
    (void)r, o->epochs = 0, o->steps = UINT64_MAX;
}
static void long_optimizer(ae_rows *r, ae_fit_options *o)
{
    static char text[1100];
    memset(text, '0', sizeof text - 1);
    memcpy(text, "adam lr=0.", 10);
    (void)r, o->optimizer = text;
}
static void no_size(ae_rows *r, ae_fit_options *o)
{
    (void)o, r->size = 0;
}

static const mistake mistakes[] = {
    { "no rows", no_rows, AE_EDATA, "no rows" },
    { "no data", no_data, AE_EARGUMENT, "data is NULL" },
    { "too narrow", narrow, AE_EWIDTH, "11 columns, the model takes 12" },
    { "negative scale", zero_scale, AE_EDATA, "scale is -1" },
    { "scale that makes bytes infinite", tiny_scale, AE_ENONFINITE, "row 1, column 1" },
    { "huge scale", huge_scale, AE_EDATA, "1e+300" },
    { "unknown type", strange_type, AE_EARGUMENT, "dtype 9" },
    { "NaN", nan_inside, AE_ENONFINITE, "input: row 42, column 5" },
    { "infinite target", infinite_target, AE_ENONFINITE, "target: row 42, column 5" },
    { "NaN in the target of bytes", nan_target_of_bytes, AE_ENONFINITE, "target: row 42, column 5" },
    { "narrow target", narrow_target, AE_EWIDTH, "5 columns, the model takes 12" },
    { "negative weight", bad_weight, AE_EDATA, "row 4" },
    { "no weight at all", no_weight, AE_EDATA, "all 0" },
    { "unknown optimizer", unknown_optimizer, AE_EWORD, "did you mean \"adam\"" },
    { "negative rate", bad_rate, AE_EVALUE, "lr" },
    { "two optimizers", two_optimizers, AE_ESPEC, "line 1, column 8: sgd: a second optimizer" },
    { "too many threads", many_threads, AE_EOPTION, "threads is 1000" },
    { "epochs and steps", both_lengths, AE_EOPTION, "set one" },
    { "narrow validation", narrow_valid, AE_EWIDTH, "validation: input: the rows have 3 columns" },
    { "a stride of no whole elements", odd_stride, AE_EDATA, "multiples of the element's 4 bytes" },
    { "data of no whole elements", odd_place, AE_EDATA, "multiples of the element's 4 bytes" },
    { "too many rows", many_rows, AE_EDATA, "4294967296 rows" },
    { "rows beyond memory", rows_beyond_memory, AE_EDATA, "do not fit into memory" },
    { "too many epochs", many_epochs, AE_EOPTION, "4294967295 epochs" },
    { "too many steps", many_steps, AE_EOPTION, "4294967295 epochs" },
    { "a long optimizer", long_optimizer, AE_EOPTION, "longer than 1023 bytes" },
    { "no size", no_size, AE_EARGUMENT, "_INIT" },
};
enum { MISTAKES = sizeof mistakes / sizeof *mistakes };

/* One clear error, before anything is changed. */
static void mistakes_are_told(void **state)
{
    const mistake *m = *state;
    diary d = { 0 };
    size_t bytes;
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = watched(&d);
    ae_error e = { AE_OK, 0, 0, "" };
    ae_model *model = make_model(spec, 1), *before = make_model(spec, 1);
    m->make(&rows, &options);
    assert_int_equal(ae_model_fit(model, &rows, &options, &e), m->status);
    assert_int_equal(e.status, m->status);
    if (!strstr(e.text, m->says))
        fail_msg("\"%s\" does not say \"%s\"", e.text, m->says);
    assert_int_equal(d.steps, 0);
    assert_same_model(model, before);
    assert_int_equal(ae_model_fit(model, &rows, &options, NULL), m->status);          /* the error struct is optional */
    assert_int_equal(ae_fit_memory(&bytes, model, &rows, &options, NULL), m->status); /* and it can be known before */
    ae_model_free(model);
    ae_model_free(before);
}

/* Given a learning rate that explodes; then fit says at which step, and the weights are finite. */
static void divergence_is_told_and_undone(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_fit_report report = AE_FIT_REPORT_INIT;
    ae_error e;
    ae_model *model = make_model("input 12 | dense 6 | code | dense 12", 1);
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    (void)state;
    options.optimizer = "sgd lr=1e5";
    options.batch = BATCH;
    options.report = &report;
    assert_int_equal(ae_model_fit(model, &rows, &options, &e), AE_EDIVERGED);
    assert_non_null(strstr(e.text, "epoch"));
    assert_non_null(strstr(e.text, "step"));
    assert_true(report.steps > 0);
    for (size_t i = 0; ae_model_get_tensor(&t, model, i, NULL) == AE_OK; i++)
        for (size_t k = 0; k < t.shape[0] * (t.rank == 2 ? t.shape[1] : 1); k++)
            assert_true(isfinite(t.data[k]));
    ae_model_free(model);
}

/* Given zeros, which pass enormous weights as zeros, so that the loss is finite and the gradients behind it are not; then
 * the weights before the step are kept. */
static void weights_that_diverge_are_undone(void **state)
{
    static const char steep[] =
        "input 12 | init normal sd=1e6 | dense 4 | dense 4 | dense 4 | dense 4 | dense 4 | code | dense 4 | dense 12";
    static const float zeros[ROWS * WIDTH];
    static float far[ROWS * WIDTH];
    ae_rows rows = AE_ROWS_F32(zeros, ROWS, WIDTH);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_error e;
    ae_model *model = make_model(steep, 1), *before = make_model(steep, 1);
    (void)state;
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        far[i] = 1e8f;
    rows.target = (ae_array){ far, WIDTH, 0, 1, AE_F32, 0 };
    options.steps = 1;
    assert_int_equal(ae_model_fit(model, &rows, &options, &e), AE_EDIVERGED);
    assert_non_null(strstr(e.text, "epoch 1, step 1: a gradient is not finite"));
    assert_same_model(model, before);
    ae_model_free(model);
    ae_model_free(before);
}

/* Given an output that has not the input's width; then it is told before the first step that a target is needed, and with
 * one the net is trained. */
static void an_output_of_another_width_needs_a_target(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_error e;
    ae_model *model = make_model("input 12 | dense 6 | code | dense 5", 1);
    (void)state;
    options.steps = 1;
    assert_int_equal(ae_model_fit(model, &rows, &options, &e), AE_EWIDTH);
    assert_non_null(strstr(e.text, "ends with 5 columns, the input has 12"));
    rows.target = (ae_array){ data, 5, 0, 1, AE_F32, 0 };
    must(ae_model_fit(model, &rows, &options, &e), &e);
    ae_model_free(model);
}

static void a_net_without_weights_is_not_trained(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_model *model = make_model("input 12 | code | decoder mirror", 1);
    ae_error e;
    size_t bytes;
    (void)state;
    assert_int_equal(ae_model_fit(model, &rows, NULL, &e), AE_EARGUMENT);
    assert_non_null(strstr(e.text, "nothing to train"));
    assert_int_equal(ae_fit_memory(&bytes, model, &rows, NULL, NULL), AE_EARGUMENT);
    ae_model_free(model);
}

static void null_arguments_are_told(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_model *model = make_model(spec, 1);
    ae_trainer *trainer;
    float out[6 * ROWS];
    size_t n;
    (void)state;
    assert_int_equal(ae_model_fit(NULL, &rows, NULL, NULL), AE_EARGUMENT);
    assert_int_equal(ae_model_fit(model, NULL, NULL, NULL), AE_EARGUMENT);
    assert_int_equal(ae_fit_memory(NULL, model, &rows, NULL, NULL), AE_EARGUMENT);
    assert_int_equal(ae_fit_memory(&n, NULL, &rows, NULL, NULL), AE_EARGUMENT);
    assert_int_equal(ae_trainer_create(NULL, model, NULL, NULL), AE_EARGUMENT);
    assert_int_equal(ae_trainer_create(&trainer, NULL, NULL, NULL), AE_EARGUMENT);
    assert_int_equal(ae_trainer_step(NULL, NULL, &rows, NULL), AE_EARGUMENT);
    assert_int_equal(ae_model_encode(NULL, model, NULL, &rows, NULL), AE_EARGUMENT);
    assert_int_equal(ae_model_encode(out, NULL, NULL, &rows, NULL), AE_EARGUMENT);
    assert_int_equal(ae_model_encode(out, model, NULL, NULL, NULL), AE_EARGUMENT);
    ae_trainer_free(NULL);
    ae_model_free(NULL);
    ae_context_free(NULL);
    ae_model_free(model);
}

int main(void)
{
    const struct CMUnitTest plain[] = {
        cmocka_unit_test(watchers_see_every_step_and_epoch),
        cmocka_unit_test(a_watcher_can_stop),
        cmocka_unit_test(a_flag_cancels),
        cmocka_unit_test(an_epoch_without_weight_is_an_error),
        cmocka_unit_test(a_stop_before_any_weight_is_no_error),
        cmocka_unit_test(validation_rows_take_the_training_scale),
        cmocka_unit_test(a_trainer_does_what_fit_does),
        cmocka_unit_test(memory_is_foretold),
        cmocka_unit_test(running_with_a_context_allocates_nothing),
        cmocka_unit_test(no_memory_is_a_status),
        cmocka_unit_test(divergence_is_told_and_undone),
        cmocka_unit_test(weights_that_diverge_are_undone),
        cmocka_unit_test(an_output_of_another_width_needs_a_target),
        cmocka_unit_test(a_callback_can_save),
        cmocka_unit_test(what_is_not_finite_is_not_saved),
        cmocka_unit_test(null_arguments_are_told),
        cmocka_unit_test(a_net_without_weights_is_not_trained),
    };
    enum { PLAIN = sizeof plain / sizeof *plain };
    struct CMUnitTest tests[PLAIN + MISTAKES];
    memcpy(tests, plain, sizeof plain);
    for (size_t i = 0; i < MISTAKES; i++)
        tests[PLAIN + i] =
            (struct CMUnitTest){ mistakes[i].name, mistakes_are_told, NULL, NULL, (void *)(uintptr_t)&mistakes[i] };
    return _cmocka_run_group_tests("fit", tests, PLAIN + MISTAKES, fill, NULL);
}
