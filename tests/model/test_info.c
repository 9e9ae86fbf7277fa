/* What a model says of itself: its info, its tensors, its description. */
#include "model/model.h"
#include "trained.h"

static void info_says_what_the_model_is(void **state)
{
    const size_t input[4] = { 2, 3, 0, 0 }, output[4] = { 2, 3, 0, 0 };
    ae_model *model = trained_model();
    ae_model_info info = info_of(model);
    (void)state;
    assert_int_equal(info.input_width, 6);
    assert_int_equal(info.code_width, 3);
    assert_int_equal(info.output_width, 6);
    assert_memory_equal(info.input_shape, input, sizeof input);
    assert_memory_equal(info.output_shape, output, sizeof output);
    assert_int_equal(info.parameters, 6 * 5 + 5 + 5 * 3 + 3 + 5 + 6);
    assert_int_equal(info.tensors, 6);
    assert_true(info.scale == 255);
    assert_string_equal(info.optimizer, "adamw lr=0.01 decay=1e-2");
    assert_int_equal(info.batch, 5);
    assert_int_equal(info.trained_steps, 9); /* 5, 5 and 2 rows, three times */
    assert_int_equal(info.trained_rows, 36);
    assert_true(info.seed == UINT64_MAX);
    assert_true(info.last_loss > 0);
    ae_model_free(model);
}

static void a_fresh_model_was_never_trained(void **state)
{
    ae_model *model = make_model(spec, 1);
    ae_model_info info = info_of(model);
    (void)state;
    assert_string_equal(info.optimizer, "");
    assert_true(info.scale == 1);
    assert_int_equal(info.trained_steps + info.trained_rows + info.batch + info.seed, 0);
    assert_true(info.last_loss == 0);
    ae_model_free(model);
}

/* A caller of an older version has a smaller struct: what lies behind it is not touched. */
static void a_smaller_info_is_filled_so_far(void **state)
{
    ae_model *model = make_model(spec, 1);
    ae_model_info info;
    ae_error e;
    (void)state;
    memset(&info, 0x5A, sizeof info);
    info.size = offsetof(ae_model_info, code_width);
    must(ae_model_get_info(&info, model, &e), &e);
    assert_int_equal(info.size, offsetof(ae_model_info, code_width));
    assert_int_equal(info.input_width, 6);
    assert_int_equal(info.code_width, (size_t)0x5A5A5A5A5A5A5A5A);
    info.size = 0;
    assert_int_equal(ae_model_get_info(&info, model, &e), AE_EARGUMENT);
    ae_model_free(model);
}

static void tensors_are_listed_in_order(void **state)
{
    static const struct {
        const char *name;
        size_t rank, shape[4];
    } want[] = { { "dense1.weight", 2, { 6, 5 } }, { "dense1.bias", 1, { 5 } }, { "inner.weight", 2, { 5, 3 } },
                 { "inner.bias", 1, { 3 } },       { "dense3.bias", 1, { 5 } }, { "dense4.bias", 1, { 6 } } };
    ae_model *model = make_model(spec, 1);
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    ae_error e;
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        must(ae_model_get_tensor(&t, model, i, &e), &e);
        assert_string_equal(t.name, want[i].name);
        assert_int_equal(t.rank, want[i].rank);
        assert_memory_equal(t.shape, want[i].shape, sizeof t.shape);
        assert_ptr_equal(t.data, model->weights + model->program.params.list[i].offset);
    }
    assert_int_equal(ae_model_get_tensor(&t, model, 6, &e), AE_EARGUMENT);
    assert_int_equal(ae_model_get_tensor(&t, model, SIZE_MAX, &e), AE_EARGUMENT);
    ae_model_free(model);
}

/* For each capacity: as much as fits, closed by a 0, and the same need. */
static void a_description_fits_its_buffer(void **state)
{
    ae_model *model = make_model(spec, 1);
    size_t needed = 0, again = 0;
    ae_error e;
    (void)state;
    must(ae_model_describe(NULL, 0, &needed, model, &e), &e);
    assert_true(needed > 100);
    char *whole = test_malloc(needed), *part = test_malloc(needed + 1);
    must(ae_model_describe(whole, needed, &again, model, &e), &e);
    assert_int_equal(again, needed);
    assert_int_equal(strlen(whole), needed - 1);
    const size_t capacities[] = { 1, 2, 50, needed - 1, needed };
    for (size_t i = 0; i < sizeof capacities / sizeof *capacities; i++) {
        size_t n = capacities[i];
        memset(part, 0x5A, needed + 1);
        must(ae_model_describe(part, n, i % 2 ? NULL : &again, model, &e), &e);
        assert_int_equal(again, needed);
        assert_memory_equal(part, whole, n - 1);
        assert_int_equal(part[n - 1], 0);
        assert_int_equal(part[n], 0x5A);
    }
    assert_int_equal(ae_model_describe(NULL, 1, &again, model, &e), AE_EARGUMENT);
    assert_non_null(strstr(whole, "decoder mirror tied=yes act=sigmoid\n"));
    assert_non_null(strstr(whole, "parameters: 64 in 6 tensors\n"));
    ae_model_free(model);
    test_free(whole);
    test_free(part);
}

/* As PyTorch and Keras count: running statistics are no parameters. */
static void state_is_counted_for_itself(void **state)
{
    char text[8192];
    ae_model *model = make_model("input 3x2x2 | batchnorm | dense 5 | batchnorm affine=no name=n | code | dense 12", 1);
    ae_model_info info = info_of(model);
    ae_error e;
    (void)state;
    assert_int_equal(info.parameters, 2 * 3 + (12 * 5 + 5) + (5 * 12 + 12));
    assert_int_equal(info.state, 2 * 3 + 2 * 5);
    assert_int_equal(info.tensors, 4 + 2 + 2 + 2);
    must(ae_model_describe(text, sizeof text, NULL, model, &e), &e);
    assert_non_null(strstr(text, "batchnorm1       3x2x2          6 + 6 state\n"));
    assert_non_null(strstr(text, "n                5              0 + 10 state   <- code\n"));
    assert_non_null(strstr(text, "\nparameters: 143 and 16 of state, in 10 tensors\n"));
    ae_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(info_says_what_the_model_is),     cmocka_unit_test(a_fresh_model_was_never_trained),
        cmocka_unit_test(a_smaller_info_is_filled_so_far), cmocka_unit_test(tensors_are_listed_in_order),
        cmocka_unit_test(a_description_fits_its_buffer),   cmocka_unit_test(state_is_counted_for_itself),
    };
    return cmocka_run_group_tests_name("info", tests, NULL, NULL);
}
