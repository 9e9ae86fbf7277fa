/* How a batch is cut: between the parts of a training that runs on several machines, and into the pieces that a part works
 * through one after the other. Every cut is made by shape alone, at nodes of the tree over rows (tensor/tree.h). */
#ifndef AE_TRAIN_SHARE_H
#define AE_TRAIN_SHARE_H

#include <stddef.h>

typedef struct ae_share {
    size_t first, n; /* the rows of the batch that are this part's; of a short batch, the last parts may have none */
    size_t piece;    /* rows of a piece; the last may be shorter */
    size_t owners;   /* parts that have rows: the first ones */
} ae_share;

/* Of a batch of `rows` in a training of `parts`, each step of which has at most `pieces` pieces, counted over all parts. */
ae_share ae_share_of(size_t rows, size_t parts, size_t part, size_t pieces);

#endif
