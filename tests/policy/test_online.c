/* Learning row by row from a stream with wild values, as a daemon does: the model goes on learning. */
#include "support.h"

enum { ROWS = 6000, WIDTH = 12, CHECK = 200, NEVER = ROWS };
static float data[ROWS * WIDTH];
static const char linear[] = "input 12 | dense 4 | code | dense 12",
                  bent[] = "input 12 | dense 8 act=tanh | code | dense 12",
                  kinked[] = "input 12 | dense 8 act=relu | code | dense 12";

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    return 0;
}

/* The model's error on the first rows, as they are. */
static double error_of(const ae_model *m)
{
    ae_rows rows = AE_ROWS_F32(data, CHECK, WIDTH);
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    must(ae_model_evaluate(&metrics, m, NULL, &rows, &e), &e);
    return metrics.mse;
}

typedef struct stream {
    const char *spec, *text;
    size_t wild, n_wild; /* the first row with a wild value, and how many in a row */
    float value;
    size_t errors;                      /* steps that were errors */
    double first, before, after, clean; /* the model's error: at first, before the wild row, at the end, and without it */
    ae_trainer_info info;
} stream;

/* Steps on all rows; errors are counted and passed over, as the recipe has it. */
static void run(stream *s, size_t wild)
{
    ae_fit_options o = options_of(s->text);
    ae_model *m = make_model(s->spec, 1);
    o.batch = 1;
    ae_trainer *t = make_trainer(m, &o);
    s->first = s->before = error_of(m);
    s->errors = 0;
    for (size_t i = 0; i < ROWS; i++) {
        float x[WIDTH];
        ae_rows row = AE_ROWS_F32(x, 1, WIDTH);
        memcpy(x, data + i * WIDTH, sizeof x);
        if (i == wild)
            s->before = error_of(m);
        if (i >= wild && i < wild + s->n_wild)
            x[5] = s->value;
        s->errors += ae_trainer_step(NULL, t, &row, NULL) != AE_OK;
    }
    s->after = error_of(m);
    s->info = info_of(t);
    ae_trainer_free(t);
    ae_model_free(m);
}

static stream run_both(const char *spec, const char *text, size_t wild, size_t n_wild, float value)
{
    stream s = { .spec = spec, .text = text, .n_wild = n_wild, .value = value };
    run(&s, NEVER);
    assert_int_equal(s.errors + s.info.refused, 0); /* no false alarm */
    s.clean = s.after;
    run(&s, wild);
    return s;
}

static void assert_learnt(const stream *s, double share)
{
    if (!(s->after < s->before && s->after < s->first / 3 && s->after < share * s->clean))
        fail_msg("%s, %s: at first %g, before the wild value %g, in the end %g; without it %g; %zu errors, %zu refused",
                 s->spec, s->text, s->first, s->before, s->after, s->clean, s->errors, s->info.refused);
}

/* Given a value of 1e5 in the middle of a stream; then its step is refused, with and without clip, and the model ends near
 * the one that never saw it. */
static void a_wild_value_is_left_out(void **state)
{
    static const char *const texts[] = { "sgd lr=0.01 | clip norm=1 | guard", "sgd lr=0.01",
                                         "sgd lr=0.01 | clip norm=1 | guard back=yes", "adam lr=0.001",
                                         "sgd lr=0.01 momentum=0.9 | guard back=yes | ema 0.99" };
    static const char *const specs[] = { linear, bent, kinked };
    (void)state;
    for (size_t i = 0; i < 15; i++) {
        stream s = run_both(specs[i % 3], texts[i / 3], 700, 1, 1e5f);
        assert_learnt(&s, 1.01);
        assert_int_equal(s.errors + s.info.refused, 1);
        assert_int_equal(s.info.went_back, 0);
    }
}

