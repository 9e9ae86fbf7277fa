/* A fit that fails, or is cancelled, before its first step is done leaves the model as before, its scaler included. */
#include "fitted.h"

typedef struct host {
    size_t calls, fail_at;
    int32_t cancel;
    bool cancels;
} host;

static int read_training(void *user, const ae_read_buffers *to, const uint32_t *which, size_t n)
{
    host *h = user;
    for (size_t i = 0; i < n; i++)
        memcpy(to->input + i * WIDTH, table + which[i] * WIDTH, WIDTH * sizeof(float));
    if (++h->calls != h->fail_at)
        return 0;
    h->cancel = h->cancels;
    return !h->cancels;
}

static ae_rows brought(host *h)
{
    ae_rows rows = training();
    rows.input.data = NULL;
    rows.read = read_training;
    rows.user = h;
    return rows;
}

/* Given a callback that fails once, at any of its calls before the first step is done; then the model is as before, and
 * fitting it later comes to the same as ever. */
static void a_callback_that_fails_leaves_all_as_before(void **state)
{
    (void)state;
    const ae_rows good = training();
    for (size_t fail_at = 1; fail_at <= 2; fail_at++) {
        host h = { .fail_at = fail_at };
        const ae_rows rows = brought(&h);
        const ae_fit_options o = steps_of("adam | ema", 5);
        ae_model *m = make_model(spec, 1), *fresh = make_model(spec, 1);
        assert_int_equal(ae_model_fit(m, &rows, &o, NULL), AE_EHOST);
        assert_same_model(m, fresh);
        fit(m, &good, "adam | ema", 5);
        fit(fresh, &good, "adam | ema", 5);
        assert_same_model(m, fresh);
        ae_model_free(m);
        ae_model_free(fresh);
    }
}

/* The same where it is cancelled meanwhile. */
static void a_cancelled_fit_leaves_all_as_before(void **state)
{
    (void)state;
    for (size_t at = 0; at <= 1; at++) {
        host h = { .fail_at = at, .cancels = true, .cancel = at == 0 };
        const ae_rows rows = brought(&h);
        ae_error e;
        ae_fit_options o = steps_of("adam", 5);
        o.cancel = &h.cancel;
        ae_model *m = make_model(spec, 1), *fresh = make_model(spec, 1);
        must(ae_model_fit(m, &rows, &o, &e), &e);
        assert_false(is_fitted(m));
        assert_same_model(m, fresh);
        ae_model_free(m);
        ae_model_free(fresh);
    }
}

/* After a step, it is there to stay. */
static void a_fit_that_is_cancelled_later_is_fitted(void **state)
{
    (void)state;
    host h = { .fail_at = 4, .cancels = true };
    const ae_rows rows = brought(&h), all = training();
    ae_error e;
    ae_fit_options o = steps_of("adam", 50);
    o.cancel = &h.cancel;
    ae_model *m = make_model(spec, 1), *alone = fitted_model(spec, &all);
    must(ae_model_fit(m, &rows, &o, &e), &e);
    assert_same_scaling(m, alone);
    ae_model_free(m);
    ae_model_free(alone);
}

/* Options that are wrong, however late that is found. */
static void a_wrong_option_leaves_all_as_before(void **state)
{
    (void)state;
    const ae_rows rows = training();
    ae_error e;
    for (size_t i = 0; i < 4; i++) {
        ae_fit_options o = steps_of(i == 0 ? "adam lr=x" : i == 1 ? "adam | freeze dense9" : "adam", 5);
        o.checkpoint = i == 2 ? "no/such/folder/file" : NULL;
        o.epochs = i == 3;
        ae_model *m = make_model(spec, 1), *fresh = make_model(spec, 1);
        assert_true(ae_model_fit(m, &rows, &o, &e) != AE_OK);
        assert_same_model(m, fresh);
        ae_model_free(m);
        ae_model_free(fresh);
    }
}

/* Targets that no net can come near, once they are scaled: the first step is refused. */
static ae_rows hopeless(float *x, float *target)
{
    for (size_t i = 0; i < ROWS * WIDTH; i++) {
        x[i] = (float)(1e-20 * somewhere(3, i));
        target[i] = i == 33 ? 1e30f : x[i];
    }
    ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    rows.target = rows.input;
    rows.target.data = target;
    return rows;
}

static void a_first_step_that_is_refused_leaves_all_as_before(void **state)
{
    (void)state;
    float x[ROWS * WIDTH], target[ROWS * WIDTH];
    const ae_rows rows = hopeless(x, target);
    ae_error e;
    ae_trainer *t;
    ae_fit_options o = steps_of("adam | ema", 5);
    o.batch = ROWS;
    ae_model *m = make_model(spec, 1), *fresh = make_model(spec, 1);
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EDATA);
    assert_true(e.line == 7 && e.column == 4);
    assert_same_model(m, fresh);
    must(ae_trainer_create(&t, m, &o, &e), &e);
    assert_int_equal(ae_trainer_step(NULL, t, &rows, &e), AE_EDATA);
    assert_same_model(m, fresh);
    ae_trainer_free(t);
    ae_model_free(m);
    ae_model_free(fresh);
}

/* Given a column of large numbers that is scaled; when training diverges; then the numbers are not to blame. */
static void scaled_numbers_are_not_to_blame(void **state)
{
    (void)state;
    float x[ROWS * WIDTH];
    ae_error e;
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        x[i] = (float)(1.6e12 + 1e9 * somewhere(3, i));
    const ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    const ae_fit_options o = steps_of("sgd lr=1000", 50);
    ae_model *m = make_model("input 5 | scaler zscore | dense 3 | code | dense 5", 1);
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EDIVERGED);
    ae_model_free(m);
}

/* Given a number that is harmless in itself, and far too large for its column's spread; then the message says both. */
static void a_wild_number_is_told_as_the_net_got_it(void **state)
{
    (void)state;
    float x[] = { 0, 0, 0, 0, 0, 0, 0, 4, 0, 0 };
    ae_error e;
    const ae_rows rows = AE_ROWS_F32(x, 2, 5);
    const ae_fit_options o = steps_of("adam", 3);
    ae_model *m = make_model("input 5 | scaler given center=0 spread=1,1,5e-21,1,1 | dense 3 | code | dense 5", 1);
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EDATA);
    assert_text(&e, AE_EDATA, "input: row 2, column 3 is as large as 4, which is 8.0");
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_callback_that_fails_leaves_all_as_before),
        cmocka_unit_test(a_cancelled_fit_leaves_all_as_before),
        cmocka_unit_test(a_fit_that_is_cancelled_later_is_fitted),
        cmocka_unit_test(a_wrong_option_leaves_all_as_before),
        cmocka_unit_test(a_first_step_that_is_refused_leaves_all_as_before),
        cmocka_unit_test(scaled_numbers_are_not_to_blame),
        cmocka_unit_test(a_wild_number_is_told_as_the_net_got_it),
    };
    return cmocka_run_group_tests(tests, fill_table, NULL);
}
