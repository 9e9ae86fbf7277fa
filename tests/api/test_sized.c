/* Size-first structs: callers that were compiled against an older or a newer header, and outputs that stay in their bounds.
 */
#include "../help.h"

enum { ROWS = 5, WIDTH = 4, TAIL = 24, PAINT = 0xA5 };
static const char spec[] = "input 4 | dense 2 act=tanh | code | dense 4";
static float data[ROWS * WIDTH];
static ae_model *model, *variational;

static int open_model(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    model = make_model(spec, 1);
    variational = make_model("input 4 | gaussian 2 | code | dense 4 act=sigmoid | loss bce reduce=sum | loss kl_normal", 1);
    return 0;
}

static int close_model(void **state)
{
    (void)state;
    ae_model_free(model);
    ae_model_free(variational);
    return 0;
}

static const ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);

/* ---- the calls that take each struct ---- */

static ae_status create(void *s, ae_error *e)
{
    ae_model *m = NULL;
    ae_status status = ae_model_create(&m, spec, s, e);
    ae_model_free(m);
    return status;
}

static ae_status load(void *s, ae_error *e)
{
    ae_model *m = NULL;
    size_t size;
    unsigned char *bytes = model_bytes(model, &size);
    ae_status status = ae_model_load_memory(&m, bytes, size, s, e);
    ae_model_free(m);
    test_free(bytes);
    return status;
}

static ae_status load_file(void *s, ae_error *e)
{
    ae_model *m = NULL;
    ae_status status = ae_model_load(&m, "/nowhere", s, e);
    return status == AE_EIO ? AE_OK : status; /* which comes after the options were read */
}

static ae_status open_context(void *s, ae_error *e)
{
    ae_context *c = NULL;
    ae_status status = ae_context_create(&c, model, s, e);
    ae_context_free(c);
    return status;
}

static ae_status context_memory(void *s, ae_error *e)
{
    size_t bytes;
    return ae_context_memory(&bytes, model, s, e);
}

static ae_status encode(void *s, ae_error *e)
{
    float codes[ROWS * 2];
    return ae_model_encode(codes, model, NULL, s, e);
}

static ae_status run_rows(void *s, ae_error *e)
{
    float codes[ROWS * 2];
    const ae_result result = { "code", codes };
    return ae_model_run(&result, 1, model, NULL, s, e);
}

static ae_status evaluate_rows(void *s, ae_error *e)
{
    ae_metrics m = AE_METRICS_INIT;
    ae_status status = ae_model_evaluate(&m, model, NULL, s, e);
    assert_int_equal(m.rows, status == AE_OK ? ROWS : 0);
    return status;
}

static ae_status fit_rows(void *s, ae_error *e)
{
    return ae_model_fit(model, s, NULL, e);
}

static ae_status step_rows(void *s, ae_error *e)
{
    ae_trainer *trainer;
    must(ae_trainer_create(&trainer, model, NULL, e), e);
    ae_status status = ae_trainer_step(NULL, trainer, s, e);
    ae_trainer_free(trainer);
    return status;
}

static ae_status fit_valid(void *s, ae_error *e)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    o.valid = s;
    return ae_model_fit(model, &rows, &o, e);
}

static ae_status fit(void *s, ae_error *e)
{
    return ae_model_fit(model, &rows, s, e);
}

static ae_status fit_memory(void *s, ae_error *e)
{
    size_t bytes;
    return ae_fit_memory(&bytes, model, &rows, s, e);
}

static ae_status open_trainer(void *s, ae_error *e)
{
    ae_trainer *trainer = NULL;
    ae_status status = ae_trainer_create(&trainer, model, s, e);
    ae_trainer_free(trainer);
    return status;
}

static ae_status trainer_memory(void *s, ae_error *e)
{
    size_t bytes;
    return ae_trainer_memory(&bytes, model, s, e);
}

