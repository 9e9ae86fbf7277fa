/* A warm-up against its formula; that the weight which rises is the one that is trained with; and what is refused. */
#include "support.h"

/* ---- the formula ---- */

/* x^2 and half of |x|: with 4, losses of 16 and 2. */
static const char two_losses[] = "input 1 | init zeros | dense 1 | code | dense 1 | loss mse | loss mae weight=0.5";

static const struct {
    const char *text;
    double steps, from;
} cases[] = {
    { "warmup on=mae steps=8", 8, 0 },
    { "warmup on=mae steps=1", 1, 0 },
    { "warmup on=mae steps=5 from=0.25", 5, 0.25 },
    { "warmup on=mae steps=5 from=1", 5, 1 },
};

/* Given a loss that never changes but for its weight; then each step has the formula's, and from the last one of the rise on
 * its own, to the bit. */
static void every_step_has_the_weight_of_the_formula(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[128] = "sgd | " STILL " | ";
        const ae_fit_options o = options_of(strcat(text, cases[i].text));
        ae_model *m = make_model(two_losses, 1);
        ae_trainer *t = make_trainer(m, &o);
        for (double step = 1; step <= 12; step++) {
            double share = fmin(step / cases[i].steps, 1), factor = cases[i].from + (1 - cases[i].from) * share;
            step_with_loss(t, 16);
            if (share == 1)
                assert_true(info_of(t).loss == 18);
            else if (!(fabs(info_of(t).loss - (16 + 2 * factor)) < 1e-14))
                fail_msg("%s: step %g: %.17g", cases[i].text, step, info_of(t).loss);
        }
        ae_trainer_free(t);
        ae_model_free(m);
    }
}

/* Several of one loss multiply, and those of others are apart. */
static void each_warmup_has_its_loss(void **state)
{
    const ae_fit_options o =
        options_of("sgd | " STILL " | warmup on=mae steps=2 | warmup on=mse steps=8 | warmup on=mae steps=4");
    ae_model *m = make_model(two_losses, 1);
    ae_trainer *t = make_trainer(m, &o);
    (void)state;
    for (double step = 1; step <= 9; step++) {
        double mae = fmin(step / 2, 1) * fmin(step / 4, 1), mse = fmin(step / 8, 1);
        step_with_loss(t, 16);
        assert_true(info_of(t).loss == 16 * mse + 2 * mae);
    }
    ae_trainer_free(t);
    ae_model_free(m);
}

/* ---- epochs of the rise ---- */

static ae_trainer *open_epochs(ae_model *m, const char *policies, size_t steps)
{
    char text[128] = "sgd lr=1 | " STILL " | warmup on=mae steps=4 | ";
    ae_fit_options o = options_of(strcat(text, policies));
    o.steps_per_epoch = steps;
    return make_trainer(m, &o);
}

/* Given a loss that gets larger because its weight does; then the best epoch is the first with the whole weight, from its
 * first step on, and after it one that is better. */
static void the_best_epoch_comes_after_the_rise(void **state)
{
    static const struct {
        size_t steps, best;
    } epochs[] = { { 1, 4 }, { 2, 3 }, { 3, 2 }, { 4, 2 } };
    (void)state;
    for (size_t i = 0; i < sizeof epochs / sizeof *epochs; i++) {
        const size_t n = epochs[i].steps, best = epochs[i].best;
        ae_model *m = make_model(two_losses, 1);
        ae_trainer *t = open_epochs(m, "clip norm=1", n);
        for (size_t step = 0; step < 6 * n; step++)
            step_with_loss(t, 16);
        assert_int_equal(info_of(t).best_epoch, best);
        assert_true(info_of(t).best_loss == 18);
        for (size_t step = 0; step < n; step++)
            step_with_loss(t, 4); /* and half of 2 */
        assert_int_equal(info_of(t).best_epoch, 7);
        assert_true(info_of(t).best_loss == 5);
        ae_trainer_free(t);
        ae_model_free(m);
    }
}

/* Given a patience that is shorter than the rise; then it begins after it, and the weights are those of the first epoch
 * there. */
static void patience_begins_after_the_rise(void **state)
{
    (void)state;
    ae_model *m = make_model(two_losses, 1);
    ae_trainer *t = open_epochs(m, "stop patience=2", 1);
    for (size_t epoch = 1; epoch <= 6; epoch++) {
        assert_int_equal(info_of(t).stopped, AE_STOP_DONE);
        step_with_loss(t, 16);
    }
    assert_int_equal(info_of(t).stopped, AE_STOP_PATIENCE);
    assert_int_equal(info_of(t).best_epoch, 4);
    assert_int_equal(facts_of(m).trained_steps, 4);
    ae_trainer_free(t);
    ae_model_free(m);
}

