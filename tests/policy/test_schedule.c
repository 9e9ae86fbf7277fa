/* The six curves of `schedule` against their formulas, and that the rate which is told is the rate which is used. */
#include "support.h"

/* What a formula sees: the step on the curve, from 0, and the steps of the whole curve. */
typedef struct place {
    double step, steps;
} place;

static double half_wave(double from, double to, double x)
{
    return to + (from - to) * (1 + cos(acos(-1) * fmin(x, 1))) / 2;
}

static double constant(place p)
{
    (void)p;
    return 1;
}

static double step_by_thirds(place p)
{
    return pow(0.1, floor(p.step / (p.steps / 3)));
}

static double step_by_four(place p)
{
    return pow(0.5, floor(p.step / 4));
}

static double exponential_by_thirds(place p)
{
    return pow(0.1, p.step / (p.steps / 3));
}

static double exponential_by_seven(place p)
{
    return pow(0.25, p.step / 7);
}

static double cosine(place p)
{
    return half_wave(1, 0, p.step / p.steps);
}

static double cosine_to_a_tenth(place p)
{
    return half_wave(1, 0.1, p.step / p.steps);
}

static double onecycle(place p)
{
    double x = p.step / p.steps;
    return x < 0.3 ? half_wave(0.04, 1, x / 0.3) : half_wave(1, 0, (x - 0.3) / 0.7);
}

static double onecycle_early(place p)
{
    double x = p.step / p.steps;
    return x < 0.125 ? half_wave(0.5, 1, x / 0.125) : half_wave(1, 0.01, (x - 0.125) / 0.875);
}

static double onecycle_falls_only(place p)
{
    return half_wave(1, 0, p.step / p.steps);
}

static double onecycle_rises_only(place p)
{
    return half_wave(0.04, 1, p.step / p.steps);
}

static double inverse_sqrt(place p)
{
    return 1 / sqrt(1 + p.step);
}

static double inverse_sqrt_after_nine(place p)
{
    return 3 / sqrt(9 + p.step);
}

static const struct {
    const char *text;
    size_t steps, warmup; /* steps 0: not known */
    double (*curve)(place p);
} cases[] = {
    { "schedule constant", 0, 0, constant },
    { "schedule constant warmup=5", 0, 5, constant },
    { "schedule constant warmup=5", 20, 5, constant },
    { "schedule step", 20, 0, step_by_thirds },
    { "schedule step warmup=2", 20, 2, step_by_thirds },
    { "schedule step every=4 factor=0.5", 0, 0, step_by_four },
    { "schedule step every=4 factor=0.5 warmup=3", 20, 3, step_by_four },
    { "schedule exponential", 20, 0, exponential_by_thirds },
    { "schedule exponential every=7 factor=0.25", 0, 0, exponential_by_seven },
    { "schedule exponential every=7 factor=0.25 warmup=1", 20, 1, exponential_by_seven },
    { "schedule cosine", 20, 0, cosine },
    { "schedule cosine", 1, 0, cosine },
    { "schedule cosine warmup=19", 20, 19, cosine },
    { "schedule cosine final=0.1 warmup=8", 20, 8, cosine_to_a_tenth },
    { "schedule onecycle", 20, 0, onecycle },
    { "schedule onecycle warmup=7", 20, 7, onecycle },
    { "schedule onecycle start=0.5 final=0.01 peak=0.125", 32, 0, onecycle_early },
    { "schedule onecycle peak=0", 20, 0, onecycle_falls_only },
    { "schedule onecycle peak=1", 20, 0, onecycle_rises_only },
    { "schedule inverse_sqrt", 0, 0, inverse_sqrt },
    { "schedule inverse_sqrt warmup=9", 30, 9, inverse_sqrt_after_nine },
};
enum { CASES = sizeof cases / sizeof *cases, BEYOND = 20 };

/* Step numbers count from 1. */
static double expected(size_t i, size_t step)
{
    double warmup = (double)cases[i].warmup;
    if (step <= cases[i].warmup)
        return (double)step / warmup;
    return cases[i].curve((place){ (double)step - 1 - warmup, (double)cases[i].steps - warmup });
}

/* Both sides round some ten doubles, and a power of base 0.1 loses as much as its exponent is large: at most a few hundred
 * roundings of 2^-53. */
static const double tolerance = 5e-14;

/* Given a trainer with a schedule; when it makes its steps and goes on after the last; then each has the formula's rate. A
 * curve that has an end stays there; one that falls by a third of the steps goes on falling. */