static ae_status get_info(void *s, ae_error *e)
{
    return ae_model_get_info(s, model, e);
}

static ae_status get_tensor(void *s, ae_error *e)
{
    return ae_model_get_tensor(s, model, 1, e);
}

static ae_status get_value(void *s, ae_error *e)
{
    return ae_model_get_value(s, model, 1, e);
}

static ae_status evaluate(void *s, ae_error *e)
{
    return ae_model_evaluate(s, model, NULL, &rows, e);
}

static ae_status report(void *s, ae_error *e)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    o.report = s;
    o.epochs = 1;
    o.optimizer = "sgd lr=0"; /* so that the next fit reports the same */
    ae_status status = ae_model_fit(model, &rows, &o, e);
    if (o.report->size > offsetof(ae_fit_report, seconds))
        o.report->seconds = 0; /* time alone may differ */
    return status;
}

static ae_status sample(void *s, ae_error *e)
{
    float codes[2];
    return ae_model_sample(NULL, codes, variational, NULL, s, e);
}

static ae_status likelihood(void *s, ae_error *e)
{
    float likelihoods[ROWS];
    return ae_model_likelihood(likelihoods, NULL, variational, NULL, &rows, s, e);
}

static ae_status likelihood_rows(void *s, ae_error *e)
{
    float likelihoods[ROWS];
    return ae_model_likelihood(likelihoods, NULL, variational, NULL, s, NULL, e);
}

static ae_status fit_scorer(void *s, ae_error *e)
{
    return ae_scorer_fit(model, &rows, s, e);
}

static ae_status fit_scorer_rows(void *s, ae_error *e)
{
    return ae_scorer_fit(model, s, NULL, e);
}

static ae_status get_scorer(void *s, ae_error *e)
{
    return ae_scorer_get_info(s, model, e);
}

static ae_status fit_density(void *s, ae_error *e)
{
    return ae_density_fit(model, &rows, s, e);
}

static ae_status fit_density_rows(void *s, ae_error *e)
{
    return ae_density_fit(model, s, NULL, e);
}

static ae_status get_density(void *s, ae_error *e)
{
    return ae_density_get_info(s, model, e);
}

/* ---- the structs ---- */

typedef struct kind {
    const char *name, *struct_name;
    const void *whole; /* the struct as this header has it, ready for use */
    size_t size;
    size_t oldest; /* the least that the call can do with */
    ae_status (*use)(void *s, ae_error *e);
} kind;

static const ae_model_options model_options = AE_MODEL_OPTIONS_INIT;
static const ae_context_options context_options = AE_CONTEXT_OPTIONS_INIT;
static const ae_fit_options fit_options = AE_FIT_OPTIONS_INIT;
static const ae_model_info model_info = AE_MODEL_INFO_INIT;
static const ae_tensor_info tensor_info = AE_TENSOR_INFO_INIT;
static const ae_value_info value_info = AE_VALUE_INFO_INIT;
static const ae_metrics metrics = AE_METRICS_INIT;
static const ae_sample_options sample_options = { .size = sizeof sample_options, .n = 1, .deviation = 1 };
static const ae_likelihood_options likelihood_options = AE_LIKELIHOOD_OPTIONS_INIT;
static const ae_scorer_options scorer_options = AE_SCORER_OPTIONS_INIT;
static const ae_scorer_info scorer_info = AE_SCORER_INFO_INIT;
static const ae_density_options density_options = AE_DENSITY_OPTIONS_INIT;
static const ae_density_info density_info = AE_DENSITY_INFO_INIT;
static const ae_fit_report fit_report = AE_FIT_REPORT_INIT;

#define KIND(variable, type, oldest, use)                            \
    {                                                                \
#type ", " #use, #type, &variable, sizeof(type), oldest, use \
    }
