/* What a scorer says of scores, and what a joint score is: by the definition, computed here once more. */
#include "changes.h"

enum { ROWS = 300, WIDTH = 12, CODE = 3, MOST = ROWS * WIDTH };
static float data[ROWS * WIDTH];
static const ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
static const char net[] = "input 12 | scaler zscore | dense 6 act=tanh | dense 3 | code | decoder mirror";

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    data[7 * WIDTH + 4] = 3; /* a row that stands out */
    return 0;
}

static ae_model *trained(const char *spec)
{
    ae_model *m = make_model(spec, 1);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_error e;
    o.epochs = 3;
    o.batch = 64;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    return m;
}

static void fit_scorer(ae_model *m, const char *kind, const ae_rows *from)
{
    ae_scorer_options o = AE_SCORER_OPTIONS_INIT;
    ae_error e;
    o.kind = kind;
    must(ae_scorer_fit(m, from, &o, &e), &e);
}

static ae_model *scored(const char *spec, const char *kind)
{
    ae_model *m = trained(spec);
    fit_scorer(m, kind, &rows);
    return m;
}

static void score(float *scores, const ae_model *m)
{
    ae_error e;
    must(ae_model_score(scores, m, NULL, &rows, &e), &e);
}

static void value(float *out, const char *name, const ae_model *m, const ae_rows *of)
{
    ae_error e;
    must(ae_model_run(&(ae_result){ name, out }, 1, m, NULL, of, &e), &e);
}

static ae_scorer_info info_of(const ae_model *m)
{
    ae_scorer_info i = AE_SCORER_INFO_INIT;
    ae_error e;
    must(ae_scorer_get_info(&i, m, &e), &e);
    return i;
}

static double threshold(const ae_model *m, const char *text)
{
    double t = -1;
    ae_error e;
    must(ae_scorer_threshold(&t, m, text, &e), &e);
    return t;
}

static void assert_near(double is, double awaited, double apart)
{
    if (!(fabs(is - awaited) <= apart))
        fail_msg("%.9g, where %.9g was awaited", is, awaited);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* ---- what is kept of scores ---- */

/* Given reference rows; then mean and deviation are theirs, the ends of the quantiles the least and the highest score, and
 * number 16 the median. */
static void a_scorer_knows_the_scores(void **state)
{
    ae_model *m = scored(net, NULL);
    float scores[ROWS];
    double sorted[ROWS], sum = 0, squares = 0;
    (void)state;

    score(scores, m);
    const ae_scorer_info i = info_of(m);

    for (size_t r = 0; r < ROWS; r++)
        sum += sorted[r] = (double)scores[r];
    for (size_t r = 0; r < ROWS; r++)
        squares += (sorted[r] - sum / ROWS) * (sorted[r] - sum / ROWS);
    qsort(sorted, ROWS, sizeof *sorted, by_size);
    assert_string_equal(i.kind, "reconstruction");
    assert_int_equal(i.rows, ROWS);
    assert_near(i.mean, sum / ROWS, 1e-12);
    assert_near(i.deviation, sqrt(squares / ROWS), 1e-12);
    assert_true(i.quantiles[0] == sorted[0] && i.quantiles[256] == sorted[ROWS - 1]);
    assert_near(i.quantiles[16], (sorted[149] + sorted[150]) / 2, 1e-12);
    assert_near(i.quantiles[32], sorted[224] + 0.25 * (sorted[225] - sorted[224]), 1e-12);
    for (size_t q = 1; q < AE_QUANTILES; q++)
        assert_true(i.quantiles[q - 1] <= i.quantiles[q]);
    ae_model_free(m);
}

static size_t above(const float *scores, double limit)
{
    size_t n = 0;
    for (size_t r = 0; r < ROWS; r++)
        n += (double)scores[r] > limit;
    return n;
}

/* Given a rate; then as many reference rows lie above the threshold, to one row and what lies between two quantiles, a
 * twentieth. `sd` is counted from the mean. */
static void thresholds_are_what_they_say(void **state)
{
    static const struct {
        const char *text;
        double share;
    } rates[] = {
        { "rate 0.5", 0.5 }, { "rate 0.25", 0.25 }, { "rate 0.1", 0.1 }, { "rate 0.03", 0.03 }, { "rate 0.01", 0.01 }
    };
    ae_model *m = scored(net, NULL);
    float scores[ROWS];
    (void)state;

    score(scores, m);
    const ae_scorer_info i = info_of(m);

    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++)
        assert_true(fabs((double)above(scores, threshold(m, rates[r].text)) - rates[r].share * ROWS) <=
                    1 + 0.05 * rates[r].share * ROWS);
    assert_true(threshold(m, "rate 1") == i.quantiles[0]);
    assert_near(threshold(m, "rate 1e-9"), i.quantiles[256], 1e-3 * i.quantiles[256]);
    assert_near(threshold(m, "sd 2.5"), i.mean + 2.5 * i.deviation, 1e-12);
    assert_true(threshold(m, "sd 0") == i.mean);
    ae_model_free(m);
}

