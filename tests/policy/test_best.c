/* stop, target and time in fits with validation rows: when they end, and that the model then has its best weights, whatever
 * ended the training. */
#include "support.h"
#include <stdio.h>

enum { ROWS = 90, VALID = 40, WIDTH = 10, BATCH = 30, PER_EPOCH = 3, EPOCHS = 25 };
static float data[(ROWS + VALID) * WIDTH];
static const char spec[] = "input 10 | dense 8 act=tanh | batchnorm | code | dense 10";

/* A training whose losses go up and down. */
#define LIVELY "sgd lr=1.5 momentum=0.9"

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS + VALID, WIDTH);
    for (size_t i = 0; i < (ROWS + VALID) * WIDTH; i++)
        data[i] += (float)(0.3 * sin((double)(i * i)));
    return 0;
}

typedef struct course {
    ae_model *model;
    ae_fit_report report;
    ae_epoch_record history[EPOCHS];
    size_t epochs_heard;
} course;

static int hear(void *user, const ae_progress *p)
{
    ((course *)user)->epochs_heard = p->epoch;
    return 0;
}

static ae_fit_options options(course *c, const char *text, const ae_rows *valid)
{
    return (ae_fit_options){ .size = sizeof(ae_fit_options),
                             .optimizer = text,
                             .batch = BATCH,
                             .epochs = EPOCHS,
                             .seed = 2,
                             .valid = valid,
                             .on_epoch = hear,
                             .user = c,
                             .history = c->history,
                             .history_capacity = EPOCHS,
                             .report = &c->report };
}

static void run(course *c, const ae_fit_options *o)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_error e;
    c->report = (ae_fit_report)AE_FIT_REPORT_INIT;
    c->model = make_model(spec, 1);
    must(ae_model_fit(c->model, &rows, o, &e), &e);
}

static void fit(course *c, const char *text, size_t epochs, bool measured)
{
    ae_rows valid = AE_ROWS_F32(data + ROWS * WIDTH, VALID, WIDTH);
    ae_fit_options o = options(c, text, measured ? &valid : NULL);
    o.epochs = epochs;
    run(c, &o);
}

/* The model is what a fit over so many epochs makes, its record, too. */
static void assert_is_after(const ae_model *m, const char *text, size_t steps)
{
    course c;
    ae_fit_options o = options(&c, text, NULL);
    o.epochs = 0;
    o.steps = steps;
    run(&c, &o);
    assert_same_tensors(m, c.model);
    assert_int_equal(facts_of(m).trained_steps, steps);
    assert_int_equal(facts_of(m).trained_rows, facts_of(c.model).trained_rows);
    assert_true(facts_of(m).last_loss == facts_of(c.model).last_loss);
    ae_model_free(c.model);
}

/* ---- when it ends ---- */

static double watched(const ae_epoch_record *r, bool valid)
{
    return valid ? r->valid_loss : r->loss;
}

static const struct {
    const char *base, *stop;
    bool measured, on_valid;
    size_t patience;
    double min_delta;
} stops[] = {
    { "sgd lr=4", " | stop patience=2", true, true, 2, 0 },
    { LIVELY, " | stop patience=3 on=valid", true, true, 3, 0 },
    { "sgd lr=4", " | stop patience=1 on=train", true, false, 1, 0 },
    { "sgd lr=4", " | stop patience=1", false, false, 1, 0 },
    { "adam lr=0.02", " | stop patience=2 min_delta=0.01", true, true, 2, 0.01 },
    { "adam lr=0.1 | ema 0.8", " | stop patience=3 min_delta=0.005", true, true, 3, 0.005 },
    { LIVELY, " | stop patience=3 | time seconds=1e6 | target loss=-1", true, true, 3, 0 },
};

/* Given the losses of a fit that is not stopped; then the stopped one ends where they say, with its callback, and the model
 * is that of the best epoch. */
