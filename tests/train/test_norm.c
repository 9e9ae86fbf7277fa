/* Nets with normalisation: what training does to the running statistics, and what they do afterwards. */
#include "../help.h"
#include "kernel/dispatch.h"

enum { ROWS = 100, WIDTH = 24, BATCH = 32 };
static float data[ROWS * WIDTH];
static const char front[] = "input 24 | batchnorm | dense 6 act=tanh | code | dense 24";
static const char images[] = "input 4x2x3 | batchnorm momentum=0.3 | dense 10 bias=no | batchnorm | act relu | layernorm "
                             "| code | dense 24 bias=no | reshape 4x2x3 | batchnorm affine=no";

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    return 0;
}

static ae_rows first_rows(size_t n)
{
    return (ae_rows)AE_ROWS_F32(data, n, WIDTH);
}

static void fit(ae_model *model, const ae_rows *rows, size_t batch, size_t steps)
{
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_error e;
    options.optimizer = "adam lr=0.01";
    options.batch = batch;
    options.steps = steps;
    options.flags = AE_FIT_KEEP_ORDER;
    must(ae_model_fit(model, rows, &options, &e), &e);
}

static const float *tensor(const ae_model *model, const char *name)
{
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    for (size_t i = 0; ae_model_get_tensor(&t, model, i, NULL) == AE_OK; i++)
        if (strcmp(t.name, name) == 0)
            return t.data;
    fail_msg("no tensor %s", name);
    return NULL;
}

static double column_mean(size_t column, size_t rows)
{
    double sum = 0;
    for (size_t i = 0; i < rows; i++)
        sum += (double)data[i * WIDTH + column];
    return sum / (double)rows;
}

static double column_variance(size_t column, size_t rows) /* unbiased */
{
    double sum = 0, mean = column_mean(column, rows);
    for (size_t i = 0; i < rows; i++)
        sum += pow((double)data[i * WIDTH + column] - mean, 2);
    return sum / (double)(rows - 1);
}

static void assert_close(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance))
        fail_msg("%.9g, expected %.9g +- %.2g", got, want, tolerance);
}

/* ---- the running statistics ---- */

/* From 0 and 1, a tenth of the way. The sums of 32 floats in 0 ... 1 are good to 32 roundings. */
static void a_step_moves_them_by_the_momentum(void **state)
{
    ae_model *model = make_model(front, 1);
    ae_rows rows = first_rows(BATCH);
    (void)state;
    fit(model, &rows, BATCH, 1);
    for (size_t j = 0; j < WIDTH; j++) {
        assert_close((double)tensor(model, "batchnorm1.running_mean")[j], 0.1 * column_mean(j, BATCH), 4e-6);
        assert_close((double)tensor(model, "batchnorm1.running_var")[j], 0.9 + 0.1 * column_variance(j, BATCH), 4e-6);
    }
    ae_model_free(model);
}

/* Batches of all rows: after 60 halvings nothing is left of where they began. */
static void they_tend_to_the_datas(void **state)
{
    ae_model *model = make_model("input 24 | batchnorm momentum=0.5 | dense 6 | code | dense 24", 1);
    ae_rows rows = first_rows(ROWS);
    (void)state;
    fit(model, &rows, ROWS, 60);
    for (size_t j = 0; j < WIDTH; j++) {
        assert_close((double)tensor(model, "batchnorm1.running_mean")[j], column_mean(j, ROWS), 1e-5);
        assert_close((double)tensor(model, "batchnorm1.running_var")[j], column_variance(j, ROWS), 1e-5);
    }
    ae_model_free(model);
}

/* An image's channel has one mean over its places too. */
static void a_channels_statistics_are_over_its_places(void **state)
{
    ae_model *model = make_model("input 4x2x3 | batchnorm momentum=1 | dense 6 | code | dense 24", 1);
    ae_rows rows = first_rows(BATCH);
    (void)state;
    fit(model, &rows, BATCH, 1);
    for (size_t c = 0; c < 4; c++) {
        double mean = 0, squares = 0;
        for (size_t i = 0; i < BATCH * 6; i++)
            mean += (double)data[i / 6 * WIDTH + c * 6 + i % 6] / (BATCH * 6);
        for (size_t i = 0; i < BATCH * 6; i++)
            squares += pow((double)data[i / 6 * WIDTH + c * 6 + i % 6] - mean, 2);
        assert_close((double)tensor(model, "batchnorm1.running_mean")[c], mean, 1e-5);
        assert_close((double)tensor(model, "batchnorm1.running_var")[c], squares / (BATCH * 6 - 1), 1e-5);
    }
    ae_model_free(model);
}