/* Given the reference rows' own scores; then a p-value is the share that is at least as high, to a row and a twentieth; the
 * row itself counts among them. */
static void ranks_are_shares(void **state)
{
    ae_model *m = scored(net, NULL);
    float scores[ROWS];
    double p[ROWS];
    ae_error e;
    (void)state;

    score(scores, m);
    must(ae_scorer_rank(p, scores, ROWS, m, &e), &e);

    for (size_t r = 0; r < ROWS; r++) {
        double reach = 0;
        for (size_t k = 0; k < ROWS; k++)
            reach += scores[k] >= scores[r];
        assert_true(p[r] > 0 && p[r] <= 1);
        assert_true(fabs(p[r] * (ROWS + 1) - reach) <= 1.5 + 0.05 * reach);
    }
    ae_model_free(m);
}

static void ranks_have_ends(void **state)
{
    ae_model *m = scored(net, NULL);
    const ae_scorer_info i = info_of(m);
    const float scores[] = { -1, (float)(2 * i.quantiles[256]), INFINITY, NAN };
    double p[4];
    ae_error e;
    (void)state;

    must(ae_scorer_rank(p, scores, 4, m, &e), &e);

    assert_true(p[0] == 1);
    assert_true(p[1] == 1. / (ROWS + 1) && p[2] == p[1]);
    assert_true(isnan(p[3]));
    ae_model_free(m);
}

/* Given weights; then rows of weight 0 are not there, and others count once. */
static void rows_of_weight_0_do_not_count(void **state)
{
    static float weights[ROWS];
    ae_model *m = trained(net), *other = trained(net);
    ae_rows some = rows;
    uint32_t pick[ROWS];
    (void)state;
    for (size_t r = 0; r < ROWS; r++)
        weights[r] = (float)(r % 3);
    for (uint32_t r = 0; r < ROWS; r++)
        if (r % 3)
            pick[some.picks++] = r;

    for (size_t k = 0; k < 2; k++) {
        ae_rows weighted = rows;
        weighted.weights = weights;
        fit_scorer(m, k ? "joint" : NULL, &weighted);
        some.pick = pick;
        fit_scorer(other, k ? "joint" : NULL, &some);
        assert_same_model(m, other);
    }
    ae_model_free(m);
    ae_model_free(other);
}

static int bring(void *user, const ae_read_buffers *to, const uint32_t *numbers, size_t n)
{
    size_t *asked = user;
    for (size_t i = 0; i < n; i++)
        memcpy(to->input + i * WIDTH, data + numbers[i] * WIDTH, WIDTH * sizeof(float));
    *asked += n;
    return 0;
}

/* Given a callback; then the scorer is that of the same rows in memory, and each row was asked for as often as is
 * promised. */
static void a_callback_brings_the_rows(void **state)
{
    ae_model *m = trained(net), *other = trained(net);
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        size_t asked = 0;
        ae_rows brought = { .size = sizeof brought, .n = ROWS, .input = { .width = WIDTH }, .read = bring, .user = &asked };
        fit_scorer(m, k ? "joint" : NULL, &rows);
        fit_scorer(other, k ? "joint" : NULL, &brought);
        assert_same_model(m, other);
        assert_int_equal(asked, (k + 1) * ROWS);
    }
    ae_model_free(m);
    ae_model_free(other);
}

/* ---- the joint score ---- */

static double median_of(double *x, size_t n)
{
    qsort(x, n, sizeof *x, by_size);
    return (x[(n - 1) / 2] + x[n / 2]) / 2;
}

/* In units of how far the net usually is off in the column. */
static void scale_residuals(double z[][WIDTH], const float *output, const float *target)
{
    for (size_t c = 0; c < WIDTH; c++) {
        double sizes[ROWS], squares = 0;
        for (size_t r = 0; r < ROWS; r++) {
            z[r][c] = sizes[r] = fabs((double)output[r * WIDTH + c] - (double)target[r * WIDTH + c]);
            squares += sizes[r] * sizes[r];
        }
        const double floor = 0.1 * sqrt(squares / ROWS), spread = fmax(1.4826 * median_of(sizes, ROWS), floor);
        for (size_t r = 0; r < ROWS; r++)
            z[r][c] /= spread;
    }
}

/* Gauss and Jordan: the inverse of a small matrix. */
static void invert(double a[CODE][2 * CODE])
{
    for (size_t i = 0; i < CODE; i++)
        for (size_t c = 0; c < CODE; c++)
            a[i][CODE + c] = i == c;
    for (size_t i = 0; i < CODE; i++) {
        const double pivot = a[i][i];
        for (size_t c = 0; c < 2 * CODE; c++)
            a[i][c] /= pivot;
        for (size_t r = 0; r < CODE; r++) {
            const double times = a[r][i];
            for (size_t c = 0; r != i && c < 2 * CODE; c++)
                a[r][c] -= times * a[i][c];
        }
    }
}

