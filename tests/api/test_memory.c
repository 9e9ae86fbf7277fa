/* What a context and a trainer take is told beforehand, to the byte; and a context belongs to a spec, not to an address. */
#include "../help.h"
#include "../model/random_spec.h"

/* ---- memory ---- */

static const char *const nets[] = {
    "input 12 | dense 6 act=tanh | code | dense 12",
    "input 12 | dense 2000 | dense 3 | code | decoder mirror tied=yes | loss huber | loss mae",
    "input 3x16x16 | conv2d 16 kernel=3 act=relu | maxpool2d 2 | flatten | dense 8 | code | decoder mirror",
    "input 12 | batchnorm | dense 6 act=softmax | layernorm | code | dense 12 act=sigmoid | loss bce | penalty l1 weight=1",
    "input 3000 | dense 1 | code | dense 3000",
    "input 12 | code | flatten", /* from here on: nothing to train */
    "input 12 | dense 6 | dense 2 | code",
};
enum { NETS = sizeof nets / sizeof *nets, TRAINED = NETS - 2 };

static const struct shape {
    size_t rows, threads;
    uint64_t outputs;
} shapes[] = { { 0, 0, 0 }, { 1, 1, AE_OUT_CODE }, { 33, 3, 0 }, { 600, 2, AE_OUT_CODE | AE_OUT_DECODED }, { 64, 7, 0 } };
enum { SHAPES = sizeof shapes / sizeof *shapes };

typedef struct counted {
    heap heap;
    ae_allocator allocator;
    ae_model *model;
} counted;

static void open_counted(counted *c, const char *spec)
{
    ae_model_options o = AE_MODEL_OPTIONS_INIT;
    ae_error e;
    *c = (counted){ .allocator = { heap_alloc, heap_free, &c->heap } };
    o.allocator = &c->allocator;
    must(ae_model_create(&c->model, spec, &o, &e), &e);
    c->heap.peak = c->heap.held;
}

static void close_counted(counted *c)
{
    ae_model_free(c->model);
    assert_int_equal(c->heap.held, 0);
}

/* The most that making such a context holds beside the model, and what is told of it. */
static void check_context(counted *c, const ae_context_options *o)
{
    ae_context *context;
    ae_error e;
    size_t told, model = c->heap.held;
    must(ae_context_memory(&told, c->model, o, &e), &e);
    assert_int_equal(c->heap.held, model);
    c->heap.peak = model;
    must(ae_context_create(&context, c->model, o, &e), &e);
    assert_int_equal(c->heap.peak - model, told);
    ae_context_free(context);
}

/* Given a context of some size, for none of the net's values, for each and for all; then it takes what was told. */
static void a_context_takes_what_was_told(void **state)
{
    counted c;
    ae_model_info info = AE_MODEL_INFO_INIT;
    const char *values[AE_RESULTS_MAX];
    ae_error e;
    open_counted(&c, *state);
    must(ae_model_get_info(&info, c.model, &e), &e);
    for (size_t i = 0; i < info.values; i++) {
        ae_value_info value = AE_VALUE_INFO_INIT;
        must(ae_model_get_value(&value, c.model, i, &e), &e);
        values[i] = value.name;
    }
    for (size_t i = 0; i < SHAPES; i++) {
        ae_context_options o = { sizeof o, shapes[i].rows, shapes[i].threads, shapes[i].outputs, NULL, 0 };
        check_context(&c, &o);
        o.values = values;
        o.n_values = info.values;
        check_context(&c, &o);
        o.n_values = 1;
        for (size_t v = 0; v < info.values; v++, o.values++)
            check_context(&c, &o);
    }
    close_counted(&c);
}

static const char *const optimizers[] = { "sgd lr=0.1", "adam", "rmsprop momentum=0.9", NULL };

/* Given a trainer of some size; then it takes what was told. */
static void a_trainer_takes_what_was_told(void **state)
{
    static const size_t batches[] = { 0, 1, 33, 600 };
    counted c;
    ae_error e;
    open_counted(&c, *state);
    for (size_t i = 0; i < 4 * 4; i++) {
        ae_fit_options o = AE_FIT_OPTIONS_INIT;
        ae_trainer *trainer;
        size_t told, model = c.heap.held;
        o.optimizer = optimizers[i % 4];
        o.batch = batches[i / 4];
        o.threads = 1 + i % 3;
        must(ae_trainer_memory(&told, c.model, &o, &e), &e);
        assert_int_equal(c.heap.held, model);
        c.heap.peak = model;
        must(ae_trainer_create(&trainer, c.model, &o, &e), &e);
        assert_int_equal(c.heap.peak - model, told);
        ae_trainer_free(trainer);
    }
    close_counted(&c);
}

