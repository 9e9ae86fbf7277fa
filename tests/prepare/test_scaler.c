/* Centers and spreads against plain C in double, for every kind of scaler and every way to put columns together. */
#include "support.h"

enum { ROWS = 300, WIDTH = 12, CHANNELS = 3 };

typedef struct pair {
    double center, spread;
} pair;

typedef struct scaler {
    const char *words;
    pair (*plain)(const numbers *a, double low, double high);
    double low, high;
    size_t together; /* columns that are scaled alike */
} scaler;

static pair plain_zscore(const numbers *a, double low, double high)
{
    (void)low;
    (void)high;
    return a->n ? (pair){ plain_mean(a), plain_least(a) < plain_most(a) ? plain_deviation(a) : 0 } : (pair){ 0, 0 };
}

static pair plain_range(const numbers *a, double low, double high)
{
    const double spread = (plain_most(a) - plain_least(a)) / (high - low);
    return (pair){ plain_least(a) - low * spread, spread };
}

static pair plain_robust(const numbers *a, double low, double high)
{
    if (!a->n)
        return (pair){ 0, 0 };
    const double spread = (plain_quantile(a, 0.75) - plain_quantile(a, 0.25)) / 1.3489795003921634;
    return (pair){ plain_quantile(a, 0.5), spread > 0 ? spread : plain_zscore(a, low, high).spread };
}

static const scaler scalers[] = {
    { "zscore", plain_zscore, 0, 1, 1 },
    { "zscore per=channel", plain_zscore, 0, 1, WIDTH / CHANNELS },
    { "zscore per=all", plain_zscore, 0, 1, WIDTH },
    { "range", plain_range, 0, 1, 1 },
    { "range to=-1,1 clip=yes", plain_range, -1, 1, 1 },
    { "range to=0.25,3 per=channel", plain_range, 0.25, 3, WIDTH / CHANNELS },
    { "range to=-5,-2 per=all", plain_range, -5, -2, WIDTH },
    { "robust", plain_robust, 0, 1, 1 },
    { "robust per=channel", plain_robust, 0, 1, WIDTH / CHANNELS },
    { "robust per=all", plain_robust, 0, 1, WIDTH },
};
enum { SCALERS = sizeof scalers / sizeof *scalers };

static float table[ROWS * WIDTH], weights[ROWS];

/* A column for everything that makes statistics go wrong. */
static float odd_number(size_t row, size_t column)
{
    const double u = somewhere((uint32_t)column, row);
    const double odd[WIDTH] = { u - 0.5,
                                1e6 + 4 * u,
                                7.25,
                                (double)NAN,
                                u < 0.9 ? 0 : 1,
                                row == 41 ? -3.5 : (double)NAN,
                                1e30 * (u - 0.3),
                                1e-41 * u,
                                -1e-3,
                                row == 0 ? 1e9 : u,
                                u < 0.3 ? (double)NAN : 100 * u,
                                row % 2 ? 1e-30 : -1e-30 };
    return (float)odd[column];
}

static int fill_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        table[i] = odd_number(i / WIDTH, i % WIDTH);
    for (size_t i = 0; i < ROWS; i++)
        weights[i] = i % 3 == 0 ? 0 : (float)(1 + i % 5) / 4;
    return 0;
}

static ae_model *scaled_model(const char *words, const float *w)
{
    char spec[200];
    ae_rows rows = AE_ROWS_F32(table, ROWS, WIDTH);
    rows.weights = w;
    snprintf(spec, sizeof spec,
             "input 3x2x2 | missing mean | scaler %s | dense 3 act=tanh | code | dense 12 | reshape 3x2x2", words);
    return fitted_model(spec, &rows);
}

/* A float is what a double rounds to, and the library's sums may round otherwise than ours in their last places. */
static void assert_near(double is, double should, double scale, const char *what, const scaler *s, size_t column)
{
    if (!(fabs(is - should) <= 1.2e-7 * fabs(scale) + 1.5e-45))
        fail_msg("scaler %s: %s of column %zu is %.9g, not %.9g", s->words, what, column, is, should);
}

