/* Prefetching: where each line of memory lies in another page, a processor cannot guess which comes next, and is told. */
#ifndef AE_KERNEL_FETCH_H
#define AE_KERNEL_FETCH_H

#include "tensor/shape.h"

enum {
    AE_LINE = 64 / sizeof(ae_real), /* numbers in a line of the caches */
    AE_AHEAD = 16                   /* rows of memory from the one that is read to the one that is asked for */
};

/* The n numbers at p, n > 0. */
static inline void ae_fetch(const ae_real *p, size_t n)
{
    for (size_t i = 0; i < n; i += AE_LINE)
        __builtin_prefetch(p + i);
    __builtin_prefetch(p + n - 1);
}

static inline void ae_fetch_to_write(const ae_real *p, size_t n)
{
    for (size_t i = 0; i < n; i += AE_LINE)
        __builtin_prefetch(p + i, 1);
}

#endif
