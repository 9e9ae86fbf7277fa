/* Gaps: what stands for them, what they leave alone, and which rows cannot be used. */
#include "support.h"

enum { ROWS = 40, WIDTH = 6 };

static float table[ROWS * WIDTH];

static int fill_table(void **state)
{
    (void)state;
    fill_numbers(table, ROWS, WIDTH, 1);
    make_gaps(table, ROWS, WIDTH, 1, 4);
    return 0;
}

static ae_rows rows_of(const float *x, size_t n, size_t width)
{
    return (ae_rows)AE_ROWS_F32(x, n, width);
}

/* ---- what the net gets ---- */

/* With `mask` and `mean` alike, a gap is the column's mean to the net. */
static void gaps_are_filled_with_the_mean(void **state)
{
    (void)state;
    static const char *const specs[] = { "input 6 | missing mean | dense 2 | code | dense 6",
                                         "input 6 | missing mask | dense 2 | code | dense 6" };
    const ae_rows rows = rows_of(table, ROWS, WIDTH);
    static numbers a;
    for (size_t s = 0; s < 2; s++) {
        ae_model *m = fitted_model(specs[s], &rows);
        float *x = value_of(m, "input.scaled", &rows);
        for (size_t i = 0; i < ROWS * WIDTH; i++) {
            collect(&a, table, NULL, ROWS, WIDTH, i % WIDTH, i % WIDTH + 1);
            const float mean = (float)plain_mean(&a), should = isnan(table[i]) ? mean : table[i];
            assert_true(fabsf(x[i] - should) <= 1e-7f);
            assert_true(isnan(table[i]) || x[i] == table[i]);
        }
        test_free(x);
        ae_model_free(m);
    }
}

/* One further input a column: 1 where there is a gap. A code that there is not is a gap, whether anything is scaled or not.
 */
static void indicators_say_where_gaps_are(void **state)
{
    (void)state;
    static const char *const specs[] = {
        "input 3 | columns number,category:2,number | missing mask indicators=yes | dense 2 | code | decoder mirror",
        "input 3 | columns number,category:2,number | scaler given center=0 spread=1 | missing mask indicators=yes | dense "
        "2 "
        "| code | decoder mirror",
    };
    const float x[] = { 1, 0, 5, gap(), 1, 5, 3, 7, gap(), 3, gap(), 5, 1, 0.5f, 5 };
    const float should[] = { 1, 1, 0, 5, 0, 0, 0, /**/ 2, 0, 1, 5, 1, 0, 0, /**/ 3, 0, 0, 5, 0, 1, 1, /**/
                             3, 0, 0, 5, 0, 1, 0, /**/ 1, 0, 0, 5, 0, 1, 0 };
    const ae_rows rows = rows_of(x, 5, 3);
    for (size_t s = 0; s < 2; s++) {
        ae_model *m = fitted_model(specs[s], &rows);
        float *y = value_of(m, "input.scaled", &rows);
        assert_int_equal(width_of(m, "input.scaled"), 7);
        assert_memory_equal(y, should, sizeof should);
        test_free(y);
        ae_model_free(m);
    }
}

/* With `mean` a category's gap is the code that most rows have; their weights count. */
static void a_categorys_gap_is_the_usual_code(void **state)
{
    (void)state;
    const float x[] = { 0, 1, 0, 1, 0, 2, 1, gap(), 1, 3 }, weights[] = { 1, 1, 1, 9, 1 };
    ae_rows rows = rows_of(x, 5, 2);
    ae_model *m = fitted_model("input 2 | columns category:2,category:3 | missing mean | dense 2 | code | dense 5", &rows);
    assert_true(column_of(m, 0).fill == 0 && column_of(m, 1).fill == 1);
    rows.weights = weights;
    fit_scaler(m, &rows);
    assert_true(column_of(m, 0).fill == 1 && column_of(m, 1).levels == 3);
    ae_model_free(m);
}

/* With `mask` it is none of the levels. */
static void a_masked_category_has_no_level(void **state)
{
    (void)state;
    const float x[] = { 1, 1, gap(), 0 }, should[] = { 0, 1, 0, 1, 0, 0, 1, 0 };
    const ae_rows rows = rows_of(x, 2, 2);
    ae_model *m = fitted_model("input 2 | columns category:2*2 | missing mask | dense 2 | code | dense 4", &rows);
    float *y = value_of(m, "input.scaled", &rows);
    assert_memory_equal(y, should, sizeof should);
    assert_true(column_of(m, 0).fill == -1);
    test_free(y);
    ae_model_free(m);
}

/* ---- gradients ---- */

/* One step of gradient descent on one row: all that a gradient does to the weights. */
static ae_model *stepped(const char *spec, const float *x, const float *target)
{
    ae_rows rows = rows_of(x, 1, WIDTH);
    ae_error e;
    ae_trainer *t;
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_model *m = make_model(spec, 4);
    o.optimizer = "sgd lr=0.5";
    rows.target = rows.input;
    rows.target.data = target;
    must(ae_trainer_create(&t, m, &o, &e), &e);
    must(ae_trainer_step(NULL, t, &rows, &e), &e);
    ae_trainer_free(t);
    return m;
}

