/* What the tests of the rows' preparation share: tables with all that is odd in real ones, the library's answers, and the
 * statistics of a column by the book, in double. */
#ifndef TEST_PREPARE_SUPPORT_H
#define TEST_PREPARE_SUPPORT_H

#include "../help.h"
#include <float.h>
#include <stdio.h>

enum { TABLE_MAX = 4096, WIDE = 64 };

/* ---- numbers ---- */

static inline double somewhere(uint32_t seed, size_t i)
{
    uint32_t word[4];
    const ae_place place = { .seed = 2024, .name = seed, .row = (uint32_t)i };
    ae_random_quad(word, &place, 0);
    return (double)word[0] / 4294967296.0;
}

static inline float gap(void)
{
    return (float)NAN;
}

static inline void fill_numbers(float *x, size_t n, size_t width, uint32_t seed)
{
    for (size_t i = 0; i < n * width; i++)
        x[i] = (float)somewhere(seed, i);
}

/* About one number in `every` goes missing, but never the first `kept` of a row. */
static inline void make_gaps(float *x, size_t n, size_t width, size_t kept, uint32_t every)
{
    for (size_t i = 0; i < n * width; i++)
        if (i % width >= kept && (uint32_t)(somewhere(every, i) * every) == 0)
            x[i] = gap();
}

/* ---- what a model says ---- */

static inline ae_column_info column_of(const ae_model *m, size_t index)
{
    ae_column_info c = AE_COLUMN_INFO_INIT;
    ae_error e;
    must(ae_model_get_column(&c, m, index, &e), &e);
    return c;
}

static inline bool is_fitted(const ae_model *m)
{
    return column_of(m, 0).fitted;
}

static inline ae_model_info info_of(const ae_model *m)
{
    ae_model_info info = AE_MODEL_INFO_INIT;
    assert_int_equal(ae_model_get_info(&info, m, NULL), AE_OK);
    return info;
}

static inline size_t width_of(const ae_model *m, const char *name)
{
    ae_value_info v = AE_VALUE_INFO_INIT;
    for (size_t i = 0; i < info_of(m).values; i++)
        if (ae_model_get_value(&v, m, i, NULL) == AE_OK && strcmp(v.name, name) == 0)
            return v.width;
    return 0;
}

/* The tensor of this name, or NULL. */
static inline const float *tensor_of(const ae_model *m, const char *name)
{
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    for (size_t i = 0; i < info_of(m).tensors; i++)
        if (ae_model_get_tensor(&t, m, i, NULL) == AE_OK && strcmp(t.name, name) == 0)
            return t.data;
    return NULL;
}

/* Every tensor of `a` is in `b`, with the same bits; files also say by which text they came to be. */
static inline void assert_same_tensors(const ae_model *a, const ae_model *b)
{
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    for (size_t i = 0; i < info_of(a).tensors; i++) {
        size_t n = 1;
        assert_int_equal(ae_model_get_tensor(&t, a, i, NULL), AE_OK);
        for (size_t d = 0; d < t.rank; d++)
            n *= t.shape[d];
        if (memcmp(t.data, tensor_of(b, t.name), n * sizeof *t.data) != 0)
            fail_msg("%s: %s differs", ae_model_spec(a), t.name);
    }
}

/* A value of all rows, in memory that test_free frees. */
static inline float *value_of(const ae_model *m, const char *name, const ae_rows *rows)
{
    ae_error e;
    const size_t n = rows->pick ? rows->picks : rows->n, width = width_of(m, name);
    if (!width)
        fail_msg("no value \"%s\"", name);
    float *out = test_malloc(n * width * sizeof *out);
    const ae_result result = { name, out };
    must(ae_model_run(&result, 1, m, NULL, rows, &e), &e);
    return out;
}

/* ---- training ---- */

static inline void fit_scaler(ae_model *m, const ae_rows *rows)
{
    ae_error e;
    must(ae_model_fit_scaler(m, rows, &e), &e);
}

static inline ae_model *fitted_model(const char *spec, const ae_rows *rows)
{
    ae_model *m = make_model(spec, 3);
    fit_scaler(m, rows);
    return m;
}

static inline ae_fit_options steps_of(const char *text, size_t steps)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    o.optimizer = text;
    o.steps = steps;
    o.batch = 16;
    o.seed = 9;
    return o;
}

static inline void fit(ae_model *m, const ae_rows *rows, const char *text, size_t steps)
{
    ae_error e;
    const ae_fit_options o = steps_of(text, steps);
    must(ae_model_fit(m, rows, &o, &e), &e);
}

static inline void assert_text(const ae_error *e, ae_status status, const char *part)
{
    if (e->status != (int32_t)status || !strstr(e->text, part))
        fail_msg("%s: %s; not: %s", ae_status_name((ae_status)e->status), e->text, part);
}

/* ---- a column by the book ---- */

typedef struct numbers {
    double x[TABLE_MAX], w[TABLE_MAX];
    size_t n;
} numbers;

/* Those of columns from ... to - 1 that are there, in rows that count. */
static inline void collect(numbers *out, const float *x, const float *weights, size_t rows, size_t width, size_t from,
                           size_t to)
{
    out->n = 0;
    for (size_t r = 0; r < rows; r++)
        for (size_t i = from; i < to; i++)
            if (!isnan(x[r * width + i]) && (!weights || weights[r] > 0)) {
                assert_true(out->n < TABLE_MAX);
                out->x[out->n] = (double)x[r * width + i];
                out->w[out->n++] = weights ? (double)weights[r] : 1;
            }
}

static inline double plain_mean(const numbers *a)
{
    double sum = 0, weight = 0;
    for (size_t i = 0; i < a->n; i++)
        weight += a->w[i];
    for (size_t i = 0; i < a->n; i++)
        sum += a->x[i] * (a->w[i] / weight);
    return sum;
}

static inline double plain_deviation(const numbers *a)
{
    double sum = 0, weight = 0;
    const double mean = plain_mean(a);
    for (size_t i = 0; i < a->n; i++)
        weight += a->w[i];
    for (size_t i = 0; i < a->n; i++)
        sum += (a->x[i] - mean) * (a->x[i] - mean) * (a->w[i] / weight);
    return sqrt(sum);
}

static inline int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static inline double plain_quantile(const numbers *a, double share)
{
    double sorted[TABLE_MAX];
    memcpy(sorted, a->x, a->n * sizeof *sorted);
    qsort(sorted, a->n, sizeof *sorted, by_size);
    const double place = share * (double)(a->n - 1), below = floor(place);
    const double low = sorted[(size_t)below], high = sorted[(size_t)ceil(place)];
    return low + (place - below) * (high - low);
}

static inline double plain_least(const numbers *a)
{
    return a->n ? plain_quantile(a, 0) : 0;
}

static inline double plain_most(const numbers *a)
{
    return a->n ? plain_quantile(a, 1) : 0;
}

#endif
