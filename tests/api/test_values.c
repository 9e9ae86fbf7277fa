/* Any named value of a net: each is what another way gives, several come in one pass, and errors by feature are the score.
 */
#include "../help.h"

enum { ROWS = 90, WIDTH = 12, WIDEST = 48 };
static float data[ROWS * WIDTH];
static const ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    return 0;
}

static void run(float *out, const ae_model *m, const char *value, const ae_rows *r)
{
    const ae_result result = { value, out };
    ae_error e;
    must(ae_model_run(&result, 1, m, NULL, r, &e), &e);
}

/* ---- what each is ---- */

/* Nets of many kinds: dense and not, folded and separate activations, layers that compute nothing, an empty encoder. */
static const char *const nets[] = {
    "input 12 | dense 6 act=tanh | dense 3 name=inner | code | dense 12",
    "input 12 | dense 6 | act tanh | batchnorm | code | decoder mirror act=sigmoid | loss bce",
    "input 3x4 | flatten | reshape 4x3 | code | flatten | reshape 3x4",
    "input 12 | code | dense 12",
    "input 2x2x3 | conv2d 3 kernel=2 pad=same | maxpool2d 2 | flatten | code | dense 12 act=softmax | loss cross_entropy",
    "input 12 | dropout 0.5 | noise gaussian sd=1 | dense 5 act=softmax | topk 2 | code | dropout 0.5 | dense 12",
};
enum { NETS = sizeof nets / sizeof *nets };

/* "input", "code", "output" and "score" are what goes in and what encode, reconstruct and score give. */
static void values_are_what_other_calls_give(void **state)
{
    static const struct {
        const char *value;
        ae_status (*call)(float *out, const ae_model *m, ae_context *c, const ae_rows *r, ae_error *e);
    } twins[] = { { "code", ae_model_encode }, { "output", ae_model_reconstruct }, { "score", ae_model_score } };
    ae_model *m = make_model(*state, 1);
    static float input[ROWS * WIDTH];
    ae_error e;
    run(input, m, "input", &rows);
    assert_memory_equal(input, data, sizeof data);
    for (size_t i = 0; i < 3; i++) {
        float got[ROWS * WIDEST] = { 0 }, expected[ROWS * WIDEST] = { 0 };
        must(twins[i].call(expected, m, NULL, &rows, &e), &e);
        run(got, m, twins[i].value, &rows);
        assert_memory_equal(got, expected, sizeof got);
    }
    ae_model_free(m);
}

/* A net whose spec ends after the layer has the same weights there, as they are drawn by seed, name and place; its code is
 * the layer's value. */
static void a_layer_s_value_is_the_code_of_a_net_that_ends_there(void **state)
{
    static const char *const layers[] = { "dense 9 act=relu", "act tanh",    "batchnorm",
                                          "dense 8",          "reshape 2x4", "crop 0,1",
                                          "flatten",          "layernorm",   "dense 6 act=leaky_relu name=own",
                                          "act softmax" };
    static const char *const names[] = { "dense1", "act1",     "batchnorm1", "dense2", "reshape1",
                                         "crop1",  "flatten1", "layernorm1", "own",    "act2" };
    enum { LAYERS = sizeof layers / sizeof *layers };
    static float got[ROWS * WIDEST], expected[ROWS * WIDEST];
    char whole[1024] = "input 12", part[1024] = "input 12";
    ae_error e;
    (void)state;
    for (size_t i = 0; i < LAYERS; i++)
        strcat(strcat(whole, " | "), layers[i]);
    ae_model *m = make_model(strcat(whole, " | code | dense 12"), 1);
    for (size_t i = 0; i < LAYERS; i++) {
        char spec[1024];
        ae_model *cut = make_model(strcat(strcpy(spec, strcat(strcat(part, " | "), layers[i])), " | code"), 1);
        memset(got, 0, sizeof got);
        memset(expected, 0, sizeof expected);
        must(ae_model_encode(expected, cut, NULL, &rows, &e), &e);
        run(got, m, names[i], &rows);
        assert_memory_equal(got, expected, sizeof got);
        ae_model_free(cut);
    }
    ae_model_free(m);
}