static void assert_alike(const ae_model *a, const ae_model *b, const char *name)
{
    const float *x = tensor_of(a, name), *y = tensor_of(b, name);
    assert_true(x && y);
    for (size_t i = 0; i < 24; i++)
        if (fabsf(x[i] - y[i]) > 1e-6f)
            fail_msg("%s[%zu] is %.9g, not %.9g", name, i, (double)x[i], (double)y[i]);
}

/* Given a row whose target has gaps; when it is trained with; then the weights move as if these columns had the weight 0 in
 * the loss, and the others so much that their mean is taken. */
static void a_gap_leaves_its_term_out(void **state)
{
    (void)state;
    static const char masked[] = "input 6 | missing mask | dense 4 act=tanh | code | dense 6",
                      left_out[] =
                          "input 6 | dense 4 act=tanh | code | dense 6 | loss mse feature_weights=1.5,0,1.5,1.5,0,1.5";
    const float x[WIDTH] = { 1, -2, 3, 0.5f, 0.25f, 2 }, whole[WIDTH] = { 3, 2, 1, -1, 1, 2 };
    float target[WIDTH];
    memcpy(target, whole, sizeof target);
    target[1] = target[4] = gap();
    ae_model *a = stepped(masked, x, target), *b = stepped(left_out, x, whole);
    assert_alike(a, b, "dense1.weight");
    assert_alike(a, b, "dense2.weight");
    ae_model_free(a);
    ae_model_free(b);
}

/* ---- rows that cannot be used ---- */

static const char *const gap_specs[] = {
    "input 6 | missing mask | dense 3 | code | dense 6",
    "input 6 | missing mean | scaler zscore | dense 3 | code | dense 6",
    "input 6 | columns number*4,category:3*2 | missing mask indicators=yes | dense 3 | code | dense 10",
};
enum { GAP_SPECS = sizeof gap_specs / sizeof *gap_specs };

/* Row 8 (from 1) has gaps only; of a category, a code that there is not is one. */
static void fill_empty_row(float *x)
{
    fill_numbers(x, ROWS, WIDTH, 5);
    for (size_t i = 0; i < ROWS; i++)
        x[i * WIDTH + 4] = x[i * WIDTH + 5] = (float)(i % 3);
    for (size_t i = 0; i < WIDTH; i++)
        x[7 * WIDTH + i] = gap();
}

static void assert_empty_row(ae_status status, const ae_error *e, const char *where)
{
    char text[100];
    assert_int_equal(status, AE_EDATA);
    snprintf(text, sizeof text, "%s: row 8 has gaps only", where);
    assert_text(e, AE_EDATA, text);
    assert_true(e->line == 8 && e->column == 0);
}

/* Given a row of gaps only; then it is named, whoever gets it, and the model is as before. */
static void a_row_of_gaps_is_an_error(void **state)
{
    float x[ROWS * WIDTH], scores[ROWS];
    ae_error e;
    ae_trainer *t;
    ae_metrics metrics = AE_METRICS_INIT;
    fill_empty_row(x);
    const ae_rows rows = rows_of(x, ROWS, WIDTH);
    const ae_fit_options o = steps_of("adam", 3);
    ae_model *m = make_model(*state, 1), *before = make_model(*state, 1);
    assert_empty_row(ae_model_fit(m, &rows, &o, &e), &e, "input");
    assert_empty_row(ae_model_fit_scaler(m, &rows, &e), &e, "input");
    assert_empty_row(ae_model_score(scores, m, NULL, &rows, &e), &e, "input");
    assert_empty_row(ae_model_evaluate(&metrics, m, NULL, &rows, &e), &e, "input");
    must(ae_trainer_create(&t, m, NULL, &e), &e);
    assert_empty_row(ae_trainer_step(NULL, t, &rows, &e), &e, "input");
    ae_trainer_free(t);
    assert_same_model(m, before);
    ae_model_free(m);
    ae_model_free(before);
}

/* So is a target of gaps only. */
static void a_target_of_gaps_is_an_error(void **state)
{
    float x[ROWS * WIDTH], target[ROWS * WIDTH], scores[ROWS];
    ae_error e;
    fill_empty_row(target);
    fill_empty_row(x);
    for (size_t i = 0; i < WIDTH; i++)
        x[7 * WIDTH + i] = 1;
    ae_rows rows = rows_of(x, ROWS, WIDTH);
    rows.target = rows.input;
    rows.target.data = target;
    ae_model *m = make_model(*state, 1);
    assert_empty_row(ae_model_score(scores, m, NULL, &rows, &e), &e, "target");
    const ae_fit_options o = steps_of("adam", 3);
    assert_empty_row(ae_model_fit(m, &rows, &o, &e), &e, "target");
    assert_false(is_fitted(m));
    ae_model_free(m);
}

