/* "errors": each feature's share of a row's score. */
#include "../help.h"

enum { ROWS = 90, WIDTH = 12 };
static float data[ROWS * WIDTH];
static const ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    return 0;
}

static const char *const losses[] = {
    "loss mse",
    "loss sse",
    "loss mae",
    "loss huber delta=0.1",
    "act sigmoid | loss bce",
    "act sigmoid | loss bce reduce=sum",
    "act softmax | loss cross_entropy",
    "loss mse weight=0.3 | loss mae weight=2 | loss huber delta=0.2",
    "act sigmoid | loss bce weight=0.5 | loss mse | loss mae weight=0",
    "loss mse feature_weights=1,0,2,3,0.5,1,1,1,0,0,4,0.1",
    "loss sse feature_weights=1,0,2,3,0.5,1,1,1,0,0,4,0.1 | loss mae",
    "reshape 2x2x3 | loss mse",
};
enum { LOSSES = sizeof losses / sizeof *losses };

static ae_model *make_net(const char *loss)
{
    char text[512] = "input 12 | dense 6 act=tanh | code | dense 12 | ";
    return make_model(strcat(text, loss), 1);
}

/* Errors and score are sums of the same 12 or 36 floats, none of which is below 0: they differ by the rounding of each and
 * of the sum of a feature's shares, at most two in 2^24 for each. */
static void errors_add_up_to_the_score(void **state)
{
    static float target[ROWS * WIDTH], errors[ROWS * WIDTH], score[ROWS], kept[ROWS];
    ae_model *m = make_net(*state);
    ae_rows r = rows;
    const ae_result both[] = { { "score", score }, { "errors", errors } };
    ae_error e;
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        target[i] = 1 - data[i];
    for (size_t with_target = 0; with_target < 2; with_target++) {
        r.target = (ae_array){ with_target ? target : NULL, WIDTH, 0, 1, AE_F32, 0 };
        must(ae_model_run(both, 2, m, NULL, &r, &e), &e);
        must(ae_model_score(kept, m, NULL, &r, &e), &e);
        assert_memory_equal(score, kept, sizeof score);
        for (size_t i = 0; i < ROWS; i++) {
            double sum = 0;
            for (size_t j = 0; j < WIDTH; j++) {
                assert_true(errors[i * WIDTH + j] >= 0);
                sum += (double)errors[i * WIDTH + j];
            }
            assert_true(sum > 0 && fabs(sum - (double)score[i]) <= sum * 8 * 0x1p-24);
        }
    }
    ae_model_free(m);
}

/* By hand: mse by feature is (output - input)^2 / 12; a feature that weighs nothing has no error. */
static void errors_are_those_of_each_feature(void **state)
{
    static float errors[ROWS * WIDTH], output[ROWS * WIDTH];
    ae_model *m = make_net("loss mse feature_weights=1,0,2,1,1,1,1,1,1,1,1,1");
    const ae_result both[] = { { "errors", errors }, { "output", output } };
    ae_error e;
    (void)state;
    must(ae_model_run(both, 2, m, NULL, &rows, &e), &e);
    for (size_t i = 0; i < ROWS * WIDTH; i++) {
        double d = (double)output[i] - (double)data[i], weight = i % WIDTH == 1 ? 0 : i % WIDTH == 2 ? 2 : 1;
        assert_true(fabs((double)errors[i] - weight * d * d / WIDTH) <= 1e-6 * d * d);
    }
    ae_model_free(m);
}

/* Jaccard divides a sum by another: no feature has a share of its own. Its score and all else can be run. */
static void a_loss_that_is_no_sum_has_no_errors(void **state)
{
    static float out[ROWS * WIDTH], score[ROWS];
    static const char *const values[] = { "code", "errors" };
    ae_model *m = make_net("act sigmoid | loss jaccard | loss mse");
    ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
    ae_context *c = NULL;
    const ae_result errors = { "errors", out };
    size_t bytes = 0;
    ae_error e;
    (void)state;
    o.values = values;
    o.n_values = 2;
    assert_int_equal(ae_model_run(&errors, 1, m, NULL, &rows, &e), AE_EUNSUPPORTED);
    assert_string_equal(e.text, "jaccard is no sum over a row's features: there are no errors by feature");
    assert_int_equal(ae_context_create(&c, m, &o, &e), AE_EUNSUPPORTED);
    assert_int_equal(ae_context_memory(&bytes, m, &o, &e), AE_EUNSUPPORTED);
    assert_null(c);
    must(ae_model_run(&(ae_result){ "score", out }, 1, m, NULL, &rows, &e), &e);
    must(ae_model_score(score, m, NULL, &rows, &e), &e);
    assert_memory_equal(out, score, sizeof score);
    ae_model_free(m);
}

int main(void)
{
    enum { OTHERS = 2 };
    struct CMUnitTest tests[OTHERS + LOSSES] = {
        cmocka_unit_test(errors_are_those_of_each_feature),
        cmocka_unit_test(a_loss_that_is_no_sum_has_no_errors),
    };
    for (size_t i = 0; i < LOSSES; i++)
        tests[OTHERS + i] =
            (struct CMUnitTest){ losses[i], errors_add_up_to_the_score, NULL, NULL, (void *)(uintptr_t)losses[i] };
    return _cmocka_run_group_tests("errors", tests, OTHERS + LOSSES, fill, NULL);
}
