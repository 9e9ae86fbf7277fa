/* Nearest neighbours: the rows at the smallest Euclidean distance from a row. The exact search looks at every row and is
 * always there; the approximate one, by FLANN, looks at some, is faster among many rows, and may miss neighbours. */
#ifndef KIT_NEIGHBOURS_H
#define KIT_NEIGHBOURS_H

#include "kit/message.h"
#include <stddef.h>

typedef struct kit_searching {
    size_t checks;  /* 0: exact. Otherwise approximate: in four random k-d trees, that many leaves for each query */
    size_t threads; /* 0 counts as 1; the result does not depend on it */
} kit_searching;

/* Rows that are searched, by their numbers from 0. One thread at a time may use it. */
typedef struct kit_neighbours kit_neighbours;

/* Of n rows of `width` numbers, which are not copied and must outlive it. Refuses no rows at all, numbers that are not
 * finite, and checks where this build is without FLANN. *out is NULL after a failure. */
bool kit_neighbours_make(kit_neighbours **out, const float *rows, size_t n, size_t width, const kit_searching *how,
                         kit_message *why);
void kit_neighbours_free(kit_neighbours *index);

/* Whether this build can search approximately. */
bool kit_neighbours_has_flann(void);

/* The k nearest rows of each of n queries: their numbers, and their distances unless that is NULL; both n x k, the nearest
 * first. Among rows at the same distance the exact search puts the lower number first. */
bool kit_neighbours_find(size_t *found, float *distances, kit_neighbours *index, const float *queries, size_t n, size_t k,
                         kit_message *why);

/* The same for the index's own rows first ... first + n - 1: the nearest among the others, so that k is below the number of
 * rows. */
bool kit_neighbours_of_rows(size_t *found, float *distances, kit_neighbours *index, size_t first, size_t n, size_t k,
                            kit_message *why);

/* Bytes that the index holds besides the rows. */
size_t kit_neighbours_memory(const kit_neighbours *index);

#endif
