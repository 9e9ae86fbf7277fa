#include "base/order.h"
#include "base/size.h"

typedef struct run { /* of numbers already in order */
    const uint32_t *at, *end;
} run;

static uint32_t pop(run *r)
{
    return *r->at++;
}

static void merge(uint32_t *to, run a, run b, const void *items, ae_compare_fn compare)
{
    while (a.at < a.end && b.at < b.end)
        *to++ = pop(compare(items, *b.at, *a.at) < 0 ? &b : &a);
    while (a.at < a.end)
        *to++ = pop(&a);
    while (b.at < b.end)
        *to++ = pop(&b);
}

const uint32_t *ae_order(const void *items, size_t n, ae_compare_fn compare, uint32_t *space)
{
    uint32_t *from = space, *to = space + n;
    for (size_t i = 0; i < n; i++)
        from[i] = (uint32_t)i;
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t start = 0; start < n; start += 2 * width) {
            const uint32_t *middle = from + ae_least(start + width, n), *end = from + ae_least(start + 2 * width, n);
            merge(to + start, (run){ from + start, middle }, (run){ middle, end }, items, compare);
        }
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
    return from;
}