static const kind inputs[] = {
    KIND(model_options, ae_model_options, sizeof(size_t), create),
    KIND(model_options, ae_model_options, sizeof(size_t), load),
    KIND(model_options, ae_model_options, sizeof(size_t), load_file),
    KIND(context_options, ae_context_options, sizeof(size_t), open_context),
    KIND(context_options, ae_context_options, sizeof(size_t), context_memory),
    KIND(fit_options, ae_fit_options, sizeof(size_t), fit),
    KIND(fit_options, ae_fit_options, sizeof(size_t), fit_memory),
    KIND(fit_options, ae_fit_options, sizeof(size_t), open_trainer),
    KIND(fit_options, ae_fit_options, sizeof(size_t), trainer_memory),
    KIND(rows, ae_rows, offsetof(ae_rows, target), encode),
    KIND(rows, ae_rows, offsetof(ae_rows, target), run_rows),
    KIND(rows, ae_rows, offsetof(ae_rows, target), evaluate_rows),
    KIND(rows, ae_rows, offsetof(ae_rows, target), fit_rows),
    KIND(rows, ae_rows, offsetof(ae_rows, target), step_rows),
    KIND(rows, ae_rows, offsetof(ae_rows, target), fit_scorer_rows),
    KIND(scorer_options, ae_scorer_options, sizeof(size_t), fit_scorer),
    KIND(sample_options, ae_sample_options, offsetof(ae_sample_options, deviation), sample),
    KIND(likelihood_options, ae_likelihood_options, sizeof(size_t), likelihood),
    KIND(rows, ae_rows, offsetof(ae_rows, target), likelihood_rows),
    KIND(rows, ae_rows, offsetof(ae_rows, target), fit_density_rows),
    KIND(density_options, ae_density_options, sizeof(size_t), fit_density),
    { "ae_fit_options.valid", "ae_fit_options.valid", &rows, sizeof rows, offsetof(ae_rows, target), fit_valid },
};
static const kind outputs[] = {
    KIND(model_info, ae_model_info, sizeof(size_t), get_info),
    KIND(tensor_info, ae_tensor_info, sizeof(size_t), get_tensor),
    KIND(value_info, ae_value_info, sizeof(size_t), get_value),
    KIND(metrics, ae_metrics, sizeof(size_t), evaluate),
    KIND(scorer_info, ae_scorer_info, sizeof(size_t), get_scorer),
    KIND(density_info, ae_density_info, sizeof(size_t), get_density),
    KIND(fit_report, ae_fit_report, sizeof(size_t), report),
};
enum { INPUTS = sizeof inputs / sizeof *inputs, OUTPUTS = sizeof outputs / sizeof *outputs };

/* A struct of `size` bytes that says `said`, in a block of just its size: cmocka and the sanitizers guard its ends. */
static unsigned char *cut(const kind *k, size_t size, size_t said)
{
    unsigned char *s = test_calloc(1, size);
    memcpy(s, k->whole, size < k->size ? size : k->size);
    memcpy(s, &said, sizeof said);
    return s;
}

/* ---- reading ---- */

static void an_older_struct_is_filled_up(void **state)
{
    const kind *k = *state;
    ae_error e;
    for (size_t size = k->oldest; size <= k->size; size += sizeof(size_t)) {
        unsigned char *s = cut(k, size, size);
        must(k->use(s, &e), &e);
        test_free(s);
    }
}

/* Given a struct of a newer header; while all that is new in it is 0, it means what it always meant. */
static void a_newer_struct_is_read_if_it_asks_nothing_new(void **state)
{
    const kind *k = *state;
    ae_error e;
    unsigned char *s = cut(k, k->size + TAIL, k->size + TAIL);
    must(k->use(s, &e), &e);
    for (size_t i = k->size; i < k->size + TAIL; i++)
        assert_int_equal(s[i], 0);
    for (size_t i = k->size; i < k->size + TAIL; i++) {
        s[i] = 1;
        assert_int_equal(k->use(s, &e), AE_EARGUMENT);
        assert_non_null(strstr(e.text, k->struct_name));
        assert_non_null(strstr(e.text, "newer"));
        s[i] = 0;
    }
    test_free(s);
}