static void a_fit_ends_where_its_losses_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        char text[256];
        course free_running, stopped;
        fit(&free_running, stops[i].base, EPOCHS, stops[i].measured);
        strcat(strcpy(text, stops[i].base), stops[i].stop);
        fit(&stopped, text, EPOCHS, stops[i].measured);
        double best = INFINITY;
        size_t best_epoch = 0, epoch = 0;
        while (epoch < EPOCHS && epoch - best_epoch < stops[i].patience) {
            double loss = watched(&free_running.history[epoch++], stops[i].on_valid);
            if (loss < best - stops[i].min_delta) {
                best = loss;
                best_epoch = epoch;
            }
        }
        assert_true(epoch < EPOCHS && best_epoch > 1); /* so there was something to see */
        assert_int_equal(stopped.report.stopped, AE_STOP_PATIENCE);
        assert_int_equal(stopped.report.epochs, epoch);
        assert_int_equal(stopped.report.steps, epoch * PER_EPOCH);
        assert_int_equal(stopped.report.history, epoch);
        assert_int_equal(stopped.epochs_heard, epoch);
        assert_int_equal(stopped.report.best_epoch, best_epoch);
        assert_true(stopped.report.best_loss == watched(&free_running.history[best_epoch - 1], stops[i].measured));
        assert_is_after(stopped.model, stops[i].base, best_epoch * PER_EPOCH);
        ae_model_free(free_running.model);
        ae_model_free(stopped.model);
    }
}

/* Given each loss of a fit as the target; then a fit ends with the first epoch that reaches it, and has that epoch's
 * weights. */
static void a_fit_ends_at_its_target(void **state)
{
    course whole;
    (void)state;
    fit(&whole, LIVELY, EPOCHS, true);
    for (size_t i = 0; i < 2 * EPOCHS; i++) {
        course c;
        char text[96];
        bool valid = i % 2;
        double target = watched(&whole.history[i / 2], valid);
        size_t epoch = 1;
        while (watched(&whole.history[epoch - 1], valid) > target)
            epoch++;
        snprintf(text, sizeof text, LIVELY " | target loss=%.17g on=%s", target, valid ? "valid" : "train");
        fit(&c, text, EPOCHS, true);
        assert_int_equal(c.report.epochs, epoch);
        assert_int_equal(c.report.stopped, AE_STOP_TARGET);
        assert_int_equal(c.epochs_heard, epoch);
        assert_is_after(c.model, LIVELY, epoch * PER_EPOCH);
        ae_model_free(c.model);
    }
    ae_model_free(whole.model);
}

/* Given no time at all; then one step is made, measured and recorded. */
static void a_fit_ends_when_its_time_is_over(void **state)
{
    course c;
    (void)state;
    fit(&c, LIVELY " | time seconds=0", EPOCHS, true);
    assert_int_equal(c.report.stopped, AE_STOP_TIME);
    assert_int_equal(c.report.steps, 1);
    assert_int_equal(c.report.epochs, 1);
    assert_int_equal(c.epochs_heard, 1);
    assert_int_equal(c.report.history, 1);
    assert_true(c.history[0].valid_loss > 0);
    assert_is_after(c.model, LIVELY, 1);
    ae_model_free(c.model);
}

/* Given `plateau` on the loss of validation rows, or that of training; then each epoch has the rate that follows from the
 * losses of those before it. */
static void a_rate_falls_by_either_loss(void **state)
{
    (void)state;
    for (int valid = 0; valid <= 1; valid++) {
        course c;
        double best = INFINITY, rate = 1.5;
        size_t bad = 0;
        fit(&c, valid ? LIVELY " | plateau factor=0.5 patience=2" : LIVELY " | plateau factor=0.5 patience=2 on=train",
            EPOCHS, true);
        for (size_t i = 0; i < EPOCHS; i++) {
            double loss = watched(&c.history[i], valid);
            assert_true(fabs(c.history[i].rate - rate) <= 1e-13);
            bad = loss < best ? 0 : bad + 1;
            best = fmin(best, loss);
            rate *= bad == 2 ? 0.5 : 1;
            bad = bad == 2 ? 0 : bad;
        }
        assert_true(rate < 1.5);
        ae_model_free(c.model);
    }
}

