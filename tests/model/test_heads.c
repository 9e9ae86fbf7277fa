/* Heads in a spec: what their layers and values are called, what labels a model takes, and what is refused. */
#include "support.h"
#include <stdio.h>

static const char both[] = "input 6 | dense 5 act=tanh | dense 3 | code | decoder mirror\n"
                           "head kind | dense 4 act=relu | dense 3 act=softmax\n"
                           "head size | dense 2";

static ae_value_info value_of(const ae_model *m, const char *name)
{
    ae_value_info v = AE_VALUE_INFO_INIT;
    for (size_t i = 0; ae_model_get_value(&v, m, i, NULL) == AE_OK; i++)
        if (strcmp(v.name, name) == 0)
            return v;
    fail_msg("there is no value %s", name);
    return v;
}

static bool has_tensor(const ae_model *m, const char *name)
{
    for (size_t i = 0; i < info_of(m).tensors; i++)
        if (strcmp(tensor_at(m, i).name, name) == 0)
            return true;
    return false;
}

/* Given a net with a head for a class and one for numbers, then they are values of the net and say what they are. */
static void heads_are_values(void **state)
{
    ae_model *m = make_model(both, 1);
    (void)state;
    assert_int_equal(info_of(m).heads, 2);
    assert_int_equal(info_of(m).label_width, 3); /* one class, two numbers */
    assert_int_equal(value_of(m, "kind").head, 1);
    assert_int_equal(value_of(m, "kind").classes, 3);
    assert_int_equal(value_of(m, "size").head, 2);
    assert_int_equal(value_of(m, "size").classes, 0);
    assert_int_equal(value_of(m, "size").width, 2);
    assert_int_equal(value_of(m, "code").head, 0);
    ae_model_free(m);
}

/* Given the same net without heads, then its layers are called the same and begin with the same weights, so that those of a
 * trained one can be taken over. */
static void heads_leave_other_layers_their_names(void **state)
{
    ae_model *m = make_model(both, 1),
             *plain = make_model("input 6 | dense 5 act=tanh | dense 3 | code | decoder mirror", 1);
    size_t tensors;
    ae_error e;
    (void)state;
    assert_true(has_tensor(m, "kind-dense1.weight") && has_tensor(m, "kind-dense2.bias") &&
                has_tensor(m, "size-dense1.weight"));
    for (size_t i = 0; i < info_of(plain).tensors; i++) {
        const ae_tensor_info a = tensor_at(plain, i), b = tensor_at(m, i);
        assert_string_equal(a.name, b.name);
        assert_memory_equal(a.data, b.data, elements(&a) * sizeof(float));
    }
    must(ae_model_transfer(&tensors, m, plain, NULL, &e), &e);
    assert_int_equal(tensors, info_of(plain).tensors);
    ae_model_free(m);
    ae_model_free(plain);
}

/* Given one net with a decoder and one without, both with the same head, then it says the same of a row. */
static void a_head_needs_no_decoder(void **state)
{
    static const char net[] = "input 6 | dense 5 act=tanh | dense 3 | code | head kind | dense 3 act=softmax";
    ae_model *m =
        make_model("input 6 | dense 5 act=tanh | dense 3 | code | decoder mirror | head kind | dense 3 act=softmax", 4);
    ae_model *bare = make_model(net, 4);
    float x[5 * 6], p[15], q[15], code[15];
    const ae_rows rows = AE_ROWS_F32(x, 5, 6);
    const ae_result ask[] = { { "kind", p }, { "code", code } }, other = { "kind", q };
    ae_error e;
    (void)state;
    curve(x, 5, 6);
    must(ae_model_run(ask, 2, m, NULL, &rows, &e), &e);
    must(ae_model_run(&other, 1, bare, NULL, &rows, &e), &e);
    assert_memory_equal(p, q, sizeof p);
    for (size_t i = 0; i < 5; i++)
        assert_true(fabs((double)(p[3 * i] + p[3 * i + 1] + p[3 * i + 2]) - 1) < 1e-6);
    ae_model_free(m);
    ae_model_free(bare);
}

/* Given a model without a decoder, then what needs one is an error that says so, and encoding works. */
static void without_a_decoder_there_is_no_output(void **state)
{
    ae_model *m = make_model("input 6 | dense 3 | code | head kind | dense 3 act=softmax", 4);
    float x[12], y[12];
    const ae_rows rows = AE_ROWS_F32(x, 2, 6), codes = AE_ROWS_F32(x, 2, 3);
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    (void)state;
    curve(x, 2, 6);
    assert_int_equal(info_of(m).output_width, 0);
    must(ae_model_encode(y, m, NULL, &rows, &e), &e);
    assert_int_equal(ae_model_reconstruct(y, m, NULL, &rows, &e), AE_EUNSUPPORTED);
    assert_string_equal(e.text, "reconstruct: the model has heads, but no decoder");
    assert_int_equal(ae_model_score(y, m, NULL, &rows, &e), AE_EUNSUPPORTED);
    assert_int_equal(ae_model_decode(y, m, NULL, &codes, &e), AE_EUNSUPPORTED);
    assert_int_equal(ae_model_evaluate(&metrics, m, NULL, &rows, &e), AE_EARGUMENT);
    assert_string_equal(e.text, "the model has heads, which need labels: set ae_rows.labels");
    ae_model_free(m);
}

/* Given a model that was saved, then the loaded one has the same heads. */
static void heads_are_kept_in_a_file(void **state)
{
    ae_model *m = make_model(both, 1), *back = saved_and_loaded(m);
    (void)state;
    assert_int_equal(info_of(back).label_width, 3);
    ae_model_free(m);
    ae_model_free(back);
}

