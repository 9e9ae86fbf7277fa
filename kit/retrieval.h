/* Retrieval: codes of bits, which are compared by how many of them differ, and how good the rows are that a search finds. */
#ifndef KIT_RETRIEVAL_H
#define KIT_RETRIEVAL_H

#include "kit/table.h"

/* ---- Bits: a number above the threshold is 1
 * ------------------------------------------------------------------------------ */

typedef struct kit_bits {
    size_t n, width, words; /* rows, bits of one, and 64-bit words that it takes */
    uint64_t *data;         /* n x words; what is left of the last one is 0 */
} kit_bits;

/* False when there is no memory. kit_bits_free either way. */
bool kit_bits_make(kit_bits *out, const float *rows, size_t n, size_t width, float threshold);
void kit_bits_free(kit_bits *b);

/* The k rows of `among` that differ from each query in the fewest bits: their numbers, and in how many; both queries->n x k,
 * the nearest first, among equals the lower number. Where both are the same object, a row is not its own neighbour. k is 1
 * at least, and at most the number of rows that can be found. The result is the same for any number of threads, 1 at least.
 */
void kit_bits_nearest(size_t *found, float *differing, const kit_bits *among, const kit_bits *queries, size_t k,
                      size_t threads);

/* ---- What a search has found --------------------------------------------------------------------------------------------
 */

typedef struct kit_found {
    size_t k;
    const size_t *rows;     /* k for each query, the nearest first */
    const float *distances; /* as many */
    const kit_table *queries, *among;
} kit_found;

/* As a CSV, a line for each neighbour: query, rank, row and distance; with query_id, query_label, id and label where the
 * tables have them. The rank counts from 1, rows from 0, as in a list of rows to be kept. */
bool kit_found_write(const char *path, const kit_found *found, kit_message *why);

/* Precision at k: the share of the rows found whose label is that of their query, of the pairs where both have one; NaN
 * where none do. Both tables have labels. False when there is no memory. */
bool kit_found_precision(double *out, const kit_found *found, kit_message *why);

#endif
