/* What rows cost, against plain C in double: gaps are left out, each column counts alike, a category's term is its
 * cross-entropy. Scores, errors, metrics, and the loss of a training's step. */
#include "support.h"

enum { ROWS = 60, MOST = 12, COLUMNS_MOST = 10 };

typedef enum measure { SQUARED, ABSOLUTE, HUBER, GAUSSIAN } measure;

/* A spec, and what its loss is by the book. Columns with levels are categories. */
typedef struct kind {
    const char *spec;
    size_t columns, levels[COLUMNS_MOST];
    bool masks, gaps, target, sum;
    measure number[2];
    double delta;                            /* of HUBER; of GAUSSIAN the variance */
    double weight[2], feature[COLUMNS_MOST]; /* of the one or two losses, of each column; all 0: 1 each */
} kind;

static const kind kinds[] = {
    { .spec = "input 6 | scaler zscore | dense 4 act=tanh | code | dense 6", .columns = 6, .weight = { 1 } },
    { .spec = "input 6 | missing mask | scaler range | dense 4 act=tanh | code | dense 6 | loss mae",
      .columns = 6,
      .masks = true,
      .gaps = true,
      .number = { ABSOLUTE },
      .weight = { 1 } },
    { .spec = "input 6 | missing mask indicators=yes | scaler robust | dense 4 act=tanh | code | decoder mirror "
              "| loss huber delta=0.5 weight=2 | loss mse weight=0.25",
      .columns = 6,
      .masks = true,
      .gaps = true,
      .number = { HUBER, SQUARED },
      .delta = 0.5,
      .weight = { 2, 0.25 } },
    { .spec = "input 6 | missing mean | scaler zscore | dense 4 act=tanh | code | dense 6",
      .columns = 6,
      .gaps = true,
      .weight = { 1 } },
    { .spec = "input 6 | missing mask | dense 4 act=tanh | code | dense 6 | loss mse feature_weights=1,0,2,0.5,3,1",
      .columns = 6,
      .masks = true,
      .gaps = true,
      .target = true,
      .weight = { 1 },
      .feature = { 1, 0, 2, 0.5, 3, 1 } },
    { .spec = "input 6 | missing mask | scaler zscore | dense 4 act=tanh | code | dense 6 | loss sse",
      .columns = 6,
      .masks = true,
      .gaps = true,
      .sum = true,
      .weight = { 1 } },
    { .spec = "input 7 | columns number*2,category:4,number,category:2*2,number | dense 5 act=tanh | code | decoder mirror",
      .columns = 7,
      .levels = { 0, 0, 4, 0, 2, 2 },
      .weight = { 1 } },
    { .spec = "input 7 | columns category:3,number*5,category:9 | scaler zscore | missing mask | dense 5 act=tanh | code "
              "| decoder mirror | loss mae",
      .columns = 7,
      .levels = { 3, 0, 0, 0, 0, 0, 9 },
      .masks = true,
      .gaps = true,
      .number = { ABSOLUTE },
      .weight = { 1 } },
    { .spec = "input 7 | columns category:3,number*5,category:9 | scaler range | missing mask indicators=yes "
              "| dense 5 act=tanh | code | dense 17 | loss huber delta=0.5 feature_weights=2,0,1,0.5,0.25,1,3 | loss mse "
              "weight=0.5 feature_weights=2,0,1,0.5,0.25,1,3",
      .columns = 7,
      .levels = { 3, 0, 0, 0, 0, 0, 9 },
      .masks = true,
      .gaps = true,
      .target = true,
      .number = { HUBER, SQUARED },
      .delta = 0.5,
      .weight = { 1, 0.5 },
      .feature = { 2, 0, 1, 0.5, 0.25, 1, 3 } },
    { .spec = "input 7 | columns category:3,number*5,category:9 | scaler zscore | missing mean | dense 5 act=tanh | code "
              "| decoder mirror",
      .columns = 7,
      .levels = { 3, 0, 0, 0, 0, 0, 9 },
      .gaps = true,
      .weight = { 1 } },
    { .spec = "input 4 | columns category:3*4 | missing mask | dense 5 act=tanh | code | decoder mirror",
      .columns = 4,
      .levels = { 3, 3, 3, 3 },
      .masks = true,
      .gaps = true,
      .weight = { 1 } },
    { .spec = "input 8 | columns number*3,category:20*5 | missing mask | scaler zscore per=all | dense 5 act=tanh | code "
              "| decoder mirror tied=yes | loss huber",
      .columns = 8,
      .levels = { 0, 0, 0, 20, 20, 20, 20, 20 },
      .masks = true,
      .gaps = true,
      .number = { HUBER },
      .delta = 1,
      .weight = { 1 } },
    { .spec = "input 7 | columns number*2,category:4,number,category:2*2,number | dense 5 act=tanh | code | decoder mirror "
              "| loss sse weight=0.5",
      .columns = 7,
      .levels = { 0, 0, 4, 0, 2, 2 },
      .sum = true,
      .weight = { 0.5 } },
    { .spec = "input 7 | columns category:3,number*5,category:9 | scaler zscore | missing mask | dense 5 act=tanh | code "
              "| decoder mirror | loss gaussian variance=0.5 feature_weights=2,0,1,0.5,0.25,1,3",
      .columns = 7,
      .levels = { 3, 0, 0, 0, 0, 0, 9 },
      .masks = true,
      .gaps = true,
      .sum = true,
      .number = { GAUSSIAN },
      .delta = 0.5,
      .weight = { 1 },
      .feature = { 2, 0, 1, 0.5, 0.25, 1, 3 } },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* ---- rows ---- */

typedef struct data {
    float input[ROWS * COLUMNS_MOST], target[ROWS * COLUMNS_MOST], weights[ROWS];
    ae_rows rows;
} data;

/* Numbers of several sizes; codes; gaps, some of which are codes that there are not. */
static float number_of(const kind *k, uint32_t seed, size_t row, size_t column)
{
    const double u = somewhere(seed, row * k->columns + column), v = somewhere(seed + 1, row * k->columns + column);
    const size_t levels = k->levels[column];
    const float wrong[] = { gap(), levels ? (float)levels : gap(), levels ? -1 : gap(), levels ? 0.5f : gap() };
    if (k->gaps && column != row % k->columns && v < 0.25)
        return wrong[(size_t)(v * 16)];
    return levels ? (float)floor(u * u * (double)levels) : (float)((u - 0.25) * pow(3, (double)(column % 4)));
}

static void fill_data(data *d, const kind *k)
{
    for (size_t i = 0; i < ROWS * k->columns; i++) {
        d->input[i] = number_of(k, 10, i / k->columns, i % k->columns);
        d->target[i] = number_of(k, 20, i / k->columns, i % k->columns);
    }
    for (size_t i = 0; i < ROWS; i++)
        d->weights[i] = (float)(i % 4) / 2;
    d->rows = (ae_rows)AE_ROWS_F32(d->input, ROWS, k->columns);
    d->rows.weights = d->weights;
    if (k->target) {
        d->rows.target = d->rows.input;
        d->rows.target.data = d->target;
    }
}

static const float *targets_of(const data *d, const kind *k)
{
    return k->target ? d->target : d->input;
}

/* ---- by the book ---- */

static bool is_there(const kind *k, size_t column, float x)
{
    if (!k->levels[column])
        return !isnan(x);
    return x >= 0 && x < (float)k->levels[column] && x == floorf(x);
}

static double number_term(measure t, double distance, double delta)
{
    const double size = fabs(distance);
    if (t == SQUARED)
        return distance * distance;
    if (t == ABSOLUTE)
        return size;
    if (t == GAUSSIAN)
        return distance * distance / delta / 2 + log(2 * 3.14159265358979323846 * delta) / 2;
    return size <= delta ? distance * distance / 2 : delta * (size - delta / 2);
}

/* A row of the net's results, scaled, with probabilities. */
typedef struct outcome {
    const kind *k;
    const ae_model *m;
    const float *net, *target;
    double weight[COLUMNS_MOST]; /* of each column, 1 / C or 1 / those that are there; a gap's is 0 */
    double distance[COLUMNS_MOST], cross[COLUMNS_MOST];
} outcome;

/* What stands for a gap where gaps count. */
static double filled(const outcome *r, size_t column)
{
    const float x = r->target[column];
    return is_there(r->k, column, x) ? (double)x : column_of(r->m, column).fill;
}

static double scaled(const outcome *r, size_t column)
{
    const ae_column_info c = column_of(r->m, column);
    return c.spread > 0 ? (filled(r, column) - c.center) / c.spread : 0;
}

static void compare_column(outcome *r, size_t column, const float *net)
{
    const size_t levels = r->k->levels[column];
    const bool there = is_there(r->k, column, r->target[column]);
    r->weight[column] = !r->k->masks || there;
    r->distance[column] = levels || !(there || !r->k->masks) ? 0 : (double)net[0] - scaled(r, column);
    r->cross[column] = levels && (there || !r->k->masks) ? -log((double)net[(size_t)filled(r, column)]) : 0;
}

static void compare_row(outcome *r)
{
    const float *net = r->net;
    double there = 0;
    for (size_t i = 0; i < r->k->columns; i++) {
        compare_column(r, i, net);
        net += r->k->levels[i] ? r->k->levels[i] : 1;
        there += r->weight[i];
    }
    for (size_t i = 0; i < r->k->columns; i++)
        r->weight[i] /= there;
}

static double feature_of(const kind *k, size_t column)
{
    double any = 0;
    for (size_t i = 0; i < k->columns; i++)
        any += k->feature[i];
    return any > 0 ? k->feature[column] : 1;
}

/* A column's share of the row's score: of all losses. */
static double share_of(const outcome *r, size_t column)
{
    const kind *k = r->k;
    double sum = 0;
    for (size_t l = 0; l < 2; l++) {
        const double number = number_term(k->number[l], r->distance[column], k->delta);
        sum += k->weight[l] * feature_of(k, column) * (k->levels[column] ? r->cross[column] : number);
    }
    return sum * r->weight[column] * (k->sum ? (double)k->columns : 1);
}

/* ---- the tests ---- */

typedef struct results {
    data d;
    ae_model *m;
    float *net, *score, *errors;
    size_t width;
} results;

static void open_results(results *r, const kind *k)
{
    fill_data(&r->d, k);
    r->m = fitted_model(k->spec, &r->d.rows);
    fit(r->m, &r->d.rows, "adam lr=0.02", 20);
    r->d.rows.weights = r->d.weights;
    const bool scales = strstr(k->spec, "scaler") || strstr(k->spec, "category");
    r->net = value_of(r->m, scales ? "output.scaled" : "output", &r->d.rows);
    r->width = width_of(r->m, scales ? "output.scaled" : "output");
    r->score = value_of(r->m, "score", &r->d.rows);
    r->errors = value_of(r->m, "errors", &r->d.rows);
}

static void close_results(results *r)
{
    test_free(r->net);
    test_free(r->score);
    test_free(r->errors);
    ae_model_free(r->m);
}

static outcome outcome_of(const results *r, const kind *k, size_t i)
{
    outcome x = { .k = k, .m = r->m, .net = r->net + i * r->width, .target = targets_of(&r->d, k) + i * k->columns };
    compare_row(&x);
    return x;
}

/* Results are floats; distances may cancel. */
static void assert_near(double is, double should, const kind *k, const char *what, size_t row)
{
    if (!(fabs(is - should) <= 1e-5 * fabs(should) + 2e-6))
        fail_msg("%s: %s of row %zu is %.9g, not %.9g", k->spec, what, row, is, should);
}

/* Given a fitted and trained net; when rows are scored; then a row's score is the mean over its columns, or over those that
 * are there, and its errors are each column's part of it. */
static void scores_are_those_of_the_book(void **state)
{
    const kind *k = *state;
    static results r;
    open_results(&r, k);
    assert_int_equal(width_of(r.m, "errors"), k->columns);
    assert_int_equal(width_of(r.m, "output"), k->columns);
    for (size_t i = 0; i < ROWS; i++) {
        const outcome x = outcome_of(&r, k, i);
        double sum = 0, errors = 0;
        for (size_t j = 0; j < k->columns; j++) {
            assert_near((double)r.errors[i * k->columns + j], share_of(&x, j), k, "an error", i);
            sum += share_of(&x, j);
            errors += (double)r.errors[i * k->columns + j];
        }
        assert_near((double)r.score[i], sum, k, "the score", i);
        assert_near((double)r.score[i], errors, k, "the sum of errors", i);
    }
    close_results(&r);
}

/* The mean of squared or absolute distances over a row's numbers that are there; 0 where none is. */
static double metric_of(const outcome *r, measure t)
{
    double sum = 0, weight = 0;
    for (size_t j = 0; j < r->k->columns; j++) {
        const bool counts = !r->k->levels[j] && r->weight[j] > 0;
        weight += counts;
        sum += counts ? number_term(t, r->distance[j], 1) : 0;
    }
    return weight > 0 ? sum / weight : 0;
}

/* The mean square of what the columns' means are wrong by: over all numbers that are there. */
static double plain_mean_mse(const results *r, const kind *k)
{
    static numbers a;
    double sum = 0, n = 0;
    for (size_t j = 0; j < k->columns; j++) {
        a.n = 0;
        for (size_t i = 0; i < ROWS && !k->levels[j]; i++) {
            outcome x = outcome_of(r, k, i);
            if (x.weight[j] > 0) {
                a.x[a.n] = scaled(&x, j);
                a.w[a.n++] = 1;
            }
        }
        sum += a.n ? (double)a.n * pow(plain_deviation(&a), 2) : 0;
        n += (double)a.n;
    }
    return n > 0 ? sum / n : 0;
}

/* Given the same; when rows are evaluated; then the loss is the weighted mean of the scores, and mse and mae look at numbers
 * that are there. */
static void metrics_are_those_of_the_book(void **state)
{
    const kind *k = *state;
    static results r;
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    double loss = 0, weight = 0, mse = 0, mae = 0;
    open_results(&r, k);
    for (size_t i = 0; i < ROWS; i++) {
        const outcome x = outcome_of(&r, k, i);
        loss += (double)r.d.weights[i] * (double)r.score[i];
        weight += (double)r.d.weights[i];
        mse += metric_of(&x, SQUARED) / ROWS;
        mae += metric_of(&x, ABSOLUTE) / ROWS;
    }
    must(ae_model_evaluate(&metrics, r.m, NULL, &r.d.rows, &e), &e);
    assert_near(metrics.loss, loss / weight, k, "the loss", 0);
    assert_near(metrics.mse, mse, k, "mse", 0);
    assert_near(metrics.mae, mae, k, "mae", 0);
    assert_near(metrics.mean_mse, plain_mean_mse(&r, k), k, "mean_mse", 0);
    close_results(&r);
}

/* The loss that a step tells is that of its rows before it. */
static void steps_have_the_same_loss(void **state)
{
    const kind *k = *state;
    static results r;
    ae_metrics metrics = AE_METRICS_INIT;
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_trainer *t;
    ae_error e;
    double loss;
    open_results(&r, k);
    must(ae_model_evaluate(&metrics, r.m, NULL, &r.d.rows, &e), &e);
    must(ae_trainer_create(&t, r.m, &o, &e), &e);
    must(ae_trainer_step(&loss, t, &r.d.rows, &e), &e);
    assert_near(loss, metrics.loss, k, "a step's loss", 0);
    ae_trainer_free(t);
    close_results(&r);
}

/* "output" holds the codes of the largest probabilities, of numbers the data's units; probabilities add up to 1. */
static void codes_come_back(void **state)
{
    const kind *k = *state;
    static results r;
    open_results(&r, k);
    float *units = value_of(r.m, "output", &r.d.rows);
    for (size_t i = 0; i < ROWS; i++) {
        const float *net = r.net + i * r.width;
        for (size_t j = 0; j < k->columns; net += k->levels[j] ? k->levels[j] : 1, j++) {
            const size_t code = (size_t)units[i * k->columns + j];
            double sum = 0;
            for (size_t l = 0; l < k->levels[j]; l++) {
                assert_true(code < k->levels[j] && net[l] <= net[code]);
                sum += (double)net[l];
            }
            assert_true(!k->levels[j] || fabs(sum - 1) < 1e-6);
            assert_true(isfinite(units[i * k->columns + j]));
        }
    }
    test_free(units);
    close_results(&r);
}

#define EACH(f)                 \
    {                           \
#f, f, NULL, NULL, NULL \
    }

int main(void)
{
    static const struct CMUnitTest each[] = { EACH(scores_are_those_of_the_book), EACH(metrics_are_those_of_the_book),
                                              EACH(steps_have_the_same_loss), EACH(codes_come_back) };
    enum { TESTS = sizeof each / sizeof *each };
    struct CMUnitTest tests[KINDS * TESTS];
    for (size_t i = 0; i < KINDS * TESTS; i++) {
        tests[i] = each[i % TESTS];
        tests[i].initial_state = (void *)(uintptr_t)&kinds[i / TESTS];
    }
    return _cmocka_run_group_tests("losses", tests, KINDS * TESTS, NULL, NULL);
}