/* Given a struct of a newer header that a call fills; whatever it holds before, the call fills what it knows, says so in the
 * size, and leaves the rest alone. */
static void a_newer_output_is_filled_as_far_as_known(void **state)
{
    const kind *k = *state;
    ae_error e;
    size_t said = k->size + TAIL, filled;
    unsigned char *s = test_malloc(said);
    memset(s, PAINT, said);
    memcpy(s, &said, sizeof said);
    must(k->use(s, &e), &e);
    memcpy(&filled, s, sizeof filled);
    assert_int_equal(filled, k->size);
    for (size_t i = k->size; i < said; i++)
        assert_int_equal(s[i], PAINT);
    test_free(s);
}

/* A size that no header ever set: forgotten, or memory that nobody filled. Nothing beyond the struct is looked at. */
static void a_senseless_size_is_refused(void **state)
{
    const kind *k = *state;
    const size_t sizes[] = { 0, 1, sizeof(size_t) - 1, 65537, SIZE_MAX / 2, SIZE_MAX };
    ae_error e;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        unsigned char *s = cut(k, k->size, sizes[i]);
        assert_int_equal(k->use(s, &e), AE_EARGUMENT);
        assert_non_null(strstr(e.text, k->struct_name));
        assert_non_null(strstr(e.text, "_INIT"));
        test_free(s);
    }
}

/* ---- writing ---- */

/* Given a struct in the middle of painted memory; then the caller's part is filled as a whole struct's is, the size stays,
 * and no byte behind it changes. */
static void outputs_stay_in_their_struct(void **state)
{
    const kind *k = *state;
    ae_error e;
    unsigned char *whole = cut(k, k->size, k->size), *s = test_malloc(k->size + TAIL);
    must(k->use(whole, &e), &e);
    for (size_t size = k->oldest; size <= k->size; size += sizeof(size_t)) {
        memset(s, PAINT, k->size + TAIL);
        memcpy(s, &size, sizeof size);
        must(k->use(s, &e), &e);
        assert_memory_equal(s, &size, sizeof size);
        if (size > sizeof size)
            assert_memory_equal(s + sizeof size, whole + sizeof size, size - sizeof size);
        for (size_t i = size; i < k->size + TAIL; i++)
            assert_int_equal(s[i], PAINT);
    }
    test_free(s);
    test_free(whole);
}

/* Given calls that fail; then what they were to write is as it was. */
static void structs_are_written_on_success_only(void **state)
{
    static float bad[WIDTH] = { 0, 1, INFINITY, 0 };
    ae_rows infinite = AE_ROWS_F32(bad, 1, WIDTH);
    ae_tensor_info t, t_before;
    ae_metrics m, m_before;
    (void)state;
    memset(&t, PAINT, sizeof t);
    t.size = sizeof t;
    memcpy(&t_before, &t, sizeof t);
    assert_int_equal(ae_model_get_tensor(&t, model, 4, NULL), AE_EARGUMENT);
    assert_memory_equal(&t, &t_before, sizeof t);
    memset(&m, PAINT, sizeof m);
    m.size = sizeof m;
    memcpy(&m_before, &m, sizeof m);
    assert_int_equal(ae_model_evaluate(&m, model, NULL, &infinite, NULL), AE_ENONFINITE);
    assert_memory_equal(&m, &m_before, sizeof m);
}

