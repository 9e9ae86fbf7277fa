/* What fit tells of its epochs: each loss and penalty against its formula, weighted as the rows are, rates, and what a
 * report says in the end. */
#include "../help.h"

enum { ROWS = 70, WIDTH = 12, BATCH = 32, EPOCHS = 3 }; /* batches of 32, 32 and 6 rows */
static float data[ROWS * WIDTH], weights[ROWS];
static const char parts_spec[] =
    "input 12 | dense 6 act=sigmoid | code | dense 12 act=sigmoid | loss mse weight=2 | loss bce "
    "| loss mae weight=0.5 | penalty l2 weight=0.25 on=code | penalty l1 weight=0.125 on=dense1";

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    for (size_t i = 0; i < ROWS; i++)
        weights[i] = (float)(i % 4) / 2; /* some are 0 */
    return 0;
}

static ae_rows all_rows(bool weighted)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    rows.weights = weighted ? weights : NULL;
    return rows;
}

/* ---- parts ---- */

/* What each part of the loss is for a row, by its formula, from the reconstruction y and the code. */
static void plain_parts(double part[5], const float *x, const float *y, const float *code)
{
    memset(part, 0, 5 * sizeof *part);
    for (size_t j = 0; j < WIDTH; j++) {
        double t = (double)x[j], p = (double)y[j];
        part[0] += 2 * (p - t) * (p - t) / WIDTH;
        part[1] -= (t * log(p) + (1 - t) * log(1 - p)) / WIDTH;
        part[2] += 0.5 * fabs(p - t) / WIDTH;
    }
    for (size_t j = 0; j < 6; j++) {
        part[3] += 0.25 * (double)code[j] * (double)code[j];
        part[4] += 0.125 * fabs((double)code[j]);
    }
}

/* Given a training that does not move the weights; then each part of an epoch's loss is the mean of its formula over the
 * rows, with their weights. Rows' losses are made of floats: some tens of roundings of 2^-24. */
static void parts_are_those_of_the_formulas(void **state)
{
    static const char *const names[] = { "mse", "bce", "mae", "l2", "l1" };
    static float y[ROWS * WIDTH], codes[ROWS * 6];
    (void)state;
    for (int weighted = 0; weighted <= 1; weighted++) {
        ae_rows rows = all_rows(weighted);
        ae_model *m = make_model(parts_spec, 4);
        ae_epoch_record r;
        ae_fit_options o = {
            .size = sizeof o, .optimizer = "sgd lr=0", .batch = BATCH, .epochs = 1, .history = &r, .history_capacity = 1
        };
        double sum[5] = { 0 }, weight = 0, total = 0;
        ae_error e;
        must(ae_model_reconstruct(y, m, NULL, &rows, &e), &e);
        must(ae_model_encode(codes, m, NULL, &rows, &e), &e);
        must(ae_model_fit(m, &rows, &o, &e), &e);
        for (size_t i = 0; i < ROWS; i++) {
            double part[5], w = weighted ? (double)weights[i] : 1;
            plain_parts(part, data + i * WIDTH, y + i * WIDTH, codes + i * 6);
            for (size_t k = 0; k < 5; k++)
                sum[k] += w * part[k];
            weight += w;
        }
        assert_int_equal(r.n_losses, 5);
        for (size_t k = 0; k < 5; k++) {
            assert_string_equal(r.losses[k].name, names[k]);
            assert_true(fabs(r.losses[k].value / (sum[k] / weight) - 1) < 64 * 0x1p-24);
            total += r.losses[k].value;
        }
        assert_true(fabs(total / r.loss - 1) < 1e-14); /* sums of doubles */
        ae_model_free(m);
    }
}

/* Given more losses than a record has places; then it has the first ones, and `loss` has all. */
static void a_record_has_at_most_eight_parts(void **state)
{
    ae_rows rows = all_rows(false);
    ae_model *m =
        make_model("input 12 | dense 6 | code | dense 12 | loss mse | loss mae | loss sse | loss huber | penalty l1 "
                   "weight=1 | penalty l2 weight=1 | penalty l1 weight=1 on=code | penalty l2 weight=1 on=code "
                   "| penalty l2 weight=1 on=dense1 | penalty l1 weight=1 on=dense2",
                   4);
    ae_epoch_record r;
    ae_fit_options o = { .size = sizeof o, .epochs = 1, .history = &r, .history_capacity = 1 };
    double sum = 0;
    ae_error e;
    (void)state;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    assert_int_equal(r.n_losses, AE_LOSSES_MAX);
    assert_string_equal(r.losses[0].name, "mse");
    assert_string_equal(r.losses[7].name, "l2");
    for (size_t i = 0; i < AE_LOSSES_MAX; i++)
        sum += r.losses[i].value;
    assert_true(sum > 0 && r.loss > sum);
    ae_model_free(m);
}

/* ---- epochs ---- */

typedef struct heard {
    double loss[EPOCHS + 1], valid_loss[EPOCHS + 1], step_rate, rate[EPOCHS + 1], seconds[EPOCHS + 1];
    size_t stop_at;
} heard;

static int on_step(void *user, const ae_progress *p)
{
    heard *h = user;
    h->step_rate = p->rate;
    return p->step == h->stop_at;
}

static int on_epoch(void *user, const ae_progress *p)
{
    heard *h = user;
    h->loss[p->epoch] = p->loss;
    h->valid_loss[p->epoch] = p->valid_loss;
    h->rate[p->epoch] = h->step_rate;
    h->seconds[p->epoch] = p->seconds;
    assert_true(p->rate == h->step_rate);
    return 0;
}