/* ---- several in one pass ---- */

static ae_context *make_context(const ae_model *m, const char *const *values, size_t n, uint64_t outputs)
{
    ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
    ae_context *c;
    ae_error e;
    o.rows = 32;
    o.threads = 2;
    o.values = values;
    o.n_values = n;
    o.outputs = outputs;
    must(ae_context_create(&c, m, &o, &e), &e);
    return c;
}

/* The names of all values, and how wide each is. */
typedef struct inventory {
    const char *name[AE_RESULTS_MAX];
    size_t width[AE_RESULTS_MAX], n;
} inventory;

static inventory values_of(const ae_model *m)
{
    inventory all = { .n = 0 };
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_error e;
    must(ae_model_get_info(&info, m, &e), &e);
    for (; all.n < info.values; all.n++) {
        ae_value_info value = AE_VALUE_INFO_INIT;
        must(ae_model_get_value(&value, m, all.n, &e), &e);
        all.name[all.n] = value.name;
        all.width[all.n] = value.width;
    }
    return all;
}

/* Given a context for all values of a net, listed forward or backward, and beside them the calls of old; then one pass gives
 * the bits of a run for each, and so does a run for any one of them; the calls of old are as ever. */
static void one_pass_gives_all(void **state)
{
    static float together[AE_RESULTS_MAX][ROWS * WIDEST], alone[ROWS * WIDEST];
    ae_model *m = make_model(*state, 1);
    inventory all = values_of(m);
    const char *backward[AE_RESULTS_MAX];
    ae_result results[AE_RESULTS_MAX];
    ae_error e;
    for (size_t i = 0; i < all.n; i++) {
        backward[i] = all.name[all.n - 1 - i];
        results[i] = (ae_result){ all.name[i], together[i] };
    }
    ae_context *contexts[] = { NULL, make_context(m, all.name, all.n, 0), make_context(m, backward, all.n, AE_OUT_CODE) };
    for (size_t c = 0; c < 3; c++) {
        memset(together, 0, sizeof together);
        must(ae_model_run(results, all.n, m, contexts[c], &rows, &e), &e);
        for (size_t i = 0; i < all.n; i++) {
            const ae_result one = { all.name[i], alone };
            run(alone, m, all.name[i], &rows);
            assert_memory_equal(together[i], alone, ROWS * all.width[i] * sizeof *alone);
            memset(alone, 0, sizeof alone);
            must(ae_model_run(&one, 1, m, contexts[c], &rows, &e), &e);
            assert_memory_equal(together[i], alone, ROWS * all.width[i] * sizeof *alone);
        }
    }
    must(ae_model_encode(alone, m, contexts[2], &rows, &e), &e);
    run(together[0], m, "code", &rows);
    assert_memory_equal(together[0], alone, ROWS * sizeof *alone);
    assert_int_equal(ae_model_encode(alone, m, contexts[1], &rows, &e), AE_EOPTION);
    assert_int_equal(ae_model_score(alone, m, contexts[2], &rows, &e), AE_EOPTION);
    ae_context_free(contexts[1]);
    ae_context_free(contexts[2]);
    ae_model_free(m);
}

/* ---- encoders ---- */