static void pointers_are_written_on_success_only(void **state)
{
    static int mark;
    ae_model *m = (void *)&mark;
    ae_context *c = (void *)&mark;
    ae_trainer *t = (void *)&mark;
    ae_context_options wrong_context = AE_CONTEXT_OPTIONS_INIT;
    ae_fit_options wrong_fit = AE_FIT_OPTIONS_INIT;
    heap full = { .fail_at = 1 };
    ae_allocator failing = { heap_alloc, heap_free, &full };
    ae_model_options starved = AE_MODEL_OPTIONS_INIT;
    (void)state;
    starved.allocator = &failing;
    wrong_context.threads = 257;
    wrong_fit.optimizer = "adan";
    assert_int_equal(ae_model_create(&m, "input 4 | dens 2", NULL, NULL), AE_EWORD);
    assert_int_equal(ae_model_create(&m, spec, &starved, NULL), AE_ENOMEM);
    assert_int_equal(ae_model_load(&m, "/nowhere", NULL, NULL), AE_EIO);
    assert_int_equal(ae_model_load_memory(&m, "{}", 2, NULL, NULL), AE_EFORMAT);
    assert_int_equal(ae_context_create(&c, model, &wrong_context, NULL), AE_EOPTION);
    assert_int_equal(ae_trainer_create(&t, model, &wrong_fit, NULL), AE_EWORD);
    assert_ptr_equal(m, &mark);
    assert_ptr_equal(c, &mark);
    assert_ptr_equal(t, &mark);
}

static void numbers_are_written_on_success_only(void **state)
{
    ae_rows narrow = AE_ROWS_F32(data, ROWS, WIDTH - 1);
    ae_trainer *trainer;
    ae_error e;
    size_t bytes = 77;
    double loss = 77;
    char text[8] = "before", buffer[8] = "before";
    (void)state;
    must(ae_trainer_create(&trainer, model, NULL, &e), &e);
    assert_int_equal(ae_trainer_step(&loss, trainer, &narrow, NULL), AE_EWIDTH);
    assert_int_equal(ae_fit_memory(&bytes, model, &narrow, NULL, NULL), AE_EWIDTH);
    assert_int_equal(ae_model_describe(text, sizeof text, &bytes, NULL, NULL), AE_EARGUMENT);
    assert_int_equal(ae_model_describe(NULL, 8, &bytes, model, NULL), AE_EARGUMENT);
    assert_true(loss == 77 && bytes == 77);
    assert_string_equal(text, "before");
    assert_int_equal(ae_model_save_memory(buffer, sizeof buffer, &bytes, model, NULL), AE_EARGUMENT);
    assert_true(bytes > sizeof buffer); /* the one output that an error brings: how much it would have taken */
    assert_string_equal(buffer, "before");
    ae_trainer_free(trainer);
}

static size_t add(struct CMUnitTest *tests, size_t n, const kind *k, CMUnitTestFunction check)
{
    tests[n] = (struct CMUnitTest){ k->name, check, NULL, NULL, (void *)(uintptr_t)k };
    return n + 1;
}

static size_t add_reading(struct CMUnitTest *tests, size_t n, const kind *k)
{
    n = add(tests, n, k, an_older_struct_is_filled_up);
    n = add(tests, n, k, a_newer_struct_is_read_if_it_asks_nothing_new);
    return add(tests, n, k, a_senseless_size_is_refused);
}

static size_t add_writing(struct CMUnitTest *tests, size_t n, const kind *k)
{
    n = add(tests, n, k, a_newer_output_is_filled_as_far_as_known);
    n = add(tests, n, k, a_senseless_size_is_refused);
    return add(tests, n, k, outputs_stay_in_their_struct);
}

int main(void)
{
    struct CMUnitTest tests[3 + 3 * (INPUTS + OUTPUTS)] = {
        cmocka_unit_test(structs_are_written_on_success_only),
        cmocka_unit_test(pointers_are_written_on_success_only),
        cmocka_unit_test(numbers_are_written_on_success_only),
    };
    size_t n = 3;
    for (size_t i = 0; i < INPUTS; i++)
        n = add_reading(tests, n, &inputs[i]);
    for (size_t i = 0; i < OUTPUTS; i++)
        n = add_writing(tests, n, &outputs[i]);
    return _cmocka_run_group_tests("sized", tests, n, open_model, close_model);
}
