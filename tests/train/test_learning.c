/* Training learns: with every loss, with every optimizer. */
#include "../help.h"

/* Given four rows and room enough in the code; when trained for long; then they come back almost exactly. */
static void four_rows_are_learnt_by_heart(void **state)
{
    float x[4 * 12];
    ae_rows rows = AE_ROWS_F32(x, 4, 12);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    ae_model *model = make_model(*state, 1);
    curve(x, 4, 12);
    options.optimizer = "adam lr=0.01";
    options.steps = 4000;
    must(ae_model_fit(model, &rows, &options, &e), &e);
    must(ae_model_evaluate(&metrics, model, NULL, &rows, &e), &e);
    assert_true(metrics.mse < 1e-4); /* a hundredth of a unit, where the rows themselves spread over 0.3 */
    ae_model_free(model);
}

static const char *const nets[] = {
    "input 12 | dense 16 act=tanh | dense 4 act=sigmoid | code | dense 16 act=tanh | dense 12 act=sigmoid",
    "input 12 | dense 16 act=tanh | dense 4 | code | dense 12 | loss sse",
    "input 12 | dense 16 act=elu | dense 4 | code | dense 12 act=sigmoid | loss bce",
    "input 12 | dense 16 act=softplus | dense 4 | code | dense 12 | loss huber delta=0.5",
    "input 12 | dense 16 act=softplus | dense 4 | code | dense 12 | loss gaussian variance=0.1",
    "input 12 | dense 16 act=leaky_relu | dense 6 | code | decoder mirror",
    "input 3x4 | dense 16 act=tanh | dense 4 | code | decoder mirror tied=yes",
    "input 12 | dense 16 act=tanh | dense 4 | code | dense 12 act=sigmoid | loss jaccard weight=10",
    "input 12 | dense 16 act=tanh maxnorm=3 | dense 8 | topk 4 | code | dense 12",
};

/* Given a problem with structure; when each optimizer trains with its defaults for this size; then the loss falls to less
 * than what an autoencoder reaches that only knows the mean. */
static void every_optimizer_learns(void **state)
{
    enum { ROWS = 256, WIDTH = 12 };
    static float x[ROWS * WIDTH];
    ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_metrics before = AE_METRICS_INIT, after = AE_METRICS_INIT;
    ae_error e;
    ae_model *model = make_model("input 12 | dense 8 act=tanh | code | dense 12", 2);
    double mean = 0, variance = 0;
    curve(x, ROWS, WIDTH);
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        mean += (double)x[i] / (ROWS * WIDTH);
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        variance += ((double)x[i] - mean) * ((double)x[i] - mean) / (ROWS * WIDTH);
    must(ae_model_evaluate(&before, model, NULL, &rows, &e), &e);
    options.optimizer = *state;
    options.batch = 32;
    options.epochs = 100;
    must(ae_model_fit(model, &rows, &options, &e), &e);
    must(ae_model_evaluate(&after, model, NULL, &rows, &e), &e);
    assert_true(after.mse < before.mse);
    assert_true(after.mse < variance / 2);
    ae_model_free(model);
}

static const char *const optimizers[] = {
    "sgd lr=0.5", "sgd lr=0.1 momentum=0.9", "sgd lr=0.1 momentum=0.9 nesterov=yes decay=1e-5", "adam lr=0.01",
    "adamw lr=0.01", "rmsprop lr=0.005", "rmsprop lr=0.001 momentum=0.9", "adagrad lr=0.1", "adadelta",
};

/* Given rows of which half have weight 0; when trained; then only the others count. */
static void rows_without_weight_teach_nothing(void **state)
{
    enum { ROWS = 64, WIDTH = 12 };
    static float x[2 * ROWS * WIDTH], weights[2 * ROWS];
    ae_rows half = AE_ROWS_F32(x, ROWS, WIDTH), all = AE_ROWS_F32(x, 2 * ROWS, WIDTH);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_metrics a = AE_METRICS_INIT, b = AE_METRICS_INIT;
    ae_error e;
    ae_model *alone = make_model("input 12 | dense 3 | code | dense 12", 2);
    ae_model *weighted = make_model("input 12 | dense 3 | code | dense 12", 2);
    (void)state;
    curve(x, 2 * ROWS, WIDTH);
    for (size_t i = 0; i < 2 * ROWS; i++)
        weights[i] = i < ROWS;
    all.weights = weights;
    options.batch = 2 * ROWS;
    options.epochs = 20;
    options.flags = AE_FIT_KEEP_ORDER;
    must(ae_model_fit(alone, &half, &options, &e), &e);
    must(ae_model_fit(weighted, &all, &options, &e), &e);
    must(ae_model_evaluate(&a, alone, NULL, &half, &e), &e);
    must(ae_model_evaluate(&b, weighted, NULL, &all, &e), &e);
    assert_true(a.loss == b.loss); /* blocks of 32 rows: the very same sums */
    ae_model_free(alone);
    ae_model_free(weighted);
}

/* Given batches in which no row has any weight; then they change nothing, and the epoch's mean does not count them. */
static void batches_without_weight_are_passed_over(void **state)
{
    enum { ROWS = 64, WIDTH = 12 };
    static float x[ROWS * WIDTH], weights[ROWS];
    ae_rows all = AE_ROWS_F32(x, ROWS, WIDTH), first = AE_ROWS_F32(x, ROWS / 2, WIDTH);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_epoch_record record[1];
    ae_metrics before = AE_METRICS_INIT;
    ae_error e;
    ae_model *model = make_model("input 12 | dense 3 | code | dense 12", 2);
    (void)state;
    curve(x, ROWS, WIDTH);
    for (size_t i = 0; i < ROWS; i++)
        weights[i] = i < ROWS / 2;
    all.weights = weights;
    must(ae_model_evaluate(&before, model, NULL, &first, &e), &e);
    options.optimizer = "sgd lr=0.1";
    options.batch = ROWS / 2;
    options.epochs = 1;
    options.flags = AE_FIT_KEEP_ORDER;
    options.history = record;
    options.history_capacity = 1;
    must(ae_model_fit(model, &all, &options, &e), &e);
    assert_true(record[0].loss == before.loss);
    ae_model_free(model);
}

enum { NETS = sizeof nets / sizeof *nets, OPTIMIZERS = sizeof optimizers / sizeof *optimizers };

int main(void)
{
    struct CMUnitTest tests[NETS + OPTIMIZERS + 2];
    size_t n = 0;
    for (size_t i = 0; i < NETS; i++)
        tests[n++] = (struct CMUnitTest){ nets[i], four_rows_are_learnt_by_heart, NULL, NULL, (void *)(uintptr_t)nets[i] };
    for (size_t i = 0; i < OPTIMIZERS; i++)
        tests[n++] =
            (struct CMUnitTest){ optimizers[i], every_optimizer_learns, NULL, NULL, (void *)(uintptr_t)optimizers[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(rows_without_weight_teach_nothing);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(batches_without_weight_are_passed_over);
    return _cmocka_run_group_tests("learning", tests, n, NULL, NULL);
}