static void covariance(double a[CODE][2 * CODE], double mean[CODE], const float *codes)
{
    double variance = 0;
    memset(a, 0, CODE * sizeof *a);
    memset(mean, 0, CODE * sizeof *mean);
    for (size_t r = 0; r < ROWS; r++)
        for (size_t i = 0; i < CODE; i++)
            mean[i] += (double)codes[r * CODE + i] / ROWS;
    for (size_t r = 0; r < ROWS; r++)
        for (size_t i = 0; i < CODE; i++)
            for (size_t c = 0; c < CODE; c++)
                a[i][c] += ((double)codes[r * CODE + i] - mean[i]) * ((double)codes[r * CODE + c] - mean[c]) / ROWS;
    for (size_t i = 0; i < CODE; i++)
        variance += a[i][i] / CODE;
    for (size_t i = 0; i < CODE; i++)
        a[i][i] += 1e-3 * variance;
}

static double distance(const float *code, double mean[CODE], double a[CODE][2 * CODE])
{
    double sum = 0;
    for (size_t i = 0; i < CODE; i++)
        for (size_t c = 0; c < CODE; c++)
            sum += ((double)code[i] - mean[i]) * a[i][CODE + c] * ((double)code[c] - mean[c]);
    return sum;
}

/* Given a net, a joint scorer and its rows; then scores and errors are those of the definition, to float's precision. */
static void a_joint_score_is_what_it_says(void **state)
{
    static float output[MOST], target[MOST], errors[MOST], codes[ROWS * CODE], scores[ROWS];
    static double z[ROWS][WIDTH];
    double a[CODE][2 * CODE], mean[CODE];
    ae_model *m = scored(net, "joint");
    (void)state;

    score(scores, m);
    value(output, "output.scaled", m, &rows);
    value(target, "input.scaled", m, &rows);
    value(codes, "code", m, &rows);
    value(errors, "errors", m, &rows);

    scale_residuals(z, output, target);
    covariance(a, mean, codes);
    invert(a);
    for (size_t r = 0; r < ROWS; r++) {
        double sum = 0, whole = 0;
        for (size_t c = 0; c < WIDTH; c++)
            sum += z[r][c] * z[r][c];
        const double part = log1p(sum / WIDTH), code = log1p(distance(codes + r * CODE, mean, a) / CODE);
        assert_near((double)scores[r], part + code, 1e-4);
        for (size_t c = 0; c < WIDTH; c++) {
            assert_near((double)errors[r * WIDTH + c], part * z[r][c] * z[r][c] / sum, 1e-4);
            whole += (double)errors[r * WIDTH + c];
        }
        assert_near(whole, part, 1e-4);
    }
    ae_model_free(m);
}

/* Given a row with one strange number; then its column has the most of the blame, and its rank is the least. */
static void the_strange_column_is_blamed(void **state)
{
    static float errors[MOST], scores[ROWS];
    ae_model *m = scored(net, "joint");
    double p[ROWS];
    ae_error e;
    (void)state;

    value(errors, "errors", m, &rows);
    score(scores, m);
    must(ae_scorer_rank(p, scores, ROWS, m, &e), &e);

    for (size_t c = 0; c < WIDTH; c++)
        assert_true(errors[7 * WIDTH + c] <= errors[7 * WIDTH + 4]);
    for (size_t r = 0; r < ROWS; r++)
        assert_true(p[7] <= p[r]);
    ae_model_free(m);
}

/* What evaluate measures stays the model's loss. */
static void evaluate_stays(void **state)
{
    ae_model *m = trained(net);
    ae_metrics before = AE_METRICS_INIT, after = AE_METRICS_INIT;
    ae_error e;
    (void)state;

    must(ae_model_evaluate(&before, m, NULL, &rows, &e), &e);
    fit_scorer(m, "joint", &rows);
    must(ae_model_evaluate(&after, m, NULL, &rows, &e), &e);

    assert_memory_equal(&before, &after, sizeof before);
    ae_model_free(m);
}

/* ---- every kind of net ---- */

static const char *const nets[] = {
    "input 12 | dense 3 act=tanh | code | dense 12 act=sigmoid | loss jaccard",
    "input 12 | dense 3 act=relu | code | dense 12 act=sigmoid | loss bce",
    "input 12 | code | dense 12",
    "input 3x2x2 | conv2d 4 kernel=2 act=tanh | flatten | code | decoder mirror",
    "input 12 | missing mask indicators=yes | scaler robust | dense 3 | code | decoder mirror",
    "input 12 | missing mean | scaler range | dense 3 act=relu | code | decoder mirror | loss mae | loss mse",
    "input 12 | columns number*10,category:3,category:2 | missing mask | scaler zscore | dense 5 | code | decoder mirror",
    "input 12 | missing mask | dense 3 | code | decoder mirror",
};
enum { NETS = sizeof nets / sizeof *nets };

