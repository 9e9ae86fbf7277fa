/* Which plans look up rows of weights instead of expanding categories. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "model/entry.h"
#include <cmocka.h>
#include <string.h>

static size_t count(const ae_plan *plan, const char *op)
{
    size_t n = 0;
    for (size_t i = 0; i < plan->n_steps; i++)
        n += strcmp(plan->steps[i].op->name, op) == 0;
    return n;
}

static void assert_plans(const char *spec, bool codes)
{
    const ae_entry_rule *const rules[] = { &ae_entry_rules[0], &ae_entry_train };
    ae_arena arena;
    ae_program program;
    ae_error e = { AE_OK, 0, 0, "" };
    ae_arena_init(&arena, NULL);
    if (ae_program_make(&program, spec, 0, &arena, &e) != AE_OK)
        fail_msg("%s", e.text);
    for (size_t i = 0; i < 2; i++) {
        ae_entry entry;
        assert_int_equal(ae_entry_make(&entry, &program, rules[i], &arena, &e), AE_OK);
        assert_int_equal(count(&entry.plan, "affine_codes") > 0, codes);
        assert_int_equal(count(&entry.plan, "expand"), !codes);
    }
    ae_arena_free(&arena);
}

/* Given categories before a dense layer; then no row is expanded, in inference and in training. */
static void categories_before_a_dense_layer_are_not_expanded(void **state)
{
    (void)state;
    assert_plans("input 3 | columns number,category:500*2 | dense 4 act=tanh | code | dense 1001", true);
    assert_plans("input 1 | columns category:4 | flatten | dense 4 bias=no | code | dense 4", true);
}

/* Given categories of which few numbers are zeros, indicators of gaps, or another layer; then rows are expanded. */
static void other_categories_are_expanded(void **state)
{
    (void)state;
    assert_plans("input 9 | columns number*8,category:4 | dense 4 act=tanh | code | dense 12", false);
    assert_plans("input 1 | columns category:9 | missing mask indicators=yes | dense 4 | code | dense 9", false);
    assert_plans("input 1 | columns category:9 | layernorm | dense 4 | code | dense 9", false);
}

/* Given a penalty that moves what the net gets; then the moved product is a whole one, beside the one that looks up. */
static void what_the_net_gets_can_be_moved(void **state)
{
    ae_arena arena;
    ae_program program;
    ae_entry entry;
    ae_error e = { AE_OK, 0, 0, "" };
    (void)state;
    ae_arena_init(&arena, NULL);
    const char *spec = "input 2 | columns category:9*2 | dense 4 act=relu | code | dense 18 | penalty contractive weight=1";
    assert_int_equal(ae_program_make(&program, spec, 0, &arena, &e), AE_OK);
    assert_int_equal(ae_entry_make(&entry, &program, &ae_entry_train, &arena, &e), AE_OK);
    assert_int_equal(count(&entry.plan, "noise"), 1);
    assert_int_equal(count(&entry.plan, "expand"), 1);
    assert_int_equal(count(&entry.plan, "affine_codes"), 2); /* forward and backward */
    assert_int_equal(count(&entry.plan, "affine"), 4);       /* of the moved first layer and of the last one */
    ae_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(categories_before_a_dense_layer_are_not_expanded),
        cmocka_unit_test(other_categories_are_expanded),
        cmocka_unit_test(what_the_net_gets_can_be_moved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
