/* Memory on its way before it is needed: where each line lies in a page of its own, no processor sees the next one coming.
 */
#ifndef AE_KERNEL_FETCH_H
#define AE_KERNEL_FETCH_H

#include "tensor/shape.h"

enum {
    AE_LINE = 64 / sizeof(ae_real), /* numbers in a line of the caches */
    AE_AHEAD = 16                   /* rows of memory that are on their way while one is read */
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