static ae_rows rows_for(const char *spec, float *x)
{
    memcpy(x, data, sizeof data);
    x[7 * WIDTH + 4] = 1; /* which every loss takes */
    for (size_t i = 0; i < MOST && strstr(spec, "missing"); i += 7)
        x[i] = NAN;
    for (size_t r = 0; r < ROWS && strstr(spec, "category"); r++) {
        x[r * WIDTH + 10] = r % 5 == 4 ? NAN : (float)(r % 3);
        x[r * WIDTH + 11] = (float)(r % 2);
    }
    return (ae_rows)AE_ROWS_F32(x, ROWS, WIDTH);
}

static ae_model *trained_on(const char *spec, const ae_rows *some)
{
    ae_model *m = make_model(spec, 1);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_error e;
    o.epochs = 2;
    must(ae_model_fit(m, some, &o, &e), &e);
    fit_scorer(m, "joint", some);
    return m;
}

static bool is_masked(const char *spec, const float *x, size_t i)
{
    return strstr(spec, "mask") && isnan(x[i]);
}

/* Then scores are numbers above 0, errors no more than they, and none where there is a gap that does not count. */
static void every_net_has_joint_scores(void **state)
{
    static float x[MOST], scores[ROWS], errors[MOST];
    const char *spec = *state;
    const ae_rows some = rows_for(spec, x);
    ae_model *m = trained_on(spec, &some);
    ae_error e;

    must(ae_model_score(scores, m, NULL, &some, &e), &e);
    value(errors, "errors", m, &some);

    for (size_t r = 0; r < ROWS; r++) {
        double sum = 0;
        assert_true(isfinite(scores[r]) && scores[r] > 0);
        for (size_t c = 0; c < WIDTH; c++) {
            assert_true(errors[r * WIDTH + c] >= 0);
            assert_true(!is_masked(spec, x, r * WIDTH + c) || errors[r * WIDTH + c] == 0);
            sum += (double)errors[r * WIDTH + c];
        }
        assert_true(sum <= (double)scores[r] * (1 + 1e-5));
    }
    ae_model_free(m);
}

/* Given any number of threads and rows at a time, and any kernel set, a clone, and what was saved and loaded; then the
 * scorer's bits are the same, and so are those of scores, errors and what is computed beside them. */
static void bits_are_the_same_everywhere(void **state)
{
    static float x[MOST], first[ROWS * (2 + WIDTH)], again[ROWS * (2 + WIDTH)], codes[ROWS * 16];
    static const char *const sets[] = { NULL, "scalar", NULL, NULL };
    static const char *const names[] = { "code", "errors", "score" };
    const char *spec = *state;
    const ae_rows some = rows_for(spec, x);
    ae_model *m = trained_on(spec, &some), *loaded;
    size_t size;
    ae_error e;
    unsigned char *bytes = model_bytes(m, &size);
    for (size_t i = 0; i < 4; i++) {
        float *to = i ? again : first;
        const ae_result results[] = { { "errors", to }, { "score", to + MOST }, { "code", codes } };
        ae_context_options o = { sizeof o, 1 + 70 * i, 1 + i, 0, names, 3 };
        ae_scorer_options so = { sizeof so, "joint", 1 + i };
        ae_context *c;
        if (sets[i])
            setenv("AE_KERNELS", sets[i], 1);
        must(ae_model_load_memory(&loaded, bytes, size, NULL, &e), &e);
        unsetenv("AE_KERNELS");
        must(ae_scorer_fit(loaded, &some, &so, &e), &e);
        assert_same_model(loaded, m);
        must(ae_context_create(&c, loaded, &o, &e), &e);
        must(ae_model_run(results, 3, loaded, c, &some, &e), &e);
        assert_memory_equal(to, first, (MOST + ROWS) * sizeof *to);
        ae_context_free(c);
        ae_model_free(loaded);
    }
    must(ae_model_clone(&loaded, m, &e), &e);
    assert_same_model(loaded, m);
    must(ae_model_score(again, loaded, NULL, &some, &e), &e);
    assert_memory_equal(again, first + MOST, ROWS * sizeof *again);
    test_free(bytes);
    ae_model_free(loaded);
    ae_model_free(m);
}

/* Heads have no part in a score. */
static void heads_have_no_part_in_it(void **state)
{
    static const char plain[] = "input 12 | dense 3 act=tanh | code | dense 12";
    static float with[ROWS], without[ROWS];
    ae_model *m = make_model("input 12 | dense 3 act=tanh | code | dense 12 | head kind | dense 2 act=softmax", 1);
    ae_model *other = make_model(plain, 1);
    (void)state;
    fit_scorer(m, "joint", &rows);
    fit_scorer(other, "joint", &rows);

    score(with, m);
    score(without, other);

    assert_memory_equal(with, without, sizeof with);
    ae_model_free(m);
    ae_model_free(other);
}

