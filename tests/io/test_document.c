#include "support.h"

static void *no_memory(void *user, size_t size)
{
    (void)user, (void)size;
    return NULL;
}

static void no_free(void *user, void *memory, size_t size)
{
    (void)user, (void)memory, (void)size;
}

static void what_was_added_is_found_by_name(void **state)
{
    (void)state;
    ae_arena arena;
    ae_arena_init(&arena, NULL);
    ae_document d = sample_document(&arena);
    assert_string_equal(ae_document_string(&d, "format"), "1");
    assert_null(ae_document_string(&d, "forma"));
    assert_ptr_equal(tensor_called(&d, "dense1.bias"), &d.tensors[1]);
    assert_null(tensor_called(&d, "dense2.bias"));
    ae_arena_free(&arena);
}

static void an_empty_document_has_nothing(void **state)
{
    (void)state;
    ae_document d = { 0 };
    assert_null(ae_document_string(&d, "spec"));
    assert_null(tensor_called(&d, "dense1.weight"));
}

static void adding_without_memory_changes_nothing(void **state)
{
    (void)state;
    ae_allocator none = { no_memory, no_free, NULL };
    ae_tensor tensor = { "x", { 1, { 1 } }, NULL, 0 };
    ae_document d = { 0 };
    ae_arena arena;
    ae_arena_init(&arena, &none);
    assert_int_equal(ae_document_add_string(&d, "key", "value", &arena, NULL), AE_ENOMEM);
    assert_int_equal(ae_document_add_tensor(&d, &tensor, &arena, NULL), AE_ENOMEM);
    assert_int_equal(d.n_strings + d.n_tensors, 0);
    ae_arena_free(&arena);
}

static void a_tensors_bytes_are_counted_without_overflow(void **state)
{
    (void)state;
    ae_tensor small = { "x", { 3, { 2, 3, 5 } }, NULL, 0 }, huge = { "x", { 2, { SIZE_MAX / 2, 3 } }, NULL, 0 };
    assert_int_equal(ae_tensor_bytes(&small), 2 * 3 * 5 * 4);
    assert_int_equal(ae_tensor_bytes(&huge), SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_added_is_found_by_name),
        cmocka_unit_test(an_empty_document_has_nothing),
        cmocka_unit_test(adding_without_memory_changes_nothing),
        cmocka_unit_test(a_tensors_bytes_are_counted_without_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
