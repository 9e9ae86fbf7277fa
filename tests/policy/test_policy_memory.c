/* What policies take is told beforehand, to the byte, and is missing without harm. */
#include "support.h"

static const char *const nets[] = {
    "input 12 | dense 6 act=tanh | code | dense 12",
    "input 12 | batchnorm | dense 2000 | dense 3 | code | decoder mirror tied=yes",
};

#define ALL                                                                                                               \
    "adam lr=0.02 | schedule cosine warmup=2 | plateau | clip norm=0.5 value=0.1 | freeze dense2.bias | rate dense1 0.5 " \
    "| decay 1e-3 | ema 0.9 | stop patience=2 | target loss=1e-9 | time seconds=1e6 | guard back=yes every=3"

static const char *const texts[] = {
    "adam | ema 0.9",
    "sgd | stop",
    "adam | guard back=yes",
    "rmsprop momentum=0.9 | guard back=yes | stop | ema",
    "adam | freeze dense2,dense1.bias | rate encoder 0.5 | rate dense1.weight 0.1 | rate decoder 2",
    "adam | warmup on=mse steps=100",
    ALL,
};
enum { CASES = 2 * sizeof texts / sizeof *texts };

typedef struct counted {
    heap heap;
    ae_allocator allocator;
    ae_model *model;
    ae_fit_options o;
} counted;

static void open_counted(counted *c, size_t number)
{
    ae_model_options mo = AE_MODEL_OPTIONS_INIT;
    ae_error e;
    *c = (counted){ .allocator = { heap_alloc, heap_free, &c->heap }, .o = options_of(texts[number / 2]) };
    mo.allocator = &c->allocator;
    must(ae_model_create(&c->model, nets[number % 2], &mo, &e), &e);
    c->o.batch = 40;
    c->o.steps = 100;
    c->o.steps_per_epoch = 10;
    c->o.threads = 1 + number % 3;
}

static void close_counted(counted *c)
{
    ae_model_free(c->model);
    assert_int_equal(c->heap.held, 0);
}

/* Given a trainer with policies; then it takes what was told. */
static void a_trainer_takes_what_was_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        counted c;
        size_t told;
        ae_error e;
        open_counted(&c, i);
        must(ae_trainer_memory(&told, c.model, &c.o, &e), &e);
        size_t model = c.heap.peak = c.heap.held;
        ae_trainer *t = make_trainer(c.model, &c.o);
        assert_int_equal(c.heap.peak - model, told);
        ae_trainer_free(t);
        close_counted(&c);
    }
}

/* Given any of its requests for memory refused; then it says so, and the model and its memory are as before. */
static void no_memory_is_said(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        counted c;
        ae_trainer *t = NULL;
        ae_error e;
        ae_status status = AE_ENOMEM;
        open_counted(&c, i);
        size_t held = c.heap.held, before = c.heap.calls;
        for (size_t at = 1; status == AE_ENOMEM; at++) {
            assert_int_equal(c.heap.held, held);
            c.heap.fail_at = c.heap.calls + at;
            status = ae_trainer_create(&t, c.model, &c.o, &e);
        }
        must(status, &e);
        assert_true(c.heap.calls > before + 3); /* so some were refused */
        c.heap.fail_at = 0;
        ae_trainer_free(t);
        close_counted(&c);
    }
}

/* The same where the text is wrong and an error is being written: a list of names takes memory, too. */
static void an_error_may_find_no_memory(void **state)
{
    counted c;
    ae_trainer *t = NULL;
    ae_error e;
    ae_status status = AE_ENOMEM;
    (void)state;
    open_counted(&c, 0);
    size_t held = c.heap.held;
    c.o.optimizer = "adam | freeze dense1.weigth";
    for (size_t at = 1; status == AE_ENOMEM; at++) {
        c.heap.fail_at = c.heap.calls + at;
        status = ae_trainer_create(&t, c.model, &c.o, &e);
        assert_int_equal(c.heap.held, held);
    }
    assert_int_equal(status, AE_EWORD);
    assert_non_null(strstr(e.text, "did you mean \"dense1.weight\"?"));
    close_counted(&c);
}

/* Given a fit with policies and rows that are held out; then it holds at most what was told. */
static void a_fit_holds_what_was_told(void **state)
{
    static float data[300 * 12];
    ae_rows rows = AE_ROWS_F32(data, 300, 12);
    (void)state;
    curve(data, 300, 12);
    for (size_t i = 0; i < CASES; i++) {
        counted c;
        size_t told;
        ae_error e;
        open_counted(&c, i);
        c.o.valid_fraction = 0.3;
        must(ae_fit_memory(&told, c.model, &rows, &c.o, &e), &e);
        c.heap.peak = c.heap.held;
        must(ae_model_fit(c.model, &rows, &c.o, &e), &e);
        assert_true(c.heap.peak <= told);
        assert_true(c.heap.peak > told / 2);
        close_counted(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trainer_takes_what_was_told),
        cmocka_unit_test(no_memory_is_said),
        cmocka_unit_test(an_error_may_find_no_memory),
        cmocka_unit_test(a_fit_holds_what_was_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
