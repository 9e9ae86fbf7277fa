/* The innermost part of products: one tile of C in registers, its sum over k taken in the defined order. */
#ifndef AE_KERNEL_GEMM_TILE_H
#define AE_KERNEL_GEMM_TILE_H

#include "kernel/gemm_set.h"
#include "kernel/simd.h"

/* The largest tile keeps its sums, one vector of each of B's columns and one number of A in registers: 24 + 3 + 1 of the 32
 * that AVX-512 and NEON have, 12 + 3 + 1 of AVX2's 16. A tile of two vectors has more rows there, because eight chains are
 * too few: they would wait for each other. */
#if defined(__AVX512F__) || defined(AE_NEON)
#define AE_TILE_ROWS 8
#define AE_PAIR_ROWS 8
#elif defined(__AVX2__)
#define AE_TILE_ROWS 4
#define AE_PAIR_ROWS 6
#else
#define AE_TILE_ROWS 4
#define AE_PAIR_ROWS 4
#endif
#define AE_TILE_VECTORS 3
/* A B that fits the caches is packed if C has more rows than these. The wider the vectors, the less often a row of B, and
 * with it a page of memory, is looked up. */
#ifdef __AVX512F__
#define AE_NEAR_ROWS SIZE_MAX
#else
#define AE_NEAR_ROWS 96
#endif
/* In a transposed A, a line of the cache holds 16 rows. A tile of four rows uses a quarter of it, and the line has left the
 * cache when the next tile wants it: so A is packed first. Tiles of eight rows are as fast without. */
#define AE_PACKS_A (AE_TILE_ROWS < 8)
#if defined(__AVX2__) || defined(AE_NEON)
#define AE_ROW_VECTORS 8 /* of a tile of one row: fewer chains would wait for each other */
#else
#define AE_ROW_VECTORS 3 /* plain C is too slow for that to matter */
#endif

/* A sum over k is taken in steps that leave their partial sums on `stack`, which has room for ae_tile_depth(k) times
 * the sums of the largest tile. A step adds the k from `first` (a multiple of AE_FEATURE_BLOCK) to `end` (another, or t->k);
 * the last writes the sums to c, which may lie on the stack. */
size_t AE_LOCAL(ae_tile_depth)(size_t k);
void AE_LOCAL(ae_tile_step)(ae_real *stack, const ae_tile *t, size_t first, size_t end);

#define ae_tile_depth AE_LOCAL(ae_tile_depth)
#define ae_tile_step  AE_LOCAL(ae_tile_step)

#endif
