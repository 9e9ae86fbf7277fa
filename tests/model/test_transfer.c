/* Weights from one model to another. */
#include "base/format.h"
#include "model/model.h"
#include "support.h"

static const char small[] = "input 6 | dense 4 act=tanh | code | dense 6";

static size_t transfer(ae_model *to, const ae_model *from, const char *layers)
{
    size_t tensors = 0;
    ae_error e;
    must(ae_model_transfer(&tensors, to, from, layers, &e), &e);
    return tensors;
}

static const float *data_of(const ae_model *model, const char *name, size_t *n)
{
    const ae_param *p = ae_params_find(&model->program.params, name);
    assert_non_null(p);
    *n = p->size;
    return model->weights + p->offset;
}

/* Whether the tensor has the same numbers in both. */
static bool same_tensor(const ae_model *a, const ae_model *b, const char *name)
{
    size_t n, m;
    const float *x = data_of(a, name, &n), *y = data_of(b, name, &m);
    assert_int_equal(n, m);
    return memcmp(x, y, n * sizeof *x) == 0;
}

/* Trained for a step on bytes. */
static ae_model *trained(const char *spec, uint64_t seed, double scale)
{
    static uint8_t x[2 * 64 * 64];
    ae_model *model = make_model(spec, seed);
    ae_rows rows = AE_ROWS_U8(x, 2, info_of(model).input_width, scale);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_error e;
    for (size_t i = 0; i < sizeof x; i++)
        x[i] = (uint8_t)(37 * i);
    options.steps = 1;
    must(ae_model_fit(model, &rows, &options, &e), &e);
    return model;
}

/* ---- what is copied ---- */

static void a_fresh_model_takes_weights_and_scale(void **state)
{
    ae_model *from = trained(small, 1, 255), *to = make_model(small, 2);
    (void)state;

    assert_int_equal(transfer(to, from, NULL), 4);

    assert_true(same_tensor(to, from, "dense1.weight"));
    assert_true(same_tensor(to, from, "dense2.bias"));
    assert_true(info_of(to).scale == 255);
    assert_string_equal(info_of(to).optimizer, ""); /* the training was the other's */
    ae_model_free(from);
    ae_model_free(to);
}

static void a_trained_model_keeps_its_scale(void **state)
{
    ae_model *from = trained(small, 1, 255), *to = trained(small, 2, 17);
    (void)state;
    transfer(to, from, "dense1");
    assert_true(same_tensor(to, from, "dense1.weight"));
    assert_false(same_tensor(to, from, "dense2.weight"));
    assert_true(info_of(to).scale == 17);
    ae_model_free(from);
    ae_model_free(to);
}

/* Given a spec with a layer more in its middle; then the others are taken, and the new ones stay as they began. */
static void a_longer_spec_goes_on(void **state)
{
    static const char longer[] = "input 6 | dense 4 act=tanh | dense 3 name=inner | code | dense 4 name=back "
                                 "| dense 6 name=dense2";
    ae_model *from = trained(small, 1, 255), *to = make_model(longer, 2), *fresh = make_model(longer, 2);
    (void)state;

    assert_int_equal(transfer(to, from, NULL), 4);

    assert_true(same_tensor(to, from, "dense1.weight"));
    assert_true(same_tensor(to, from, "dense2.weight"));
    assert_true(same_tensor(to, fresh, "inner.weight"));
    assert_true(same_tensor(to, fresh, "back.weight"));
    ae_model_free(from);
    ae_model_free(to);
    ae_model_free(fresh);
}