static void the_rate_falls_after_the_rise(void **state)
{
    (void)state;
    ae_model *m = make_model(two_losses, 1);
    ae_trainer *t = open_epochs(m, "plateau factor=0.5 patience=2", 1);
    for (size_t epoch = 1; epoch <= 6; epoch++) {
        step_with_loss(t, 16);
        assert_true(info_of(t).rate == 1); /* of the step that was made */
    }
    step_with_loss(t, 16);
    assert_true(fabs(info_of(t).rate - 0.5) < 1e-13); /* a power */
    ae_trainer_free(t);
    ae_model_free(m);
}

/* Given a loss that is good enough only as long as its weight is small; then that is not the end. */
static void a_small_weight_is_not_good_enough(void **state)
{
    (void)state;
    ae_model *m = make_model(two_losses, 1);
    ae_trainer *t = open_epochs(m, "target loss=17.5", 1);
    for (size_t epoch = 1; epoch <= 6; epoch++)
        step_with_loss(t, 16);
    assert_int_equal(info_of(t).stopped, AE_STOP_DONE);
    step_with_loss(t, 9);
    assert_int_equal(info_of(t).stopped, AE_STOP_TARGET);
    ae_trainer_free(t);
    ae_model_free(m);
}

/* ---- it is trained with ---- */

enum { ROWS = 70, WIDTH = 6 };
static float data[ROWS * WIDTH];
static int32_t classes[ROWS];

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    for (size_t i = 0; i < ROWS; i++)
        classes[i] = (int32_t)(i % 3);
    return 0;
}

static ae_rows rows_of(const char *spec)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    if (strstr(spec, "head"))
        rows.labels = (ae_array){ .data = classes, .dtype = AE_I32, .width = 1 };
    return rows;
}

#define NET "input 6 | dense 5 act=tanh | dense 3 act=sigmoid | code | dense 6"

/* The loss whose weight rises, and its item up to the weight. */
static const struct {
    const char *on, *spec;
} losses[] = {
    { "mse", NET " | loss mse weight=" },
    { "huber", NET " | loss mse | loss huber weight=" },
    { "l1", NET " | penalty l1 on=code weight=" },
    { "l2", NET " | penalty l2 on=weights weight=" }, /* a loss for each tensor, and gradients that are no sums over rows */
    { "contractive", NET " | penalty contractive on=dense1 weight=" },
    { "kl_sparse", NET " | penalty kl_sparse on=code weight=" },
    { "digit.cross_entropy", NET " | head digit | dense 3 act=softmax | loss cross_entropy on=digit weight=" },
};

static ae_model *with_weight(size_t number, const char *weight)
{
    char spec[256];
    return make_model(strcat(strcpy(spec, losses[number].spec), weight), 1);
}

static double train_step(ae_model *m, const char *text, const ae_rows *rows)
{
    const ae_fit_options o = options_of(text);
    ae_trainer *t = make_trainer(m, &o);
    double loss;
    ae_error e;
    must(ae_trainer_step(&loss, t, rows, &e), &e);
    ae_trainer_free(t);
    return loss;
}

/* Given a rise over four steps to a weight of 0.5; then each step is that of a net whose spec has an eighth, a quarter ...,
 * bit for bit, also where a batch comes in pieces. */
static void the_weight_is_used(void **state)
{
    static const char *const by_hand[] = { "0.125", "0.25", "0.375", "0.5", "0.5" };
    static const char *const optimizers[] = { "sgd lr=0.25", "sgd lr=0.25 | accumulate 2" };
    (void)state;
    for (size_t i = 0; i < 2 * sizeof losses / sizeof *losses; i++) {
        char text[128];
        const char *optimizer = optimizers[i % 2], *on = losses[i / 2].on;
        const ae_rows rows = rows_of(losses[i / 2].spec);
        ae_model *m = with_weight(i / 2, "0.5");
        const ae_fit_options o = options_of(strcat(strcat(strcpy(text, optimizer), " | warmup steps=4 on="), on));
        ae_trainer *t = make_trainer(m, &o);
        for (size_t step = 0; step < sizeof by_hand / sizeof *by_hand; step++) {
            ae_model *other = with_weight(i / 2, by_hand[step]);
            double loss;
            ae_error e;
            must(ae_model_transfer(NULL, other, m, NULL, &e), &e);

            must(ae_trainer_step(&loss, t, &rows, &e), &e);

            double want = train_step(other, optimizer, &rows);
            if (loss != want)
                fail_msg("%s, step %zu: %.17g, not %.17g", text, step + 1, loss, want);
            assert_same_tensors(m, other);
            ae_model_free(other);
        }
        ae_trainer_free(t);
        ae_model_free(m);
    }
}

/* Given an epoch in mid-rise; then its record has the losses that were trained on, and those of validation rows, as all that
 * measures the model, have the weights of the spec. */
