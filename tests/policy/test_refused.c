/* guard, on nets that learn: what a refused step leaves, who is blamed, and how a training comes back from bad weights. */
#include "model/model.h"
#include "support.h"

enum { ROWS = 100, WIDTH = 12, BATCH = 10, WILD = 56 };
static float data[ROWS * WIDTH], spoilt[ROWS * WIDTH];
static const char spec[] = "input 12 | dense 6 act=tanh | code | dense 12";

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    return 0;
}

/* All rows, one of which has a wild number. */
static ae_rows rows_with(float wild)
{
    memcpy(spoilt, data, sizeof data);
    spoilt[WILD * WIDTH + 3] = wild;
    return (ae_rows)AE_ROWS_F32(spoilt, ROWS, WIDTH);
}

static ae_fit_options fit_options(const char *text)
{
    ae_fit_options o = options_of(text);
    o.batch = BATCH;
    o.epochs = 2;
    o.flags = AE_FIT_KEEP_ORDER;
    return o;
}

/* No file is made of other weights. */
static bool is_finite(const ae_model *m)
{
    size_t needed;
    return ae_model_save_memory(NULL, 0, &needed, m, NULL) == AE_OK;
}

/* ---- who is to blame ---- */

/* Given one wild row that does not come among the first; then the fit ends and names it, also in a list of picked rows and
 * in a shuffled order. */
static void a_wild_row_is_named(void **state)
{
    uint32_t pick[ROWS];
    ae_rows rows = rows_with(1e5f);
    (void)state;
    for (uint32_t i = 0; i < ROWS; i++)
        pick[i] = 3 * i % ROWS;
    for (int i = 0; i < 3; i++) {
        rows.pick = i == 1 ? pick : NULL;
        rows.picks = i == 1 ? ROWS : 0;
        ae_fit_options o = fit_options("sgd lr=0.01 | clip norm=1");
        ae_model *m = make_model(spec, 1);
        ae_error e;
        o.flags = i < 2 ? AE_FIT_KEEP_ORDER : 0;
        o.epochs = 5;
        o.seed = 3;
        assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EDIVERGED);
        assert_int_equal(e.line, WILD + 1);
        assert_non_null(strstr(e.text, "row 57 is to blame"));
        assert_non_null(strstr(e.text, "epoch 1, step"));
        if (i == 0)
            assert_string_equal(e.text,
                                "epoch 1, step 6: the loss is 83330000, 114300000 times the usual 0.7291; row 57 is to "
                                "blame, with a loss of 833300000: leave it out, or train with `guard back=yes`");
        ae_model_free(m);
    }
}

/* Given two wild rows, the wilder one of which weighs nothing; then the other one is to blame, whether the batch comes as a
 * whole or in pieces. */
static void a_row_is_blamed_for_what_it_weighs(void **state)
{
    static const char *const texts[] = { "sgd lr=0.01", "sgd lr=0.01 | accumulate 4" };
    enum { WILDER = 5, USUAL = 5 };
    float weights[ROWS];
    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        weights[i] = i != WILDER;
    for (size_t i = 0; i < 2; i++) {
        ae_rows usual = AE_ROWS_F32(data, ROWS, WIDTH), rows = rows_with(1e5f);
        ae_fit_options o = options_of(texts[i]);
        ae_model *m = make_model(spec, 1);
        ae_error e;
        o.batch = ROWS;
        ae_trainer *t = make_trainer(m, &o);
        spoilt[WILDER * WIDTH] = 1e7f;
        usual.weights = rows.weights = weights;
        for (size_t k = 0; k < USUAL; k++)
            must(ae_trainer_step(NULL, t, &usual, &e), &e);
        assert_int_equal(ae_trainer_step(NULL, t, &rows, &e), AE_EDIVERGED);
        assert_int_equal(e.line, WILD + 1);
        ae_trainer_free(t);
        ae_model_free(m);
    }
}

/* A number that no net can bear is named with its column, also if it came before anything was usual; the model is finite. */
static void a_huge_number_is_named_with_its_column(void **state)
{
    static const size_t batches[] = { 1, 10, 100, 1 };
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        const uint32_t pick[] = { WILD, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
        ae_rows rows = rows_with(1e20f);
        ae_fit_options o = fit_options("sgd lr=0.01");
        ae_model *m = make_model(spec, 1);
        ae_error e;
        o.batch = batches[i];
        rows.pick = i == 3 ? pick : NULL;
        rows.picks = i == 3 ? 10 : 0;
        assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EDATA);
        assert_int_equal(e.line, WILD + 1);
        assert_int_equal(e.column, 4);
        assert_non_null(strstr(e.text, "column 4 is as large as "));
        assert_true(is_finite(m));
        ae_model_free(m);
    }
}

