/* The innermost part of conv*.c: products whose left side is gathered. Element (i, k) of A lies at a[row[i] + step[k]], so
 * that one padded image serves as the matrix of all its patches, which is never written down. */
#ifndef AE_KERNEL_GATHER_H
#define AE_KERNEL_GATHER_H

#include "kernel/gemm.h"

/* A piece of the sum over k: one FMA chain that begins at +0. */
typedef struct ae_piece {
    size_t a;           /* added to all of A's places */
    const ae_real *b;   /* element (k, j) at b[k * b_step + j] */
    const size_t *step; /* n of them */
    size_t n;
    unsigned joins; /* this many of the sums on the stack, the last one first, are taken from it and added to this one */
} ae_piece;

typedef struct ae_gather {
    const ae_real *a;
    const size_t *row; /* AE_TILE_ROWS of them; rows that are not used repeat another */
    size_t vectors;    /* of columns: 1 ... AE_TILE_VECTORS, all readable */
    size_t b_step;
    const ae_piece *piece;
    size_t pieces;
} ae_gather;

#ifdef AE_ISA
enum { AE_GATHER_VECTORS = 8 }; /* side by side in ae_gather_row, at most */

/* Sums up one tile. The stack has room for as many tiles as sums are open at once, and one more; the result is in
 * stack[0 ... AE_TILE_ROWS * vectors * AE_LANES), row by row. What is open at the end is added last to first. */
void AE_LOCAL(ae_gather_tile)(ae_real *stack, const ae_gather *g, size_t column);

/* One row with a dense left side and a gathered right one, vectors = 1, 2, 4 or 8 of columns side by side:
 * out[j] = the sum over k of a[k] * b[step[k] + j], in blocks of AE_FEATURE_BLOCK. */
void AE_LOCAL(ae_gather_row)(ae_real *out, const ae_real *a, const ae_real *b, const size_t *step, size_t k, size_t vectors);

#define ae_gather_tile AE_LOCAL(ae_gather_tile)
#define ae_gather_row  AE_LOCAL(ae_gather_row)
#endif

#endif