static void check_columns(const scaler *s, const float *w)
{
    static numbers a;
    ae_model *m = scaled_model(s->words, w);
    for (size_t i = 0; i < WIDTH; i++) {
        const size_t from = i / s->together * s->together;
        const ae_column_info c = column_of(m, i);
        collect(&a, table, w, ROWS, WIDTH, from, from + s->together);
        const pair p = s->plain(&a, s->low, s->high);
        assert_near(c.center, p.center, fabs(p.center) + p.spread * 1e-3, "center", s, i);
        assert_near(c.spread, p.spread, p.spread, "spread", s, i);
        assert_true(c.fitted == 1 && c.levels == 0);
    }
    ae_model_free(m);
}

/* Given columns of every size, with gaps, without a spread, without any number; when they are scaled; then center and spread
 * are those of the definition. */
static void scalers_are_what_they_say(void **state)
{
    check_columns(*state, NULL);
}

/* Given rows of different weights, some 0; then those of weight 0 do not count, and the others as much as their weight. (For
 * quartiles a row counts or it does not.) */
static void weights_count(void **state)
{
    check_columns(*state, weights);
}

/* The mean of what is there, of the rows that count; where nothing is there, or all is alike, the center. */
static double plain_fill(const ae_column_info *c, size_t column, const float *w)
{
    static numbers a;
    collect(&a, table, w, ROWS, WIDTH, column, column + 1);
    return a.n && c->spread > 0 ? plain_mean(&a) : c->center;
}

/* Gaps take the column's own mean, also where columns are scaled together. In the data's units it is rounded as a number of
 * the column's size is. */
static void gaps_take_the_mean(void **state)
{
    const scaler *s = *state;
    ae_model *m = scaled_model(s->words, weights);
    for (size_t i = 0; i < WIDTH; i++) {
        const ae_column_info c = column_of(m, i);
        const double should = plain_fill(&c, i, weights);
        assert_near(c.fill, should, fabs(should) + fabs(c.center) + 10 * c.spread, "fill", s, i);
    }
    ae_model_free(m);
}

/* What the net gets, by the formula in float. */
static float scaled(const ae_column_info *c, const float *fill, size_t i, float x, const scaler *s)
{
    const float center = (float)c->center, spread = (float)c->spread;
    float y = spread > 0 ? (x - center) / spread : isnan(x) ? x : 0;
    if (strstr(s->words, "clip=yes"))
        y = y < (float)s->low ? (float)s->low : y > (float)s->high ? (float)s->high : y;
    return isnan(y) ? fill[i] : y;
}

/* Given a fitted scaler; when rows are run; then "input.scaled" is (x - center) / spread, bit for bit; no number of it is
 * NaN and a column without a spread is exactly 0. */
static void the_net_gets_scaled_numbers(void **state)
{
    const scaler *s = *state;
    ae_model *m = scaled_model(s->words, NULL);
    const ae_rows rows = AE_ROWS_F32(table, ROWS, WIDTH);
    float *y = value_of(m, "input.scaled", &rows);
    for (size_t i = 0; i < ROWS * WIDTH; i++) {
        const ae_column_info c = column_of(m, i % WIDTH);
        const float should = scaled(&c, tensor_of(m, "input.fill"), i % WIDTH, table[i], s);
        if (memcmp(&y[i], &should, sizeof should) != 0 && !(y[i] == 0 && should == 0))
            fail_msg("scaler %s: row %zu, column %zu is %.9g, not %.9g", s->words, i / WIDTH, i % WIDTH, (double)y[i],
                     (double)should);
    }
    test_free(y);
    ae_model_free(m);
}

/* "output" is "output.scaled" brought back, by one multiplication and addition; reconstruct gives it, and so does decode. */
static void outputs_are_in_the_datas_units(void **state)
{
    const scaler *s = *state;
    ae_error e;
    ae_model *m = scaled_model(s->words, NULL);
    ae_rows rows = AE_ROWS_F32(table, ROWS, WIDTH);
    float *y = value_of(m, "output.scaled", &rows), *x = value_of(m, "output", &rows), codes[ROWS * 3], out[ROWS * WIDTH];
    for (size_t i = 0; i < ROWS * WIDTH; i++) {
        const ae_column_info c = column_of(m, i % WIDTH);
        const float should = fmaf(y[i], (float)c.spread, (float)c.center);
        assert_true(x[i] == x[i]);
        assert_memory_equal(&x[i], &should, sizeof should);
    }
    must(ae_model_reconstruct(out, m, NULL, &rows, &e), &e);
    assert_memory_equal(out, x, sizeof out);
    must(ae_model_encode(codes, m, NULL, &rows, &e), &e);
    const ae_rows coded = AE_ROWS_F32(codes, ROWS, 3);
    must(ae_model_decode(out, m, NULL, &coded, &e), &e);
    assert_memory_equal(out, x, sizeof out);
    test_free(x);
    test_free(y);
    ae_model_free(m);
}