/* 33 rows are a batch of 32 and one of one row: that one is trained on, and leaves the statistics as the first left them. */
static void a_last_batch_of_one_row_leaves_them(void **state)
{
    ae_model *one = make_model(front, 1), *both = make_model(front, 1);
    ae_rows some = first_rows(BATCH), more = first_rows(BATCH + 1);
    (void)state;
    fit(one, &some, BATCH, 1);
    fit(both, &more, BATCH, 2);
    assert_memory_equal(tensor(one, "batchnorm1.running_mean"), tensor(both, "batchnorm1.running_mean"), WIDTH * 4);
    assert_memory_equal(tensor(one, "batchnorm1.running_var"), tensor(both, "batchnorm1.running_var"), WIDTH * 4);
    assert_memory_not_equal(tensor(one, "dense1.weight"), tensor(both, "dense1.weight"), WIDTH * 4);
    ae_model_free(one);
    ae_model_free(both);
}

static void weights_of_rows_do_not_count_in_them(void **state)
{
    static float weights[BATCH];
    ae_model *plain = make_model(front, 1), *weighted = make_model(front, 1);
    ae_rows rows = first_rows(BATCH);
    (void)state;
    fit(plain, &rows, BATCH, 3);
    for (size_t i = 0; i < BATCH; i++)
        weights[i] = (float)(i % 5);
    rows.weights = weights;
    fit(weighted, &rows, BATCH, 3);
    assert_memory_equal(tensor(plain, "batchnorm1.running_var"), tensor(weighted, "batchnorm1.running_var"), WIDTH * 4);
    assert_memory_not_equal(tensor(plain, "dense1.weight"), tensor(weighted, "dense1.weight"), WIDTH * 4);
    ae_model_free(plain);
    ae_model_free(weighted);
}

/* No gradient and only decay: weights shrink, those of the normalisation and all state do not. */
static void weight_decay_leaves_normalisation_alone(void **state)
{
    ae_model *model =
        make_model("input 24 | dense 24 | layernorm | batchnorm momentum=0 | code | dense 24 | loss mse weight=0", 1);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_rows rows = first_rows(ROWS);
    ae_error e;
    float first = tensor(model, "dense1.weight")[0];
    (void)state;
    options.optimizer = "sgd lr=0.5 decay=1";
    options.batch = ROWS;
    options.steps = 1;
    must(ae_model_fit(model, &rows, &options, &e), &e);
    assert_true(tensor(model, "dense1.weight")[0] == first / 2);
    for (size_t j = 0; j < WIDTH; j++)
        assert_true(tensor(model, "batchnorm1.weight")[j] == 1 && tensor(model, "layernorm1.weight")[j] == 1 &&
                    tensor(model, "batchnorm1.running_mean")[j] == 0 && tensor(model, "batchnorm1.running_var")[j] == 1);
    ae_model_free(model);
}

/* ---- when a step fails ---- */

static void a_step_without_a_loss_changes_nothing(void **state)
{
    static float far[BATCH * WIDTH];
    ae_model *model = make_model(front, 1), *before;
    ae_rows rows = first_rows(BATCH);
    ae_trainer *trainer;
    ae_error e;
    (void)state;
    fit(model, &rows, BATCH, 2);
    must(ae_model_clone(&before, model, &e), &e);
    for (size_t i = 0; i < BATCH * WIDTH; i++)
        far[i] = 1e30f;
    rows.target = (ae_array){ far, WIDTH, 0, 1, AE_F32, 0 };
    must(ae_trainer_create(&trainer, model, NULL, &e), &e);
    assert_int_equal(ae_trainer_step(NULL, trainer, &rows, &e), AE_EDATA);
    ae_trainer_free(trainer);
    assert_same_model(model, before);
    ae_model_free(model);
    ae_model_free(before);
}

static void a_fit_that_diverges_gives_them_back(void **state)
{
    ae_model *model = make_model(front, 1), *before;
    ae_rows rows = first_rows(ROWS);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_error e;
    (void)state;
    fit(model, &rows, BATCH, 2);
    must(ae_model_clone(&before, model, &e), &e);
    options.optimizer = "sgd lr=1000000";
    options.batch = 5; /* in its first epoch */
    assert_int_equal(ae_model_fit(model, &rows, &options, &e), AE_EDIVERGED);
    assert_same_model(model, before);
    ae_model_free(model);
    ae_model_free(before);
}

static void a_net_of_state_alone_has_nothing_to_train(void **state)
{
    ae_model *model = make_model("input 24 | batchnorm affine=no | code | decoder mirror", 1);
    ae_rows rows = first_rows(ROWS);
    ae_error e;
    (void)state;
    assert_int_equal(ae_model_fit(model, &rows, NULL, &e), AE_EARGUMENT);
    assert_non_null(strstr(e.text, "has no weights"));
    ae_model_free(model);
}

static void a_penalty_is_not_on_state(void **state)
{
    ae_model *model = NULL;
    ae_error e;
    (void)state;
    assert_int_equal(
        ae_model_create(&model, "input 4 | batchnorm | code | penalty l2 on=batchnorm1.running_mean weight=1", NULL, &e),
        AE_EWORD);
    assert_non_null(strstr(e.text, "batchnorm1.running_mean"));
    assert_int_equal(
        ae_model_create(&model, "input 4 | batchnorm | code | penalty l2 on=batchnorm1.weight weight=1", NULL, &e), AE_OK);
    ae_model_free(model);
}

/* ---- afterwards ---- */

