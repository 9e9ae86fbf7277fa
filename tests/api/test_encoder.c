/* Models whose spec ends at the code: they encode and do nothing else. */
#include "../help.h"

static const float x[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } };

/* Given an encoder; when it is asked to encode; then its codes are those of the whole model with the same weights. */
static void an_encoder_encodes(void **state)
{
    (void)state;
    ae_model *encoder = make_model("input 3 | dense 2 act=tanh | code", 7);
    ae_model *whole = make_model("input 3 | dense 2 act=tanh | code | dense 3", 7);
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_rows rows = AE_ROWS_F32(&x[0][0], 2, 3);
    float code[2][2], expected[2][2];
    ae_error e;
    must(ae_model_encode(&code[0][0], encoder, NULL, &rows, &e), &e);
    must(ae_model_encode(&expected[0][0], whole, NULL, &rows, &e), &e);
    assert_memory_equal(code, expected, sizeof code);
    must(ae_model_get_info(&info, encoder, &e), &e);
    assert_int_equal(info.code_width, 2);
    assert_int_equal(info.code_shape[0], 2);
    assert_int_equal(info.output_width, 0);
    assert_int_equal(info.output_shape[0], 0);
    ae_model_free(encoder);
    ae_model_free(whole);
}

static void must_refuse(ae_status status, const ae_error *e, const char *what)
{
    assert_int_equal(status, AE_EUNSUPPORTED);
    assert_int_equal(strncmp(e->text, what, strlen(what)), 0);
    assert_non_null(strstr(e->text, "its spec ends at the code"));
}

/* When it is asked for anything else; then one clear error says what it is. */
static void an_encoder_does_nothing_else(void **state)
{
    (void)state;
    ae_model *encoder = make_model("input 3 | dense 2 act=tanh | code", 7);
    ae_rows rows = AE_ROWS_F32(&x[0][0], 2, 3), codes = AE_ROWS_F32(&x[0][0], 2, 2);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_trainer *trainer = NULL;
    ae_metrics metrics = AE_METRICS_INIT;
    float out[6];
    size_t bytes;
    ae_error e;
    must_refuse(ae_model_decode(out, encoder, NULL, &codes, &e), &e, "decode: ");
    must_refuse(ae_model_reconstruct(out, encoder, NULL, &rows, &e), &e, "reconstruct: ");
    must_refuse(ae_model_score(out, encoder, NULL, &rows, &e), &e, "score: ");
    must_refuse(ae_model_evaluate(&metrics, encoder, NULL, &rows, &e), &e, "evaluate: ");
    must_refuse(ae_model_fit(encoder, &rows, &options, &e), &e, "train: ");
    must_refuse(ae_fit_memory(&bytes, encoder, &rows, &options, &e), &e, "train: ");
    must_refuse(ae_trainer_create(&trainer, encoder, &options, &e), &e, "train: ");
    ae_model_free(encoder);
}

/* Its file is a model file as any other. */
static void an_encoder_is_saved_and_loaded(void **state)
{
    (void)state;
    ae_model *encoder = make_model("input 3 | dense 2 act=tanh | code", 7), *loaded = NULL;
    static unsigned char bytes[4096];
    size_t size = 0;
    ae_error e;
    must(ae_model_save_memory(bytes, sizeof bytes, &size, encoder, &e), &e);
    must(ae_model_load_memory(&loaded, bytes, size, NULL, &e), &e);
    assert_string_equal(ae_model_spec(loaded), ae_model_spec(encoder));
    ae_model_free(loaded);
    ae_model_free(encoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_encoder_encodes),
        cmocka_unit_test(an_encoder_does_nothing_else),
        cmocka_unit_test(an_encoder_is_saved_and_loaded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
