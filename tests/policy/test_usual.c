/* What the guard takes for usual, and for how long it blames rows. */
#include "../help.h"
#include "policy/choice.h"
#include "policy/guard.h"

typedef struct training {
    ae_arena arena;
    ae_choice choice;
} training;

static void open_training(training *t, const char *text)
{
    ae_error e;
    ae_arena_init(&t->arena, NULL);
    const ae_choosing choosing = { .arena = &t->arena };
    must(ae_choice_read(&t->choice, text, &choosing, &e), &e);
}

/* Whether the guard takes a step of this loss. */
static bool takes(const training *t, double loss)
{
    const ae_chosen *guard = t->choice.guard;
    const ae_clock clock = { .loss = loss };
    return guard->policy->step(guard, &clock) == AE_ADVICE_GO;
}

/* Rows of zeros, or of no weight. */
static void losses_of_0_say_nothing_about_what_is_usual(void **state)
{
    training t;
    (void)state;
    open_training(&t, "sgd");

    for (size_t i = 0; i < 40; i++)
        assert_true(takes(&t, 0));

    assert_true(takes(&t, 0.5));
    for (size_t i = 0; i < 4; i++)
        assert_true(takes(&t, 0.1));
    assert_false(takes(&t, 1e7));
    ae_arena_free(&t.arena);
}

static void three_gradients_in_a_row_that_are_not_finite_blame_the_weights(void **state)
{
    training t;
    (void)state;
    open_training(&t, "sgd");

    for (size_t i = 1; i <= 3; i++) {
        assert_true(takes(&t, 1));
        assert_int_equal(ae_guard_refuse(t.choice.guard), i == 3);
    }
    ae_arena_free(&t.arena);
}

static void a_step_that_is_taken_ends_the_row(void **state)
{
    training t;
    const ae_pass pass = { .step = 3 };
    (void)state;
    open_training(&t, "sgd");
    const ae_chosen *guard = t.choice.guard;

    for (size_t i = 0; i < 2; i++) {
        assert_false(takes(&t, (double)NAN));
        assert_false(ae_guard_refuse(guard));
    }
    assert_true(takes(&t, 1));
    guard->policy->after(guard, &pass);
    assert_false(takes(&t, (double)NAN));

    assert_false(ae_guard_refuse(guard));
    ae_arena_free(&t.arena);
}

/* As a sensor brings them that was silent at first. */
static void a_trainer_learns_from_a_row_after_rows_of_zeros(void **state)
{
    const float zeros[4] = { 0, 0, 0, 0 }, row[4] = { 1, 0, 1, 0 };
    const ae_rows silence = AE_ROWS_F32(zeros, 1, 4), signal = AE_ROWS_F32(row, 1, 4);
    ae_fit_options o = { .size = sizeof o, .optimizer = "sgd lr=0.01", .batch = 1 };
    ae_model *model = make_model("input 4 | dense 2 | code | dense 4", 1);
    ae_trainer *trainer;
    ae_error e;
    (void)state;
    must(ae_trainer_create(&trainer, model, &o, &e), &e);

    for (size_t i = 0; i < 10; i++)
        must(ae_trainer_step(NULL, trainer, &silence, &e), &e);

    must(ae_trainer_step(NULL, trainer, &signal, &e), &e);
    ae_trainer_free(trainer);
    ae_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(losses_of_0_say_nothing_about_what_is_usual),
        cmocka_unit_test(three_gradients_in_a_row_that_are_not_finite_blame_the_weights),
        cmocka_unit_test(a_step_that_is_taken_ends_the_row),
        cmocka_unit_test(a_trainer_learns_from_a_row_after_rows_of_zeros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