/* Where rows may be refused, it is counted, its results are NaN, and all others are those of its neighbours' own. */
static void a_row_of_gaps_can_be_refused(void **state)
{
    float x[ROWS * WIDTH], scores[ROWS], alone;
    size_t refused = 99;
    ae_error e;
    fill_empty_row(x);
    x[20 * WIDTH + 3] = (float)INFINITY;
    ae_rows rows = rows_of(x, ROWS, WIDTH);
    rows.refused = &refused;
    ae_model *m = make_model(*state, 1);
    must(ae_model_score(scores, m, NULL, &rows, &e), &e);
    assert_int_equal(refused, 2);
    for (size_t i = 0; i < ROWS; i++) {
        const ae_rows one = rows_of(x + i * WIDTH, 1, WIDTH);
        if (i == 7 || i == 20) {
            assert_true(isnan(scores[i]));
            continue;
        }
        must(ae_model_score(&alone, m, NULL, &one, &e), &e);
        assert_memory_equal(&alone, &scores[i], sizeof alone);
    }
    ae_model_free(m);
}

/* Infinity is no gap. */
static void infinity_is_an_error(void **state)
{
    float x[ROWS * WIDTH], scores[ROWS];
    ae_error e;
    fill_empty_row(x);
    memset(x + 7 * WIDTH, 0, WIDTH * sizeof *x);
    x[9 * WIDTH + 2] = -(float)INFINITY;
    const ae_rows rows = rows_of(x, ROWS, WIDTH);
    const ae_fit_options o = steps_of("adam", 3);
    ae_model *m = make_model(*state, 1);
    assert_int_equal(ae_model_score(scores, m, NULL, &rows, &e), AE_ENONFINITE);
    assert_true(e.line == 10 && e.column == 3);
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_ENONFINITE);
    assert_false(is_fitted(m));
    ae_model_free(m);
}

/* Without the item, and with `missing fail`, NaN is an error as before; so it is in a code. */
static void without_gaps_nan_is_an_error(void **state)
{
    (void)state;
    static const char *const specs[] = { "input 6 | scaler zscore | dense 3 | code | dense 6",
                                         "input 6 | missing fail | dense 3 | code | dense 6",
                                         "input 6 | missing fail | scaler range | dense 3 | code | dense 6" };
    float x[ROWS * WIDTH], codes[3] = { 0, gap(), 0 }, out[WIDTH];
    ae_error e;
    fill_numbers(x, ROWS, WIDTH, 5);
    x[11 * WIDTH + 4] = gap();
    const ae_rows rows = rows_of(x, ROWS, WIDTH), coded = rows_of(codes, 1, 3);
    const ae_fit_options o = steps_of("adam", 3);
    for (size_t i = 0; i < 3; i++) {
        ae_model *m = make_model(specs[i], 1);
        assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_ENONFINITE);
        assert_true(e.line == 12 && e.column == 5);
        assert_int_equal(ae_model_decode(out, m, NULL, &coded, &e), AE_ENONFINITE);
        ae_model_free(m);
    }
    ae_model *m = make_model(gap_specs[0], 1);
    assert_int_equal(ae_model_decode(out, m, NULL, &coded, &e), AE_ENONFINITE);
    ae_model_free(m);
}

/* Gaps of doubles are those of floats; integers have none. */
static void gaps_of_doubles(void **state)
{
    (void)state;
    double x[ROWS * WIDTH];
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        x[i] = (double)table[i];
    const ae_rows rows = rows_of(table, ROWS, WIDTH);
    ae_rows doubles = rows;
    doubles.input.data = x;
    doubles.input.dtype = AE_F64;
    ae_model *a = make_model(gap_specs[1], 1), *b = make_model(gap_specs[1], 1);
    fit(a, &rows, "adam", 10);
    fit(b, &doubles, "adam", 10);
    assert_same_model(a, b);
    ae_model_free(a);
    ae_model_free(b);
}

#define WITH(f, s)                                \
    {                                             \
#f, f, NULL, NULL, (void *)(uintptr_t)(s) \
    }
#define EACH(f) WITH(f, gap_specs[0]), WITH(f, gap_specs[1]), WITH(f, gap_specs[2])

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_are_filled_with_the_mean),
        cmocka_unit_test(indicators_say_where_gaps_are),
        cmocka_unit_test(a_categorys_gap_is_the_usual_code),
        cmocka_unit_test(a_masked_category_has_no_level),
        cmocka_unit_test(a_gap_leaves_its_term_out),
        EACH(a_row_of_gaps_is_an_error),
        EACH(a_target_of_gaps_is_an_error),
        EACH(a_row_of_gaps_can_be_refused),
        EACH(infinity_is_an_error),
        cmocka_unit_test(without_gaps_nan_is_an_error),
        cmocka_unit_test(gaps_of_doubles),
    };
    return cmocka_run_group_tests(tests, fill_table, NULL);
}
