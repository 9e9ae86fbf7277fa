/* A net that prepares its rows is the net that gets prepared ones: same draws, same losses, same weights, bit for bit. So
 * all that nets can do is proved for them, too: noise, penalties, policies, targets of their own. */
#include "support.h"

enum { ROWS = 90, WIDTH = 12, STEPS = 12 };

static float table[ROWS * WIDTH], targets[ROWS * WIDTH], weights[ROWS];

static int fill_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS * WIDTH; i++) {
        table[i] = (float)(somewhere(1, i) * pow(4, (double)(i % WIDTH)) - 3);
        targets[i] = (float)(somewhere(2, i) * pow(4, (double)(i % WIDTH)) - 3);
    }
    for (size_t i = 0; i < ROWS; i++) {
        table[i * WIDTH + 7] = targets[i * WIDTH + 7] = 5;
        weights[i] = (float)(i % 3);
    }
    return 0;
}

static const char *const preparations[] = { "scaler zscore", "scaler range to=-1,1 clip=yes", "scaler robust | missing mean",
                                            "scaler zscore per=all | missing mean", "missing mean" };
enum { PREPARATIONS = sizeof preparations / sizeof *preparations };

static const char *const nets[] = {
    "input 12 %s | dense 7 act=tanh | dense 3 | code | decoder mirror",
    "input 12 %s | noise gaussian sd=0.3 | dense 7 act=relu | dropout 0.2 | dense 3 | code | decoder mirror tied=yes "
    "| penalty l1 on=dense1 weight=0.01 | penalty l2 on=weights weight=0.001",
    "input 12 %s | dense 7 act=tanh | code | dense 12 | penalty contractive weight=0.1",
    "input 12 %s | dense 7 act=elu | dense 4 act=tanh | code | dense 12 | penalty contractive weight=0.1 sd=0.1 "
    "| loss huber delta=0.4 | loss mae weight=0.2 feature_weights=1,2,3,4,5,6,7,8,9,10,11,12",
    "input 3x2x2 %s | conv2d 4 kernel=2 pad=same act=tanh | batchnorm | flatten | dense 4 act=sigmoid | code "
    "| decoder mirror | loss sse | penalty kl_sparse rho=0.1 weight=0.1",
    "input 12 %s | noise mask p=0.2 | topk 9 | dense 6 act=sigmoid | code | dense 12 | layernorm",
};
enum { NETS = sizeof nets / sizeof *nets };

static const char *const trainings[] = { "adam lr=0.01", "sgd lr=0.05 momentum=0.9 | clip norm=0.5 | ema 0.9 | decay 0.001",
                                         "adamw lr=0.01 | schedule cosine | stop patience=1 | freeze dense1" };
enum { TRAININGS = sizeof trainings / sizeof *trainings };

static ae_model *net_of(size_t net, const char *preparation)
{
    char items[100] = "", text[400];
    if (preparation)
        snprintf(items, sizeof items, "| %s", preparation);
    snprintf(text, sizeof text, nets[net], items);
    return make_model(text, 3);
}

static void train(ae_model *m, size_t number, const ae_rows *rows)
{
    ae_error e;
    ae_fit_options o = steps_of(trainings[number % TRAININGS], STEPS);
    o.valid = rows;
    must(ae_model_fit(m, rows, &o, &e), &e);
}

static ae_rows rows_of(const float *x, const float *y, size_t number)
{
    ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    rows.weights = number % 2 ? weights : NULL;
    if (number % 3 == 0) {
        rows.target = rows.input;
        rows.target.data = y;
    }
    return rows;
}

/* What the net gets, of other rows than those it was fitted to, too. */
static float *prepared(const ae_model *m, const float *x)
{
    const ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    return value_of(m, "input.scaled", &rows);
}

static void assert_same_value(const ae_model *a, const char *in_a, const ae_rows *rows, const ae_model *b, const char *in_b,
                              const ae_rows *scaled)
{
    float *x = value_of(a, in_a, rows), *y = value_of(b, in_b, scaled);
    if (memcmp(x, y, ROWS * width_of(b, in_b) * sizeof *x) != 0)
        fail_msg("%s: %s differs", ae_model_spec(a), in_a);
    test_free(x);
    test_free(y);
}

/* Given a net that scales its rows, and the same net without that, which gets scaled ones; when both are trained; then
 * weights, codes, scores and errors are the same. */
static void preparing_nets_are_nets_of_prepared_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < PREPARATIONS * NETS; i++) {
        const char *preparation = preparations[i % PREPARATIONS];
        const ae_rows rows = rows_of(table, targets, i);
        ae_model *a = net_of(i / PREPARATIONS, preparation), *b = net_of(i / PREPARATIONS, NULL);
        fit_scaler(a, &rows);
        float *x = prepared(a, table), *y = prepared(a, targets);
        const ae_rows scaled = rows_of(x, y, i);
        train(a, i, &rows);
        train(b, i, &scaled);
        assert_same_tensors(b, a);
        assert_same_value(a, "code", &rows, b, "code", &scaled);
        assert_same_value(a, "score", &rows, b, "score", &scaled);
        assert_same_value(a, "errors", &rows, b, "errors", &scaled);
        if (strstr(preparation, "scaler"))
            assert_same_value(a, "output.scaled", &rows, b, "output", &scaled);
        test_free(x);
        test_free(y);
        ae_model_free(a);
        ae_model_free(b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(preparing_nets_are_nets_of_prepared_rows) };
    return cmocka_run_group_tests(tests, fill_table, NULL);
}
