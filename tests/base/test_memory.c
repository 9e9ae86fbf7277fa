#include "base/memory.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* An allocator that counts, hands out memory full of rubbish, off by 16, and fails from a given call on. The 16 bytes hold
 * the block's size, which its free must name. */
typedef struct ledger {
    size_t calls, alive, bytes, fail_at;
} ledger;

static void *counting_alloc(void *user, size_t size)
{
    ledger *l = user;
    if (++l->calls == l->fail_at)
        return NULL;
    char *block = malloc(size + 16);
    assert_non_null(block);
    memset(block, 0xA5, size + 16);
    memcpy(block, &size, sizeof size);
    l->alive++;
    l->bytes += size;
    return block + 16;
}

static void counting_free(void *user, void *memory, size_t given)
{
    char *block = (char *)memory - 16;
    size_t size;
    memcpy(&size, block, sizeof size);
    assert_int_equal(given, size);
    ((ledger *)user)->alive--;
    free(block);
}

static ae_arena counted_arena(ledger *l)
{
    ae_arena arena;
    ae_allocator allocator = { counting_alloc, counting_free, l };
    ae_arena_init(&arena, &allocator);
    return arena;
}

static void test_sizes_are_checked(void **state)
{
    (void)state;
    size_t n = 1;
    assert_true(ae_size_mul(&n, SIZE_MAX / 2, 2) && n == SIZE_MAX - 1);
    assert_true(ae_size_mul(&n, 0, SIZE_MAX) && n == 0);
    assert_true(ae_size_mul(&n, SIZE_MAX, 0) && n == 0);
    assert_false(ae_size_mul(&n, SIZE_MAX / 2 + 1, 2));
    assert_true(ae_size_add(&n, SIZE_MAX - 1, 1) && n == SIZE_MAX);
    assert_false(ae_size_add(&n, SIZE_MAX, 1));
}

static void test_rounding_up(void **state)
{
    (void)state;
    assert_int_equal(ae_round_up(0, 64), 0);
    assert_int_equal(ae_round_up(1, 64), 64);
    assert_int_equal(ae_round_up(64, 64), 64);
    assert_int_equal(ae_round_up(65, 64), 128);
    assert_int_equal(ae_round_up(10, 3), 12);
    assert_true(ae_round_up(SIZE_MAX - 5, 64) == SIZE_MAX);
}

static void test_the_default_allocator_allocates(void **state)
{
    (void)state;
    ae_allocator a = ae_allocator_or_default(NULL), own = { counting_alloc, counting_free, &a };
    void *block = a.alloc(a.user, 100);
    assert_non_null(block);
    a.free(a.user, block, 100);
    assert_ptr_equal(ae_allocator_or_default(&own).user, &a);
}

static void test_memory_is_zeroed_and_aligned(void **state)
{
    (void)state;
    ledger l = { 0 };
    ae_arena arena = counted_arena(&l);
    for (size_t n = 0; n < 5000; n += 37) {
        static const char zero[5000];
        char *p = ae_arena_take(&arena, n, 1);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % AE_ALIGN, 0);
        assert_memory_equal(p, zero, n);
        memset(p, 0xFF, n);
    }
    ae_arena_free(&arena);
    assert_int_equal(l.alive, 0);
}

static void test_takings_do_not_overlap(void **state)
{
    (void)state;
    enum { N = 400 };
    unsigned char *piece[N];
    ledger l = { 0 };
    ae_arena arena = counted_arena(&l);
    for (size_t i = 0; i < N; i++) {
        piece[i] = ae_arena_take(&arena, i * 13 + 1, 1);
        assert_non_null(piece[i]);
        memset(piece[i], (int)i % 251, i * 13 + 1);
    }
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k <= i * 13; k++)
            assert_true(piece[i][k] == i % 251);
    ae_arena_free(&arena);
}

static void test_the_total_is_what_was_asked_of_the_allocator(void **state)
{
    (void)state;
    ledger l = { 0 };
    ae_arena arena = counted_arena(&l);
    ae_arena_take(&arena, 10, 4);
    ae_arena_take(&arena, 1000000, 1);
    ae_arena_take(&arena, 10, 4);
    assert_int_equal(arena.total, l.bytes);
    assert_int_equal(l.calls, 2); /* the small ones share a chunk, on both sides of the big one */
    assert_true(l.bytes >= 1000000 + ae_arena_cost(1) && l.bytes < 1000000 + 20000);
    ae_arena_free(&arena);
    assert_int_equal(arena.total, 0);
    assert_int_equal(l.alive, 0);
}

