/* A frozen batch normalisation is the same in training as when the model is used: so what comes after it learns from what it
 * will get, and codes of a frozen encoder stay as they are. */
#include "support.h"

enum { ROWS = 64, WIDTH = 4 };
static const char spec[] = "input 4 | dense 6 | batchnorm | act tanh | dense 2 | code | dense 6 act=tanh | dense 4";
static float first[ROWS * WIDTH], other[ROWS * WIDTH]; /* of another spread and mean */
static const ae_rows first_rows = AE_ROWS_F32(first, ROWS, WIDTH), other_rows = AE_ROWS_F32(other, ROWS, WIDTH);

static int fill(void **state)
{
    (void)state;
    curve(first, ROWS, WIDTH);
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        other[i] = 3 * first[i] - 1;
    return 0;
}

/* Its running statistics are those of the first rows. */
static ae_model *trained(void)
{
    ae_model *m = make_model(spec, 3);
    ae_fit_options o = options_of("adam lr=0.01");
    ae_error e;
    o.batch = ROWS;
    o.epochs = 30;
    must(ae_model_fit(m, &first_rows, &o, &e), &e);
    return m;
}

static ae_trainer *trainer_of(ae_model *m, const char *text)
{
    ae_fit_options o = options_of(text);
    o.batch = ROWS;
    return make_trainer(m, &o);
}

static double loss_of(const ae_model *m, const ae_rows *rows)
{
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    must(ae_model_evaluate(&metrics, m, NULL, rows, &e), &e);
    return metrics.loss;
}

static void a_step_has_the_loss_that_the_model_has(void **state)
{
    ae_model *m = trained();
    ae_trainer *t = trainer_of(m, "sgd lr=0.01 | freeze encoder");
    double expected = loss_of(m, &other_rows), loss;
    ae_error e;
    (void)state;

    must(ae_trainer_step(&loss, t, &other_rows, &e), &e);

    assert_true(loss == expected);
    ae_trainer_free(t);
    ae_model_free(m);
}

static void codes_of_a_frozen_encoder_stay(void **state)
{
    float before[ROWS * 2], after[ROWS * 2];
    ae_model *m = trained();
    ae_trainer *t = trainer_of(m, "adam lr=0.01 | freeze encoder");
    ae_error e;
    double untrained = loss_of(m, &other_rows);
    (void)state;
    must(ae_model_encode(before, m, NULL, &other_rows, &e), &e);

    for (size_t i = 0; i < 200; i++)
        must(ae_trainer_step(NULL, t, &other_rows, &e), &e);

    must(ae_model_encode(after, m, NULL, &other_rows, &e), &e);
    assert_memory_equal(before, after, sizeof before);
    assert_true(loss_of(m, &other_rows) < untrained / 2);
    ae_trainer_free(t);
    ae_model_free(m);
}

/* The layers before it get their gradients through it. */
static void what_comes_before_it_learns_by_the_running_statistics(void **state)
{
    ae_model *m = trained();
    ae_trainer *t = trainer_of(m, "adam lr=0.01 | freeze batchnorm1");
    double untrained = loss_of(m, &other_rows), loss = 0, expected = 0;
    ae_error e;
    (void)state;

    for (size_t i = 0; i < 200; i++) {
        expected = loss_of(m, &other_rows);
        must(ae_trainer_step(&loss, t, &other_rows, &e), &e);
    }

    assert_true(loss == expected);
    assert_true(loss < untrained / 2);
    ae_trainer_free(t);
    ae_model_free(m);
}

static float variance_after_a_step(const char *text)
{
    ae_model *m = trained();
    ae_trainer *t = trainer_of(m, text);
    ae_error e;
    must(ae_trainer_step(NULL, t, &other_rows, &e), &e);
    size_t i = 0;
    while (strcmp(tensor_at(m, i).name, "batchnorm1.running_var") != 0)
        i++;
    float variance = tensor_at(m, i).data[0];
    ae_trainer_free(t);
    ae_model_free(m);
    return variance;
}

static void one_statistic_may_be_frozen_alone(void **state)
{
    (void)state;

    float variance = variance_after_a_step("sgd lr=0.01 | freeze batchnorm1.running_mean");

    assert_true(variance == variance_after_a_step("sgd lr=0.01"));
    assert_true(variance != variance_after_a_step("sgd lr=0.01 | freeze batchnorm1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_has_the_loss_that_the_model_has),
        cmocka_unit_test(codes_of_a_frozen_encoder_stay),
        cmocka_unit_test(one_statistic_may_be_frozen_alone),
        cmocka_unit_test(what_comes_before_it_learns_by_the_running_statistics),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