static ae_fit_options watched(heard *h, ae_epoch_record *history, size_t capacity, ae_fit_report *report)
{
    *report = (ae_fit_report)AE_FIT_REPORT_INIT;
    return (ae_fit_options){ .size = sizeof(ae_fit_options),
                             .optimizer = "sgd lr=0.1 | schedule exponential every=4 factor=0.5",
                             .batch = BATCH,
                             .epochs = EPOCHS,
                             .on_step = on_step,
                             .on_epoch = on_epoch,
                             .user = h,
                             .history = history,
                             .history_capacity = capacity,
                             .report = report };
}

/* Given validation rows and a schedule; then the records are what the callbacks heard, numbered from 1, and time goes on. */
static void records_are_what_callbacks_hear(void **state)
{
    heard h = { .stop_at = 0 };
    ae_epoch_record history[EPOCHS + 1] = { { .epoch = 0 } };
    ae_fit_report report;
    ae_rows rows = all_rows(true), valid = AE_ROWS_F32(data, 20, WIDTH);
    ae_fit_options o = watched(&h, history, EPOCHS + 1, &report);
    ae_model *m = make_model(parts_spec, 1);
    ae_error e;
    (void)state;
    o.valid = &valid;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    assert_int_equal(report.history, EPOCHS);
    for (size_t i = 1; i <= EPOCHS; i++) {
        ae_epoch_record *r = &history[i - 1];
        assert_int_equal(r->epoch, i);
        assert_true(r->loss == h.loss[i] && r->valid_loss == h.valid_loss[i]);
        assert_true(r->rate == h.rate[i]);
        assert_true(fabs(r->rate - 0.1 * pow(0.5, (3 * (double)i - 1) / 4)) < 1e-14);
        assert_true(r->seconds >= (i > 1 ? history[i - 2].seconds : 0) && r->seconds <= h.seconds[i]);
    }
    assert_int_equal(history[EPOCHS].epoch, 0); /* no more than there are */
    assert_true(report.seconds >= history[EPOCHS - 1].seconds);
    assert_int_equal(report.best_epoch, EPOCHS); /* they fell */
    assert_true(report.best_loss == history[EPOCHS - 1].valid_loss);
    ae_model_free(m);
}

/* Given room for fewer epochs; then the first ones are kept, and nothing is written behind them. */
static void the_first_epochs_are_kept(void **state)
{
    (void)state;
    for (size_t capacity = 0; capacity < EPOCHS; capacity++) {
        heard h = { .stop_at = 0 };
        ae_epoch_record history[EPOCHS] = { { .epoch = 0 } };
        ae_fit_report report;
        ae_rows rows = all_rows(false);
        ae_fit_options o = watched(&h, history, capacity, &report);
        ae_model *m = make_model(parts_spec, 1);
        ae_error e;
        must(ae_model_fit(m, &rows, &o, &e), &e);
        assert_int_equal(report.history, capacity);
        assert_int_equal(report.epochs, EPOCHS);
        for (size_t i = 0; i < EPOCHS; i++)
            assert_int_equal(history[i].epoch, i < capacity ? i + 1 : 0);
        ae_model_free(m);
    }
}

/* Given a training that a callback ends in mid-epoch; then this epoch has the mean over its steps so far, each weighing as
 * its rows do, and no validation. It is not the best one, whatever it lost. */
static void an_epoch_cut_short_is_kept(void **state)
{
    heard h = { .stop_at = 5 };
    ae_epoch_record history[EPOCHS];
    ae_fit_report report;
    ae_rows rows = all_rows(false);
    ae_fit_options o = watched(&h, history, EPOCHS, &report);
    ae_model *m = make_model(parts_spec, 1);
    ae_error e;
    (void)state;
    o.valid = &rows;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    assert_int_equal(report.stopped, AE_STOP_CALLBACK);
    assert_int_equal(report.history, 2);
    assert_int_equal(report.epochs, 2);
    assert_int_equal(report.best_epoch, 1);
    assert_true(history[1].loss > 0 && history[1].valid_loss != history[1].valid_loss); /* NaN */
    assert_true(report.best_loss == history[0].valid_loss);
    ae_model_free(m);
}

/* Given a training that ends before its first epoch does; then no epoch is the best. */
static void without_an_epoch_none_is_the_best(void **state)
{
    heard h = { .stop_at = 1 };
    ae_epoch_record history[EPOCHS];
    ae_fit_report report;
    ae_rows rows = all_rows(false);
    ae_fit_options o = watched(&h, history, EPOCHS, &report);
    ae_model *m = make_model(parts_spec, 1);
    ae_error e;
    (void)state;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    assert_int_equal(report.best_epoch, 0);
    assert_true(report.best_loss != report.best_loss);
    assert_int_equal(report.refused + report.went_back, 0);
    assert_true(report.last_loss == history[0].loss);
    ae_model_free(m);
}

/* Nor where an error comes before the first step. */
static void an_error_before_the_first_step_leaves_no_best_epoch(void **state)
{
    ae_fit_report report = AE_FIT_REPORT_INIT;
    ae_rows rows = all_rows(false);
    ae_fit_options o = { .size = sizeof o, .optimizer = "unknown", .report = &report };
    ae_model *m = make_model(parts_spec, 1);
    (void)state;
    assert_int_equal(ae_model_fit(m, &rows, &o, NULL), AE_EWORD);
    assert_int_equal(report.best_epoch, 0);
    assert_true(report.best_loss != report.best_loss);
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_those_of_the_formulas),
        cmocka_unit_test(a_record_has_at_most_eight_parts),
        cmocka_unit_test(records_are_what_callbacks_hear),
        cmocka_unit_test(the_first_epochs_are_kept),
        cmocka_unit_test(an_epoch_cut_short_is_kept),
        cmocka_unit_test(without_an_epoch_none_is_the_best),
        cmocka_unit_test(an_error_before_the_first_step_leaves_no_best_epoch),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
