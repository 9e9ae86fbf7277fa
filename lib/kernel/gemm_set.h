/* Part of gemm*.c. Products are cut and handed out by code that is compiled once: it finds its way through matrices, and
 * computes nothing. What computes numbers, and the shapes that it likes, it takes from a kernel set. */
#ifndef AE_KERNEL_GEMM_SET_H
#define AE_KERNEL_GEMM_SET_H

#include "kernel/gemm.h"

typedef struct ae_tile {
    size_t rows, vectors; /* at most tile_rows x tile_vectors; with two vectors, pair_rows; with one row, row_vectors */
    const ae_real *a;     /* element (i, k) at a[i * a_row + (k - first) * a_step], first being this step's first */
    size_t a_row, a_step;
    const ae_real *b; /* element (k, j) at b[k * b_step + j], all of the tile's vectors readable */
    size_t b_step;
    size_t k;
    ae_sum sum;
    ae_real *c; /* sum (i, j) goes to c[i * ldc + j] */
    size_t ldc;
} ae_tile;

typedef struct ae_gemm_set {
    size_t lanes, tile_vectors, row_vectors; /* vectors of a tile; of a tile of one row */
    size_t tile_rows, pair_rows;             /* of a tile; of a tile of two vectors */
    size_t block;                            /* k that one chain takes; a step of the tiles takes so many at the least */
    size_t near_rows;                        /* more of C than these repay packing a B that is near */
    size_t (*depth)(size_t k);
    void (*tile)(ae_real *stack, const ae_tile *t, size_t first, size_t end);
    void (*pack)(ae_real *out, size_t width, const ae_matrix *b, size_t k0, size_t k1, size_t j0, size_t j1);
    /* NULL: A is always read in place */
    void (*pack_a)(ae_real *out, const ae_matrix *a, size_t row, size_t rows, size_t k0, size_t k1, size_t k);
    bool (*row_suits)(const ae_gemm *g);
    size_t (*row_size)(size_t n, size_t k);
    void (*row_sums)(ae_real *sums, const ae_gemm *g, ae_pool *pool);
    /* n sums at x become the result at c, which is x or elsewhere; `row` and `column` say of which of C's elements. */
    void (*epilogue)(const ae_gemm *g, ae_real *c, ae_real *x, size_t row, size_t column, size_t n, bool add);
} ae_gemm_set;

/* gemm_product.c */
size_t ae_product_scratch(const ae_gemm_set *set, ae_sum sum, size_t m, size_t n, size_t k, unsigned threads);
void ae_product(const ae_gemm_set *set, const ae_gemm *g, const ae_run *run);

static inline bool ae_has_epilogue(const ae_gemm *g)
{
    return g->bias || g->activation || g->derivative;
}

#endif