/* ---- numbers that are none ---- */

/* Given a row that is right but so large that the net's numbers overflow; then its score is infinite, not NaN, and so is
 * what is to blame. A row that is refused is NaN throughout. */
static void what_overflows_is_infinite(void **state)
{
    static float x[2 * WIDTH], scores[2], errors[2 * WIDTH];
    ae_model *m = scored("input 12 | dense 6 act=relu | code | dense 12", "joint");
    ae_rows two = AE_ROWS_F32(x, 2, WIDTH);
    size_t refused;
    ae_error e;
    (void)state;
    for (size_t i = 0; i < WIDTH; i++)
        x[i] = 3e38f;
    x[WIDTH] = NAN;
    two.refused = &refused;

    must(ae_model_score(scores, m, NULL, &two, &e), &e);
    value(errors, "errors", m, &two);

    assert_true(isinf(scores[0]) && scores[0] > 0);
    assert_true(isnan(scores[1]));
    assert_int_equal(refused, 1);
    for (size_t i = 0; i < WIDTH; i++)
        assert_true(!isnan(errors[i]) && isnan(errors[WIDTH + i]));
    ae_model_free(m);
}

/* ---- what makes a scorer stale ---- */

static void what_changes_the_model_drops_its_scorer(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * CHANGES; i++) {
        ae_model *m = scored(net, i % 2 ? "joint" : NULL);
        double t;
        assert_int_equal(changes[i / 2](m, &rows, net), AE_OK);
        assert_string_equal(info_of(m).kind, "");
        assert_int_equal(info_of(m).rows, 0);
        assert_int_equal(ae_scorer_threshold(&t, m, "sd 1", NULL), AE_EARGUMENT);
        ae_model_free(m);
    }
}

/* A training that makes no step leaves it. */
static void what_fails_keeps_the_scorer(void **state)
{
    ae_model *m = scored(net, "joint"), *before;
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_rows one = rows;
    ae_error e;
    (void)state;
    must(ae_model_clone(&before, m, &e), &e);
    o.optimizer = "adma";
    one.n = 1;

    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EWORD);
    assert_int_equal(ae_scorer_fit(m, &one, NULL, &e), AE_EDATA);

    assert_same_model(m, before);
    ae_model_free(m);
    ae_model_free(before);
}

static bool has_weights_of(const ae_model *m, const ae_model *other)
{
    ae_tensor_info a = AE_TENSOR_INFO_INIT, b = AE_TENSOR_INFO_INIT;
    for (size_t i = 0; ae_model_get_tensor(&a, m, i, NULL) == AE_OK; i++) {
        ae_model_get_tensor(&b, other, i, NULL);
        if (memcmp(a.data, b.data, a.shape[0] * sizeof(float)) != 0)
            return false;
    }
    return true;
}

/* Given a trainer whose steps fail; then the scorer is dropped when one of them puts back earlier weights, not before. */
static void weights_that_are_put_back_drop_the_scorer(void **state)
{
    enum { GOOD = 5, MOST_STEPS = 100 };
    static float wild[WIDTH];
    const ae_rows huge = AE_ROWS_F32(wild, 1, WIDTH);
    ae_model *m = make_model("input 12 | dense 6 act=relu | code | dense 12", 1), *before;
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_trainer *t;
    ae_error e;
    size_t steps = 0;
    (void)state;
    for (size_t i = 0; i < WIDTH; i++)
        wild[i] = 3e38f;
    o.batch = ROWS;
    must(ae_trainer_create(&t, m, &o, &e), &e);
    for (size_t i = 0; i < GOOD; i++)
        must(ae_trainer_step(NULL, t, &rows, &e), &e);
    fit_scorer(m, "joint", &rows);
    must(ae_model_clone(&before, m, &e), &e);

    while (has_weights_of(m, before) && steps++ < MOST_STEPS) {
        assert_string_equal(info_of(m).kind, "joint");
        assert_int_not_equal(ae_trainer_step(NULL, t, &huge, &e), AE_OK);
    }

    assert_true(steps < MOST_STEPS);
    assert_string_equal(info_of(m).kind, "");
    ae_trainer_free(t);
    ae_model_free(m);
    ae_model_free(before);
}

/* ---- contexts ---- */

/* Given contexts of the time before a joint scorer and with it; then each serves what it was made for, the first one codes
 * and metrics still, and says what is wrong otherwise. */
