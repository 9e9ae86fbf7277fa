/* C is cut into tiles that fit the registers (gemm_tile.h). The tiles below each other share their columns of B; these are
 * read in place where wide vectors ask for few of its rows, and are otherwise packed first, a panel of several tiles at a
 * time, so that they are read from front to back. The tiles beside each other share their rows of A, which a task packs
 * for itself where they lie far apart (gemm_strip.c). C's lines are fetched while a tile is summed, and are written from
 * the registers. Everything is cut by the product's shape and the number of threads (gemm_cut.c); neither changes the
 * order of a sum. */
#include "base/size.h"
#include "kernel/fetch.h"
#include "kernel/gemm_cut.h"
#include "kernel/gemm_strip.h"

enum {
    PACK_DEPTH = 128,        /* k of one packing task */
    PACK_ROWS = 8,           /* of B that are packed side by side, so that it is read from front to back */
    WIDE = 512,              /* columns of a panel: longer rows a processor fetches by itself */
    SERIAL_WORK = 100 * 1000 /* multiplications that do not repay waking a thread */
};

/* ---- packing B ---- */

/* For each row of B, the columns that are packed. */
static void fetch_rows(const ae_cut *c, size_t k, size_t end)
{
    const ae_gemm *g = c->g;
    ae_columns first = ae_cut_columns(c, c->unpacked), last = ae_cut_columns(c, c->last - 1);
    size_t n = last.start + last.n - first.start;
    for (; n < WIDE && k < ae_least(end, g->k); k++)
        ae_fetch(g->b.p + k * g->b.row + first.start, n);
}

static void pack_tiles(const ae_cut *c, size_t k, size_t end)
{
    for (size_t tile = c->unpacked; tile < c->last; tile++) {
        ae_columns s = ae_cut_columns(c, tile);
        c->set->pack(s.packed + k * s.width, s.width, &c->g->b, k, end, s.start, s.start + s.n);
    }
}

static void pack_task(void *argument, size_t index, unsigned worker)
{
    const ae_cut *c = argument;
    size_t k = index * PACK_DEPTH, end = ae_least(k + PACK_DEPTH, c->g->k);
    bool by_rows = c->g->b.column == 1;
    size_t rows = by_rows ? PACK_ROWS : PACK_DEPTH;
    (void)worker;
    for (; k < end; k += rows) {
        if (by_rows)
            fetch_rows(c, k + AE_AHEAD, k + AE_AHEAD + rows);
        pack_tiles(c, k, ae_least(k + rows, end));
    }
}

/* ---- own products ---- */

static void tiled_product(const ae_gemm_set *set, const ae_gemm *g, const ae_run *run, ae_pool *pool)
{
    ae_cut c = ae_cut_of(set, g, run->scratch, ae_pool_threads(pool));
    while (ae_cut_next(&c)) {
        ae_pool_run(pool, c.unpacked < c.last ? ae_parts(g->k, PACK_DEPTH) : 0, pack_task, &c);
        ae_pool_run(pool, ae_strip_tasks(&c), ae_strip_task, &c);
    }
}

static void row_product(const ae_gemm_set *set, const ae_gemm *g, ae_real *sums, ae_pool *pool)
{
    set->row_sums(sums, g, pool);
    set->epilogue(g, g->c, sums, 0, 0, g->n, g->add);
}

static void own_product(const ae_gemm_set *set, const ae_gemm *g, const ae_run *run)
{
    ae_pool *pool = g->m * g->n * g->k < SERIAL_WORK ? NULL : run->pool;
    if (set->row_suits(g)) {
        row_product(set, g, run->scratch, pool);
        return;
    }
    tiled_product(set, g, run, pool);
}

size_t ae_product_scratch(const ae_gemm_set *set, ae_sum sum, size_t m, size_t n, size_t k, unsigned threads)
{
    return ae_times(ae_most(ae_cut_size(set, sum, m, n, k, threads), set->row_size(n, k)), sizeof(ae_real));
}

/* ---- a host's products ---- */

#ifndef AE_DOUBLE
static int transposed(const ae_matrix *x)
{
    return x->column != 1;
}

/* From one stored row to the next. A matrix of one row may have any stride, but BLAS wants at least a row's length. */
static size_t leading(const ae_matrix *x, size_t columns)
{
    size_t stride = transposed(x) ? x->column : x->row;
    return transposed(x) || stride > columns ? stride : columns;
}

static void host_product(const ae_gemm_set *set, const ae_gemm *g, const ae_run *run)
{
    run->sgemm(run->sgemm_user, transposed(&g->a), transposed(&g->b), g->m, g->n, g->k, g->a.p, leading(&g->a, g->k), g->b.p,
               leading(&g->b, g->n), g->add ? 1.0f : 0.0f, g->c, g->ldc);
    for (size_t i = 0; ae_has_epilogue(g) && i < g->m; i++)
        set->epilogue(g, g->c + i * g->ldc, g->c + i * g->ldc, i, 0, g->n, false);
}
#endif

void ae_product(const ae_gemm_set *set, const ae_gemm *g, const ae_run *run)
{
#ifndef AE_DOUBLE
    if (run->sgemm) {
        host_product(set, g, run);
        return;
    }
#endif
    own_product(set, g, run);
}