/* The same as the first row of all, where nothing is usual yet: with clip, that is one short step. */
static void a_wild_first_value_is_bounded_by_clip(void **state)
{
    static const char *const texts[] = { "sgd lr=0.01 | clip norm=1 | guard", "sgd lr=0.01 | clip norm=1 | guard back=yes" };
    static const char *const specs[] = { linear, bent, kinked };
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        stream s = run_both(specs[i % 3], texts[i / 3], 0, 1, 1e5f);
        assert_learnt(&s, 1.05);
        assert_int_equal(s.errors + s.info.refused, 0);
    }
}

/* Without clip it ruins the weights; then the guard puts the first ones back, and they learn. */
static void a_wild_first_value_is_survived_without_clip(void **state)
{
    static const char *const texts[] = { "sgd lr=0.01", "sgd lr=0.01 | guard back=yes factor=1" };
    (void)state;
    for (size_t i = 0; i < 2; i++)
        for (size_t wild = 0; wild < 4; wild++) {
            stream s = run_both(linear, texts[i], wild, 1, 1e5f);
            s.before = s.first;
            assert_learnt(&s, 1.5);
            assert_true(s.errors + s.info.refused > 0);
        }
}

/* Given weights that were ruined at first and put back; then the losses of that time are forgotten, and a wild value that
 * comes later is refused as ever. */
static void after_a_ruin_the_guard_watches_as_ever(void **state)
{
    ae_fit_options o = options_of("sgd lr=0.01");
    ae_model *m = make_model(linear, 1);
    ae_trainer *t = make_trainer(m, &o);
    size_t errors = 0;
    (void)state;
    for (size_t i = 0; i < 2000; i++) {
        float x[WIDTH];
        ae_rows row = AE_ROWS_F32(x, 1, WIDTH);
        memcpy(x, data + i * WIDTH, sizeof x);
        x[5] = i == 0 || i == 1000 ? 1e5f : x[5];
        errors += ae_trainer_step(NULL, t, &row, NULL) != AE_OK;
        assert_true(i < 500 || error_of(m) < 1);
    }
    assert_true(errors > 1);
    ae_trainer_free(t);
    ae_model_free(m);
}

/* Given a sensor that fails for ten rows; then they are left out, and with back=yes the weights are put back once. */
static void a_burst_is_left_out(void **state)
{
    static const char *const texts[] = { "sgd lr=0.01 | clip norm=1 | guard", "sgd lr=0.01 | guard back=yes factor=1" };
    static const char *const specs[] = { linear, bent, kinked };
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        stream s = run_both(specs[i % 3], texts[i / 3], 1000, 10, 1e5f);
        assert_learnt(&s, 1.1);
        assert_int_equal(s.errors + s.info.refused, 10);
        assert_int_equal(s.info.went_back, i / 3);
    }
}

/* Given rows whose weight is 0, and rows of zeros; then neither is an alarm, nor makes one of the rows that follow. */
static void rows_that_say_nothing_are_no_alarm(void **state)
{
    ae_fit_options o = options_of("sgd lr=0.01");
    float none = 0, x[WIDTH] = { 0 };
    ae_rows weightless = AE_ROWS_F32(data, 1, WIDTH), row = AE_ROWS_F32(x, 1, WIDTH);
    ae_model *m = make_model(bent, 1);
    ae_trainer *t = make_trainer(m, &o);
    ae_error e;
    (void)state;
    weightless.weights = &none;
    for (size_t i = 0; i < 40; i++) {
        ae_status status = ae_trainer_step(NULL, t, i % 2 ? &weightless : &row, &e);
        assert_int_equal(status, i % 2 ? AE_EDATA : AE_OK); /* a batch needs a weight */
    }
    for (size_t i = 0; i < 40; i++) {
        row.input.data = data + i * WIDTH;
        must(ae_trainer_step(NULL, t, &row, &e), &e);
    }
    ae_trainer_free(t);
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wild_value_is_left_out),
        cmocka_unit_test(a_wild_first_value_is_bounded_by_clip),
        cmocka_unit_test(a_wild_first_value_is_survived_without_clip),
        cmocka_unit_test(after_a_ruin_the_guard_watches_as_ever),
        cmocka_unit_test(a_burst_is_left_out),
        cmocka_unit_test(rows_that_say_nothing_are_no_alarm),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