/* An encoder alone gives the codes of the whole model, bit for bit. */
static void an_encoder_takes_its_half(void **state)
{
    static const char whole[] = "input 2x3 | batchnorm | dense 5 act=tanh | noise gaussian sd=0.1 | dense 3 | code "
                                "| decoder mirror tied=yes";
    static const char half[] = "input 2x3 | batchnorm | dense 5 act=tanh | noise gaussian sd=0.1 | dense 3 | code";
    static const uint8_t x[12] = { 0, 255, 3, 77, 200, 9, 1, 2, 3, 4, 5, 6 };
    ae_model *from = trained(whole, 1, 255), *to = make_model(half, 2);
    ae_rows rows = AE_ROWS_U8(x, 2, 6, 0);
    float a[6], b[6];
    ae_error e;
    (void)state;

    assert_int_equal(transfer(to, from, NULL), 8); /* four of them the batchnorm's, of which two are state */

    must(ae_model_encode(a, from, NULL, &rows, &e), &e);
    must(ae_model_encode(b, to, NULL, &rows, &e), &e);
    assert_memory_equal(a, b, sizeof a);
    ae_model_free(from);
    ae_model_free(to);
}

/* A convolution's weights know nothing of the picture's size; those of the dense layer after it do. */
static void convolutions_go_to_another_picture_size(void **state)
{
    static const char text[] = "input 1x%s | conv2d 4 kernel=3 stride=2 pad=1 act=relu | conv2d 2 kernel=3 stride=2 pad=1 "
                               "| flatten | dense 5 | code | decoder mirror";
    char from_spec[256], to_spec[256];
    ae_error e;
    (void)state;
    ae_format(from_spec, sizeof from_spec, text, "28x28");
    ae_format(to_spec, sizeof to_spec, text, "64x64");
    ae_model *from = trained(from_spec, 1, 255), *to = make_model(to_spec, 2), *fresh = make_model(to_spec, 2);

    assert_int_equal(ae_model_transfer(NULL, to, from, NULL, &e), AE_ESHAPE);
    assert_string_equal(e.text,
                        "dense1.weight is 512x5, and 98x5 in the model to copy from; name the layers to take, without "
                        "dense1");
    assert_same_model(to, fresh);
    assert_int_equal(transfer(to, from, "conv2d1, conv2d2,deconv2d1\tdeconv2d2\n"), 8);

    assert_true(same_tensor(to, from, "conv2d1.weight"));
    assert_true(same_tensor(to, from, "conv2d2.bias"));
    assert_true(same_tensor(to, from, "deconv2d2.weight"));
    assert_true(same_tensor(to, fresh, "dense1.weight"));
    ae_model_free(from);
    ae_model_free(to);
    ae_model_free(fresh);
}

static void to_itself_nothing_changes(void **state)
{
    ae_model *model = trained(small, 1, 255), *same = trained(small, 1, 255);
    (void)state;
    assert_int_equal(transfer(model, model, NULL), 4);
    assert_int_equal(transfer(model, model, "dense2"), 2);
    assert_same_model(model, same);
    ae_model_free(model);
    ae_model_free(same);
}

/* A context that was made before computes with the weights that are there now. */
static void contexts_stay_valid(void **state)
{
    static const float x[6] = { 0, 0.25f, 0.5f, 0.75f, 1, 0.5f };
    ae_rows rows = AE_ROWS_F32(x, 1, 6);
    ae_model *from = make_model(small, 1), *to = make_model(small, 2);
    ae_context *context;
    float a[4], b[4];
    ae_error e;
    (void)state;
    must(ae_context_create(&context, to, NULL, &e), &e);

    transfer(to, from, NULL);

    must(ae_model_encode(a, from, NULL, &rows, &e), &e);
    must(ae_model_encode(b, to, context, &rows, &e), &e);
    assert_memory_equal(a, b, sizeof a);
    ae_context_free(context);
    ae_model_free(from);
    ae_model_free(to);
}

/* ---- what is not ---- */

