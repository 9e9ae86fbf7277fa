/* Category codes: what becomes of them on the way in and out, in every type of data, and codes that there are not. */
#include "support.h"

enum { ROWS = 120, WIDTH = 4, LEVELS = 6 };

static const char spec[] =
    "input 4 | columns number,category:6,number,category:2 | scaler zscore | dense 12 act=tanh | code "
    "| decoder mirror";

/* Rows in which one column follows from the others, so that there is something to learn. */
static void fill_rows(float *x)
{
    for (size_t i = 0; i < ROWS; i++) {
        const size_t level = (size_t)(somewhere(1, i) * LEVELS);
        x[i * WIDTH] = (float)(10 * level);
        x[i * WIDTH + 1] = (float)level;
        x[i * WIDTH + 2] = (float)(level % 2 ? -1000 : 1000);
        x[i * WIDTH + 3] = (float)(level % 2);
    }
}

static ae_rows rows_of(const float *x)
{
    return (ae_rows)AE_ROWS_F32(x, ROWS, WIDTH);
}

/* Given rows that a net can learn; when it is trained; then reconstruct gives their numbers and their codes. */
static void rows_come_back(void **state)
{
    (void)state;
    float x[ROWS * WIDTH], out[ROWS * WIDTH];
    ae_error e;
    fill_rows(x);
    const ae_rows rows = rows_of(x);
    ae_model *m = make_model(spec, 1);
    fit(m, &rows, "adam lr=0.02", 600);
    must(ae_model_reconstruct(out, m, NULL, &rows, &e), &e);
    for (size_t i = 0; i < ROWS * WIDTH; i += WIDTH) {
        assert_true(fabsf(out[i] - x[i]) < 2 && fabsf(out[i + 2] - x[i + 2]) < 50);
        assert_true(out[i + 1] == x[i + 1] && out[i + 3] == x[i + 3]);
    }
    ae_model_free(m);
}

/* The caller's rows have as many columns as the spec says, the net has one element for each number and each level. */
static void widths_are_those_of_columns(void **state)
{
    (void)state;
    ae_model *m = make_model(spec, 1);
    const ae_model_info info = info_of(m);
    assert_true(info.input_width == 4 && info.output_width == 4 && info.code_width == 12);
    assert_true(width_of(m, "input") == 4 && width_of(m, "input.scaled") == 10 && width_of(m, "output.scaled") == 10);
    assert_true(width_of(m, "output") == 4 && width_of(m, "errors") == 4 && width_of(m, "dense2") == 10);
    assert_true(column_of(m, 1).levels == 6 && column_of(m, 3).levels == 2 && column_of(m, 2).levels == 0);
    ae_model_free(m);
}

/* A category is one-hot to the net, numbers are scaled; each column in its turn. */
static void categories_are_one_hot(void **state)
{
    (void)state;
    float x[ROWS * WIDTH];
    fill_rows(x);
    const ae_rows rows = rows_of(x);
    ae_model *m = fitted_model(spec, &rows);
    float *y = value_of(m, "input.scaled", &rows);
    for (size_t i = 0; i < ROWS; i++) {
        const float *in = x + i * WIDTH, *net = y + i * 10;
        for (size_t l = 0; l < LEVELS; l++)
            assert_true(net[1 + l] == (l == (size_t)in[1]));
        for (size_t l = 0; l < 2; l++)
            assert_true(net[8 + l] == (l == (size_t)in[3]));
        for (size_t n = 0; n < 4; n += 2) {
            const ae_column_info c = column_of(m, n);
            assert_true(net[n ? 7 : 0] == (in[n] - (float)c.center) / (float)c.spread);
        }
    }
    assert_true(column_of(m, 1).center == 0 && column_of(m, 1).spread == 1);
    test_free(y);
    ae_model_free(m);
}

/* ---- types of data ---- */

static ae_model *trained_on(const void *data, int32_t dtype)
{
    float x[1];
    ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    rows.input.data = data;
    rows.input.dtype = dtype;
    ae_model *m = make_model(spec, 1);
    fit(m, &rows, "adam", 20);
    return m;
}

/* Given the same codes as floats, doubles and integers; then training comes to the same bits. */
static void codes_come_in_every_type(void **state)
{
    (void)state;
    float x[ROWS * WIDTH];
    double doubles[ROWS * WIDTH];
    int32_t whole[ROWS * WIDTH];
    fill_rows(x);
    for (size_t i = 0; i < ROWS * WIDTH; i++) {
        doubles[i] = (double)x[i];
        whole[i] = (int32_t)x[i];
    }
    ae_model *a = trained_on(x, AE_F32), *b = trained_on(doubles, AE_F64), *c = trained_on(whole, AE_I32);
    assert_same_model(a, b);
    assert_same_model(a, c);
    ae_model_free(a);
    ae_model_free(b);
    ae_model_free(c);
}

