/* Trainers and the scaling: it comes with the first batch, or from the host before or after they are made, and stays. */
#include "fitted.h"

static void step(ae_trainer *t, const float *x, size_t n)
{
    const ae_rows rows = AE_ROWS_F32(x, n, WIDTH);
    ae_error e;
    must(ae_trainer_step(NULL, t, &rows, &e), &e);
}

static const char *const trainings[] = { "adam", "adam | ema 0.9", "sgd lr=0.1 | accumulate 4", "adamw | guard every=1" };
enum { TRAININGS = sizeof trainings / sizeof *trainings };

static ae_trainer *trainer_of(ae_model *m, const char *text)
{
    ae_trainer *t;
    ae_error e;
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    o.optimizer = text;
    must(ae_trainer_create(&t, m, &o, &e), &e);
    return t;
}

/* Given a trainer whose first batch is a single row, by which every number would become 0 for ever; then that is an error
 * and the model as before; and with a scaler that was fitted to more rows, the same batch is one like others. */
static void a_first_batch_needs_a_spread(void **state)
{
    (void)state;
    const ae_rows row = AE_ROWS_F32(table, 1, WIDTH), rows = training();
    ae_error e;
    ae_model *m = make_model(spec, 1);
    ae_trainer *t = trainer_of(m, "adam");
    assert_int_equal(ae_trainer_step(NULL, t, &row, &e), AE_EDATA);
    assert_text(&e, AE_EDATA, "first batch of 1 rows no number differs");
    assert_false(is_fitted(m));
    fit_scaler(m, &rows);
    step(t, table, 1);
    ae_trainer_free(t);
    ae_model_free(m);
}

/* A trainer takes the scaling from its first batch, and keeps it. */
static void a_trainers_first_batch_decides(void **state)
{
    const ae_rows first = AE_ROWS_F32(table, 16, WIDTH);
    ae_model *m = make_model(spec, 1), *alone = fitted_model(spec, &first);
    ae_trainer *t = trainer_of(m, *state);
    step(t, table, 16);
    assert_same_scaling(m, alone);
    step(t, others, OTHERS);
    step(t, others, OTHERS);
    assert_same_scaling(m, alone);
    ae_trainer_free(t);
    ae_model_free(m);
    ae_model_free(alone);
}

/* Given a scaling that was fitted before, or after the trainer was made; then its steps are the same. */
static void a_scaling_may_come_before_or_after_the_trainer(void **state)
{
    const ae_rows rows = training();
    ae_model *a = fitted_model(spec, &rows), *b = make_model(spec, 3);
    ae_trainer *ta = trainer_of(a, *state), *tb = trainer_of(b, *state);
    fit_scaler(b, &rows);
    for (size_t i = 0; i < 5; i++) {
        step(ta, table + i * 8 * WIDTH, 8);
        step(tb, table + i * 8 * WIDTH, 8);
    }
    ae_trainer_free(ta);
    ae_trainer_free(tb);
    assert_same_model(a, b);
    ae_model_free(a);
    ae_model_free(b);
}

/* Given a trainer that goes back to good weights; then the scaling stays what it is. */
static void going_back_keeps_the_scaling(void **state)
{
    (void)state;
    float bad[WIDTH] = { 1e30f, 1e30f, 1e30f, 1e30f, 1e30f };
    const ae_rows first = AE_ROWS_F32(table, 16, WIDTH), rows = AE_ROWS_F32(bad, 1, WIDTH);
    ae_model *m = make_model(spec, 1), *alone = fitted_model(spec, &first);
    ae_trainer *t = trainer_of(m, "adam | ema");
    step(t, table, 16);
    for (size_t i = 0; i < 4; i++)
        assert_true(ae_trainer_step(NULL, t, &rows, NULL) != AE_OK);
    assert_same_scaling(m, alone);
    step(t, table, 16);
    assert_same_scaling(m, alone);
    ae_trainer_free(t);
    ae_model_free(m);
    ae_model_free(alone);
}

/* ae_trainer step by step is fit. */
static void a_trainers_steps_are_those_of_fit(void **state)
{
    const ae_rows rows = training();
    ae_error e;
    ae_fit_options o = steps_of(*state, ROWS / 16);
    o.flags = AE_FIT_KEEP_ORDER;
    ae_model *a = make_model(spec, 3), *b = fitted_model(spec, &rows);
    must(ae_model_fit(a, &rows, &o, &e), &e);
    ae_trainer *t;
    must(ae_trainer_create(&t, b, &o, &e), &e);
    for (size_t i = 0; i < ROWS / 16; i++) {
        ae_rows batch = AE_ROWS_F32(table + i * 16 * WIDTH, 16, WIDTH);
        batch.first = i * 16;
        must(ae_trainer_step(NULL, t, &batch, &e), &e);
    }
    ae_trainer_free(t);
    assert_same_model(a, b);
    ae_model_free(a);
    ae_model_free(b);
}

#define WITH(f, text)                                \
    {                                                \
#f, f, NULL, NULL, (void *)(uintptr_t)(text) \
    }
#define EACH(f) WITH(f, trainings[0]), WITH(f, trainings[1]), WITH(f, trainings[2]), WITH(f, trainings[3])

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_first_batch_needs_a_spread),
        EACH(a_trainers_first_batch_decides),
        EACH(a_scaling_may_come_before_or_after_the_trainer),
        cmocka_unit_test(going_back_keeps_the_scaling),
        EACH(a_trainers_steps_are_those_of_fit),
    };
    return cmocka_run_group_tests(tests, fill_table, NULL);
}
