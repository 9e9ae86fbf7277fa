/* Places in working memory: the lowest free ones, as a walk over all that were taken before finds them. */
#include "base/random.h"
#include "graph/space.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { STEPS = 70, MOST = 300 };

typedef struct storage {
    size_t first, last, size, offset;
} storage;

static bool is_taken(const storage *all, size_t n, const storage *s)
{
    for (size_t i = 0; i < n; i++)
        if (all[i].first <= s->last && s->first <= all[i].last && all[i].offset < s->offset + s->size &&
            s->offset < all[i].offset + all[i].size)
            return true;
    return false;
}

/* Offset by offset. */
static size_t walk(const storage *all, size_t n, storage s)
{
    for (s.offset = 0; is_taken(all, n, &s); s.offset++)
        ;
    return s.offset;
}

/* A number below n. */
static size_t draw(uint32_t case_, uint32_t number, size_t n)
{
    uint32_t quad[4];
    const ae_place place = { .seed = 3, .name = case_ };
    ae_random_quad(quad, &place, number);
    return quad[0] % n;
}

static storage invent(uint32_t case_, uint32_t number, size_t steps, size_t longest)
{
    storage s = { .first = draw(case_, 3 * number, steps), .size = 1 + draw(case_, 3 * number + 1, 9) };
    s.last = s.first + draw(case_, 3 * number + 2, longest);
    s.last = s.last < steps ? s.last : steps - 1;
    return s;
}

static void assert_places_are_lowest(uint32_t case_, size_t steps, size_t longest)
{
    storage all[MOST];
    ae_arena arena;
    ae_arena_init(&arena, NULL);
    ae_space space = { .arena = &arena };
    for (uint32_t i = 0; i < MOST; i++) {
        all[i] = invent(case_, i, steps, longest);
        assert_true(ae_space_take(&all[i].offset, &space, all[i].size, all[i].first, all[i].last));
        assert_int_equal(all[i].offset, walk(all, i, all[i]));
    }
    assert_true(space.count > 4);
    ae_arena_free(&arena);
}

/* Given storages of random sizes, with short lives or long ones; then each gets the lowest place that is free. */
static void the_lowest_place_is_found(void **state)
{
    (void)state;
    for (uint32_t case_ = 0; case_ < 4; case_++) {
        assert_places_are_lowest(case_, STEPS, 3);
        assert_places_are_lowest(case_, STEPS, STEPS);
        assert_places_are_lowest(case_, 64, 20);
        assert_places_are_lowest(case_, 1, 1);
    }
}

/* Given lives as those of a training, each within the one before; then they lie one upon the other, and what lives beside
 * the inner ones only gets the place of the outer ones' neighbours. */
static void nested_lives_lie_one_upon_the_other(void **state)
{
    enum { N = 200 };
    ae_arena arena;
    size_t from;
    (void)state;
    ae_arena_init(&arena, NULL);
    ae_space space = { .arena = &arena };
    for (size_t i = 0; i < N; i++) {
        assert_true(ae_space_take(&from, &space, 5, i, 2 * N - i));
        assert_int_equal(from, 5 * i);
    }
    assert_true(ae_space_take(&from, &space, 7, 0, 0)); /* only the first is there */
    assert_int_equal(from, 5);
    assert_true(ae_space_take(&from, &space, 7, N, N)); /* all are */
    assert_int_equal(from, 5 * N);
    ae_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lowest_place_is_found),
        cmocka_unit_test(nested_lives_lie_one_upon_the_other),
    };
    return cmocka_run_group_tests_name("space", tests, NULL, NULL);
}