static void every_step_has_the_rate_of_the_formula(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        char text[128] = "sgd lr=0.5 | ";
        ae_model *m = make_model(zeros, 1);
        ae_fit_options o = options_of(strcat(text, cases[i].text));
        o.steps = cases[i].steps;
        ae_trainer *t = make_trainer(m, &o);
        for (size_t step = 1; step <= cases[i].steps + BEYOND; step++) {
            step_with_loss(t, 1);
            double rate = info_of(t).rate, want = 0.5 * expected(i, step);
            if (!(fabs(rate - want) <= tolerance * fmax(want, 1e-3)))
                fail_msg("%s: step %zu: %.17g, not %.17g", cases[i].text, step, rate, want);
        }
        ae_trainer_free(t);
        ae_model_free(m);
    }
}

typedef struct notes {
    double rate[40];
} notes;

static int note_rate(void *user, const ae_progress *p)
{
    ((notes *)user)->rate[p->step] = p->rate;
    return 0;
}

/* Given a fit of 5 epochs of 4 steps; then its callbacks hear the rates of its 20 steps, and each epoch's record has the one
 * of its last step. */
static void a_fit_knows_its_steps_by_itself(void **state)
{
    float x[8] = { 0.5f, 1, 2, 3, 1, 2, 1, 2 };
    ae_rows rows = AE_ROWS_F32(x, 8, 1);
    ae_epoch_record history[5];
    ae_error e;
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        char text[128] = "sgd lr=0.5 | ";
        notes n = { { 0 } };
        ae_fit_options o = options_of(strcat(text, cases[i].text));
        o.batch = 2;
        o.epochs = 5;
        o.on_step = note_rate;
        o.user = &n;
        o.history = history;
        o.history_capacity = 5;
        if (cases[i].steps != 0 && cases[i].steps != 20)
            continue;
        ae_model *m = make_model(zeros, 1);
        must(ae_model_fit(m, &rows, &o, &e), &e);
        for (size_t step = 1; step <= 20; step++)
            if (!(fabs(n.rate[step] - 0.5 * expected(i, step)) <= tolerance))
                fail_msg("%s: step %zu: %.17g", cases[i].text, step, n.rate[step]);
        for (size_t epoch = 0; epoch < 5; epoch++)
            assert_true(history[epoch].rate == n.rate[4 * (epoch + 1)]);
        ae_model_free(m);
    }
}

/* Given a warm-up of four steps, rates that a float holds; then the first three steps are those of trainings with these
 * rates, bit for bit. */
static void the_rate_is_used(void **state)
{
    static const char *const by_hand[] = { "sgd lr=0.0625", "sgd lr=0.125", "sgd lr=0.1875" };
    static float data[32 * 6];
    const char *spec = "input 6 | dense 3 act=tanh | code | dense 6";
    ae_rows rows = AE_ROWS_F32(data, 32, 6);
    ae_fit_options o = options_of("sgd lr=0.25 | schedule constant warmup=4");
    ae_error e;
    ae_model *a = make_model(spec, 1), *b = make_model(spec, 1);
    (void)state;
    curve(data, 32, 6);
    ae_trainer *t = make_trainer(a, &o);
    for (size_t i = 0; i < 3; i++) {
        ae_fit_options one = options_of(by_hand[i]);
        ae_trainer *u = make_trainer(b, &one);
        must(ae_trainer_step(NULL, t, &rows, &e), &e);
        must(ae_trainer_step(NULL, u, &rows, &e), &e);
        ae_trainer_free(u);
        assert_same_tensors(a, b);
    }
    ae_trainer_free(t);
    ae_model_free(a);
    ae_model_free(b);
}

/* A warm-up that does not end, and curves that need to know their end. */
static void what_cannot_be_is_said(void **state)
{
    static const struct {
        const char *text;
        size_t steps;
        ae_status status;
        const char *word;
    } bad[] = {
        { "schedule cosine warmup=20", 20, AE_EVALUE, "warmup=20" },
        { "schedule constant warmup=21", 20, AE_EVALUE, "the 20 steps" },
        { "schedule cosine", 0, AE_EOPTION, "`steps`" },
        { "schedule onecycle", 0, AE_EOPTION, "schedule onecycle" },
        { "schedule step", 0, AE_EOPTION, "`steps`" },
        { "schedule exponential", 0, AE_EOPTION, "`steps`" },
        { "schedule step factor=0", 20, AE_EVALUE, "factor 0 is out of range" },
        { "schedule", 20, AE_EVALUE, "the curve" },
        { "schedule cosin", 20, AE_EWORD, "did you mean \"cosine\"" },
    };
    ae_model *m = make_model(zeros, 1);
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[128] = "sgd | ";
        ae_fit_options o = options_of(strcat(text, bad[i].text));
        ae_trainer *t;
        ae_error e;
        o.steps = bad[i].steps;
        assert_int_equal(ae_trainer_create(&t, m, &o, &e), bad[i].status);
        assert_non_null(strstr(e.text, bad[i].word));
        assert_true(e.column >= 7);
    }
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_has_the_rate_of_the_formula),
        cmocka_unit_test(a_fit_knows_its_steps_by_itself),
        cmocka_unit_test(the_rate_is_used),
        cmocka_unit_test(what_cannot_be_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
