/* Rows that overlap: the windows of a series, which take no more memory than the series. And strides that make no sense. */
#include "../help.h"

enum { SERIES = 10000, WIDTH = 100, WINDOWS = SERIES - WIDTH + 1, CODE = 6 };
static const char spec[] = "input 100 | dropout 0.1 | dense 6 act=tanh | code | dense 100";
static float series[SERIES], copied[WINDOWS * WIDTH];
static uint8_t bytes[SERIES], copied_bytes[WINDOWS * WIDTH];

static int fill(void **state)
{
    (void)state;
    curve(series, 1, SERIES);
    for (size_t i = 0; i < SERIES; i++)
        bytes[i] = (uint8_t)(series[i] * 255);
    for (size_t i = 0; i < WINDOWS; i++) {
        memcpy(copied + i * WIDTH, series + i, WIDTH * sizeof *series);
        memcpy(copied_bytes + i * WIDTH, bytes + i, WIDTH);
    }
    return 0;
}

/* Windows, each one element after the one before, and the same rows one after the other. */
static ae_rows rows_of(bool overlap, int dtype)
{
    ae_rows rows = AE_ROWS_F32(overlap ? series : copied, WINDOWS, WIDTH);
    if (dtype == AE_U8)
        rows.input = (ae_array){ overlap ? bytes : copied_bytes, WIDTH, 0, 255, AE_U8, 0 };
    if (overlap)
        rows.input.stride = dtype == AE_U8 ? sizeof *bytes : sizeof *series;
    return rows;
}

typedef struct made {
    size_t peak, foretold, context_peak;
    float codes[WINDOWS * CODE], scores[WINDOWS];
    double loss;
    unsigned char *file;
    size_t size;
} made;

static ae_fit_options brief(void)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    o.batch = 256;
    o.steps = 20;
    o.threads = 2;
    return o;
}

/* A training on the rows, then codes and scores of them; with the most memory that each of both held. */
static void make(made *out, const ae_rows *rows)
{
    heap h = { 0 };
    ae_allocator counting = { heap_alloc, heap_free, &h };
    ae_model_options mo = AE_MODEL_OPTIONS_INIT;
    ae_fit_options o = brief();
    ae_metrics metrics = AE_METRICS_INIT;
    ae_model *m;
    ae_error e;
    mo.allocator = &counting;
    must(ae_model_create(&m, spec, &mo, &e), &e);
    must(ae_fit_memory(&out->foretold, m, rows, &o, &e), &e);
    h.peak = h.held;
    must(ae_model_fit(m, rows, &o, &e), &e);
    out->peak = h.peak;
    h.peak = h.held;
    must(ae_model_encode(out->codes, m, NULL, rows, &e), &e);
    must(ae_model_score(out->scores, m, NULL, rows, &e), &e);
    must(ae_model_evaluate(&metrics, m, NULL, rows, &e), &e);
    out->context_peak = h.peak;
    out->loss = metrics.loss;
    out->file = model_bytes(m, &out->size);
    ae_model_free(m);
}

/* Given a series as windows, and the windows as rows of their own, a hundred times as large; then models, codes, scores and
 * the memory that all of it takes are the same. */
static void windows_are_rows(void **state)
{
    static made a, b;
    const int *dtype = *state;
    ae_rows windows = rows_of(true, *dtype), whole = rows_of(false, *dtype);
    make(&a, &windows);
    make(&b, &whole);
    assert_int_equal(a.size, b.size);
    assert_memory_equal(a.file, b.file, a.size);
    assert_memory_equal(a.codes, b.codes, sizeof a.codes);
    assert_memory_equal(a.scores, b.scores, sizeof a.scores);
    assert_true(a.loss == b.loss);
    assert_int_equal(a.peak, a.foretold);
    assert_int_equal(a.peak, b.peak);
    assert_int_equal(a.foretold, b.foretold);
    assert_int_equal(a.context_peak, b.context_peak);
    assert_true(a.peak < sizeof copied / 4);
    test_free(a.file);
    test_free(b.file);
}