/* ---- columns without a spread ---- */

/* Given a column with one number in every row; when any row is reconstructed; then it comes back exactly. */
static void constants_come_back(void **state)
{
    const scaler *s = *state;
    ae_rows rows = AE_ROWS_F32(table, ROWS, WIDTH);
    ae_model *m = scaled_model(s->words, NULL);
    float *x = value_of(m, "output", &rows);
    for (size_t r = 0; r < ROWS && s->together == 1; r++) {
        assert_true(x[r * WIDTH + 2] == 7.25f && x[r * WIDTH + 8] == -1e-3f);
        assert_true(x[r * WIDTH + 3] == 0 && x[r * WIDTH + 5] == -3.5f);
    }
    test_free(x);
    ae_model_free(m);
}

/* A single row has no spread at all: training with it goes on, and it comes back. */
static void a_single_row_is_enough(void **state)
{
    const scaler *s = *state;
    char spec[200];
    float row[WIDTH] = { 3, -7, 0, 40, 5, 3, 3, 3, 3, 3, 3, 1 };
    ae_rows rows = AE_ROWS_F32(row, 1, WIDTH);
    snprintf(spec, sizeof spec, "input 3x2x2 | scaler %s | dense 3 act=tanh | code | dense 12 | reshape 3x2x2", s->words);
    ae_model *m = make_model(spec, 3);
    fit(m, &rows, "adam lr=0.001", 5);
    float *x = value_of(m, "output", &rows), *loss = value_of(m, "score", &rows);
    for (size_t i = 0; i < WIDTH; i++)
        assert_true(isfinite(x[i]) && (s->together > 1 || x[i] == row[i]));
    assert_true(isfinite(loss[0]));
    test_free(x);
    test_free(loss);
    ae_model_free(m);
}

/* ---- the ends of float ---- */

/* Given numbers at the ends of what a float can hold; when they are scaled; then no NaN comes of it, in no value. */
static void the_largest_floats_make_no_nan(void **state)
{
    const scaler *s = *state;
    static const char *const values[] = { "input.scaled", "code", "output.scaled", "output", "score", "errors" };
    float x[ROWS * WIDTH];
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        x[i] = (float)((somewhere(77, i) - 0.5) * (i % WIDTH < 6 ? 2 * (double)FLT_MAX : (double)FLT_MIN));
    for (size_t i = 0; i < 6; i++) {
        x[i] = i % 2 ? FLT_MAX : -FLT_MAX;
        x[WIDTH + i] = i % 2 ? -FLT_MAX : FLT_MAX;
    }
    const ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    char spec[200];
    snprintf(spec, sizeof spec, "input 3x2x2 | scaler %s | dense 3 act=tanh | code | dense 12 | reshape 3x2x2", s->words);
    ae_model *m = fitted_model(spec, &rows);
    for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
        float *y = value_of(m, values[v], &rows);
        for (size_t i = 0; i < ROWS * width_of(m, values[v]); i++)
            if (isnan(y[i]))
                fail_msg("scaler %s: %s is NaN in row %zu", s->words, values[v], i / width_of(m, values[v]));
        test_free(y);
    }
    ae_model_free(m);
}

/* ---- given ---- */

/* `scaler given` is final from the beginning; one number stands for all columns. */
static void given_numbers_are_used(void **state)
{
    (void)state;
    const float x[] = { 1, 2, 3, -4, 5, 6 };
    const ae_rows rows = AE_ROWS_F32(x, 2, 3);
    ae_model *m = make_model("input 3 | scaler given center=1,2,-3 spread=2 | dense 3 | code | dense 3", 1);
    assert_true(is_fitted(m));
    fit_scaler(m, &rows);
    float *y = value_of(m, "input.scaled", &rows);
    const float should[] = { 0, 0, 3, -2.5f, 1.5f, 4.5f };
    assert_memory_equal(y, should, sizeof should);
    assert_true(column_of(m, 2).center == -3 && column_of(m, 2).spread == 2);
    test_free(y);
    ae_model_free(m);
}

