#include "../help.h"
#include "data/row_order.h"

enum { ROWS = 103, BATCH = 10 };

static void count_epoch(const ae_row_order *s, uint64_t epoch, int count[ROWS])
{
    memset(count, 0, ROWS * sizeof *count);
    for (uint64_t step = 0; step < ae_row_order_steps(s); step++) {
        ae_batch batch = ae_row_order_batch(s, epoch * ae_row_order_steps(s) + step);
        for (size_t i = 0; i < batch.n; i++)
            count[batch.ids[i]]++;
    }
}

/* Given any epoch; then every row comes once, and the last batch is the rest. */
static void every_row_comes_once(void **state)
{
    uint32_t ids[BATCH];
    int count[ROWS];
    ae_row_order s = { ROWS, BATCH, 7, *(const bool *)*state, ids };
    assert_int_equal(ae_row_order_steps(&s), 11);
    for (uint64_t epoch = 0; epoch < 5; epoch++) {
        count_epoch(&s, epoch, count);
        for (size_t i = 0; i < ROWS; i++)
            assert_int_equal(count[i], 1);
    }
    assert_int_equal(ae_row_order_batch(&s, 10).n, 3);
}

static void epochs_and_seeds_differ(void **state)
{
    uint32_t first[BATCH], other[BATCH];
    ae_row_order s = { ROWS, BATCH, 7, true, first };
    (void)state;
    ae_row_order_batch(&s, 0);
    s.ids = other;
    ae_row_order_batch(&s, ae_row_order_steps(&s));
    assert_memory_not_equal(first, other, sizeof first);
    s.seed = 8;
    ae_row_order_batch(&s, 0);
    assert_memory_not_equal(first, other, sizeof first);
}

static void order_can_be_kept(void **state)
{
    uint32_t ids[BATCH];
    ae_row_order s = { ROWS, BATCH, 7, false, ids };
    (void)state;
    ae_row_order_batch(&s, 12);
    for (uint32_t i = 0; i < BATCH; i++)
        assert_int_equal(ids[i], 10 + i);
}

int main(void)
{
    static bool yes = true, no = false;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(every_row_comes_once, &yes),
        cmocka_unit_test_prestate(every_row_comes_once, &no),
        cmocka_unit_test(epochs_and_seeds_differ),
        cmocka_unit_test(order_can_be_kept),
    };
    return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
