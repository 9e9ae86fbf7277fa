/* Training texts that are wrong: what is said, and where; and the longest that are right. */
#include "support.h"

static const char spec[] = "input 4 | dense 3 | code | dense 4";

/* ---- what is wrong ---- */

typedef struct bad {
    const char *text;
    ae_status status;
    size_t column;
    const char *word;
} bad;

/* All of them are wrong in a fit and in a trainer. */
static const bad everywhere[] = {
    { "", AE_ESPEC, 0, "the optimizer's text is empty" },
    { " \n # nothing", AE_ESPEC, 0, "is empty" },
    { "adam | shedule cosine", AE_EWORD, 8, "unknown policy \"shedule\"; did you mean \"schedule\"?" },
    { "adam | sgd", AE_ESPEC, 8, "a second optimizer" },
    { "schedule cosine", AE_EWORD, 1, "an optimizer stands before it" },
    { "clip norm=1 | adam", AE_EWORD, 1, "an optimizer stands before it" },
    { "adam | clip norm=1 | clip value=1", AE_ESPEC, 22, "a second clip" },
    { "adam | ema | decay 1 | ema", AE_ESPEC, 24, "a second ema" },
    { "adam | guard | guard times=1", AE_ESPEC, 16, "a second guard" },
    { "adam | freeze dense1.bias | freeze dense2", AE_ESPEC, 29, "a second freeze" },
    { "adam | clip", AE_EVALUE, 8, "norm=" },
    { "adam | clip norm=0 value=0", AE_EVALUE, 8, "clip needs norm= or value=" },
    { "adam | clip norm=-1", AE_EVALUE, 18, "out of range" },
    { "adam | freeze dense3", AE_EWORD, 15, "\"dense3\"" },
    { "adam | freeze dense1,dens2", AE_EWORD, 22, "did you mean \"dense2\"?" },
    { "adam | freeze dense1.weigth", AE_EWORD, 15, "did you mean \"dense1.weight\"?" },
    { "adam | freeze dense", AE_EWORD, 15, "\"dense\"" }, /* the beginning of a name is none */
    { "adam | freeze", AE_EVALUE, 8, "main value" },
    { "adam | freeze dense1,dense2", AE_EVALUE, 8, "nothing is left to be trained" },
    { "adam | freeze encoder,dense2.weight,dense2.bias", AE_EVALUE, 8, "nothing is left to be trained" },
    { "adam | rate dnse1 0.1", AE_EWORD, 13, "did you mean \"dense1\"?" },
    { "adam | rate dense1.biass 2", AE_EWORD, 13, "did you mean \"dense1.bias\"?" },
    { "adam | rate dense1", AE_EVALUE, 8, "times the learning rate" },
    { "adam | rate dense1 -0.1", AE_EVALUE, 20, "out of range" },
    { "adam | decay -1", AE_EVALUE, 14, "out of range" },
    { "adam | ema 1", AE_EVALUE, 12, "out of range" },
    { "adam | plateau factor=0", AE_EVALUE, 23, "factor 0 is out of range" },
    { "adam | plateau patience=0", AE_EVALUE, 25, "patience" },
    { "adam | guard factor=0", AE_EVALUE, 21, "factor 0 is out of range" },
    { "adam | guard every=0", AE_EVALUE, 20, "every" },
    { "adam | guard back=perhaps", AE_EWORD, 19, "perhaps" },
    { "adam | stop patience=0", AE_EVALUE, 22, "patience" },
    { "adam | stop on=test", AE_EWORD, 16, "test" },
    { "adam | target", AE_EVALUE, 8, "loss= is missing" },
    { "adam | target loss=nan", AE_EVALUE, 20, "nan" },
    { "adam | time", AE_EVALUE, 8, "seconds= is missing" },
    { "adam | time seconds=-1", AE_EVALUE, 21, "out of range" },
    { "adam | schedule step factor=0", AE_EVALUE, 29, "factor 0 is out of range" },
    { "adam\n| clip norm=1\n| ema foo=3", AE_EWORD, 7, "foo" },
};

/* Validation rows are missing. */
static const bad without_rows[] = {
    { "adam | stop on=valid", AE_EOPTION, 8, "stop on=valid needs validation rows, and there are none" },
    { "adam | plateau on=valid", AE_EOPTION, 8, "plateau on=valid" },
    { "adam | ema | target loss=1 on=valid", AE_EOPTION, 14, "target on=valid" },
};

static void assert_said(const bad *b, ae_status status, const ae_error *e)
{
    if (status != b->status || e->column != b->column || !strstr(e->text, b->word))
        fail_msg("\"%s\": %s, column %d: %s", b->text, ae_status_name(status), (int)e->column, e->text);
}

