/* The arithmetic of sizes that needs no check: none of these can overflow unnoticed. */
#ifndef AE_BASE_SIZE_H
#define AE_BASE_SIZE_H

#include <stddef.h>
#include <stdint.h>

static inline size_t ae_least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline size_t ae_most(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Into how many parts of `size` n falls; the last may be smaller. */
static inline size_t ae_parts(size_t n, size_t size)
{
    return n / size + (n % size != 0);
}

/* a b and a + b, or SIZE_MAX, of which there is never memory, where that is more than can be addressed. */
static inline size_t ae_times(size_t a, size_t b)
{
    size_t product;
    return __builtin_mul_overflow(a, b, &product) ? SIZE_MAX : product;
}

static inline size_t ae_plus(size_t a, size_t b)
{
    size_t sum;
    return __builtin_add_overflow(a, b, &sum) ? SIZE_MAX : sum;
}

/* The greatest number that divides both. */
static inline size_t ae_common_divisor(size_t a, size_t b)
{
    while (b) {
        size_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

#endif