/* A quarter of a chunk is not yet big: four of them fill one to the last byte. */
static void test_four_quarters_fill_a_chunk(void **state)
{
    (void)state;
    ledger l = { 0 };
    ae_arena arena = counted_arena(&l);
    for (size_t i = 0; i < 4; i++)
        assert_non_null(ae_arena_take(&arena, 4096, 1));
    assert_int_equal(l.calls, 1);
    assert_non_null(ae_arena_take(&arena, 1, 1));
    assert_int_equal(l.calls, 2);
    ae_arena_free(&arena);
}

static void test_a_single_block_costs_what_is_said(void **state)
{
    (void)state;
    static const size_t sizes[] = { 5000, 5056, 100000, 123457 };
    for (size_t i = 0; i < 4; i++) {
        ledger l = { 0 };
        ae_arena arena = counted_arena(&l);
        ae_arena_take(&arena, sizes[i], 1);
        assert_int_equal(arena.total, ae_arena_cost(sizes[i]));
        ae_arena_free(&arena);
    }
    assert_true(ae_arena_cost(SIZE_MAX) == SIZE_MAX);
}

static void test_what_does_not_fit_is_refused(void **state)
{
    (void)state;
    ledger l = { 0 };
    ae_arena arena = counted_arena(&l);
    assert_null(ae_arena_take(&arena, SIZE_MAX, 2));
    assert_null(ae_arena_take(&arena, SIZE_MAX, 1));
    assert_null(ae_arena_take(&arena, SIZE_MAX - 100, 1));
    assert_null(ae_arena_text(&arena, "", SIZE_MAX));
    assert_int_equal(l.calls, 0);
    ae_arena_free(&arena);
}

static void test_an_arena_survives_a_failed_allocation(void **state)
{
    (void)state;
    ledger l = { .fail_at = 2 };
    ae_arena arena = counted_arena(&l);
    char *kept = ae_arena_text(&arena, "kept", 4);
    assert_null(ae_arena_take(&arena, 1 << 20, 1));
    assert_string_equal(kept, "kept");
    assert_non_null(ae_arena_take(&arena, 1 << 20, 1));
    assert_int_equal(arena.total, l.bytes);
    ae_arena_free(&arena);
    assert_int_equal(l.alive, 0);
}

static void test_a_freed_arena_can_be_used_and_freed_again(void **state)
{
    (void)state;
    ledger l = { 0 };
    ae_arena arena = counted_arena(&l);
    ae_arena_take(&arena, 8, 8);
    ae_arena_free(&arena);
    ae_arena_free(&arena);
    assert_non_null(ae_arena_take(&arena, 8, 8));
    ae_arena_free(&arena);
    assert_int_equal(l.alive, 0);
}

static void test_texts_are_copied_and_closed(void **state)
{
    (void)state;
    ledger l = { 0 };
    ae_arena arena = counted_arena(&l);
    assert_string_equal(ae_arena_text(&arena, "abcdef", 3), "abc");
    assert_string_equal(ae_arena_text(&arena, NULL, 0), "");
    ae_arena_free(&arena);
}

static void test_an_array_grows(void **state)
{
    (void)state;
    ledger l = { 0 };
    ae_arena arena = counted_arena(&l);
    void *items = NULL;
    size_t count = 0, capacity = 0;
    for (size_t i = 0; i < 1000; i++) {
        size_t *next = ae_arena_push(&arena, &items, &count, &capacity, sizeof *next);
        assert_non_null(next);
        assert_int_equal(*next, 0);
        *next = i * i;
    }
    assert_int_equal(count, 1000);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(((size_t *)items)[i], i * i);
    ae_arena_free(&arena);
}

static void test_an_array_that_cannot_grow_is_unchanged(void **state)
{
    (void)state;
    ledger l = { .fail_at = 1 };
    ae_arena arena = counted_arena(&l);
    void *items = NULL;
    size_t count = 0, capacity = 0;
    assert_null(ae_arena_push(&arena, &items, &count, &capacity, 8));
    assert_true(!items && count == 0 && capacity == 0);
    ae_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_are_checked),
        cmocka_unit_test(test_rounding_up),
        cmocka_unit_test(test_the_default_allocator_allocates),
        cmocka_unit_test(test_memory_is_zeroed_and_aligned),
        cmocka_unit_test(test_takings_do_not_overlap),
        cmocka_unit_test(test_the_total_is_what_was_asked_of_the_allocator),
        cmocka_unit_test(test_four_quarters_fill_a_chunk),
        cmocka_unit_test(test_a_single_block_costs_what_is_said),
        cmocka_unit_test(test_what_does_not_fit_is_refused),
        cmocka_unit_test(test_an_arena_survives_a_failed_allocation),
        cmocka_unit_test(test_a_freed_arena_can_be_used_and_freed_again),
        cmocka_unit_test(test_texts_are_copied_and_closed),
        cmocka_unit_test(test_an_array_grows),
        cmocka_unit_test(test_an_array_that_cannot_grow_is_unchanged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