/* Given a learning rate that is far too large; then no row is blamed, and the model is as before the fit, its record, too.
 */
static void a_large_rate_is_blamed(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options o = fit_options("sgd lr=1e6");
    ae_model *m = make_model(spec, 1), *fresh = make_model(spec, 1);
    ae_fit_report report = AE_FIT_REPORT_INIT;
    ae_error e;
    (void)state;
    o.report = &report;
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EDIVERGED);
    assert_non_null(strstr(e.text, "epoch 1, step "));
    assert_non_null(strstr(e.text, "a smaller learning rate may help"));
    assert_int_equal(e.line, 0);
    assert_true(report.steps > 1);
    assert_same_model(m, fresh);
    ae_model_free(m);
    ae_model_free(fresh);
}

/* Sets all numbers of tensor `index`. */
static void set_tensor(ae_model *m, size_t index, float value)
{
    ae_tensor_info t = tensor_at(m, index);
    for (size_t i = 0; i < tensor_size(&t); i++)
        m->weights[m->program.params.list[index].offset + i] = value;
}

/* Given weights with which the loss is a number, but the gradient, which has what a layer sees as a factor, is no float;
 * then that is named, and the step changes nothing; three in a row are errors, too. In a small net and in one of several
 * slices. */
static void refuse_gradient(const char *spec_of_width, size_t width, size_t code)
{
    float x[150];
    ae_rows row = AE_ROWS_F32(x, 1, width);
    ae_fit_options o = options_of("sgd lr=0.01 | guard");
    ae_model *m = make_model(spec_of_width, 1);
    ae_error e;
    for (size_t i = 0; i < width; i++)
        x[i] = 5e8f;
    set_tensor(m, 0, 1e24f);
    set_tensor(m, 2, 0.5e-24f / (float)(width * code)); /* so it gives half of what it should */
    ae_trainer *t = make_trainer(m, &o);
    ae_model *before;
    must(ae_model_clone(&before, m, &e), &e);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(ae_trainer_step(NULL, t, &row, &e), AE_EDIVERGED);
        assert_non_null(strstr(e.text, "step 1: a gradient is not finite"));
        assert_same_model(m, before);
    }
    ae_trainer_free(t);
    ae_model_free(m);
    ae_model_free(before);
}

static void a_gradient_that_is_not_finite_is_refused(void **state)
{
    (void)state;
    refuse_gradient("input 1 | dense 1 | code | dense 1", 1, 1);
    refuse_gradient("input 150 | dense 120 | code | dense 150", 150, 120);
}

/* ---- a step that is left out ---- */

static void step_on(ae_trainer *t, const float *x, size_t n)
{
    ae_rows rows = AE_ROWS_F32(x, n, WIDTH);
    ae_error e;
    must(ae_trainer_step(NULL, t, &rows, &e), &e);
}

/* Given a wild row among others; then the model is that of the others, bit for bit, and the step is counted. */
static void a_step_that_is_left_out_leaves_nothing(void **state)
{
    static const char *const texts[] = { "sgd lr=0.05 momentum=0.9 | guard back=yes", "adam lr=0.01 | guard back=yes",
                                         "adamw lr=0.01 | decay 0.01 | clip norm=0.1 | guard back=yes" };
    (void)state;
    (void)rows_with(1e5f);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ae_fit_options o = options_of(texts[i]);
        ae_model *a = make_model(spec, 1), *b = make_model(spec, 1);
        ae_trainer *with = make_trainer(a, &o), *without = make_trainer(b, &o);
        for (size_t r = 0; r < ROWS; r++) {
            step_on(with, spoilt + r * WIDTH, 1);
            if (r != WILD)
                step_on(without, data + r * WIDTH, 1);
        }
        assert_same_tensors(a, b);
        assert_int_equal(info_of(with).refused, 1);
        assert_int_equal(info_of(with).went_back, 0);
        assert_int_equal(info_of(with).steps, ROWS);
        assert_int_equal(info_of(with).rows, ROWS);
        assert_true(info_of(with).loss_mean == info_of(without).loss_mean);
        ae_trainer_free(with);
        ae_trainer_free(without);
        ae_model_free(a);
        ae_model_free(b);
    }
}