/* ---- whatever ends it ---- */

static const char patient[] = LIVELY " | stop patience=1000";

/* The epoch of the least loss among the first ones. */
static size_t best_of(const course *c, size_t epochs)
{
    size_t best = 0;
    for (size_t i = 1; i < epochs; i++)
        best = c->history[i].valid_loss < c->history[best].valid_loss ? i : best;
    return best + 1;
}

/* Given `stop` and a fit that goes on to its last step; then the model has the best weights all the same. */
static void the_last_step_leaves_the_best(void **state)
{
    course c;
    (void)state;
    fit(&c, patient, EPOCHS, true);
    assert_int_equal(c.report.stopped, AE_STOP_DONE);
    assert_int_equal(c.report.best_epoch, best_of(&c, EPOCHS));
    assert_true(c.report.best_epoch < EPOCHS);
    assert_is_after(c.model, LIVELY, c.report.best_epoch * PER_EPOCH);
    ae_model_free(c.model);
}

typedef struct ender {
    size_t at; /* step */
    bool cancels;
    volatile int32_t cancel;
} ender;

static int end(void *user, const ae_progress *p)
{
    ender *x = user;
    if (p->step == x->at && x->cancels)
        x->cancel = 1;
    return p->step == x->at && !x->cancels;
}

/* Given a callback or a flag that ends it in mid-epoch, at the end of one, or before the end of the first; then the model
 * has the best weights of the epochs that ended, or, where none has, those of the last step. */
static void callbacks_and_flags_leave_the_best(void **state)
{
    static const size_t steps[] = { 1, 2, 4, 3 * 9, 3 * 9 + 1, 3 * EPOCHS };
    course whole;
    (void)state;
    fit(&whole, patient, EPOCHS, true);
    for (size_t i = 0; i < 12; i++) {
        course c;
        ender x = { .at = steps[i / 2], .cancels = i % 2 };
        ae_rows valid = AE_ROWS_F32(data + ROWS * WIDTH, VALID, WIDTH);
        ae_fit_options o = options(&c, patient, &valid);
        o.on_epoch = NULL;
        o.on_step = end;
        o.user = &x;
        o.cancel = &x.cancel;
        run(&c, &o);
        size_t ended = (x.at - 1) / PER_EPOCH; /* the epoch under way is not measured any more */
        assert_int_equal(c.report.steps, x.at);
        assert_int_equal(c.report.stopped, x.cancels ? AE_STOP_CANCEL : AE_STOP_CALLBACK);
        assert_int_equal(c.report.best_epoch, ended ? best_of(&whole, ended) : 0);
        assert_is_after(c.model, LIVELY, ended ? c.report.best_epoch * PER_EPOCH : x.at);
        ae_model_free(c.model);
    }
    ae_model_free(whole.model);
}

/* Without `stop`, the best epoch is told all the same, and the model has the last weights. */
static void without_stop_the_last_weights_stay(void **state)
{
    course c;
    (void)state;
    fit(&c, LIVELY, EPOCHS, true);
    assert_int_equal(c.report.best_epoch, best_of(&c, EPOCHS));
    assert_true(c.report.best_loss == c.history[c.report.best_epoch - 1].valid_loss);
    assert_is_after(c.model, LIVELY, EPOCHS * PER_EPOCH);
    ae_model_free(c.model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fit_ends_where_its_losses_say),    cmocka_unit_test(a_fit_ends_at_its_target),
        cmocka_unit_test(a_fit_ends_when_its_time_is_over),   cmocka_unit_test(a_rate_falls_by_either_loss),
        cmocka_unit_test(the_last_step_leaves_the_best),      cmocka_unit_test(callbacks_and_flags_leave_the_best),
        cmocka_unit_test(without_stop_the_last_weights_stay),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
