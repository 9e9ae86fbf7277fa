/* The arithmetic of sizes that needs no check: none of these can overflow. */
#ifndef AE_BASE_SIZE_H
#define AE_BASE_SIZE_H

#include <stddef.h>

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

#endif
