/* Memory for rows that are prepared: every allocation may fail, and leaves all as before; and fit takes no more than it
 * told. */
#include "support.h"

enum { ROWS = 70, WIDTH = 8 };

static const char *const nets[] = {
    "input 8 | scaler zscore | dense 4 act=tanh | code | decoder mirror",
    "input 8 | missing mask indicators=yes | scaler robust per=all | dense 4 act=tanh | code | decoder mirror",
    "input 8 | columns number*3,category:5,category:2*3,number | missing mean | scaler range clip=yes | dense 4 act=tanh "
    "| code | decoder mirror tied=yes | loss huber feature_weights=1,2,3,4,5,6,7,8 | loss mae weight=0.1",
    "input 2x2x2 | missing mask | scaler given center=1 spread=2 | conv2d 3 kernel=2 act=tanh | code | decoder mirror "
    "| penalty contractive weight=0.1",
};
enum { NETS = sizeof nets / sizeof *nets };

static float table[ROWS * WIDTH];

static int fill_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        table[i] = (float)(size_t)(somewhere(1, i) * 2);
    make_gaps(table, ROWS, WIDTH, 1, 9);
    return 0;
}

/* The first net takes no gaps. */
static ae_rows rows_of(const char *net)
{
    static float whole[ROWS * WIDTH];
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        whole[i] = (float)(i % 3);
    return (ae_rows)AE_ROWS_F32(strstr(net, "missing") ? table : whole, ROWS, WIDTH);
}

typedef struct starved {
    heap heap;
    ae_allocator allocator;
    ae_model_options options;
    const char *net;
    ae_model *model;
    ae_rows rows;
    unsigned char *file;
    size_t size;
} starved;

static void open_starved(starved *s, const char *net)
{
    ae_error e;
    memset(s, 0, sizeof *s);
    s->net = net;
    s->rows = rows_of(net);
    s->allocator = (ae_allocator){ heap_alloc, heap_free, &s->heap };
    s->options = (ae_model_options)AE_MODEL_OPTIONS_INIT;
    s->options.allocator = &s->allocator;
    must(ae_model_create(&s->model, net, &s->options, &e), &e);
    s->file = model_bytes(s->model, &s->size);
}

static void close_starved(starved *s)
{
    ae_model_free(s->model);
    test_free(s->file);
    assert_int_equal(s->heap.held, 0);
}

/* ---- calls ---- */

static ae_status create(starved *s)
{
    ae_model *m = NULL;
    ae_status status = ae_model_create(&m, s->net, &s->options, NULL);
    assert_true((status == AE_OK) == (m != NULL));
    ae_model_free(m);
    return status;
}

static ae_status load(starved *s)
{
    ae_model *m = NULL;
    ae_status status = ae_model_load_memory(&m, s->file, s->size, &s->options, NULL);
    ae_model_free(m);
    return status;
}

static ae_status run(starved *s)
{
    float out[3][ROWS * 32];
    const ae_result results[] = { { "input.scaled", out[0] }, { "output", out[1] }, { "errors", out[2] } };
    return ae_model_run(results, 3, s->model, NULL, &s->rows, NULL);
}

static ae_status evaluate(starved *s)
{
    ae_metrics metrics = AE_METRICS_INIT;
    return ae_model_evaluate(&metrics, s->model, NULL, &s->rows, NULL);
}

static ae_status fit_all(starved *s)
{
    ae_fit_options o = steps_of("adam lr=0.01 | ema | stop", 4);
    o.valid_fraction = 0.3;
    return ae_model_fit(s->model, &s->rows, &o, NULL);
}

static ae_status scale(starved *s)
{
    return ae_model_fit_scaler(s->model, &s->rows, NULL);
}

