/* Losses that need targets in 0 ... 1: others are told with row and column wherever such a loss is computed. */
#include "support.h"
#include <stdio.h>

static const char *const nets[] = {
    "input 64 | dense 64 act=tanh | code | dense 64 act=sigmoid | loss bce",
    "input 64 | dense 64 act=tanh | code | dense 64 act=softmax | loss cross_entropy",
    "input 64 | dense 64 act=tanh | code | dense 64 act=sigmoid | loss mse | loss jaccard weight=0.1",
};
enum { NETS = sizeof nets / sizeof *nets };

/* ---- one number that lies outside ---- */

enum { BAD_ROW = 333, BAD_COLUMN = 40 };

static void must_blame(ae_status status, const ae_error *e, const char *begin, const char *value)
{
    char text[160] = "";
    strcat(strcat(strcat(text, begin), ": row 334, column 41 is "), value);
    strcat(text, "; the model's loss takes targets in 0 ... 1");
    assert_int_equal(status, AE_EDATA);
    assert_string_equal(e->text, text);
    assert_int_equal(e->line, BAD_ROW + 1);
    assert_int_equal(e->column, BAD_COLUMN + 1);
}

/* Every call on these rows, one number of whose targets is wrong: `begin` says in which of both it is. */
static void must_refuse_everywhere(const char *net, const ae_rows *rows, const char *begin, const char *value)
{
    static float out[ROWS * WIDTH];
    ae_model *m = make_model(net, 1), *untouched = make_model(net, 1);
    ae_metrics metrics = AE_METRICS_INIT;
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    char validation[64] = "validation: ";
    ae_trainer *trainer;
    ae_error e;
    bool jaccard = strstr(net, "jaccard") != NULL;
    for (size_t i = 0; i < CALLS; i++) {
        if (jaccard && calls[i].run == run_errors)
            continue;
        ae_status status = calls[i].run(out, m, NULL, rows, &e);
        if (calls[i].targets)
            must_blame(status, &e, begin, value);
        else
            must(status, &e);
    }
    must_blame(ae_model_evaluate(&metrics, m, NULL, rows, &e), &e, begin, value);
    o.batch = ROWS;
    must_blame(ae_model_fit(m, rows, &o, &e), &e, begin, value);
    must(ae_trainer_create(&trainer, m, &o, &e), &e);
    must_blame(ae_trainer_step(NULL, trainer, rows, &e), &e, begin, value);
    ae_trainer_free(trainer);
    o.valid = rows;
    must_blame(ae_model_fit(m, &memory, &o, &e), &e, strcat(validation, begin), value);
    assert_same_model(m, untouched);
    ae_model_free(m);
    ae_model_free(untouched);
}

static const struct wrong {
    float value;
    const char *printed;
} wrongs[] = { { -0.5f, "-0.5" }, { 1.5f, "1.5" }, { 4096.5f, "4096.5" }, { -0x1p-10f, "-0.0009765625" } };
enum { WRONGS = sizeof wrongs / sizeof *wrongs };

/* Given a number outside, in the input that is the target too, and in a target of its own, in memory and from a callback;
 * then it is told by all that compute the loss, and by nothing else; training leaves the model as it was. */
static void targets_outside_are_told(void **state)
{
    static float x[ROWS * WIDTH];
    for (size_t i = 0; i < 4 * WRONGS; i++) {
        const struct wrong *wrong = &wrongs[i / 4];
        bool target = i % 2, callback = i / 2 % 2;
        size_t count = 0;
        host h;
        memcpy(x, data, sizeof x);
        x[BAD_ROW * WIDTH + BAD_COLUMN] = wrong->value;
        ae_rows rows = AE_ROWS_F32(target ? data : x, ROWS, WIDTH);
        rows.target = target ? floats(x) : rows.target;
        rows = callback ? from_host(&h, &rows, &count) : rows;
        must_refuse_everywhere(*state, &rows, target ? "target" : "input", wrong->printed);
    }
}

/* The ends themselves are taken: 0 and 1, also -0, and what is next to them inside. */
static void targets_at_the_ends_are_taken(void **state)
{
    static float x[ROWS * WIDTH], out[ROWS];
    static const float ends[] = { 0, -0.0f, 1, 0x1p-149f, 1 - 0x1p-24f };
    ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    ae_model *m = make_model(*state, 1);
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        x[i] = ends[i % 5];
    must(ae_model_score(out, m, NULL, &rows, &e), &e);
    must(ae_model_evaluate(&metrics, m, NULL, &rows, &e), &e);
    must(ae_model_fit(m, &rows, NULL, &e), &e);
    ae_model_free(m);
}