static void a_context_is_of_its_time(void **state)
{
    static const char *const names[] = { "score", "code" };
    static float scores[ROWS], codes[MOST], before[ROWS];
    const ae_result wanted[] = { { "score", scores }, { "code", codes } };
    ae_context_options o = { sizeof o, 64, 2, 15, names, 2 };
    ae_model *m = trained(net);
    ae_context *early, *late;
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    (void)state;
    must(ae_context_create(&early, m, &o, &e), &e);
    must(ae_model_score(before, m, early, &rows, &e), &e);
    fit_scorer(m, "joint", &rows);
    must(ae_context_create(&late, m, &o, &e), &e);

    assert_int_equal(ae_model_score(scores, m, early, &rows, &e), AE_ESTALE);
    assert_string_equal(e.text, "the context was made before the model got its joint scorer: make another");
    assert_int_equal(ae_model_run(wanted, 2, m, early, &rows, &e), AE_ESTALE);
    must(ae_model_run(wanted + 1, 1, m, early, &rows, &e), &e);
    must(ae_model_evaluate(&metrics, m, early, &rows, &e), &e);
    must(ae_model_score(scores, m, late, &rows, &e), &e);
    must(ae_model_run(wanted, 2, m, late, &rows, &e), &e);

    assert_int_equal(change_by_scaler(m, &rows, net), AE_OK); /* drops it, and changes nothing else */
    must(ae_model_score(scores, m, early, &rows, &e), &e);
    assert_memory_equal(scores, before, sizeof scores);
    must(ae_model_score(scores, m, late, &rows, &e), &e);
    assert_memory_equal(scores, before, sizeof scores);
    assert_int_equal(ae_model_run(wanted, 2, m, late, &rows, &e), AE_ESTALE);
    assert_string_equal(e.text, "the context was made for a joint scorer, which the model has no more: make another");
    must(ae_model_run(wanted + 1, 1, m, late, &rows, &e), &e);
    ae_context_free(early);
    ae_context_free(late);
    ae_model_free(m);
}

/* Given a model with a joint scorer; then a context takes what was told, and a call with it allocates nothing. */
static void a_context_takes_what_was_told(void **state)
{
    static float x[MOST], scores[ROWS], errors[MOST];
    static const char *const names[] = { "errors", "score" };
    const char *spec = *state;
    const ae_rows some = rows_for(spec, x);
    const ae_result results[] = { { "errors", errors }, { "score", scores } };
    ae_context_options o = { sizeof o, 40, 3, AE_OUT_SCORE, names, 2 };
    heap h = { 0 };
    const ae_allocator counting = { heap_alloc, heap_free, &h };
    ae_model_options mo = AE_MODEL_OPTIONS_INIT;
    ae_model *made = trained_on(spec, &some), *m;
    ae_context *c;
    ae_error e;
    size_t size, told;
    unsigned char *bytes = model_bytes(made, &size);
    mo.allocator = &counting;
    must(ae_model_load_memory(&m, bytes, size, &mo, &e), &e);
    const size_t model = h.held;

    must(ae_context_memory(&told, m, &o, &e), &e);
    assert_int_equal(h.held, model);
    h.peak = model;
    must(ae_context_create(&c, m, &o, &e), &e);
    assert_int_equal(h.peak - model, told);
    h.calls = 0;
    must(ae_model_run(results, 2, m, c, &some, &e), &e);
    must(ae_model_score(scores, m, c, &some, &e), &e);
    assert_int_equal(h.calls, 0);

    ae_context_free(c);
    ae_model_free(m);
    ae_model_free(made);
    assert_int_equal(h.held, 0);
    test_free(bytes);
}

/* A model with a joint scorer, in memory that is counted. */
typedef struct counted {
    heap heap;
    ae_allocator allocator;
    ae_model_options options;
    ae_rows rows;
    ae_model *made, *model;
    unsigned char *bytes;
    size_t size;
} counted;

static void open_counted(counted *c, const char *spec)
{
    static float x[MOST];
    ae_error e;
    *c = (counted){ .rows = rows_for(spec, x), .options = AE_MODEL_OPTIONS_INIT };
    c->allocator = (ae_allocator){ heap_alloc, heap_free, &c->heap };
    c->options.allocator = &c->allocator;
    c->made = trained_on(spec, &c->rows);
    c->bytes = model_bytes(c->made, &c->size);
    must(ae_model_load_memory(&c->model, c->bytes, c->size, &c->options, &e), &e);
}

static void close_counted(counted *c)
{
    ae_model_free(c->model);
    assert_int_equal(c->heap.held, 0);
    ae_model_free(c->made);
    test_free(c->bytes);
}

static ae_status call_fit(counted *c)
{
    ae_scorer_options o = { sizeof o, "joint", 2 };
    return ae_scorer_fit(c->model, &c->rows, &o, NULL);
}

static ae_status call_clone(counted *c)
{
    ae_model *copy = NULL;
    ae_status status = ae_model_clone(&copy, c->model, NULL);
    ae_model_free(copy);
    return status;
}

static ae_status call_load(counted *c)
{
    ae_model *copy = NULL;
    ae_status status = ae_model_load_memory(&copy, c->bytes, c->size, &c->options, NULL);
    ae_model_free(copy);
    return status;
}

