/* Scratch memory, cut up into arrays.
 *
 * An op needs several arrays in its scratch, and the plan has to know before how many bytes these are together. One function
 * of the op serves for both, so that the two can never differ:
 *
 *     static void carve(ae_carve *c, room *r, size_t n)
 *     {
 *         r->sums = ae_carve_take(c, n, sizeof *r->sums);
 *         r->mean = ae_carve_take(c, n, sizeof *r->mean);
 *     }
 *
 *     at                         at + 64 k
 *     | sums ............ (gap)  | mean ...... (gap)  |
 *     '--------------------- bytes -------------------'
 *
 * When the plan is made, it is called with at = NULL: the pointers are NULL, and `bytes` is the answer. When the op runs, it
 * is called with the scratch memory, and takes the same arrays at the same places. Every array is AE_ALIGN-aligned. */
#ifndef AE_KERNEL_CARVE_H
#define AE_KERNEL_CARVE_H

#include "base/memory.h"

typedef struct ae_carve {
    char *at;     /* AE_ALIGN-aligned, or NULL to count only */
    size_t bytes; /* taken so far; SIZE_MAX = more than can be addressed */
} ae_carve;

/* The next array, of n items of `size` bytes; NULL while counting. */
void *ae_carve_take(ae_carve *c, size_t n, size_t size);

#endif