/* Bytes are checked, too. */
static void codes_of_bytes_are_checked(void **state)
{
    (void)state;
    uint8_t x[4][2] = { { 0, 9 }, { 1, 9 }, { 2, 9 }, { 3, 9 } };
    const ae_rows rows = AE_ROWS_U8(x, 4, 2, 1.0);
    float scores[4];
    ae_error e;
    ae_model *m = make_model("input 2 | columns category:3,number | dense 2 | code | decoder mirror", 1);
    assert_int_equal(ae_model_score(scores, m, NULL, &rows, &e), AE_EDATA);
    assert_text(&e, AE_EDATA, "input: row 4, column 1 is 3; the codes of its 3 levels are 0 to 2");
    ae_model_free(m);
}

/* Codes that are divided by a scale would be others: with gaps allowed, all of them would be gaps and nobody would know. */
static void codes_have_no_scale(void **state)
{
    (void)state;
    float x[ROWS * WIDTH], scores[ROWS];
    ae_error e;
    fill_rows(x);
    ae_rows rows = rows_of(x);
    rows.input.scale = 255;
    const ae_fit_options o = steps_of("adam", 3);
    ae_model *m = make_model("input 4 | columns number,category:6,number,category:2 | missing mask | dense 2 | code "
                             "| decoder mirror",
                             1);
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EDATA);
    assert_text(&e, AE_EDATA, "input: scale is 255; rows with categories must have the scale 1");
    assert_int_equal(ae_model_score(scores, m, NULL, &rows, &e), AE_EDATA);
    ae_model_free(m);
}

/* ---- codes that there are not ---- */

static void assert_wrong_code(float code, const char *text, const char *what, bool target)
{
    float x[ROWS * WIDTH], wrong[ROWS * WIDTH], scores[ROWS];
    char should[160];
    ae_error e;
    fill_rows(x);
    memcpy(wrong, x, sizeof x);
    wrong[70 * WIDTH + 1] = code;
    ae_rows rows = rows_of(target ? x : wrong);
    rows.target = target ? rows.input : rows.target;
    rows.target.data = target ? wrong : NULL;
    ae_model *m = make_model(spec, 1), *fresh = make_model(spec, 1);
    const ae_fit_options o = steps_of("adam", 3);
    snprintf(should, sizeof should, "%s: row 71, column 2 is %s; the codes of its 6 levels are 0 to 5", what, text);
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EDATA);
    assert_text(&e, AE_EDATA, should);
    assert_true(e.line == 71 && e.column == 2);
    assert_int_equal(ae_model_score(scores, m, NULL, &rows, &e), AE_EDATA);
    assert_text(&e, AE_EDATA, should);
    assert_same_model(m, fresh);
    ae_model_free(m);
    ae_model_free(fresh);
}

/* Given a code below 0, too large, with a fraction, infinite or NaN; then the message names it, row, column and what would
 * be right. */
static void unknown_codes_are_errors(void **state)
{
    (void)state;
    for (int target = 0; target < 2; target++) {
        const char *what = target ? "target" : "input";
        assert_wrong_code(6, "6", what, target);
        assert_wrong_code(-1, "-1", what, target);
        assert_wrong_code(2.5f, "2.5", what, target);
        assert_wrong_code(4096, "4096", what, target);
        assert_wrong_code((float)INFINITY, "inf", what, target);
        assert_wrong_code(gap(), "nan", what, target);
    }
}

/* With `missing` they are gaps: such a row costs what the same row with NaN costs. */
static void unknown_codes_are_gaps(void **state)
{
    static const float wrong[] = { 6, -1, 2.5f, 1e30f, (float)INFINITY, -(float)INFINITY };
    float x[ROWS * WIDTH], y[ROWS * WIDTH];
    fill_rows(x);
    fill_rows(y);
    for (size_t i = 0; i < ROWS; i++) {
        x[i * WIDTH + 1 + i % 2 * 2] = gap();
        y[i * WIDTH + 1 + i % 2 * 2] = wrong[i % 6];
    }
    const ae_rows gaps = rows_of(x), unknown = rows_of(y);
    ae_model *a = make_model(*state, 1), *b = make_model(*state, 1);
    fit(a, &gaps, "adam", 30);
    fit(b, &unknown, "adam", 30);
    assert_same_model(a, b);
    float *s = value_of(a, "errors", &gaps), *t = value_of(a, "errors", &unknown);
    assert_memory_equal(s, t, ROWS * WIDTH * sizeof *s);
    test_free(s);
    test_free(t);
    ae_model_free(a);
    ae_model_free(b);
}

/* ---- many levels ---- */

