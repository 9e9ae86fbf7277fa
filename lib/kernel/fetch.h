/* Memory on its way before it is needed. */
#ifndef AE_KERNEL_FETCH_H
#define AE_KERNEL_FETCH_H

#include "tensor/shape.h"

enum { AE_LINE = 64 / sizeof(ae_real) }; /* numbers in a line of the caches */

static inline void ae_fetch(const ae_real *p, size_t n)
{
    for (size_t i = 0; i < n; i += AE_LINE)
        __builtin_prefetch(p + i);
}

static inline void ae_fetch_to_write(const ae_real *p, size_t n)
{
    for (size_t i = 0; i < n; i += AE_LINE)
        __builtin_prefetch(p + i, 1);
}

#endif