static ae_status first_step(starved *s)
{
    ae_trainer *t = NULL;
    const ae_fit_options o = steps_of("adam lr=0.01 | ema", 4);
    ae_rows batch = s->rows;
    batch.n = 16;
    ae_status status = ae_trainer_create(&t, s->model, &o, NULL);
    if (status == AE_OK)
        status = ae_trainer_step(NULL, t, &batch, NULL);
    ae_trainer_free(t);
    return status;
}

static const struct call {
    const char *name;
    ae_status (*run)(starved *s);
} calls[] = { { "create", create },        { "load", load },   { "run", run },
              { "evaluate", evaluate },    { "fit", fit_all }, { "scaler", scale },
              { "first_step", first_step } };
enum { CALLS = sizeof calls / sizeof *calls };

/* The model is what it was made as. */
static void assert_as_before(const starved *s, size_t held)
{
    size_t size;
    unsigned char *now = model_bytes(s->model, &size);
    assert_int_equal(s->heap.held, held);
    assert_int_equal(size, s->size);
    assert_memory_equal(now, s->file, size);
    test_free(now);
}

/* Given any one of a call's allocations refused; then it says AE_ENOMEM, nothing stays held, and the model is as before. */
static void every_allocation_may_fail(void **state)
{
    const struct call *c = *state;
    for (size_t net = 0; net < NETS; net++) {
        starved s;
        open_starved(&s, nets[net]);
        const size_t held = s.heap.held;
        ae_status status = AE_ENOMEM;
        for (size_t at = 1; status == AE_ENOMEM; at++) {
            s.heap.calls = 0;
            s.heap.fail_at = at;
            status = c->run(&s);
            s.heap.fail_at = 0;
            if (status != AE_OK)
                assert_as_before(&s, held);
        }
        assert_int_equal(status, AE_OK);
        close_starved(&s);
    }
}

/* ---- foretold ---- */

/* Given a fit that has to take a scaling from the rows first, and one of a model that has it; then each holds what was told.
 */
static void fit_takes_what_was_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4 * NETS; i++) {
        starved s;
        size_t told;
        ae_error e;
        open_starved(&s, nets[i % NETS]);
        ae_fit_options o = steps_of(i / NETS % 2 ? "adam | ema | stop" : "sgd lr=0.01", 5);
        o.threads = 1 + i / NETS % 3;
        o.batch = i / NETS > 1 ? 3 : 64;
        o.valid_fraction = i / NETS % 2 ? 0.2 : 0;
        for (int times = 0; times < 2; times++) {
            must(ae_fit_memory(&told, s.model, &s.rows, &o, &e), &e);
            s.heap.peak = s.heap.held;
            must(ae_model_fit(s.model, &s.rows, &o, &e), &e);
            assert_int_equal(s.heap.peak, told);
        }
        close_starved(&s);
    }
}

/* A trainer's steps hold nothing afterwards, the first one neither. */
static void steps_hold_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < NETS; i++) {
        starved s;
        ae_trainer *t;
        ae_error e;
        const ae_fit_options o = steps_of("adam", 4);
        open_starved(&s, nets[i]);
        ae_rows batch = s.rows;
        batch.n = 16;
        must(ae_trainer_create(&t, s.model, &o, &e), &e);
        const size_t held = s.heap.held;
        for (size_t step = 0; step < 3; step++) {
            must(ae_trainer_step(NULL, t, &batch, &e), &e);
            assert_int_equal(s.heap.held, held);
        }
        ae_trainer_free(t);
        close_starved(&s);
    }
}

int main(void)
{
    struct CMUnitTest tests[CALLS + 2] = { cmocka_unit_test(fit_takes_what_was_told), cmocka_unit_test(steps_hold_nothing) };
    for (size_t i = 0; i < CALLS; i++)
        tests[i + 2] =
            (struct CMUnitTest){ calls[i].name, every_allocation_may_fail, NULL, NULL, (void *)(uintptr_t)&calls[i] };
    return _cmocka_run_group_tests("memory", tests, CALLS + 2, fill_table, NULL);
}