static ae_status call_run(counted *c)
{
    static float scores[ROWS], errors[MOST];
    const ae_result results[] = { { "score", scores }, { "errors", errors } };
    return ae_model_run(results, 2, c->model, NULL, &c->rows, NULL);
}

static ae_status call_score(counted *c)
{
    static float scores[ROWS];
    return ae_model_score(scores, c->model, NULL, &c->rows, NULL);
}

/* Given any one of a call's allocations refused; then it says AE_ENOMEM, nothing stays held, and the model is as it was. */
static void every_allocation_may_fail(void **state)
{
    static ae_status (*const calls[])(counted *) = { call_fit, call_clone, call_load, call_run, call_score };
    counted c;
    open_counted(&c, *state);
    const size_t held = c.heap.held;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        ae_status status = AE_ENOMEM;
        for (size_t at = 1; status == AE_ENOMEM; at++) {
            c.heap.calls = 0;
            c.heap.fail_at = at;
            status = calls[i](&c);
            c.heap.fail_at = 0;
            assert_same_model(c.model, c.made);
            assert_int_equal(c.heap.held, held);
        }
        assert_int_equal(status, AE_OK);
    }
    close_counted(&c);
}

/* Given a model with a scorer that is trained again; then fit holds what was told, although the scorer goes. */
static void a_fit_takes_what_was_told(void **state)
{
    counted c;
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_error e;
    size_t told;
    open_counted(&c, *state);
    o.steps = 2;
    o.valid_fraction = 0.2;

    must(ae_fit_memory(&told, c.model, &c.rows, &o, &e), &e);
    c.heap.peak = c.heap.held;
    must(ae_model_fit(c.model, &c.rows, &o, &e), &e);

    assert_int_equal(c.heap.peak, told);
    assert_string_equal(info_of(c.model).kind, "");
    close_counted(&c);
}

/* ---- what is wrong ---- */

static void bad_thresholds_are_refused(void **state)
{
    static const struct {
        const char *text, *says;
        ae_status status;
    } bad[] = {
        { "", "the threshold \"\" is not one item, such as `sd 2` or `rate 0.01`", AE_ESPEC },
        { "sd 1 | sd 2", "not one item", AE_ESPEC },
        { "rat 0.1", "line 1, column 1: unknown threshold \"rat\"; did you mean \"rate\"?", AE_EWORD },
        { "sd", "sd: the main value is missing", AE_EVALUE },
        { "sd x", "\"x\"", AE_EVALUE },
        { "sd nan", "\"nan\"", AE_EVALUE },
        { "sd -1", "0", AE_EVALUE },
        { "sd 1001", "1000", AE_EVALUE },
        { "rate 0", "rate", AE_EVALUE },
        { "rate 1.5", "1", AE_EVALUE },
        { "rate 1 2", "rate", AE_ESPEC },
        { "rate share=1", "rate", AE_EWORD },
    };
    ae_model *m = scored(net, NULL);
    ae_error e;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double t = -7;
        const ae_status status = ae_scorer_threshold(&t, m, bad[i].text, &e);
        if (status != bad[i].status || !strstr(e.text, bad[i].says))
            fail_msg("%s: %s: %s", bad[i].text, ae_status_name(status), e.text);
        assert_true(t == -7);
    }
    ae_model_free(m);
}

static void assert_refused(ae_model *m, const char *kind, const ae_rows *some, ae_status status, const char *says)
{
    ae_scorer_options o = { sizeof o, kind, 1 };
    ae_error e;
    const ae_status got = ae_scorer_fit(m, some, &o, &e);
    if (got != status || !strstr(e.text, says))
        fail_msg("%s: %s", ae_status_name(got), e.text);
    assert_string_equal(info_of(m).kind, "");
}

