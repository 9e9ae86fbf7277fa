#include "base/names.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void test_names_are_numbered_as_they_come(void **state)
{
    (void)state;
    ae_names names = { 0 };
    ae_arena arena;
    char text[1000][8];
    size_t number = 99;
    ae_arena_init(&arena, NULL);
    assert_false(ae_names_find(&number, &names, "n0"));
    for (size_t i = 0; i < 1000; i++) {
        (void)snprintf(text[i], sizeof text[i], "n%zu", i);
        assert_false(ae_names_find(&number, &names, text[i]));
        assert_true(ae_names_add(&names, text[i], &arena));
    }
    for (size_t i = 0; i < 1000; i++) {
        char copy[8];
        (void)snprintf(copy, sizeof copy, "n%zu", i);
        assert_true(ae_names_find(&number, &names, copy));
        assert_int_equal(number, i);
        assert_ptr_equal(names.list[i], text[i]);
    }
    assert_false(ae_names_find(&number, &names, "n1000"));
    assert_false(ae_names_find(&number, &names, ""));
    ae_arena_free(&arena);
}

static void *no_memory(void *user, size_t size)
{
    (void)user, (void)size;
    return NULL;
}

static void test_without_memory_nothing_is_added(void **state)
{
    (void)state;
    ae_names names = { 0 };
    ae_arena arena;
    size_t number;
    ae_allocator none = ae_allocator_or_default(NULL);
    none.alloc = no_memory;
    ae_arena_init(&arena, &none);
    assert_false(ae_names_add(&names, "a", &arena));
    assert_false(ae_names_find(&number, &names, "a"));
    ae_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_numbered_as_they_come),
        cmocka_unit_test(test_without_memory_nothing_is_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
