/* The fixed binary tree over blocks of 32 rows, for sums of doubles over any number of rows: the same result however the
 * rows are cut into chunks, as long as no block is cut. */
#ifndef AE_TENSOR_TREE_H
#define AE_TENSOR_TREE_H

#include <stddef.h>
#include <stdint.h>

/* Wherever rows are cut (in working memory, tasks, sums, reading), they are cut at multiples of this. */
enum { AE_TREE_BLOCK = 32, AE_TREE_LEVELS = 40 };

typedef struct ae_tree {
    double level[AE_TREE_LEVELS]; /* level l holds the sum of 2^l blocks, where bit l of `blocks` is set */
    uint64_t blocks;
} ae_tree;

/* Adds rows i = 0 ... n - 1, each weight[i] * x[i] (either NULL = 1 each). All calls but the last bring multiples of 32 rows. */
void ae_tree_add(ae_tree *tree, const double *x, const float *weight, size_t n);
double ae_tree_total(const ae_tree *tree);

/* Rows of a piece where a batch falls into at most `pieces` pieces (1 or more), each of them a node of the tree: 32 times
 * the least power of two that will do. The last piece may be shorter. */
size_t ae_tree_piece(size_t rows, size_t pieces);

#endif
