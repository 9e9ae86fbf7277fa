/* Scratch memory, cut up. The same calls tell how much is needed (with at = NULL) and give it out. */
#ifndef AE_KERNEL_CARVE_H
#define AE_KERNEL_CARVE_H

#include "base/memory.h"

typedef struct ae_carve {
    char *at;     /* AE_ALIGN-aligned, or NULL to count only */
    size_t bytes; /* taken so far; SIZE_MAX = more than can be addressed */
} ae_carve;

/* The next n items of `size` bytes; NULL while counting. */
static inline void *ae_carve_take(ae_carve *c, size_t n, size_t size)
{
    size_t bytes, end, from = c->bytes;
    bool fits =
        ae_size_mul(&bytes, n, size) && bytes < SIZE_MAX - AE_ALIGN && ae_size_add(&end, from, ae_round_up(bytes, AE_ALIGN));
    c->bytes = fits ? end : SIZE_MAX;
    return c->at ? c->at + from : NULL;
}

#endif