/* The same of nets that were invented. */
static void invented_nets_take_what_was_told(void **state)
{
    uint32_t count = getenv("AE_TEST_SMALL") ? 10 : 60;
    (void)state;
    for (uint32_t i = 0; i < count; i++) {
        char text[RANDOM_SPEC_MAX];
        const char *values[] = { "code", "output", "score" };
        ae_context_options o = { sizeof o, 1 + i % 300, 1 + i % 3, i % 2 ? AE_OUT_SCORE : 0, values, 1 + i % 3 };
        counted c;
        random_spec(text, i);
        open_counted(&c, text);
        check_context(&c, &o);
        close_counted(&c);
    }
}

/* Sizes that no memory holds are an error, not a small number. */
static void sizes_beyond_memory_are_told(void **state)
{
    ae_model *m = make_model("input 3000 | dense 1 | code | dense 3000", 1);
    ae_context_options o = { sizeof o, UINT32_MAX, 1, 0, NULL, 0 };
    ae_fit_options f = AE_FIT_OPTIONS_INIT;
    ae_error e;
    size_t bytes = 0;
    (void)state;
    f.batch = UINT32_MAX;
    must(ae_context_memory(&bytes, m, &o, &e), &e);
    bytes = 0;
    must(ae_trainer_memory(&bytes, m, &f, &e), &e);
    assert_true(bytes / UINT32_MAX >= 3000 * sizeof(float));
    ae_model_free(m);
}

/* ---- whose context it is ---- */

/* Gives every model the same block: what a host does that keeps models in a place of its own. */
typedef struct place {
    max_align_t block[1 << 16];
    size_t taken;
} place;

static void *take_place(void *user, size_t size)
{
    place *p = user;
    size_t units = (size + sizeof *p->block - 1) / sizeof *p->block, at = p->taken;
    if (units > sizeof p->block / sizeof *p->block - at)
        return NULL;
    p->taken += units;
    return p->block + at;
}

static void leave_place(void *user, void *memory, size_t size)
{
    (void)user;
    (void)memory;
    (void)size;
}

static ae_model *make_at(place *p, const char *spec, uint64_t seed)
{
    ae_allocator allocator = { take_place, leave_place, p };
    ae_model_options o = AE_MODEL_OPTIONS_INIT;
    ae_model *m;
    ae_error e;
    p->taken = 0;
    o.allocator = &allocator;
    o.seed = seed;
    must(ae_model_create(&m, spec, &o, &e), &e);
    return m;
}

/* Given a context of a model that is gone, and another model at its very address; then, if that has the same spec, the
 * context gives its results, of its weights; if it has another, that is told by every call, whatever the sizes. */
static void an_address_is_not_a_model(void **state)
{
    static place p;
    static const char spec[] = "input 4 | dense 3 | code | dense 4";
    static const char *const others[] = { "input 4 | dense 3 act=relu | code | dense 4",
                                          "input 4 | dense 300 | code | dense 4",
                                          "input 4 | dense 3 | code | dense 4 | loss mae" };
    static const char *const values[] = { "dense1", "score" };
    static float data[8 * 4], got[8 * 4], expected[8 * 4];
    ae_rows rows = AE_ROWS_F32(data, 8, 4);
    ae_model *first = make_model(spec, 1);
    ae_context_options o = { sizeof o, 0, 2, AE_OUT_CODE | AE_OUT_SCORE, values, 2 };
    ae_metrics metrics = AE_METRICS_INIT;
    ae_context *c;
    ae_error e;
    (void)state;
    curve(data, 8, 4);
    ae_model *at = make_at(&p, spec, 1);
    must(ae_context_create(&c, first, &o, &e), &e);
    ae_model_free(first);
    ae_model *same = make_at(&p, spec, 2);
    assert_ptr_equal(same, at);
    must(ae_model_encode(got, same, c, &rows, &e), &e);
    must(ae_model_encode(expected, same, NULL, &rows, &e), &e);
    assert_memory_equal(got, expected, sizeof got);
    for (size_t i = 0; i < 3; i++) {
        ae_model *other = make_at(&p, others[i], 1);
        const ae_result result = { "score", got };
        assert_ptr_equal(other, at);
        assert_int_equal(ae_model_encode(got, other, c, &rows, &e), AE_ESTALE);
        assert_int_equal(ae_model_score(got, other, c, &rows, &e), AE_ESTALE);
        assert_int_equal(ae_model_evaluate(&metrics, other, c, &rows, &e), AE_ESTALE);
        assert_int_equal(ae_model_run(&result, 1, other, c, &rows, &e), AE_ESTALE);
        assert_string_equal(e.text, "the context was made for a model of another spec");
    }
    ae_context_free(c);
}

