/* The part of products that is compiled once per instruction set: the epilogue, and the functions that ops call. The sums
 * are taken by gemm_tile.c and gemm_row.c. */
#include "kernel/gemm.h"
#include "kernel/gemm_pack.h"
#include "kernel/gemm_row.h"
#include "kernel/gemm_set.h"
#include "kernel/gemm_tile.h"

static const ae_activation *or_linear(const ae_activation *a)
{
    return a ? a : &AE_LOCAL(ae_activation_linear);
}

static void epilogue(const ae_gemm *g, ae_real *c, ae_real *x, size_t row, size_t column, size_t n, bool add)
{
    const ae_real *bias = g->bias ? g->bias + column : NULL, *y = g->derivative ? g->y + row * g->ldc + column : x;
    bool back = add || g->derivative;
    if (bias || g->activation || !back)
        or_linear(g->activation)->forward(back ? x : c, x, bias, n, g->parameter);
    if (back)
        or_linear(g->derivative)->backward(c, x, y, n, g->y_parameter, add);
}

static const ae_gemm_set set = {
    .lanes = AE_LANES,
    .tile_vectors = AE_TILE_VECTORS,
    .row_vectors = AE_ROW_VECTORS,
    .tile_rows = AE_TILE_ROWS,
    .pair_rows = AE_PAIR_ROWS,
    .block = AE_FEATURE_BLOCK,
    .near_rows = AE_NEAR_ROWS,
    .depth = ae_tile_depth,
    .tile = ae_tile_step,
    .pack = ae_pack,
#if AE_PACKS_A
    .pack_a = ae_pack_a,
#endif
    .row_suits = ae_row_suits,
    .row_size = ae_row_size,
    .row_sums = ae_row_sums,
    .epilogue = epilogue,
};

size_t ae_gemm_scratch(ae_sum sum, size_t m, size_t n, size_t k, unsigned threads)
{
    return ae_product_scratch(&set, sum, m, n, k, threads);
}

void ae_gemm_run(const ae_gemm *g, const ae_run *run)
{
    ae_product(&set, g, run);
}
