/* ae_fit_options.cancel: a fit that is told to end does so within the step or the chunk of rows under way. */
#include "../help.h"
#include <pthread.h>

enum { ROWS = 200, WIDTH = 8, BATCH = 50, STEPS = ROWS / BATCH };
static const char spec[] = "input 8 | dense 3 act=tanh | code | dense 8";
static float data[ROWS * WIDTH];
static const ae_rows memory = AE_ROWS_F32(data, ROWS, WIDTH);

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    return 0;
}

/* A host whose callbacks are counted; it sets the flag while one of its rows is read. */
typedef struct host {
    volatile int32_t cancel;
    size_t reads, cancel_at; /* the read in which it is set; 0 = in none */
    size_t late;             /* callbacks after that */
    size_t steps, epochs;    /* that it was told of */
} host;

static int read_rows(void *user, const ae_read_buffers *to, const uint32_t *rows, size_t n)
{
    host *h = user;
    for (size_t i = 0; i < n; i++)
        memcpy(to->input + i * WIDTH, data + rows[i] * WIDTH, WIDTH * sizeof *data);
    h->late += h->cancel != 0;
    h->cancel |= ++h->reads == h->cancel_at;
    return 0;
}

static int on_step(void *user, const ae_progress *p)
{
    host *h = user;
    h->late += h->cancel != 0;
    h->steps = p->step;
    return 0;
}

static int on_epoch(void *user, const ae_progress *p)
{
    host *h = user;
    h->late += h->cancel != 0;
    h->epochs = p->epoch;
    return 0;
}

static ae_rows rows_of(host *h)
{
    ae_rows rows = memory;
    rows.input.data = NULL;
    rows.read = read_rows;
    rows.user = h;
    return rows;
}

static ae_fit_options watched(host *h, const ae_rows *valid, ae_fit_report *report)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    *report = (ae_fit_report)AE_FIT_REPORT_INIT;
    o.batch = BATCH;
    o.epochs = 3;
    o.valid = valid;
    o.cancel = &h->cancel;
    o.on_step = on_step;
    o.on_epoch = on_epoch;
    o.user = h;
    o.report = report;
    return o;
}

static ae_model *train_steps(size_t steps)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_model *m = make_model(spec, 1);
    ae_error e;
    o.batch = BATCH;
    o.steps = steps;
    must(ae_model_fit(m, &memory, &o, &e), &e);
    return m;
}

/* Given a flag that is set while the rows of a step, or of a chunk of the validation after it, are read; then that is the
 * last callback, the report says why, and the model is what so many steps make. */
static void a_flag_set_while_rows_are_read_ends_the_fit(void **state)
{
    enum { CHUNKS = 4, EACH = STEPS + CHUNKS }; /* reads of an epoch: the validation takes a batch at a time */
    (void)state;
    for (size_t at = 1; at <= 2 * EACH; at++) {
        host h = { .cancel_at = at };
        ae_rows rows = rows_of(&h), valid = rows_of(&h);
        ae_fit_report report;
        ae_fit_options o = watched(&h, &valid, &report);
        ae_epoch_record history[3];
        ae_error e;
        size_t in_epoch = (at - 1) % EACH + 1, steps = (at - 1) / EACH * STEPS + (in_epoch < STEPS ? in_epoch : STEPS);
        ae_model *m = make_model(spec, 1), *expected = train_steps(steps);
        o.history = history;
        o.history_capacity = 3;
        must(ae_model_fit(m, &rows, &o, &e), &e);
        assert_int_equal(h.reads, at);
        assert_int_equal(h.late, 0);
        assert_int_equal(h.epochs, (at - 1) / EACH);
        assert_int_equal(h.steps, in_epoch > STEPS ? steps : steps - 1);
        assert_int_equal(report.stopped, AE_STOP_CANCEL);
        assert_int_equal(report.steps, steps);
        assert_int_equal(report.history, (at - 1) / EACH + 1);
        assert_true(isnan(history[report.history - 1].valid_loss) == (in_epoch != EACH));
        assert_same_model(m, expected);
        ae_model_free(m);
        ae_model_free(expected);
    }
}

/* ---- another thread ---- */

typedef struct other {
    host host;
    pthread_mutex_t mutex;
    pthread_cond_t moved;
} other;

static int tell_other(void *user, const ae_progress *p)
{
    other *o = user;
    pthread_mutex_lock(&o->mutex);
    o->host.steps = p->step;
    pthread_cond_signal(&o->moved);
    pthread_mutex_unlock(&o->mutex);
    return 0;
}

static void *cancel_after_a_while(void *argument)
{
    other *o = argument;
    pthread_mutex_lock(&o->mutex);
    while (o->host.steps < 10)
        pthread_cond_wait(&o->moved, &o->mutex);
    pthread_mutex_unlock(&o->mutex);
    __atomic_store_n(&o->host.cancel, 1, __ATOMIC_RELAXED);
    return NULL;
}

/* Given a fit that would take days, and another thread that sets the flag after some steps; then it ends, and the model is
 * what so many steps make. */
static void another_thread_ends_the_fit(void **state)
{
    other o = { .mutex = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER };
    ae_fit_report report;
    ae_fit_options options = watched(&o.host, NULL, &report);
    ae_model *m = make_model(spec, 1);
    pthread_t thread;
    ae_error e;
    (void)state;
    options.epochs = UINT32_MAX;
    options.threads = 2;
    options.on_epoch = NULL;
    options.on_step = tell_other;
    options.user = &o;
    assert_int_equal(pthread_create(&thread, NULL, cancel_after_a_while, &o), 0);
    must(ae_model_fit(m, &memory, &options, &e), &e);
    pthread_join(thread, NULL);
    assert_int_equal(report.stopped, AE_STOP_CANCEL);
    assert_true(report.steps >= 10);
    ae_model *expected = train_steps(report.steps);
    assert_same_model(m, expected);
    ae_model_free(m);
    ae_model_free(expected);
}

/* Given a flag that is set while the rows are still looked at; then not even that goes on: a number in the last row that would
 * be refused is not reached, and nothing is trained. */
static void the_first_look_at_the_rows_ends_too(void **state)
{
    static float x[ROWS * WIDTH];
    static const volatile int32_t cancel = 1;
    ae_model *model = make_model(spec, 1), *before = make_model(spec, 1);
    ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_fit_report report = AE_FIT_REPORT_INIT;
    ae_error e;
    (void)state;
    x[ROWS * WIDTH - 1] = NAN;
    options.report = &report;
    assert_int_equal(ae_model_fit(model, &rows, &options, &e), AE_ENONFINITE);
    options.cancel = &cancel;
    must(ae_model_fit(model, &rows, &options, &e), &e);
    assert_int_equal(report.stopped, AE_STOP_CANCEL);
    assert_int_equal(report.steps, 0);
    assert_same_model(model, before);
    ae_model_free(model);
    ae_model_free(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flag_set_while_rows_are_read_ends_the_fit),
        cmocka_unit_test(another_thread_ends_the_fit),
        cmocka_unit_test(the_first_look_at_the_rows_ends_too),
    };
    return cmocka_run_group_tests_name("cancel", tests, fill, NULL);
}
