/* Invented descriptions of rows: types, gaps, overlaps, scales, targets, picks. All of them give the results of the same
 * numbers as floats that lie dense. The memory ends with the last row, and is guarded. */
#include "../help.h"

enum { MOST = 90, WIDTH = 12, CODE = 5 };
static const char spec[] = "input 12 | dense 5 act=tanh | code | dense 12 act=sigmoid | loss mse";

/* A description in the making: its numbers are a function of its own number and of how many were asked for before. */
typedef struct dice {
    uint32_t number, asked;
} dice;

static uint32_t below(dice *d, uint32_t n)
{
    uint32_t word[4];
    ae_place place = { .seed = 3, .row = d->number };
    ae_random_quad(word, &place, d->asked++);
    return word[0] % n;
}

/* One side of the rows: in the memory of its type, and as floats. */
typedef struct side {
    void *memory;
    ae_array array;
    float dense[MOST * WIDTH];
} side;

static const size_t sizes[] = {
    [AE_F32] = sizeof(float), [AE_F64] = sizeof(double), [AE_U8] = 1, [AE_I32] = sizeof(int32_t)
};

static void put(void *at, int dtype, size_t i, int value)
{
    if (dtype == AE_F32)
        ((float *)at)[i] = (float)value / 64;
    else if (dtype == AE_F64)
        ((double *)at)[i] = value / 64.0;
    else if (dtype == AE_U8)
        ((uint8_t *)at)[i] = (uint8_t)value;
    else
        ((int32_t *)at)[i] = value - 100;
}

/* Element / scale, which is rounded once, as every scale here is a float. */
static float get(const void *at, int dtype, size_t i, double scale)
{
    double x = dtype == AE_F32   ? (double)((const float *)at)[i]
               : dtype == AE_F64 ? ((const double *)at)[i]
               : dtype == AE_U8  ? (double)((const uint8_t *)at)[i]
                                 : (double)((const int32_t *)at)[i];
    return (float)(x / scale);
}

static void invent_side(side *s, dice *d, size_t n)
{
    static const double scales[] = { 1, 255, 0.5, 3 };
    static const size_t strides[] = { 0, WIDTH, WIDTH + 3, 1, 5, WIDTH - 1, 100 };
    size_t step = strides[below(d, 7)];
    int dtype = (int)below(d, 4);
    s->array = (ae_array){ NULL, WIDTH, step * sizes[dtype], scales[below(d, 4)], dtype, 0 };
    step = step ? step : WIDTH;
    s->array.data = s->memory = test_malloc(((n - 1) * step + WIDTH) * sizes[dtype]);
    for (size_t i = 0; i < (n - 1) * step + WIDTH; i++)
        put(s->memory, dtype, i, (int)below(d, 256));
    for (size_t i = 0; i < n * WIDTH; i++)
        s->dense[i] = get(s->memory, dtype, i / WIDTH * step + i % WIDTH, s->array.scale);
}

typedef struct description {
    dice dice;
    side input, target;
    uint32_t *pick;
    ae_rows rows, plain;
} description;

static void pick(float *dense, const description *v)
{
    float copy[MOST * WIDTH];
    memcpy(copy, dense, sizeof copy);
    for (size_t i = 0; i < v->rows.picks; i++)
        memcpy(dense + i * WIDTH, copy + v->pick[i] * WIDTH, WIDTH * sizeof *dense);
}

static void invent_picks(description *v, size_t n)
{
    v->rows.picks = 1 + below(&v->dice, MOST);
    v->rows.pick = v->pick = test_malloc(v->rows.picks * sizeof *v->pick);
    for (size_t i = 0; i < v->rows.picks; i++)
        v->pick[i] = below(&v->dice, (uint32_t)n);
    pick(v->input.dense, v);
    pick(v->target.dense, v);
    v->plain.n = v->rows.picks;
}

static void open_description(description *v, uint32_t number)
{
    *v = (description){ .dice = { number, 0 } };
    size_t n = 1 + below(&v->dice, MOST);
    invent_side(&v->input, &v->dice, n);
    invent_side(&v->target, &v->dice, n);
    v->rows = (ae_rows)AE_ROWS_INIT;
    v->rows.n = n;
    v->rows.input = v->input.array;
    v->plain = (ae_rows)AE_ROWS_F32(v->input.dense, n, WIDTH);
    if (below(&v->dice, 2)) {
        v->rows.target = v->target.array;
        v->plain.target = (ae_array){ v->target.dense, WIDTH, 0, 1, AE_F32, 0 };
    }
    if (below(&v->dice, 2))
        invent_picks(v, n);
}

static void close_description(description *v)
{
    test_free(v->input.memory);
    test_free(v->target.memory);
    if (v->pick)
        test_free(v->pick);
}

static ae_context *make_context(const ae_model *m, dice *d)
{
    ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
    ae_context *c;
    ae_error e;
    o.rows = 1 + below(d, 100);
    o.threads = 1 + below(d, 2);
    must(ae_context_create(&c, m, &o, &e), &e);
    return c;
}

/* Codes and scores. */
static void check_results(const ae_model *m, description *v)
{
    float codes[2][MOST * CODE] = { { 0 } }, scores[2][MOST] = { { 0 } };
    ae_context *c = make_context(m, &v->dice);
    ae_error e;
    for (size_t i = 0; i < 2; i++) {
        const ae_rows *rows = i ? &v->plain : &v->rows;
        must(ae_model_encode(codes[i], m, c, rows, &e), &e);
        must(ae_model_score(scores[i], m, c, rows, &e), &e);
    }
    assert_memory_equal(codes[0], codes[1], sizeof codes[0]);
    assert_memory_equal(scores[0], scores[1], sizeof scores[0]);
    ae_context_free(c);
}

/* The weights that two steps over the rows make; the scale of each is kept in its model. */
static void check_training(description *v)
{
    ae_tensor_info t[2] = { AE_TENSOR_INFO_INIT, AE_TENSOR_INFO_INIT };
    ae_model *m[2];
    ae_error e;
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    o.batch = 1 + below(&v->dice, MOST);
    o.epochs = 2;
    o.seed = v->dice.number;
    o.flags = below(&v->dice, 2);
    for (size_t i = 0; i < 2; i++) {
        m[i] = make_model(spec, 1);
        must(ae_model_fit(m[i], i ? &v->plain : &v->rows, &o, &e), &e);
        must(ae_model_get_tensor(&t[i], m[i], 0, &e), &e);
    }
    assert_memory_equal(t[0].data, t[1].data, WIDTH * CODE * sizeof(float));
    ae_model_free(m[0]);
    ae_model_free(m[1]);
}

static void every_description_is_its_numbers(void **state)
{
    uint32_t count = getenv("AE_TEST_SMALL") ? 60 : 600;
    ae_model *m = make_model(spec, 1);
    (void)state;
    for (uint32_t number = 0; number < count; number++) {
        description v;
        open_description(&v, number);
        check_results(m, &v);
        check_training(&v);
        close_description(&v);
    }
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_description_is_its_numbers) };
    return cmocka_run_group_tests_name("random rows", tests, NULL, NULL);
}
