#include "base/order.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MOST = 600 };

static size_t comparisons;

static int by_value(const void *items, size_t a, size_t b)
{
    const uint32_t *x = items;
    comparisons++;
    return (x[a] > x[b]) - (x[a] < x[b]);
}

static size_t log2_up(size_t n)
{
    size_t bits = 0;
    while (((size_t)1 << bits) < n)
        bits++;
    return bits;
}

/* Ascending, every number once, equal items in the order they had. */
static void check(const uint32_t *items, size_t n)
{
    uint32_t space[2 * MOST];
    bool seen[MOST] = { false };
    comparisons = 0;
    const uint32_t *order = ae_order(items, n, by_value, space);
    assert_true(comparisons <= n * log2_up(n));
    for (size_t i = 0; i < n; i++) {
        assert_false(seen[order[i]]);
        seen[order[i]] = true;
        if (i > 0) {
            uint32_t before = items[order[i - 1]], here = items[order[i]];
            assert_true(before < here || (before == here && order[i - 1] < order[i]));
        }
    }
}

static void it_orders_any_numbers(void **state)
{
    (void)state;
    uint32_t items[MOST], x = 7;
    for (size_t n = 0; n <= MOST; n = n < 70 ? n + 1 : n + 53)
        for (uint32_t kinds = 1; kinds <= 1000; kinds *= 10) {
            for (size_t i = 0; i < n; i++)
                items[i] = ((x = x * 1664525u + 1013904223u) >> 8) % kinds;
            check(items, n);
        }
}

static void it_orders_what_is_in_order_or_reversed(void **state)
{
    (void)state;
    uint32_t up[MOST], down[MOST];
    for (uint32_t i = 0; i < MOST; i++) {
        up[i] = i;
        down[i] = MOST - i;
    }
    check(up, MOST);
    check(down, MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_orders_any_numbers),
        cmocka_unit_test(it_orders_what_is_in_order_or_reversed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