/* A given spread of 0 makes a column 0; a gap's fill value is the mean by the given scale. */
static void given_numbers_stay_beside_gaps(void **state)
{
    (void)state;
    const float x[] = { 10, 2, gap(), 4, 20, 6 };
    const ae_rows rows = AE_ROWS_F32(x, 3, 2);
    ae_model *m = make_model("input 2 | missing mean | scaler given center=5,1 spread=10,0 | dense 2 | code | dense 2", 1);
    assert_false(is_fitted(m));
    fit_scaler(m, &rows);
    float *y = value_of(m, "input.scaled", &rows);
    const float should[] = { 0.5f, 0, 1, 0, 1.5f, 0 };
    assert_memory_equal(y, should, sizeof should);
    assert_true(column_of(m, 0).fill == 15 && column_of(m, 0).center == 5 && column_of(m, 1).spread == 0);
    test_free(y);
    ae_model_free(m);
}

/* ---- many rows ---- */

/* Quartiles of more rows than are kept come from an even choice of them: near the truth. */
static void quartiles_of_many_rows(void **state)
{
    enum { MANY = 30000, COLUMNS = 100 };
    (void)state;
    float *x = test_malloc(MANY * COLUMNS * sizeof *x);
    fill_numbers(x, MANY, COLUMNS, 5);
    const ae_rows rows = AE_ROWS_F32(x, MANY, COLUMNS);
    ae_model *m = fitted_model("input 100 | scaler robust | dense 1 | code | dense 100", &rows);
    for (size_t i = 0; i < COLUMNS; i++) { /* of 10,000 rows: a quartile's deviation is 0.0043 */
        assert_true(fabs(column_of(m, i).center - 0.5) < 0.025);
        assert_true(fabs(column_of(m, i).spread - 0.5 / 1.349) < 0.025);
    }
    ae_model_free(m);
    test_free(x);
}

/* A clipped number that stands for gaps lies within the ends, too: bce takes it. */
static void means_are_clipped(void **state)
{
    enum { FEW = 100 };
    (void)state;
    float x[FEW][2];
    for (size_t i = 0; i < FEW; i++) {
        x[i][0] = (float)i;
        x[i][1] = i == 0 ? gap() : i == 1 ? 1e8f : 1e8f + 8;
    }
    const ae_rows rows = AE_ROWS_F32(x[0], FEW, 2);
    ae_model *m = fitted_model(
        "input 2 | scaler range to=0.4,1 clip=yes | missing mean | dense 1 | code | dense 2 act=sigmoid | loss bce", &rows);
    assert_true(tensor_of(m, "input.fill")[1] >= 0 && tensor_of(m, "input.fill")[1] <= 1);
    ae_model_free(m);
}

#define EACH(f)                 \
    {                           \
#f, f, NULL, NULL, NULL \
    }

int main(void)
{
    static const struct CMUnitTest each[] = { EACH(scalers_are_what_they_say),
                                              EACH(weights_count),
                                              EACH(gaps_take_the_mean),
                                              EACH(the_net_gets_scaled_numbers),
                                              EACH(outputs_are_in_the_datas_units),
                                              EACH(constants_come_back),
                                              EACH(a_single_row_is_enough),
                                              EACH(the_largest_floats_make_no_nan) };
    static const struct CMUnitTest others[] = { EACH(given_numbers_are_used), EACH(given_numbers_stay_beside_gaps),
                                                EACH(quartiles_of_many_rows), EACH(means_are_clipped) };
    enum { TESTS = sizeof each / sizeof *each, OTHERS = sizeof others / sizeof *others };
    struct CMUnitTest tests[SCALERS * TESTS + OTHERS];
    for (size_t i = 0; i < SCALERS * TESTS; i++) {
        tests[i] = each[i % TESTS];
        tests[i].initial_state = (void *)(uintptr_t)&scalers[i / TESTS];
    }
    memcpy(tests + SCALERS * TESTS, others, sizeof others);
    return _cmocka_run_group_tests("scaler", tests, SCALERS * TESTS + OTHERS, fill_table, NULL);
}