/* A thousand levels train: the loss falls from that of knowing nothing, the mean of log 1000 and a number's. */
static void a_thousand_levels_are_learnt(void **state)
{
    enum { MANY = 1000 };
    (void)state;
    float *x = test_malloc(MANY * 2 * sizeof *x);
    for (size_t i = 0; i < MANY; i++) {
        x[2 * i] = (float)(i * 7 % 1000);
        x[2 * i + 1] = (float)(i % 10);
    }
    const ae_rows rows = AE_ROWS_F32(x, MANY, 2);
    ae_metrics before = AE_METRICS_INIT, after = AE_METRICS_INIT;
    ae_error e;
    ae_model *m = make_model("input 2 | columns category:1000,number | scaler zscore | dense 24 act=tanh | code "
                             "| decoder mirror",
                             1);
    fit(m, &rows, "sgd lr=0", 1);
    must(ae_model_evaluate(&before, m, NULL, &rows, &e), &e);
    ae_fit_options o = steps_of("adam lr=0.02", 400);
    o.batch = 100;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    must(ae_model_evaluate(&after, m, NULL, &rows, &e), &e);
    assert_true(fabs(before.loss - (log(1000) + 1) / 2) < 0.6);
    assert_true(after.loss < 0.5);
    ae_model_free(m);
    test_free(x);
}

/* ---- the loss of a category ---- */

/* Given an output of zeros; then a category of L levels costs log L, each column counts alike, and a column's weight counts.
 */
static void each_column_counts_alike(void **state)
{
    (void)state;
    const float x[] = { 2, 1, 3 };
    const ae_rows rows = AE_ROWS_F32(x, 1, 3);
    ae_model *m = make_model("input 3 | init zeros | columns number,category:2,category:5 | dense 1 | code | dense 8 "
                             "| loss mse feature_weights=0.5,2,3",
                             1);
    float *errors = value_of(m, "errors", &rows), *score = value_of(m, "score", &rows);
    const double should[] = { 0.5 * 4 / 3, 2 * log(2) / 3, 3 * log(5) / 3 };
    for (size_t i = 0; i < 3; i++)
        assert_true(fabs((double)errors[i] - should[i]) < 1e-6);
    assert_true(fabs((double)score[0] - should[0] - should[1] - should[2]) < 1e-6);
    test_free(errors);
    test_free(score);
    ae_model_free(m);
}

static const char mean[] = "input 4 | columns number,category:6,number,category:2 | scaler zscore | missing mean | dense 12 "
                           "act=tanh | code | decoder mirror",
                  mask[] = "input 4 | columns number,category:6,number,category:2 | missing mask | dense 12 act=tanh | code "
                           "| decoder mirror",
                  indicators[] = "input 4 | columns number,category:6,number,category:2 | missing mask indicators=yes "
                                 "| dense 12 act=tanh | code | decoder mirror";

#define WITH(f, text)                                \
    {                                                \
#f, f, NULL, NULL, (void *)(uintptr_t)(text) \
    }

/* Given a scaler whose one center and spread are for all columns; then they are for those of numbers: codes stay codes. */
static void given_numbers_leave_codes_alone(void **state)
{
    (void)state;
    float x[ROWS * WIDTH], out[ROWS * WIDTH];
    ae_error e;
    fill_rows(x);
    const ae_rows rows = rows_of(x);
    ae_model *m = make_model("input 4 | columns number,category:6,number,category:2 | scaler given center=10 spread=4 "
                             "| dense 3 | code | decoder mirror",
                             1);
    must(ae_model_reconstruct(out, m, NULL, &rows, &e), &e);
    for (size_t i = 0; i < WIDTH; i++) {
        const ae_column_info c = column_of(m, i);
        assert_true(c.center == (c.levels ? 0 : 10) && c.spread == (c.levels ? 1 : 4));
        for (size_t row = 0; c.levels && row < ROWS; row++)
            assert_true(out[row * WIDTH + i] >= 0 && out[row * WIDTH + i] < (float)c.levels &&
                        out[row * WIDTH + i] == floorf(out[row * WIDTH + i]));
    }
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(given_numbers_leave_codes_alone),
        cmocka_unit_test(rows_come_back),
        cmocka_unit_test(widths_are_those_of_columns),
        cmocka_unit_test(categories_are_one_hot),
        cmocka_unit_test(codes_come_in_every_type),
        cmocka_unit_test(codes_of_bytes_are_checked),
        cmocka_unit_test(codes_have_no_scale),
        cmocka_unit_test(unknown_codes_are_errors),
        WITH(unknown_codes_are_gaps, mean),
        WITH(unknown_codes_are_gaps, mask),
        WITH(unknown_codes_are_gaps, indicators),
        cmocka_unit_test(a_thousand_levels_are_learnt),
        cmocka_unit_test(each_column_counts_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