/* The same in a fit: the epoch's loss is the mean over the other steps, and the report counts. */
static void a_fit_goes_on_without_it(void **state)
{
    ae_rows rows = rows_with(1e5f);
    ae_fit_options o = fit_options("sgd lr=0.01 | guard back=yes");
    ae_fit_report report = AE_FIT_REPORT_INIT;
    ae_epoch_record history[2];
    ae_model *m = make_model(spec, 1);
    ae_error e;
    (void)state;
    o.report = &report;
    o.history = history;
    o.history_capacity = 2;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    assert_int_equal(report.refused, 2);
    assert_int_equal(report.went_back, 0);
    assert_int_equal(report.steps, 2 * ROWS / BATCH);
    assert_true(history[0].loss < 1 && history[1].loss < history[0].loss);
    ae_model_free(m);
}

/* Given nothing but wild rows after the first steps; then the epoch is an error, not a success without steps. */
static void an_epoch_of_refused_steps_is_an_error(void **state)
{
    ae_rows rows = AE_ROWS_F32(spoilt, ROWS, WIDTH);
    ae_fit_options o = fit_options("sgd lr=1e-9 | guard back=yes times=10");
    ae_model *m = make_model(spec, 1);
    ae_error e;
    (void)state;
    o.epochs = 1;
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        spoilt[i] = 3e38f;
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EDIVERGED);
    assert_non_null(strstr(e.text, "refused all its steps"));
    ae_model_free(m);
}

static int stop(void *user, const ae_progress *p)
{
    (void)user, (void)p;
    return 1;
}

/* Given an epoch whose first step is left out; when the host, or a policy, ends the training after it; then that is no
 * error: the epoch might have had other steps. */
static void an_epoch_cut_short_may_have_refused_steps_only(void **state)
{
    (void)state;
    for (int by_time = 0; by_time < 2; by_time++) {
        ae_rows rows = rows_with(1e20f);
        ae_fit_report report = AE_FIT_REPORT_INIT;
        ae_fit_options o = fit_options(by_time ? "sgd | guard back=yes | time seconds=0" : "sgd | guard back=yes");
        ae_model *m = make_model(spec, 1);
        ae_error e;
        rows.input.data = spoilt + WILD * WIDTH;
        rows.n -= WILD;
        o.on_step = by_time ? NULL : stop;
        o.report = &report;
        must(ae_model_fit(m, &rows, &o, &e), &e);
        assert_int_equal(report.refused, 1);
        assert_int_equal(report.stopped, by_time ? AE_STOP_TIME : AE_STOP_CALLBACK);
        assert_int_equal(report.best_epoch, 0);
        ae_model_free(m);
    }
}

/* ---- back to good weights ---- */

/* Given rows, then three wild ones; then weights and the optimizer's memory are those before the step of the last multiple
 * of `every`, so that the training goes on as one that never made the steps after it. */
static void the_way_back_is_to_the_last_good_weights(void **state)
{
    static const char *const texts[] = { "sgd lr=0.05 momentum=0.9 | guard back=yes every=8 factor=1",
                                         "adam lr=0.01 | guard back=yes every=8 factor=1",
                                         "adadelta | guard back=yes every=8 factor=1" };
    enum { GOOD = 24, MORE = 5 }; /* kept before step 25 */
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ae_fit_options o = options_of(texts[i]);
        ae_model *a = make_model(spec, 1), *b = make_model(spec, 1);
        ae_trainer *astray = make_trainer(a, &o), *straight = make_trainer(b, &o);
        float wild[WIDTH] = { 1e6f };
        for (size_t r = 0; r < GOOD + MORE; r++)
            step_on(astray, data + r * WIDTH, 1);
        for (size_t r = 0; r < GOOD; r++)
            step_on(straight, data + r * WIDTH, 1);
        for (size_t times = 0; times < 3; times++)
            step_on(astray, wild, 1);
        assert_int_equal(info_of(astray).went_back, 1);
        for (size_t r = 50; r < 60; r++) {
            assert_same_tensors(a, b);
            step_on(astray, data + r * WIDTH, 1);
            step_on(straight, data + r * WIDTH, 1);
        }
        ae_trainer_free(astray);
        ae_trainer_free(straight);
        ae_model_free(a);
        ae_model_free(b);
    }
}

/* The same where errors are the host's: its weights are put back, too, but the optimizer's memory was not kept, and it
 * begins anew as that of a new trainer does. */