static void what_is_measured_has_its_own_weight(void **state)
{
    float x[2] = { 4, 4 };
    const ae_rows rows = AE_ROWS_F32(x, 2, 1);
    ae_epoch_record history[1];
    ae_fit_options o = options_of("sgd | " STILL " | warmup on=mae steps=4");
    ae_metrics measured = AE_METRICS_INIT;
    ae_model *m = make_model(two_losses, 1);
    ae_context *c;
    ae_error e;
    (void)state;
    o.batch = 2;
    o.epochs = 4;
    o.valid = &rows;
    o.history = history;
    o.history_capacity = 1;

    must(ae_model_fit(m, &rows, &o, &e), &e);

    assert_string_equal(history[0].losses[1].name, "mae");
    assert_true(history[0].losses[1].value == 0.5);
    assert_true(history[0].loss == 16.5);
    assert_true(history[0].valid_loss == 18);
    must(ae_context_create(&c, m, NULL, &e), &e);
    must(ae_model_evaluate(&measured, m, c, &rows, &e), &e);
    assert_true(measured.loss == 18);
    ae_context_free(c);
    ae_model_free(m);
}

/* Given a variational net and a warm-up that names no loss; then it is the divergence that rises, which no draw changes. */
static void the_default_is_the_divergence(void **state)
{
    const ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_epoch_record history[3];
    ae_fit_options o = options_of("sgd | rate encoder 0 | rate decoder 0 | warmup steps=4 from=0.5");
    ae_metrics measured = AE_METRICS_INIT;
    ae_model *m = make_model("input 6 | gaussian 2 | code | dense 6 | loss sse | loss kl_normal", 1);
    ae_context *c;
    ae_error e;
    (void)state;
    o.epochs = 4;
    o.history = history;
    o.history_capacity = 3;

    must(ae_model_fit(m, &rows, &o, &e), &e);

    must(ae_context_create(&c, m, NULL, &e), &e);
    must(ae_model_evaluate(&measured, m, c, &rows, &e), &e);
    assert_string_equal(measured.losses[1].name, "kl_normal");
    assert_string_equal(history[1].losses[1].name, "kl_normal");
    assert_true(fabs(history[1].losses[1].value / measured.losses[1].value - 0.75) < 1e-12);
    ae_context_free(c);
    ae_model_free(m);
}

/* ---- what is refused ---- */

static void what_cannot_be_is_said(void **state)
{
    static const struct {
        const char *text;
        ae_status status;
        size_t column;
        const char *word;
    } bad[] = {
        { "sgd | warmup on=mse", AE_EVALUE, 7, "steps= is missing" },
        { "sgd | warmup on=l11 steps=5", AE_EWORD, 17, "warmup: unknown loss or penalty \"l11\"; did you mean \"l1\"?" },
        { "sgd | warmup on=jaccard steps=5", AE_EWORD, 17, "known: mse, digit.cross_entropy, l1" },
        { "sgd | warmup on=digit steps=5", AE_EWORD, 17, "\"digit\"" },
        { "sgd | warmup steps=5", AE_EWORD, 7, "unknown loss or penalty \"kl_normal\"" },
        { "sgd | warmup on=l1 steps=21", AE_EVALUE, 26, "warmup: steps=21 does not end within the 20 steps" },
        { "sgd | warmup on=l1 steps=0", AE_EVALUE, 26, "steps" },
        { "sgd | warmup on=l1 steps=5 from=1.5", AE_EVALUE, 33, "from 1.5 is out of range" },
    };
    ae_model *m = make_model(
        NET " | loss mse | penalty l1 on=code weight=1 | penalty l1 on=dense1 weight=1 | head digit | dense 3 act=softmax",
        1);
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ae_fit_options o = options_of(bad[i].text);
        ae_trainer *t;
        ae_error e;
        o.steps = 20;
        ae_status status = ae_trainer_create(&t, m, &o, &e);
        if (status != bad[i].status || e.column != bad[i].column || !strstr(e.text, bad[i].word))
            fail_msg("\"%s\": %s, column %d: %s", bad[i].text, ae_status_name(status), (int)e.column, e.text);
    }
    ae_model_free(m);
}

/* The last step of a training may be the first with the whole weight. */
static void a_rise_may_take_all_steps(void **state)
{
    ae_fit_options o = options_of("sgd | warmup on=mse steps=20");
    ae_model *m = make_model(NET, 1);
    (void)state;
    o.steps = 20;
    ae_trainer_free(make_trainer(m, &o));
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_has_the_weight_of_the_formula),
        cmocka_unit_test(each_warmup_has_its_loss),
        cmocka_unit_test(the_best_epoch_comes_after_the_rise),
        cmocka_unit_test(patience_begins_after_the_rise),
        cmocka_unit_test(the_rate_falls_after_the_rise),
        cmocka_unit_test(a_small_weight_is_not_good_enough),
        cmocka_unit_test(the_weight_is_used),
        cmocka_unit_test(what_is_measured_has_its_own_weight),
        cmocka_unit_test(the_default_is_the_divergence),
        cmocka_unit_test(what_cannot_be_is_said),
        cmocka_unit_test(a_rise_may_take_all_steps),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