static void rows_that_cannot_be_are_refused(void **state)
{
    static float alike[4 * WIDTH], weights[ROWS] = { 1 }, wild[3 * WIDTH];
    static const float not_the_second[] = { 1, 0, 1 };
    static const uint32_t other_order[] = { 1, 0, 2 };
    ae_model *m = trained(net), *empty = make_model("input 12 | code | act linear", 1);
    ae_rows one = rows, same = AE_ROWS_F32(alike, 4, WIDTH), narrow = AE_ROWS_F32(data, ROWS, 11), weighted = rows;
    ae_rows huge = AE_ROWS_F32(wild, 3, WIDTH);
    (void)state;
    one.n = 1;
    weighted.weights = weights;

    for (size_t i = 0; i < 2; i++) {
        const char *kind = i ? "joint" : "reconstruction";
        assert_refused(m, kind, &one, AE_EDATA, "a scorer needs at least 2 rows that count; there is 1");
        assert_refused(m, kind, &weighted, AE_EDATA, "a scorer needs at least 2 rows that count; there is 1");
        assert_refused(m, kind, &same, AE_EDATA, "all 4 rows have the same score");
        assert_refused(m, kind, &narrow, AE_EWIDTH, "");
    }
    assert_refused(empty, "joint", &rows, AE_EDATA, "gives every one of these rows as it is");
    assert_refused(empty, NULL, &rows, AE_EDATA, "all 300 rows have the same score, 0");
    ae_model *plain = trained("input 12 | dense 6 act=relu | code | dense 12");
    for (size_t i = 0; i < WIDTH; i++)
        wild[WIDTH + i] = 3e38f;
    assert_refused(plain, NULL, &huge, AE_EDATA, "row 2 has an infinite score");
    assert_refused(plain, "joint", &huge, AE_EDATA, "too large");
    huge.pick = other_order;
    huge.picks = 3;
    assert_refused(plain, NULL, &huge, AE_EDATA, "row 2 has an infinite score");
    huge.weights = not_the_second;
    assert_refused(plain, NULL, &huge, AE_EDATA, "all 2 rows have the same score");
    ae_model_free(m);
    ae_model_free(empty);
    ae_model_free(plain);
}

static void models_that_cannot_are_refused(void **state)
{
    ae_model *encoder = make_model("input 12 | dense 3 | code", 1),
             *wide = make_model("input 12 | dense 1025 | code | dense 12", 1);
    (void)state;

    assert_refused(encoder, NULL, &rows, AE_EUNSUPPORTED, "the model is an encoder");
    assert_refused(wide, "joint", &rows, AE_EUNSUPPORTED, "the code has 1025 numbers; it is for codes of at most 1024");
    assert_refused(wide, "jont", &rows, AE_EOPTION, "kind is \"jont\"; did you mean \"joint\"?");

    ae_model_free(encoder);
    ae_model_free(wide);
}

static void arguments_that_are_missing_are_named(void **state)
{
    ae_model *m = trained(net);
    double t;
    const float one = 1;
    ae_error e;
    (void)state;

    assert_int_equal(ae_scorer_fit(NULL, &rows, NULL, &e), AE_EARGUMENT);
    assert_int_equal(ae_scorer_fit(m, NULL, NULL, &e), AE_EARGUMENT);
    assert_int_equal(ae_scorer_threshold(&t, m, NULL, &e), AE_EARGUMENT);
    assert_int_equal(ae_scorer_threshold(NULL, m, "sd 1", &e), AE_EARGUMENT);
    assert_int_equal(ae_scorer_rank(&t, &one, 1, m, &e), AE_EARGUMENT);
    assert_string_equal(e.text, "the model has no scorer: ae_scorer_fit takes one from rows; training drops it");
    assert_int_equal(ae_scorer_get_info(NULL, m, &e), AE_EARGUMENT);
    ae_model_free(m);
}

int main(void)
{
    static const struct CMUnitTest once[] = {
        cmocka_unit_test(a_scorer_knows_the_scores),
        cmocka_unit_test(thresholds_are_what_they_say),
        cmocka_unit_test(ranks_are_shares),
        cmocka_unit_test(ranks_have_ends),
        cmocka_unit_test(rows_of_weight_0_do_not_count),
        cmocka_unit_test(a_callback_brings_the_rows),
        cmocka_unit_test(a_joint_score_is_what_it_says),
        cmocka_unit_test(the_strange_column_is_blamed),
        cmocka_unit_test(evaluate_stays),
        cmocka_unit_test(heads_have_no_part_in_it),
        cmocka_unit_test(what_overflows_is_infinite),
        cmocka_unit_test(what_changes_the_model_drops_its_scorer),
        cmocka_unit_test(what_fails_keeps_the_scorer),
        cmocka_unit_test(weights_that_are_put_back_drop_the_scorer),
        cmocka_unit_test(a_context_is_of_its_time),
        cmocka_unit_test(bad_thresholds_are_refused),
        cmocka_unit_test(rows_that_cannot_be_are_refused),
        cmocka_unit_test(models_that_cannot_are_refused),
        cmocka_unit_test(arguments_that_are_missing_are_named),
    };
    static const struct CMUnitTest each[] = {
        cmocka_unit_test(every_net_has_joint_scores),    cmocka_unit_test(bits_are_the_same_everywhere),
        cmocka_unit_test(a_context_takes_what_was_told), cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_fit_takes_what_was_told),
    };
    enum { ONCE = sizeof once / sizeof *once, EACH = sizeof each / sizeof *each };
    struct CMUnitTest tests[ONCE + EACH * NETS];
    memcpy(tests, once, sizeof once);
    for (size_t i = 0; i < EACH * NETS; i++) {
        tests[ONCE + i] = each[i % EACH];
        tests[ONCE + i].initial_state = (void *)(uintptr_t)nets[i / EACH];
    }
    return _cmocka_run_group_tests("scorer", tests, ONCE + EACH * NETS, fill, NULL);
}