static void encode(float *codes, const ae_model *model, size_t first, size_t n)
{
    ae_rows rows = AE_ROWS_F32(data + first * WIDTH, n, WIDTH);
    ae_error e;
    must(ae_model_encode(codes, model, NULL, &rows, &e), &e);
}

/* y by the running statistics, in double. The codes are y: nothing else is in the encoder. */
static void encoding_takes_the_running_statistics(void **state)
{
    static float codes[ROWS * WIDTH];
    ae_model *model = make_model("input 24 | batchnorm name=n eps=0.01 | code | dense 24", 1);
    ae_rows rows = first_rows(ROWS);
    (void)state;
    fit(model, &rows, BATCH, 20);
    encode(codes, model, 0, ROWS);
    for (size_t i = 0; i < ROWS * WIDTH; i++) {
        size_t j = i % WIDTH;
        double mean = (double)tensor(model, "n.running_mean")[j], variance = (double)tensor(model, "n.running_var")[j];
        double z = ((double)data[i] - mean) / sqrt(variance + 0.01);
        double y = z * (double)tensor(model, "n.weight")[j] + (double)tensor(model, "n.bias")[j];
        assert_close((double)codes[i], y, 1e-6 * (1 + fabs(y)));
    }
    ae_model_free(model);
}

static void a_rows_code_is_its_own(void **state)
{
    static float all[ROWS * 10], alone[ROWS * 10];
    ae_model *model = make_model(images, 1);
    ae_rows rows = first_rows(ROWS);
    (void)state;
    fit(model, &rows, BATCH, 20);
    encode(all, model, 0, ROWS);
    for (size_t i = 0; i < ROWS; i++)
        encode(alone + i * 10, model, i, 1);
    assert_memory_equal(all, alone, sizeof all);
    ae_model_free(model);
}

static void a_file_and_a_clone_have_them(void **state)
{
    static float codes[ROWS * 10], loaded_codes[ROWS * 10];
    ae_model *model = make_model(images, 1), *loaded, *clone;
    ae_rows rows = first_rows(ROWS);
    ae_error e;
    size_t size;
    (void)state;
    fit(model, &rows, BATCH, 20);
    unsigned char *bytes = model_bytes(model, &size);
    must(ae_model_load_memory(&loaded, bytes, size, NULL, &e), &e);
    must(ae_model_clone(&clone, model, &e), &e);
    encode(codes, model, 0, ROWS);
    encode(loaded_codes, loaded, 0, ROWS);
    assert_memory_equal(codes, loaded_codes, sizeof codes);
    fit(model, &rows, BATCH, 5); /* trained on, all three go the same way */
    fit(loaded, &rows, BATCH, 5);
    fit(clone, &rows, BATCH, 5);
    assert_same_model(model, loaded);
    assert_same_model(model, clone);
    test_free(bytes);
    ae_model_free(model);
    ae_model_free(loaded);
    ae_model_free(clone);
}

/* ---- the same bits ---- */

static ae_model *trained(unsigned threads)
{
    static float wide[ROWS * 600];
    const char *spec = "input 6x10x10 | batchnorm | dense 30 | layernorm | batchnorm | act tanh | code | dense 600 bias=no "
                       "| reshape 6x10x10 | batchnorm";
    ae_model *model = make_model(spec, 2);
    ae_rows rows = AE_ROWS_F32(wide, ROWS, 600);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_error e;
    curve(wide, ROWS, 600);
    options.batch = 70;
    options.epochs = 3;
    options.threads = threads;
    must(ae_model_fit(model, &rows, &options, &e), &e);
    return model;
}

static void threads_and_sets_do_not_matter(void **state)
{
    ae_model *one = trained(1);
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        for (unsigned threads = 1; ae_isa_usable(isa) && threads <= 3; threads += 2) {
            setenv("AE_KERNELS", ae_isa_name(isa), 1);
            ae_model *other = trained(threads);
            unsetenv("AE_KERNELS");
            assert_same_model(one, other);
            ae_model_free(other);
        }
    ae_model_free(one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_moves_them_by_the_momentum),
        cmocka_unit_test(they_tend_to_the_datas),
        cmocka_unit_test(a_channels_statistics_are_over_its_places),
        cmocka_unit_test(a_last_batch_of_one_row_leaves_them),
        cmocka_unit_test(weights_of_rows_do_not_count_in_them),
        cmocka_unit_test(weight_decay_leaves_normalisation_alone),
        cmocka_unit_test(a_step_without_a_loss_changes_nothing),
        cmocka_unit_test(a_fit_that_diverges_gives_them_back),
        cmocka_unit_test(a_net_of_state_alone_has_nothing_to_train),
        cmocka_unit_test(a_penalty_is_not_on_state),
        cmocka_unit_test(encoding_takes_the_running_statistics),
        cmocka_unit_test(a_rows_code_is_its_own),
        cmocka_unit_test(a_file_and_a_clone_have_them),
        cmocka_unit_test(threads_and_sets_do_not_matter),
    };
    return cmocka_run_group_tests_name("normalisation", tests, fill, NULL);
}