static const struct refusal {
    const char *from, *layers;
    ae_status status;
    const char *says;
} refusals[] = {
    { "input 6 | dense 4 | code | dense 6 | act relu", "dense3", AE_EARGUMENT,
      "layers: the model has no layer \"dense3\"; did you mean \"dense1\"?" },
    { "input 6 | dense 4 name=first | code | dense 6", "dense1 dense2", AE_EARGUMENT,
      "layers: the model to copy from has no layer \"dense1\"; did you mean \"dense2\"?" },
    { "input 6 | dense 4 | code | dense 6", "dense1,zzzzzzzzzz", AE_EARGUMENT,
      "layers: the model has no layer \"zzzzzzzzzz\"; known: dense1, dense2" },
    { "input 6 | dense 4 | code | dense 6", "dense1 dense2, dense1", AE_EARGUMENT, "layers: \"dense1\" is named twice" },
    { "input 6 | dense 4 | code | dense 6", "", AE_EARGUMENT, "layers names no layer" },
    { "input 6 | dense 4 | code | dense 6", " ,, ", AE_EARGUMENT, "layers names no layer" },
    { "input 6 | dense 4 | code | dense 6", "dense1.weight", AE_EARGUMENT, "no layer \"dense1.weight\"" },
    { "input 6 | dense 4 name=a | code | dense 6 name=b", NULL, AE_EARGUMENT, "the models have no tensor in common" },
    { "input 6 | dense 5 | code | dense 6", NULL, AE_ESHAPE,
      "dense1.weight is 6x4, and 6x5 in the model to copy from; name the layers to take, without dense1" },
    { "input 6 | dense 4 | code | dense 7 | dense 6 name=more", "dense1 dense2", AE_ESHAPE,
      "dense2.weight is 4x6, and 4x7 in the model to copy from; leave out dense2" },
};

/* Everything is looked at before anything is copied. */
static void what_does_not_fit_is_refused(void **state)
{
    ae_model *to = make_model(small, 1), *before = make_model(small, 1);
    (void)state;
    for (const struct refusal *r = refusals; r < refusals + sizeof refusals / sizeof *refusals; r++) {
        ae_model *from = trained(r->from, 2, 255);
        size_t tensors = 99;
        ae_error e = { 0 };
        ae_status status = ae_model_transfer(&tensors, to, from, r->layers, &e);
        if (status != r->status || !strstr(e.text, r->says))
            fail_msg("%s: %s, where \"%s\" was awaited", ae_status_name(status), e.text, r->says);
        assert_int_equal(tensors, 99);
        assert_same_model(to, before);
        ae_model_free(from);
    }
    ae_model_free(to);
    ae_model_free(before);
}

/* A layer that both have, but no numbers of. */
static void layers_without_numbers_have_nothing_in_common(void **state)
{
    ae_model *a = make_model("input 6 | act relu | dense 4 | code | dense 6", 1),
             *b = make_model("input 6 | act tanh | dense 4 | code | dense 6", 2);
    ae_error e;
    (void)state;
    assert_int_equal(ae_model_transfer(NULL, a, b, "act1", &e), AE_EARGUMENT);
    assert_string_equal(e.text, "the models have no tensor in common in these layers");
    ae_model_free(a);
    ae_model_free(b);
}

static void missing_models_are_refused(void **state)
{
    ae_model *model = make_model(small, 1);
    ae_error e;
    (void)state;
    assert_int_equal(ae_model_transfer(NULL, NULL, model, NULL, &e), AE_EARGUMENT);
    assert_int_equal(ae_model_transfer(NULL, model, NULL, NULL, &e), AE_EARGUMENT);
    assert_string_equal(e.text, "from is NULL");
    ae_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fresh_model_takes_weights_and_scale),
        cmocka_unit_test(a_trained_model_keeps_its_scale),
        cmocka_unit_test(a_longer_spec_goes_on),
        cmocka_unit_test(an_encoder_takes_its_half),
        cmocka_unit_test(convolutions_go_to_another_picture_size),
        cmocka_unit_test(to_itself_nothing_changes),
        cmocka_unit_test(contexts_stay_valid),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(layers_without_numbers_have_nothing_in_common),
        cmocka_unit_test(missing_models_are_refused),
    };
    return cmocka_run_group_tests_name("transfer", tests, NULL, NULL);
}