/* In a trainer with epochs, in a fit, and by the two that tell their memory; the model stays what it is. */
static void assert_bad(const bad *b)
{
    static float x[8] = { 1, 2, 3, 4, 4, 3, 2, 1 };
    ae_rows rows = AE_ROWS_F32(x, 2, 4);
    ae_model *m = make_model(spec, 1), *fresh = make_model(spec, 1);
    ae_fit_options o = options_of(b->text);
    ae_trainer *t;
    ae_error e;
    size_t bytes;
    o.steps = 20;
    o.steps_per_epoch = 5;
    assert_said(b, ae_trainer_create(&t, m, &o, &e), &e);
    assert_said(b, ae_trainer_memory(&bytes, m, &o, &e), &e);
    assert_said(b, ae_model_fit(m, &rows, &o, &e), &e);
    assert_said(b, ae_fit_memory(&bytes, m, &rows, &o, &e), &e);
    assert_same_model(m, fresh);
    ae_model_free(m);
    ae_model_free(fresh);
}

static void what_is_wrong_is_said_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof everywhere / sizeof *everywhere; i++)
        assert_bad(&everywhere[i]);
    for (size_t i = 0; i < sizeof without_rows / sizeof *without_rows; i++)
        assert_bad(&without_rows[i]);
}

/* ---- how long a text may be ---- */

static ae_status try_text(const char *text, ae_error *e)
{
    ae_model *m = make_model(spec, 1);
    ae_fit_options o = options_of(text);
    ae_trainer *t = NULL;
    ae_status status = ae_trainer_create(&t, m, &o, e);
    ae_trainer_free(t);
    ae_model_free(m);
    return status;
}

/* An optimizer, so many times the same policy, and what follows. */
static const char *with_many(size_t times, const char *last)
{
    static char text[4096];
    strcpy(text, "sgd");
    for (size_t i = 0; i < times; i++)
        strcat(text, "|rate dense1 1");
    return strcat(text, last);
}

/* Of all policies only `rate` and `warmup` repeat: 63 of them, and the guard, which has its place whether it is written or not. */
static void there_are_at_most_63_policies(void **state)
{
    ae_error e;
    (void)state;
    must(try_text(with_many(63, ""), &e), &e);
    must(try_text(with_many(62, "|guard"), &e), &e);
    assert_int_equal(try_text(with_many(64, ""), &e), AE_ESPEC);
    assert_non_null(strstr(e.text, "more than 63 policies"));
    assert_int_equal(try_text(with_many(63, "|guard"), &e), AE_ESPEC);
    assert_int_equal(try_text(with_many(250, ""), &e), AE_ESPEC);
}

/* A text of `length` bytes in the form in which it is kept, "sgd | rate dense1 1 | ...": numbers are kept as written. */
static void make_length(char *text, size_t length)
{
    strcpy(text, "sgd | rate dense1 1.");
    memset(text + strlen(text), '0', length - strlen(text));
    text[length] = 0;
}

/* Given texts at the limit; then what counts is their form without comments and blanks, in which the model keeps them. */
static void a_text_has_at_most_1023_bytes(void **state)
{
    static char text[8192], file[8192];
    ae_error e;
    (void)state;
    make_length(text, 1023);
    strcat(strcpy(file, text), "   # a comment of its own: ");
    memset(file + strlen(file), 'x', 3000);
    must(try_text(file, &e), &e);
    make_length(text, 1024);
    assert_int_equal(try_text(text, &e), AE_EOPTION);
    assert_non_null(strstr(e.text, "longer than 1023 bytes"));
}

/* ---- what the model remembers ---- */

static const struct {
    const char *text, *kept;
} kept[] = {
    { "adam", "adam" },
    { "adam lr=0.01|clip   norm=1 # bound\n  ema 0.99", "adam lr=0.01 | clip norm=1 | ema 0.99" },
    { "sgd\n\nrate dense1 0.5\nrate dense1.bias 2\nguard back=yes",
      "sgd | rate dense1 0.5 | rate dense1.bias 2 | guard back=yes" },
    { "adamw | freeze dense1.bias,dense2 | stop", "adamw | freeze dense1.bias,dense2 | stop" },
};

/* Given a training text; then the model tells it on one line, and so does its file. */
static void a_model_keeps_the_text(void **state)
{
    static float x[8] = { 1, 2, 3, 4, 4, 3, 2, 1 };
    ae_rows rows = AE_ROWS_F32(x, 2, 4);
    (void)state;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        ae_model *m = make_model(spec, 1), *again, *retrained = make_model(spec, 1);
        ae_fit_options o = options_of(kept[i].text);
        ae_error e;
        size_t n;
        o.steps = 3;
        must(ae_model_fit(m, &rows, &o, &e), &e);
        assert_string_equal(facts_of(m).optimizer, kept[i].kept);
        unsigned char *bytes = model_bytes(m, &n);
        must(ae_model_load_memory(&again, bytes, n, NULL, &e), &e);
        assert_same_model(m, again);
        assert_string_equal(facts_of(again).optimizer, kept[i].kept);
        o.optimizer = facts_of(again).optimizer; /* which trains the same model */
        must(ae_model_fit(retrained, &rows, &o, &e), &e);
        assert_same_model(m, retrained);
        test_free(bytes);
        ae_model_free(m);
        ae_model_free(again);
        ae_model_free(retrained);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_said_with_its_place),
        cmocka_unit_test(there_are_at_most_63_policies),
        cmocka_unit_test(a_text_has_at_most_1023_bytes),
        cmocka_unit_test(a_model_keeps_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
