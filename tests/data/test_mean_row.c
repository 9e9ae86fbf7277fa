/* What evaluate tells beside the model's errors: the mean row's, and each loss and metric by its name. */
#include "kernel/dispatch.h"
#include "support.h"

/* By its definition, in two passes: the mean of the squared distances from each column's mean. */
static double by_hand(const float *x, const uint32_t *pick, size_t n)
{
    long double squares = 0;
    for (size_t c = 0; c < WIDTH; c++) {
        long double sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += (long double)x[(pick ? pick[i] : i) * WIDTH + c];
        for (size_t i = 0; i < n; i++) {
            long double d = (long double)x[(pick ? pick[i] : i) * WIDTH + c] - sum / (long double)n;
            squares += d * d;
        }
    }
    return (double)(squares / (long double)(n * WIDTH));
}

static double mean_mse(const ae_model *m, ae_context *context, const ae_rows *rows)
{
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    must(ae_model_evaluate(&metrics, m, context, rows, &e), &e);
    assert_int_equal(metrics.size, sizeof metrics);
    return metrics.mean_mse;
}

static void assert_near(double x, double expected)
{
    assert_true(fabs(x - expected) <= 1e-10 * expected); /* doubles, over 600 rows */
}

/* Given targets beside the input, all rows or a list of them, in memory and from a callback; then it is that of the targets
 * of these rows, weights or not. */
static void it_is_that_of_the_targets(void **state)
{
    static float weights[ROWS];
    static uint32_t pick[100];
    ae_model *m = make_model(spec, 1);
    ae_rows rows = memory, brought;
    size_t count = 0;
    host h;
    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        weights[i] = (float)(i % 3);
    for (size_t i = 0; i < 100; i++)
        pick[i] = (uint32_t)(i * 37 % ROWS);

    assert_near(mean_mse(m, NULL, &rows), by_hand(data, NULL, ROWS));

    rows.target = floats(targets);
    rows.weights = weights;
    assert_near(mean_mse(m, NULL, &rows), by_hand(targets, NULL, ROWS));
    rows.pick = pick;
    rows.picks = 100;
    brought = from_host(&h, &rows, &count);
    double picked = mean_mse(m, NULL, &rows);
    assert_near(picked, by_hand(targets, pick, 100));
    assert_true(mean_mse(m, NULL, &brought) == picked);
    ae_model_free(m);
}

/* For any context, however many rows it takes at a time and whatever its threads, and for every set: the same double. */
static void it_is_the_same_everywhere(void **state)
{
    ae_model *m = make_model(spec, 1);
    const double expected = mean_mse(m, NULL, &memory);
    (void)state;
    ae_model_free(m);
    for (size_t set = 0; set < ae_isa_count(); set++) {
        setenv("AE_KERNELS", ae_isa_name(set), 1);
        m = ae_isa_usable(set) ? make_model(spec, 1) : NULL;
        for (size_t threads = 1; m && threads <= 3; threads++) {
            ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
            ae_context *context;
            ae_error e;
            o.rows = threads == 3 ? ROWS : 32 * threads;
            o.threads = threads;
            must(ae_context_create(&context, m, &o, &e), &e);
            assert_true(mean_mse(m, context, &memory) == expected);
            assert_true(mean_mse(m, context, &memory) == expected); /* what was added before is forgotten */
            ae_context_free(context);
        }
        ae_model_free(m);
    }
    unsetenv("AE_KERNELS");
}

/* Given columns near 1e6 that move by 1, and rows of which the first lies far from all others; then nothing is lost. */
static void nothing_is_lost_far_from_zero(void **state)
{
    static float x[ROWS * WIDTH];
    ae_model *m = make_model(spec, 1);
    ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    (void)state;
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        x[i] = 1e6f + data[i] * 4;
    assert_near(mean_mse(m, NULL, &rows), by_hand(x, NULL, ROWS));
    for (size_t i = 0; i < WIDTH; i++)
        x[i] = -1e12f;
    assert_near(mean_mse(m, NULL, &rows), by_hand(x, NULL, ROWS));
    ae_model_free(m);
}

/* Given rows that are all alike, or one row; then it is 0. */
static void rows_all_alike_have_none(void **state)
{
    static float x[ROWS * WIDTH];
    ae_model *m = make_model(spec, 1);
    ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH), one = AE_ROWS_F32(data, 1, WIDTH);
    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        memcpy(x + i * WIDTH, data, WIDTH * sizeof *x);
    assert_true(mean_mse(m, NULL, &rows) == 0);
    assert_true(mean_mse(m, NULL, &one) == 0);
    ae_model_free(m);
}

/* ---- by name ---- */

/* Given two losses and rows with weights, of which one overflows and has none; then each loss is told by its name, and they
 * add up to the loss. The metrics are those that have fields of their own. */
static void losses_and_metrics_have_names(void **state)
{
    static float x[ROWS * WIDTH], weights[ROWS];
    ae_model *m = make_model("input 64 | dense 8 act=tanh | code | dense 64 | loss mae weight=0.5 | loss mse", 1);
    ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    (void)state;
    memcpy(x, data, sizeof x);
    for (size_t i = 0; i < ROWS; i++)
        weights[i] = (float)(i % 4);
    x[4 * WIDTH] = 1e30f;
    rows.weights = weights;
    must(ae_model_evaluate(&metrics, m, NULL, &rows, &e), &e);

    assert_int_equal(metrics.n_losses, 2);
    assert_string_equal(metrics.losses[0].name, "mae");
    assert_string_equal(metrics.losses[1].name, "mse");
    assert_true(fabs(metrics.losses[0].value + metrics.losses[1].value - metrics.loss) < 1e-12);
    assert_int_equal(metrics.n_metrics, 2);
    assert_string_equal(metrics.metrics[0].name, "mse");
    assert_true(metrics.metrics[0].value == metrics.mse);
    assert_string_equal(metrics.metrics[1].name, "mae");
    assert_true(metrics.metrics[1].value == metrics.mae);
    ae_model_free(m);
}

/* Given more losses than there is room for; then the first ones are told, and the loss is that of all. */
static void of_many_losses_the_first_are_told(void **state)
{
    char net[512] = "input 64 | dense 8 act=tanh | code | dense 64";
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    (void)state;
    for (size_t i = 0; i < AE_LOSSES_MAX + 2; i++)
        strcat(net, " | loss mse");
    ae_model *m = make_model(net, 1);
    must(ae_model_evaluate(&metrics, m, NULL, &memory, &e), &e);
    assert_int_equal(metrics.n_losses, AE_LOSSES_MAX);
    assert_true(fabs(metrics.loss / (AE_LOSSES_MAX + 2) / metrics.losses[AE_LOSSES_MAX - 1].value - 1) < 1e-12);
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_that_of_the_targets),     cmocka_unit_test(it_is_the_same_everywhere),
        cmocka_unit_test(nothing_is_lost_far_from_zero), cmocka_unit_test(rows_all_alike_have_none),
        cmocka_unit_test(losses_and_metrics_have_names), cmocka_unit_test(of_many_losses_the_first_are_told),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
