/* Every policy, and all of them at once: the same model, report and history for any number of threads, for every kernel set,
 * and whether rows lie in memory or a callback brings them. */
#include "kernel/dispatch.h"
#include "support.h"

enum { ROWS = 150, WIDTH = 150, EPOCHS = 6, WILD = 77 };
static float data[ROWS * WIDTH];

/* Layers of more than one slice of 16,384 weights, some state, and something drawn. */
static const char spec[] = "input 150 | dropout 0.1 | dense 120 act=tanh maxnorm=1.5 | batchnorm | dense 10 | code "
                           "| dense 120 act=elu | dense 150 act=sigmoid";

#define EVERYTHING                                                                                    \
    "adam lr=0.02 | schedule onecycle warmup=2 | plateau factor=0.5 patience=1 | accumulate 2 "       \
    "| clip norm=0.5 value=0.1 | freeze dense2.bias | rate dense3 0.5 | decay 1e-3 | ema 0.9 "        \
    "| stop patience=1 min_delta=0.1 | target loss=1e-9 | time seconds=1e6 | guard times=3 back=yes " \
    "every=3 most=100"

static const char *const texts[] = {
    "sgd lr=0.5 | schedule constant warmup=5",
    "sgd lr=0.5 | schedule step every=4 factor=0.3",
    "adam lr=0.01 | schedule exponential",
    "adam lr=0.01 | schedule cosine final=0.1",
    "adam lr=0.01 | schedule onecycle",
    "adam lr=0.01 | schedule inverse_sqrt warmup=3",
    "adam lr=0.01 | plateau factor=0.7 patience=1 min_delta=0.01",
    "sgd lr=1 | clip norm=0.01",
    "sgd lr=1 momentum=0.9 | clip value=0.0001",
    "rmsprop lr=0.001 | decay 0.1",
    "adam lr=0.01 | freeze dense1,dense3.bias",
    "adam lr=0.01 | accumulate 2", /* batchnorm sees pieces */
    "adam lr=0.01 | rate encoder 0.3 | rate dense1.weight 0.1",
    "sgd lr=0.5 | warmup on=mse steps=9 from=0.1",
    "adamw lr=0.01 | ema 0.9",
    "adam lr=0.05 | stop patience=1 min_delta=0.05",
    "adam lr=0.01 | target loss=0.2",
    "sgd lr=0.5 | guard times=3 back=yes every=2 factor=0.5 most=100",
    EVERYTHING,
};
enum { TEXTS = sizeof texts / sizeof *texts };

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    for (size_t j = 0; j < WIDTH; j++)
        data[WILD * WIDTH + j] *= 100; /* for the guard */
    return 0;
}

static int bring(void *user, const ae_read_buffers *to, const uint32_t *rows, size_t n)
{
    (void)user;
    for (size_t i = 0; i < n; i++)
        memcpy(to->input + i * WIDTH, data + rows[i] * WIDTH, WIDTH * sizeof *to->input);
    return 0;
}

static ae_rows in_memory(void)
{
    return (ae_rows)AE_ROWS_F32(data, ROWS, WIDTH);
}

static ae_rows brought(void)
{
    ae_rows rows = in_memory();
    rows.input.data = NULL;
    rows.read = bring;
    return rows;
}

typedef struct result {
    ae_model *model;
    ae_fit_report report;
    ae_epoch_record history[EPOCHS];
} result;

static result fit(const char *text, const ae_rows *rows, size_t threads)
{
    result r = { .report = AE_FIT_REPORT_INIT };
    ae_fit_options o = options_of(text);
    ae_error e;
    o.batch = 40;
    o.epochs = EPOCHS;
    o.seed = 9;
    o.threads = threads;
    o.valid_fraction = 0.2;
    o.report = &r.report;
    o.history = r.history;
    o.history_capacity = EPOCHS;
    r.model = make_model(spec, 2);
    must(ae_model_fit(r.model, rows, &o, &e), &e);
    r.report.seconds = 0;
    for (size_t i = 0; i < EPOCHS; i++)
        r.history[i].seconds = 0; /* time alone may differ */
    return r;
}

