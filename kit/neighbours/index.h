/* What the ways of searching share. */
#ifndef KIT_NEIGHBOURS_INDEX_H
#define KIT_NEIGHBOURS_INDEX_H

#include "kit/neighbours.h"

struct kit_neighbours {
    const float *rows;
    size_t n, width;
    kit_searching how;
    void *trees; /* FLANN's; NULL in an exact search */
};

/* The searches themselves: all arguments are right, and `distances` is there. Distances come squared. */
void kit_neighbours_scan(size_t *found, float *squares, const kit_neighbours *index, const float *queries, size_t n,
                         size_t k);
bool kit_trees_find(size_t *found, float *squares, const kit_neighbours *index, const float *queries, size_t n, size_t k,
                    kit_message *why);

bool kit_trees_make(kit_neighbours *index, kit_message *why);
void kit_trees_free(kit_neighbours *index);
size_t kit_trees_memory(const kit_neighbours *index);

/* Puts a row behind all that are as near: rows come with rising numbers, so that among equals the first keeps its place.
 * `held` are there already, of k at most. */
static inline void kit_nearest_insert(size_t *found, float *distances, size_t held, size_t k, size_t row, float distance)
{
    size_t at = held < k ? held : k - 1;
    for (; at > 0 && distances[at - 1] > distance; at--) {
        distances[at] = distances[at - 1];
        found[at] = found[at - 1];
    }
    distances[at] = distance;
    found[at] = row;
}

#endif