/* Given a context of a model that runs on the processor's best kernels; then one of the same spec on plain C is refused, as
 * its products take other memory. */
static void other_kernels_are_another_model(void **state)
{
    float data[12] = { 0 }, code[6];
    ae_rows rows = AE_ROWS_F32(data, 1, 12);
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_context *c;
    ae_error e;
    (void)state;
    ae_model *best = make_model(nets[0], 1);
    setenv("AE_KERNELS", "scalar", 1);
    ae_model *plain = make_model(nets[0], 1);
    unsetenv("AE_KERNELS");
    must(ae_model_get_info(&info, best, &e), &e);
    must(ae_context_create(&c, best, NULL, &e), &e);
    must(ae_model_encode(code, best, c, &rows, &e), &e);
    assert_int_equal(ae_model_encode(code, plain, c, &rows, &e), strcmp(info.kernels, "scalar") ? AE_ESTALE : AE_OK);
    ae_context_free(c);
    ae_model_free(best);
    ae_model_free(plain);
}

/* Given a context with values, made of a model that is gone; then it serves a clone, a loaded model and a trained one: the
 * weights are those of the model that it runs. */
static void a_context_serves_any_model_of_its_spec(void **state)
{
    static const char *const values[] = { "dense1", "errors" };
    static float data[40 * 12], got[40 * 12], expected[40 * 12];
    ae_rows rows = AE_ROWS_F32(data, 40, 12);
    ae_model *models[3], *first = make_model(nets[0], 1);
    ae_context_options o = { sizeof o, 16, 2, 0, values, 2 };
    ae_context *c;
    ae_error e;
    size_t size;
    (void)state;
    curve(data, 40, 12);
    unsigned char *file = model_bytes(first, &size);
    must(ae_context_create(&c, first, &o, &e), &e);
    must(ae_model_clone(&models[0], first, &e), &e);
    must(ae_model_load_memory(&models[1], file, size, NULL, &e), &e);
    must(ae_model_clone(&models[2], first, &e), &e);
    must(ae_model_fit(models[2], &rows, NULL, &e), &e);
    ae_model_free(first);
    for (size_t i = 0; i < 2 * 3; i++) {
        const ae_result a = { values[i % 2], got }, b = { values[i % 2], expected };
        must(ae_model_run(&a, 1, models[i / 2], c, &rows, &e), &e);
        must(ae_model_run(&b, 1, models[i / 2], NULL, &rows, &e), &e);
        assert_memory_equal(got, expected, sizeof got);
    }
    ae_context_free(c);
    test_free(file);
    for (size_t i = 0; i < 3; i++)
        ae_model_free(models[i]);
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(invented_nets_take_what_was_told),
        cmocka_unit_test(sizes_beyond_memory_are_told),
        cmocka_unit_test(an_address_is_not_a_model),
        cmocka_unit_test(other_kernels_are_another_model),
        cmocka_unit_test(a_context_serves_any_model_of_its_spec),
    };
    enum { OTHERS = sizeof others / sizeof *others };
    struct CMUnitTest tests[OTHERS + NETS + TRAINED], *more = tests + OTHERS;
    memcpy(tests, others, sizeof others);
    for (size_t i = 0; i < NETS; i++)
        *more++ = (struct CMUnitTest){ nets[i], a_context_takes_what_was_told, NULL, NULL, (void *)(uintptr_t)nets[i] };
    for (size_t i = 0; i < TRAINED; i++)
        *more++ = (struct CMUnitTest){ nets[i], a_trainer_takes_what_was_told, NULL, NULL, (void *)(uintptr_t)nets[i] };
    return _cmocka_run_group_tests("memory", tests, OTHERS + NETS + TRAINED, NULL, NULL);
}