/* Given the longest name that a head can have, then its layers and its metric can still be named. */
static void the_longest_name_leaves_room(void **state)
{
    static const char name[] = "a23456789012345678901234567890123456789012345678";
    float x[12];
    static const float labels[] = { 0, 1 };
    char text[400];
    ae_rows rows = AE_ROWS_F32(x, 2, 6);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_error e;
    (void)state;
    curve(x, 2, 6);
    snprintf(text, sizeof text,
             "input 6 | dense 6 | reshape 2x3 | code | head %s | upsample1d 2 | batchnorm | flatten | dense 2 act=softmax"
             " | penalty l1 weight=0.1 on=%s-upsample1d1",
             name, name);
    ae_model *m = make_model(text, 1);
    snprintf(text, sizeof text, "adam | only %s-batchnorm1,%s-dense1.weight | target loss=1 on=%s.accuracy", name, name,
             name);
    rows.labels = (ae_array){ .data = labels, .width = 1 };
    o.optimizer = text;
    o.valid = &rows;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    ae_model_free(m);
}

/* ---- what is refused ---- */

static const struct {
    const char *spec;
    ae_status status;
    const char *text;
} refused[] = {
    { "input 8 | dense 4 | head a | dense 3 | code", AE_ESPEC, "line 1, column 21: a head comes after the code item" },
    { "input 8 | dense 4 | code | head | dense 3", AE_EVALUE,
      "line 1, column 28: head: the main value is missing: its name" },
    { "input 8 | dense 4 | code | head a23456789012345678901234567890123456789012345678x | dense 3", AE_EVALUE,
      "line 1, column 28: head: a name of 49 characters; at most 48 leave room for the names of its layers" },
    { "input 8 | dense 4 | code | head a", AE_ESPEC, "line 1, column 28: head a has no layers" },
    { "input 8 | dense 4 | code | head a | head b | dense 3", AE_ESPEC, "line 1, column 28: head a has no layers" },
    { "input 8 | dense 4 | code | head a | dense 3 | decoder mirror", AE_ESPEC,
      "line 1, column 47: decoder mirror comes before the heads" },
    { "input 8 | dense 4 | code | head output | dense 3", AE_EVALUE, "line 1, column 28: no head can be called \"output\"" },
    { "input 8 | dense 4 | code | head encoder | dense 3", AE_EVALUE,
      "line 1, column 28: no head can be called \"encoder\"" },
    { "input 8 | dense 4 name=a | code | head a | dense 3", AE_EVALUE,
      "line 1, column 35: a layer or a head is called \"a\" already" },
    { "input 8 | dense 4 | code | head a | dense 3 | head a | dense 3", AE_EVALUE,
      "line 1, column 47: a layer or a head is called \"a\" already" },
    { "input 8 | dense 4 | code | head a | dense 3 name=a", AE_EVALUE,
      "line 1, column 28: head: the net already has a value called \"a\"" },
    { "input 8 | dense 4 | code | head a | dense 3 act=softmax | loss bce on=a", AE_EVALUE,
      "line 1, column 59: loss bce is no loss of a head" },
    { "input 8 | dense 4 | code | head a | dense 3 | loss cross_entropy on=a", AE_EVALUE,
      "line 1, column 47: loss: cross_entropy needs an output that sums to 1" },
    { "input 8 | dense 4 | code | head abc | dense 3 act=softmax | loss mse on=abd", AE_EWORD,
      "line 1, column 73: loss: unknown head \"abd\"; did you mean \"abc\"?" },
    { "input 8 | dense 4 | code | head a | dense 3 act=softmax | loss mse on=a | loss cross_entropy on=a", AE_EVALUE,
      "line 1, column 75: head a has losses for a class and for numbers" },
    { "input 8 | dense 4 | code | head a | dense 3 | head b | dense 2 | loss mse", AE_ESPEC,
      "line 1, column 66: loss: the spec has no decoder, and so no output; say which head's loss it is, such as on=a" },
    { "input 8 | dense 4 | code | head a | dense 3 | loss mse on=a feature_weights=1,2", AE_ESHAPE,
      "line 1, column 47: loss: feature_weights= has 2 numbers" },
    { "input 8 | dense 4 | code | loss mse on=a", AE_ESPEC, "line 1, column 28: the spec ends at its code" },
    { "input 8 | dense 4 | code\nhead a | dense 1\nhead b | dense 1\nhead c | dense 1\nhead d | dense 1\nhead e | dense 1\n"
      "head f | dense 1\nhead g | dense 1",
      AE_ESPEC, "line 8, column 1: a spec has at most 6 heads" },
};

static void wrong_specs_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        ae_model *m = NULL;
        ae_error e;
        const ae_status status = ae_model_create(&m, refused[i].spec, NULL, &e);
        if (status != refused[i].status || strncmp(e.text, refused[i].text, strlen(refused[i].text)) != 0)
            fail_msg("%s: %s: %s", refused[i].spec, ae_status_name(status), status ? e.text : "taken");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_are_values),         cmocka_unit_test(heads_leave_other_layers_their_names),
        cmocka_unit_test(a_head_needs_no_decoder),  cmocka_unit_test(without_a_decoder_there_is_no_output),
        cmocka_unit_test(heads_are_kept_in_a_file), cmocka_unit_test(the_longest_name_leaves_room),
        cmocka_unit_test(wrong_specs_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