/* Every kernel set looks at every column, whatever is left over from its vectors. */
static void no_column_is_overlooked(void **state)
{
    float x[67] = { 0 }, score[1];
    ae_error e;
    (void)state;
    for (size_t width = 1; width <= 67; width++) {
        char text[64];
        snprintf(text, sizeof text, "input %zu | code | act sigmoid | loss bce", width);
        ae_rows one = AE_ROWS_F32(x, 1, width);
        ae_model *m = make_model(text, 1);
        for (size_t column = 0; column < width; column++) {
            x[column] = column % 2 ? 1.25f : -0.25f;
            assert_int_equal(ae_model_score(score, m, NULL, &one, &e), AE_EDATA);
            assert_int_equal(e.column, column + 1);
            x[column] = 0;
        }
        ae_model_free(m);
    }
}

/* ---- integers and their scales ---- */

static const struct integers {
    const char *name;
    int dtype, value;
    double scale;
    ae_status status;
} integers[] = {
    { "bytes of 255 by 255", AE_U8, 255, 255, AE_OK },
    { "bytes of 255 by 254.9", AE_U8, 255, 254.9, AE_EDATA },
    { "bytes of 255 as they are", AE_U8, 255, 1, AE_EDATA },
    { "bytes of 1 as they are", AE_U8, 1, 1, AE_OK },
    { "integers of 7 by 7", AE_I32, 7, 7, AE_OK },
    { "integers of -7 by 2^31", AE_I32, -7, 2147483648.0, AE_EDATA },
    { "integers of 2^31 - 1 by itself", AE_I32, INT32_MAX, 2147483647.0, AE_OK },
    { "integers of 8 by 7", AE_I32, 8, 7, AE_EDATA },
};
enum { INTEGERS = sizeof integers / sizeof *integers };

/* Given integers that their scale brings to 0 ... 1, or not; then they are taken, or the first that is outside is told. */
static void integers_are_looked_at_as_divided(void **state)
{
    static int32_t words[ROWS * WIDTH];
    static uint8_t bytes[ROWS * WIDTH];
    static float out[ROWS * WIDTH];
    const struct integers *c = *state;
    ae_rows rows = memory;
    ae_model *m = make_model(nets[0], 1);
    ae_error e;
    memset(words, 0, sizeof words);
    memset(bytes, 0, sizeof bytes);
    words[20 * WIDTH + 3] = c->value;
    bytes[20 * WIDTH + 3] = (uint8_t)c->value;
    rows.input = (ae_array){ c->dtype == AE_U8 ? (void *)bytes : words, WIDTH, 0, c->scale, c->dtype, 0 };
    must(ae_model_encode(out, m, NULL, &rows, &e), &e);
    assert_int_equal(ae_model_score(out, m, NULL, &rows, &e), c->status);
    assert_int_equal(ae_model_fit(m, &rows, NULL, &e), c->status);
    if (c->status != AE_OK) {
        assert_int_equal(e.line, 21);
        assert_int_equal(e.column, 4);
    }
    ae_model_free(m);
}

int main(void)
{
    enum { ALL = 2 * NETS + INTEGERS + 1 };
    struct CMUnitTest tests[ALL] = { cmocka_unit_test(no_column_is_overlooked) }, *more = tests + 1;
    for (size_t i = 0; i < NETS; i++) {
        *more++ = (struct CMUnitTest){ nets[i], targets_outside_are_told, NULL, NULL, (void *)(uintptr_t)nets[i] };
        *more++ = (struct CMUnitTest){ nets[i], targets_at_the_ends_are_taken, NULL, NULL, (void *)(uintptr_t)nets[i] };
    }
    for (size_t i = 0; i < INTEGERS; i++)
        *more++ = (struct CMUnitTest){ integers[i].name, integers_are_looked_at_as_divided, NULL, NULL,
                                       (void *)(uintptr_t)&integers[i] };
    return _cmocka_run_group_tests("targets", tests, ALL, fill, NULL);
}
