/* Which places of working memory are taken at which steps. */
#ifndef AE_GRAPH_SPACE_H
#define AE_GRAPH_SPACE_H

#include "base/memory.h"

/* Elements `from` to before `to`, taken from step `first` to step `last`. */
typedef struct ae_taken {
    size_t from, to, first, last;
} ae_taken;

enum { AE_SPACE_BLOCK = 64 };

/* Neighbours, in ascending order of `from`, and what they have in common. */
typedef struct ae_space_block {
    ae_taken list[AE_SPACE_BLOCK];
    size_t count;
    ae_taken hull;     /* from the least to the greatest of each */
    size_t last_first; /* the greatest `first`; a life that reaches this step ... */
    size_t first_last; /* the least `last`; ... and began by this one, meets them all */
    bool solid;        /* between them is no gap */
} ae_space_block;

typedef struct ae_space {
    ae_space_block **blocks;
    size_t count, capacity;
    ae_arena *arena;
} ae_space;

/* Takes the lowest place at which `size` elements are free from step `first` to step `last`. False if there is no memory.
 * Sizes and places are below SIZE_MAX / 4, so that no sum overflows.
 *
 * To find exactly the lowest place is to walk over all that lies below. The walk takes a block at once where its storages
 * all live before or after, as with layers of one width, or all live at the same time and close together, as those that a
 * training keeps from a layer's forward to its backward step. So n storages cost about n n / 64 short steps, and n n at the
 * worst, where many sizes alternate: of 20,000 the former take 10 ms, the latter a second. A graph has at most 4,096 nodes.
 * A search tree over the steps was tried: it was slower below 1,000 storages, and several times so where gaps remain. */
bool ae_space_take(size_t *from, ae_space *space, size_t size, size_t first, size_t last);

#endif