static void without_back_the_optimizer_begins_anew(void **state)
{
    static const char *const texts[] = { "sgd lr=0.05 momentum=0.9 | guard every=8", "adam lr=0.01 | guard every=8",
                                         "adagrad initial=0.1 | guard every=8" };
    enum { GOOD = 24, MORE = 5 };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ae_fit_options o = options_of(texts[i]);
        ae_model *a = make_model(spec, 1), *b = make_model(spec, 1);
        ae_trainer *astray = make_trainer(a, &o), *straight = make_trainer(b, &o);
        float wild[WIDTH] = { 1e6f };
        ae_rows bad = AE_ROWS_F32(wild, 1, WIDTH);
        for (size_t r = 0; r < GOOD + MORE; r++)
            step_on(astray, data + r * WIDTH, 1);
        for (size_t r = 0; r < GOOD; r++)
            step_on(straight, data + r * WIDTH, 1);
        for (size_t times = 0; times < 3; times++) {
            assert_false(same_tensor(a, b, 0));
            assert_int_equal(ae_trainer_step(NULL, astray, &bad, NULL), AE_EDIVERGED);
        }
        ae_trainer_free(straight);
        straight = make_trainer(b, &o);
        for (size_t r = 50; r < 60; r++) {
            assert_same_tensors(a, b);
            step_on(astray, data + r * WIDTH, 1);
            step_on(straight, data + r * WIDTH, 1);
        }
        assert_int_equal(info_of(astray).went_back, 0); /* which counts what `back=yes` does */
        ae_trainer_free(astray);
        ae_trainer_free(straight);
        ae_model_free(a);
        ae_model_free(b);
    }
}

/* The error of the model on the rows without the wild number. */
static double error_of(const ae_model *m)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    must(ae_model_evaluate(&metrics, m, NULL, &rows, &e), &e);
    return metrics.mse;
}

/* Given a first row that spoils the optimizer's memory, for which nothing was unusual yet; then the training comes back,
 * whether the host or the guard deals with errors, and learns. */
static void a_first_row_may_spoil_the_optimizer(void **state)
{
    static const char *const texts[] = { "adam lr=0.01",
                                         "adam lr=0.01 | guard back=yes",
                                         "rmsprop lr=0.01",
                                         "sgd lr=0.01",
                                         "sgd lr=0.01 | guard back=yes",
                                         "adagrad lr=0.1",
                                         "adagrad lr=0.1 | guard back=yes",
                                         "adam lr=0.01 | ema 0.9 | guard back=yes",
                                         "adam lr=0.01 | guard back=yes every=1",
                                         "sgd lr=0.01 momentum=0.9" };
    float wild[WIDTH] = { 0, 1e12f };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ae_fit_options o = options_of(texts[i]);
        ae_model *m = make_model("input 12 | dense 6 | code | dense 12", 1);
        ae_trainer *t = make_trainer(m, &o);
        double first = error_of(m);
        step_on(t, wild, 1);
        for (size_t step = 0; step < 3000; step++) {
            ae_rows row = AE_ROWS_F32(data + step % ROWS * WIDTH, 1, WIDTH);
            if (ae_trainer_step(NULL, t, &row, NULL) != AE_OK)
                assert_true(is_finite(m)); /* at once, not only after three errors */
        }
        if (!is_finite(m))
            fail_msg("%s: the weights are not finite", texts[i]);
        if (!(error_of(m) < first / 2))
            fail_msg("%s: from %g to %g, %zu refused", texts[i], first, error_of(m), info_of(t).refused);
        ae_trainer_free(t);
        ae_model_free(m);
    }
}

/* Given a row whose variance is no float; then a running statistic does not become infinite for ever. */
static void state_that_is_not_finite_is_refused(void **state)
{
    ae_fit_options o = options_of("sgd lr=0.01 | guard back=yes");
    ae_model *m = make_model("input 12 | batchnorm | dense 6 act=tanh | code | dense 12", 1);
    ae_trainer *t = make_trainer(m, &o);
    (void)state;
    (void)rows_with(3e38f);
    for (size_t i = 0; i < ROWS; i += BATCH)
        step_on(t, spoilt + i * WIDTH, BATCH);
    assert_true(is_finite(m));
    assert_int_equal(info_of(t).refused, 1);
    ae_trainer_free(t);
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wild_row_is_named),
        cmocka_unit_test(a_row_is_blamed_for_what_it_weighs),
        cmocka_unit_test(a_huge_number_is_named_with_its_column),
        cmocka_unit_test(a_large_rate_is_blamed),
        cmocka_unit_test(a_gradient_that_is_not_finite_is_refused),
        cmocka_unit_test(a_step_that_is_left_out_leaves_nothing),
        cmocka_unit_test(a_fit_goes_on_without_it),
        cmocka_unit_test(an_epoch_of_refused_steps_is_an_error),
        cmocka_unit_test(an_epoch_cut_short_may_have_refused_steps_only),
        cmocka_unit_test(the_way_back_is_to_the_last_good_weights),
        cmocka_unit_test(without_back_the_optimizer_begins_anew),
        cmocka_unit_test(a_first_row_may_spoil_the_optimizer),
        cmocka_unit_test(state_that_is_not_finite_is_refused),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