/* Given NaN at one place of the series; then the first window that holds it is told, and its last column. */
static void the_first_window_is_blamed(void **state)
{
    static float codes[WINDOWS * CODE];
    ae_rows windows = rows_of(true, AE_F32);
    ae_model *m = make_model(spec, 1);
    float kept = series[5000];
    ae_error e;
    (void)state;
    series[5000] = NAN;
    ae_status encoded = ae_model_encode(codes, m, NULL, &windows, &e);
    assert_int_equal(e.line, 5000 - WIDTH + 2);
    assert_int_equal(e.column, WIDTH);
    ae_status trained = ae_model_fit(m, &windows, NULL, &e);
    assert_int_equal(e.line, 5000 - WIDTH + 2);
    assert_int_equal(e.column, WIDTH);
    series[5000] = kept;
    assert_int_equal(encoded, AE_ENONFINITE);
    assert_int_equal(trained, AE_ENONFINITE);
    ae_model_free(m);
}

/* ---- strides ---- */

static const struct stride {
    const char *name;
    size_t n, stride;
    const char *said;
} strides[] = {
    { "not a multiple of an element", 2, 6, "data and stride must be multiples of the element's 4 bytes" },
    { "one that was negative", 2, (size_t)-4, "2 rows with a stride of 18446744073709551612 bytes do not fit into memory" },
    { "half of memory, three times", 3, SIZE_MAX / 2 - 3, "do not fit into memory" },
    { "ends beyond memory", 2, SIZE_MAX - 3 - WIDTH * 4 + 4, "do not fit into memory" },
    { "many rows", UINT32_MAX, (size_t)1 << 34, "do not fit into memory" },
};
enum { STRIDES = sizeof strides / sizeof *strides };

/* Given a stride with which the rows would end beyond what a size can say; then that is an error, not a read. */
static void a_stride_beyond_memory_is_refused(void **state)
{
    const struct stride *s = *state;
    float codes[3 * CODE];
    ae_rows rows = AE_ROWS_F32(series, s->n, WIDTH);
    ae_model *m = make_model(spec, 1);
    ae_error e;
    if (sizeof(size_t) < 8)
        skip();
    rows.input.stride = s->stride;
    assert_int_equal(ae_model_encode(codes, m, NULL, &rows, &e), AE_EDATA);
    assert_non_null(strstr(e.text, s->said));
    assert_int_equal(strncmp(e.text, "input: ", 7), 0);
    assert_int_equal(ae_model_fit(m, &rows, NULL, &e), AE_EDATA);
    rows.target = rows.input;
    rows.input.stride = 0;
    rows.n = s->n < 3 ? s->n : 3;
    if (s->n == rows.n) {
        assert_int_equal(ae_model_score(codes, m, NULL, &rows, &e), AE_EDATA);
        assert_int_equal(strncmp(e.text, "target: ", 8), 0);
    }
    ae_model_free(m);
}

/* A stride of 0 means that rows lie one after the other, as a stride of their length does. One row may have any stride. */
static void a_stride_of_none_is_a_row(void **state)
{
    static const size_t alike[] = { 0, WIDTH * sizeof(float) };
    float codes[2][20 * CODE];
    ae_model *m = make_model(spec, 1);
    ae_error e;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        ae_rows rows = AE_ROWS_F32(series, 20, WIDTH);
        rows.input.stride = alike[i];
        must(ae_model_encode(codes[i], m, NULL, &rows, &e), &e);
    }
    assert_memory_equal(codes[0], codes[1], sizeof codes[0]);
    ae_rows one = AE_ROWS_F32(series, 1, WIDTH);
    one.input.stride = SIZE_MAX - 3;
    must(ae_model_encode(codes[1], m, NULL, &one, &e), &e);
    assert_memory_equal(codes[0], codes[1], CODE * sizeof(float));
    ae_model_free(m);
}

int main(void)
{
    static int types[] = { AE_F32, AE_U8 };
    enum { OTHERS = 4 };
    struct CMUnitTest tests[OTHERS + STRIDES] = {
        { "windows of floats", windows_are_rows, NULL, NULL, &types[0] },
        { "windows of bytes", windows_are_rows, NULL, NULL, &types[1] },
        cmocka_unit_test(the_first_window_is_blamed),
        cmocka_unit_test(a_stride_of_none_is_a_row),
    };
    for (size_t i = 0; i < STRIDES; i++)
        tests[OTHERS + i] = (struct CMUnitTest){ strides[i].name, a_stride_beyond_memory_is_refused, NULL, NULL,
                                                 (void *)(uintptr_t)&strides[i] };
    return _cmocka_run_group_tests("windows", tests, OTHERS + STRIDES, fill, NULL);
}
