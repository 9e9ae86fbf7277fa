/* A key that a curve does not use is a mistake: whoever writes it expects something of it. */
#include "../help.h"

static ae_status try_text(const char *text, ae_error *e)
{
    ae_fit_options o = { .size = sizeof o, .optimizer = text, .batch = 1, .steps = 10 };
    ae_model *model = make_model("input 4 | dense 2 | code | dense 4", 1);
    size_t bytes;
    ae_status status = ae_trainer_memory(&bytes, model, &o, e);
    ae_model_free(model);
    return status;
}

static void a_key_of_another_curve_is_named(void **state)
{
    ae_error e;
    (void)state;

    ae_status status = try_text("sgd | schedule cosine factor=0.5", &e);

    assert_int_equal(status, AE_EWORD);
    assert_int_equal(e.column, 23);
    assert_string_equal(e.text, "line 1, column 23: schedule cosine does not use factor=");
}

static void every_key_is_used_by_some_curve(void **state)
{
    static const char *const good[] = {
        "sgd | schedule constant warmup=3",
        "sgd | schedule step warmup=3 every=2 factor=0.5",
        "sgd | schedule exponential every=2 factor=0.5 warmup=3",
        "sgd | schedule cosine warmup=3 final=0.1",
        "sgd | schedule onecycle start=0.1 peak=0.4 final=0.01",
        "sgd | schedule inverse_sqrt warmup=3",
    };
    ae_error e;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        must(try_text(good[i], &e), &e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_of_another_curve_is_named),
        cmocka_unit_test(every_key_is_used_by_some_curve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