static void assert_same(const result *a, const result *b)
{
    assert_same_model(a->model, b->model);
    assert_memory_equal(a->history, b->history, sizeof a->history);
    assert_int_equal(a->report.steps, b->report.steps);
    assert_int_equal(a->report.stopped, b->report.stopped);
    assert_int_equal(a->report.best_epoch, b->report.best_epoch);
    assert_int_equal(a->report.refused, b->report.refused);
    assert_int_equal(a->report.went_back, b->report.went_back);
    assert_true(a->report.best_loss == b->report.best_loss);
    ae_model_free(b->model);
}

static void threads_do_not_matter(void **state)
{
    const ae_rows rows = in_memory();
    (void)state;
    for (size_t i = 0; i < TEXTS; i++) {
        result one = fit(texts[i], &rows, 1);
        for (size_t threads = 2; threads <= 4; threads++) {
            result other = fit(texts[i], &rows, threads);
            assert_same(&one, &other);
        }
        ae_model_free(one.model);
    }
}

static void kernel_sets_do_not_matter(void **state)
{
    const ae_rows rows = in_memory();
    (void)state;
    for (size_t i = 0; i < TEXTS; i++) {
        result best = fit(texts[i], &rows, 1);
        for (size_t isa = 0; isa < ae_isa_count(); isa++) {
            if (!ae_isa_usable(isa))
                continue;
            setenv("AE_KERNELS", ae_isa_name(isa), 1);
            result other = fit(texts[i], &rows, 2);
            unsetenv("AE_KERNELS");
            assert_same(&best, &other);
        }
        ae_model_free(best.model);
    }
}

static void a_callback_does_not_matter(void **state)
{
    const ae_rows memory = in_memory(), host = brought();
    (void)state;
    for (size_t i = 0; i < TEXTS; i++) {
        result a = fit(texts[i], &memory, 1), b = fit(texts[i], &host, 3);
        assert_same(&a, &b);
        ae_model_free(a.model);
    }
}

/* Given rows in their own order and no validation; then a trainer that takes their batches one by one, with as many steps in
 * an epoch, comes to the model of a fit. */
static void a_trainer_does_what_a_fit_does(void **state)
{
    enum { BATCH = 40, PER_EPOCH = 4 };
    const ae_rows rows = in_memory();
    ae_error e;
    (void)state;
    for (size_t i = 0; i < TEXTS; i++) {
        ae_model *a = make_model(spec, 2), *b = make_model(spec, 2);
        ae_fit_options o = options_of(texts[i]);
        o.batch = BATCH;
        o.steps = EPOCHS * PER_EPOCH;
        o.steps_per_epoch = PER_EPOCH;
        o.flags = AE_FIT_KEEP_ORDER;
        must(ae_model_fit(a, &rows, &o, &e), &e);
        ae_trainer *t = make_trainer(b, &o);
        for (size_t step = 0; step < o.steps && info_of(t).stopped == AE_STOP_DONE; step++) {
            size_t first = step % PER_EPOCH * BATCH, n = ROWS - first < BATCH ? ROWS - first : BATCH;
            ae_rows batch = AE_ROWS_F32(data + first * WIDTH, n, WIDTH);
            batch.first = first;
            must(ae_trainer_step(NULL, t, &batch, &e), &e);
        }
        if (strstr(texts[i], "stop") && info_of(t).stopped == AE_STOP_DONE)
            fail_msg("%s: it never stopped, and the trainer has its last weights", texts[i]);
        assert_same_model(a, b);
        ae_trainer_free(t);
        ae_model_free(a);
        ae_model_free(b);
    }
}

/* None of the texts is without effect: its model is not that of the optimizer alone. */
static void each_policy_does_something(void **state)
{
    const ae_rows rows = in_memory();
    (void)state;
    for (size_t i = 0; i < TEXTS; i++) {
        char alone[64];
        strncpy(alone, texts[i], sizeof alone - 1);
        alone[strcspn(texts[i], "|")] = 0;
        result with = fit(texts[i], &rows, 1), without = fit(alone, &rows, 1);
        bool same = true;
        for (size_t k = 0; k < facts_of(with.model).tensors; k++)
            same = same && same_tensor(with.model, without.model, k);
        if (same)
            fail_msg("%s: nothing happened", texts[i]);
        ae_model_free(with.model);
        ae_model_free(without.model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_matter),      cmocka_unit_test(kernel_sets_do_not_matter),
        cmocka_unit_test(a_callback_does_not_matter), cmocka_unit_test(a_trainer_does_what_a_fit_does),
        cmocka_unit_test(each_policy_does_something),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
