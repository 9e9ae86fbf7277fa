/* Sorting: the order of items, found without moving them, without recursion and without memory of its own. */
#ifndef AE_BASE_ORDER_H
#define AE_BASE_ORDER_H

#include <stddef.h>
#include <stdint.h>

/* Below, at or above 0, as item a comes before, with or after item b. */
typedef int (*ae_compare_fn)(const void *items, size_t a, size_t b);

/* The numbers 0 ... n - 1 in ascending order of their items, in one half of `space`, which has room for 2 n. Merge sort: at
 * most n log2 n comparisons, whatever the file that the items came from. */
const uint32_t *ae_order(const void *items, size_t n, ae_compare_fn compare, uint32_t *space);

#endif