/* An encoder has the values up to its code, and neither output, score nor errors. */
static void an_encoder_has_no_score(void **state)
{
    static const char *const names[] = { "input", "dense1", "dense2", "code" }, *const none[] = { "output", "score",
                                                                                                  "errors" };
    static float got[ROWS * WIDEST], expected[ROWS * WIDEST];
    ae_model *m = make_model("input 12 | dense 6 act=tanh | dense 3 | code", 1);
    inventory all = values_of(m);
    ae_error e;
    (void)state;
    assert_int_equal(all.n, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(all.name[i], names[i]);
    ae_context *c = make_context(m, all.name, all.n, AE_OUT_CODE);
    must(ae_model_encode(expected, m, c, &rows, &e), &e);
    const ae_result code = { "code", got };
    must(ae_model_run(&code, 1, m, c, &rows, &e), &e);
    assert_memory_equal(got, expected, sizeof got);
    for (size_t i = 0; i < 3; i++) {
        const ae_result result = { none[i], got };
        assert_int_equal(ae_model_run(&result, 1, m, NULL, &rows, &e), AE_EARGUMENT);
        assert_non_null(strstr(e.text, "the net has no value called"));
    }
    ae_context_free(c);
    ae_model_free(m);
}

/* ---- what is wrong ---- */

static const struct mistake {
    const char *name;
    ae_result results[2];
    size_t n;
    bool with_context; /* for "dense1" and "score" */
    ae_status status;
    const char *said;
} mistakes[] = {
    { "unknown",
      { { "dense3", data } },
      1,
      false,
      AE_EARGUMENT,
      "the net has no value called \"dense3\"; did you mean \"dense1\"?" },
    { "unknown to the context",
      { { "scor", data } },
      1,
      true,
      AE_EARGUMENT,
      "the net has no value called \"scor\"; did you mean \"score\"?" },
    { "like nothing", { { "qqqqqqqqqqq", data } }, 1, false, AE_EARGUMENT, "the net has no value called \"qqqqqqqqqqq\"" },
    { "empty", { { "", data } }, 1, false, AE_EARGUMENT, "the net has no value called \"\"" },
    { "no name", { { NULL, data } }, 1, false, AE_EARGUMENT, "NULL" },
    { "no name, context", { { NULL, data } }, 1, true, AE_EARGUMENT, "value is NULL" },
    { "no data", { { "score", NULL } }, 1, true, AE_EARGUMENT, "data is NULL" },
    { "twice", { { "dense1", data }, { "dense1", data + 1 } }, 2, false, AE_EARGUMENT, "\"dense1\" is asked for twice" },
    { "score twice", { { "score", data }, { "score", data + 1 } }, 2, true, AE_EARGUMENT, "\"score\" is asked for twice" },
    { "not served",
      { { "score", data }, { "code", data } },
      2,
      true,
      AE_EOPTION,
      "the context does not serve code: see ae_context_options.values" },
    { "none", { { "score", data } }, 0, true, AE_EARGUMENT, "a run gives 1 ... 64 results" },
    { "too many", { { "score", data } }, AE_RESULTS_MAX + 1, true, AE_EARGUMENT, "a run gives 1 ... 64 results" },
    { "far too many", { { "score", data } }, SIZE_MAX, false, AE_EARGUMENT, "a run gives 1 ... 64 results" },
};
enum { MISTAKES = sizeof mistakes / sizeof *mistakes };

/* Given a run that asks for something else than one of each value there is; then that is said, nothing is written, and the
 * context serves as before. */
static void a_wrong_request_is_refused(void **state)
{
    static const char *const values[] = { "dense1", "score" };
    static float before[ROWS * WIDTH], score[2][ROWS];
    const struct mistake *mistake = *state;
    ae_model *m = make_model("input 12 | dense 6 | code | dense 12", 1);
    ae_context *c = make_context(m, values, 2, 0);
    const ae_result good = { "score", score[0] };
    ae_error e;
    memcpy(before, data, sizeof before);
    assert_int_equal(ae_model_run(mistake->results, mistake->n, m, mistake->with_context ? c : NULL, &rows, &e),
                     mistake->status);
    assert_non_null(strstr(e.text, mistake->said));
    assert_memory_equal(before, data, sizeof before);
    must(ae_model_run(&good, 1, m, c, &rows, &e), &e);
    run(score[1], m, "score", &rows);
    assert_memory_equal(score[0], score[1], sizeof score[0]);
    ae_context_free(c);
    ae_model_free(m);
}

/* A context may list a value twice, and as many values as a run may ask for. */
static void a_context_may_list_a_value_again(void **state)
{
    enum { MANY = AE_RESULTS_MAX };
    static float got[ROWS * WIDEST], expected[ROWS * WIDEST];
    const char *values[MANY];
    ae_model *m = make_model("input 12 | dense 6 | code | dense 12", 1);
    ae_error e;
    (void)state;
    for (size_t i = 0; i < MANY; i++)
        values[i] = i % 3 == 0 ? "dense1" : i % 3 == 1 ? "score" : "output";
    ae_context *c = make_context(m, values, MANY, 0);
    for (size_t i = 0; i < 3; i++) {
        const ae_result one = { values[i], got };
        memset(got, 0, sizeof got);
        memset(expected, 0, sizeof expected);
        must(ae_model_run(&one, 1, m, c, &rows, &e), &e);
        run(expected, m, values[i], &rows);
        assert_memory_equal(got, expected, sizeof got);
    }
    ae_context_free(c);
    ae_model_free(m);
}

static void context_values_that_make_no_sense_are_refused(void **state)
{
    static const char *const unknown[] = { "code", "dense9" }, *const hole[] = { "code", NULL };
    static const struct {
        const char *const *values;
        size_t n;
        const char *said;
    } list[] = {
        { unknown, 2, "the net has no value called \"dense9\"; did you mean \"dense1\"?" },
        { hole, 2, "values[1] is NULL" },
        { NULL, 2, "values and n_values go together: the names, and how many they are" },
        { unknown, 0, "values and n_values go together: the names, and how many they are" },
    };
    ae_model *m = make_model("input 12 | dense 6 | code | dense 12", 1);
    ae_error e;
    (void)state;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
        ae_context *c = NULL;
        size_t bytes = 7;
        o.values = list[i].values;
        o.n_values = list[i].n;
        assert_int_equal(ae_context_create(&c, m, &o, &e), AE_EARGUMENT);
        assert_string_equal(e.text, list[i].said);
        assert_int_equal(ae_context_memory(&bytes, m, &o, &e), AE_EARGUMENT);
        assert_int_equal(bytes, 7);
        assert_null(c);
    }
    ae_model_free(m);
}

