/* Whoever comes from Keras or PyTorch is told the word that is used here. */
#include "../help.h"
#include "policy/choice.h"

static void assert_meant(const char *text, const char *ours)
{
    ae_arena arena;
    ae_choice choice;
    ae_error e;
    ae_arena_init(&arena, NULL);
    const ae_choosing choosing = { .arena = &arena };
    assert_int_equal(ae_choice_read(&choice, text, &choosing, &e), AE_EWORD);
    if (!strstr(e.text, ours))
        fail_msg("%s: %s", text, e.text);
    ae_arena_free(&arena);
}

static void policies_of_other_libraries_are_known(void **state)
{
    (void)state;
    assert_meant("adam | EarlyStopping patience=3", "\"stop\"");
    assert_meant("adam | early_stopping patience=3", "\"stop\"");
    assert_meant("adam | ReduceLROnPlateau", "\"plateau\"");
    assert_meant("adam | CosineAnnealingLR", "\"schedule\"");
    assert_meant("adam | clip_grad_norm_ 1", "\"clip\"");
    assert_meant("adam | weight_decay 1e-4", "\"decay\"");
}

static void their_keys_are_known(void **state)
{
    (void)state;
    assert_meant("adam | clip max_norm=1", "\"norm\"");
    assert_meant("adam | schedule step gamma=0.5", "\"factor\"");
    assert_meant("adam | schedule step step_size=30", "\"every\"");
    assert_meant("adam | schedule cosine warmup_steps=30", "\"warmup\"");
    assert_meant("adam | schedule onecycle pct_start=0.2", "\"peak\"");
    assert_meant("adam | stop monitor=valid", "\"on\"");
}

static void a_policy_in_the_place_of_the_optimizer_is_told(void **state)
{
    (void)state;
    assert_meant("stop patience=5", "line 1, column 1: stop: a policy; an optimizer stands before it");
}

static void a_side_without_weights_is_told(void **state)
{
    ae_model *model = make_model("input 4 | code | dense 4", 1);
    ae_fit_options o = { .size = sizeof o, .optimizer = "adam | freeze encoder", .batch = 1 };
    size_t bytes;
    ae_error e;
    (void)state;

    ae_status status = ae_trainer_memory(&bytes, model, &o, &e);

    assert_int_equal(status, AE_EWORD);
    assert_string_equal(e.text, "line 1, column 15: freeze: the encoder has no weights");
    ae_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(policies_of_other_libraries_are_known),
        cmocka_unit_test(their_keys_are_known),
        cmocka_unit_test(a_policy_in_the_place_of_the_optimizer_is_told),
        cmocka_unit_test(a_side_without_weights_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