/* ---- what get_value says ---- */

static void values_are_listed_in_the_order_of_the_net(void **state)
{
    static const char *const names[] = { "input",  "conv2d1",  "flatten1", "inner", "code",
                                         "dense2", "reshape1", "output",   "score", "errors" };
    static const size_t shapes[][4] = { { 1, 4, 4, 0 },  { 2, 4, 4, 0 }, { 32, 0, 0, 0 }, { 5, 0, 0, 0 }, { 5, 0, 0, 0 },
                                        { 16, 0, 0, 0 }, { 1, 4, 4, 0 }, { 1, 4, 4, 0 },  { 1, 0, 0, 0 }, { 1, 4, 4, 0 } };
    static const size_t widths[] = { 16, 32, 32, 5, 5, 16, 16, 16, 1, 16 };
    enum { VALUES = sizeof names / sizeof *names };
    ae_model *m = make_model("input 1x4x4 | conv2d 2 kernel=3 pad=same | flatten | dense 5 name=inner | code | dense 16 | "
                             "reshape 1x4x4",
                             1);
    ae_value_info beyond = AE_VALUE_INFO_INIT;
    ae_error e;
    (void)state;
    assert_int_equal(values_of(m).n, VALUES);
    for (size_t i = 0; i < VALUES; i++) {
        ae_value_info value = AE_VALUE_INFO_INIT;
        must(ae_model_get_value(&value, m, i, &e), &e);
        assert_string_equal(value.name, names[i]);
        assert_int_equal(value.width, widths[i]);
        assert_memory_equal(value.shape, shapes[i], sizeof shapes[i]);
        assert_int_equal(value.rank, shapes[i][1] ? 3 : 1);
    }
    assert_int_equal(ae_model_get_value(&beyond, m, VALUES, &e), AE_EARGUMENT);
    assert_int_equal(ae_model_get_value(&beyond, m, SIZE_MAX, &e), AE_EARGUMENT);
    assert_null(beyond.name);
    ae_model_free(m);
}

static ae_value_info value_called(const ae_model *m, const char *name)
{
    ae_value_info value = AE_VALUE_INFO_INIT;
    ae_error e;
    for (size_t i = 0; i == 0 || strcmp(value.name, name) != 0; i++)
        must(ae_model_get_value(&value, m, i, &e), &e);
    return value;
}

/* The ends that the last activation has, also through layers that only choose, move or average what they get. */
static void values_say_what_they_can_reach(void **state)
{
    static const struct {
        const char *decoder, *value;
        double low, high;
    } list[] = {
        { "dense 16", "output", -INFINITY, INFINITY },
        { "dense 16 act=sigmoid", "output", 0, 1 },
        { "dense 16 act=tanh", "output", -1, 1 },
        { "dense 16 act=relu", "output", 0, INFINITY },
        { "dense 16 act=softplus", "output", 0, INFINITY },
        { "dense 16 act=leaky_relu", "output", -INFINITY, INFINITY },
        { "dense 16 act=elu alpha=0.25", "output", -0.25, INFINITY },
        { "dense 16 act=softmax", "output", 0, 1 },
        { "dense 16 | act sigmoid", "dense2", -INFINITY, INFINITY },
        { "dense 16 | act sigmoid", "output", 0, 1 },
        { "dense 16 act=sigmoid | batchnorm", "output", -INFINITY, INFINITY },
        { "dense 16 act=sigmoid | dropout 0.1 | reshape 1x4x4 | flatten", "output", 0, 1 },
        { "dense 4 act=tanh | reshape 1x2x2 | upsample2d 2 mode=bilinear", "output", -1, 1 },
        { "dense 36 act=elu | reshape 1x6x6 | crop 1 | maxpool2d 2 | pad 1 | avgpool2d 1", "output", -1, INFINITY },
        { "dense 16 act=sigmoid | topk 3", "output", 0, 1 },
        { "dense 16 act=sigmoid", "input", -INFINITY, INFINITY },
        { "dense 16 act=sigmoid", "code", 0, INFINITY },
        { "dense 16 act=sigmoid", "score", -INFINITY, INFINITY },
        { "dense 16 act=sigmoid", "errors", -INFINITY, INFINITY },
    };
    (void)state;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        char spec[256] = "input 1x4x4 | dense 8 act=relu | code | ";
        ae_model *m = make_model(strcat(spec, list[i].decoder), 1);
        const ae_value_info value = value_called(m, list[i].value);
        assert_true(value.low == list[i].low && value.high == list[i].high);
        ae_model_free(m);
    }
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(a_layer_s_value_is_the_code_of_a_net_that_ends_there),
        cmocka_unit_test(an_encoder_has_no_score),
        cmocka_unit_test(a_context_may_list_a_value_again),
        cmocka_unit_test(context_values_that_make_no_sense_are_refused),
        cmocka_unit_test(values_are_listed_in_the_order_of_the_net),
        cmocka_unit_test(values_say_what_they_can_reach),
    };
    enum { OTHERS = sizeof others / sizeof *others, ALL = OTHERS + 2 * NETS + MISTAKES };
    struct CMUnitTest tests[ALL], *more = tests + OTHERS;
    memcpy(tests, others, sizeof others);
    for (size_t i = 0; i < NETS; i++) {
        *more++ = (struct CMUnitTest){ nets[i], values_are_what_other_calls_give, NULL, NULL, (void *)(uintptr_t)nets[i] };
        *more++ = (struct CMUnitTest){ nets[i], one_pass_gives_all, NULL, NULL, (void *)(uintptr_t)nets[i] };
    }
    for (size_t i = 0; i < MISTAKES; i++)
        *more++ =
            (struct CMUnitTest){ mistakes[i].name, a_wrong_request_is_refused, NULL, NULL, (void *)(uintptr_t)&mistakes[i] };
    return _cmocka_run_group_tests("values", tests, ALL, fill, NULL);
}
