/* A row's product does little with each number of B, so B is read where it lies, once. The blocks of k are independent until
 * they are added: each gets a line of sums of its own, whoever computes it, and the lines are added in ascending order.
 * Where C is wide, a block runs over a few rows of B at a time, from front to back; where it is narrow, several blocks run
 * side by side, since one chain alone would wait for itself. In between, a tile's strip (gemm_tile.h) does as well. */
#include "kernel/gemm_row.h"
#include "base/memory.h"
#include "base/size.h"
#include "kernel/loop.h"

enum {
    DEPTH = 4,        /* rows of B at a time */
    CHUNK = 1024,     /* columns of one task */
    GROUP = 8,        /* blocks of one task, where C is narrow */
    NARROW = 2,       /* vectors of C */
    WIDE = 1024,      /* columns of B that make a page: in strips, its reading would stop at every row */
    FAR = 256 * 1024, /* numbers of B that no cache near the processor holds */
    LONG = 1024       /* k that is worth running side by side */
};

typedef struct row {
    const ae_gemm *g;
    ae_real *sums;
    size_t blocks, chunks;
} row;

static bool is_narrow(size_t n)
{
    return n <= NARROW * AE_LANES;
}

bool ae_row_suits(const ae_gemm *g)
{
    bool worth = is_narrow(g->n) ? g->k > LONG : g->n >= WIDE && g->k * g->n > FAR;
    return g->m == 1 && g->b.column == 1 && g->sum == AE_SUM_FEATURES && worth;
}

size_t ae_row_size(size_t n, size_t k)
{
    return ae_times(ae_round_up(n, AE_LANES), ae_parts(k, AE_FEATURE_BLOCK));
}

/* ---- wide ---- */

V_INLINE void add_rows_at(ae_real *sum, const v_real *a, const ae_real *b, size_t step, const size_t depth, size_t i,
                          size_t lanes)
{
    v_real s = v_get(sum + i, lanes);
    UNROLL
    for (size_t k = 0; k < depth; k++)
        s = v_fma(a[k], v_get(b + k * step + i, lanes), s);
    v_put(sum + i, s, lanes);
}

V_INLINE void add_rows(ae_real *sum, const ae_gemm *g, size_t k, size_t column, size_t n, const size_t depth)
{
    v_real a[DEPTH];
    const ae_real *b = g->b.p + k * g->b.row + column;
    UNROLL
    for (size_t i = 0; i < depth; i++)
        a[i] = v_set(g->a.p[(k + i) * g->a.column]);
    V_EACH(n, add_rows_at, sum, a, b, g->b.row, depth);
}

/* Block by block, so that tasks follow each other in memory. */
static void wide_task(void *argument, size_t index, unsigned worker)
{
    const row *r = argument;
    const ae_gemm *g = r->g;
    size_t block = index / r->chunks, column = index % r->chunks * CHUNK, n = ae_least(g->n - column, CHUNK);
    size_t k = block * AE_FEATURE_BLOCK, end = ae_least(k + AE_FEATURE_BLOCK, g->k);
    ae_real *sum = r->sums + block * g->n + column;
    (void)worker;
    memset(sum, 0, n * sizeof *sum);
    for (; k + DEPTH <= end; k += DEPTH)
        add_rows(sum, g, k, column, n, DEPTH);
    for (; k < end; k++)
        add_rows(sum, g, k, column, n, 1);
}

/* ---- narrow ---- */

/* Of so many blocks from `block` on, `depth` rows each. */
V_INLINE void side_by_side(const row *r, size_t block, size_t depth, const size_t blocks, const size_t vectors)
{
    const ae_gemm *g = r->g;
    const size_t last = g->n - (vectors - 1) * AE_LANES, a_step = g->a.column, b_step = g->b.row;
    const size_t a_block = AE_FEATURE_BLOCK * a_step, b_block = AE_FEATURE_BLOCK * b_step;
    const ae_real *a = g->a.p + block * a_block, *b = g->b.p + block * b_block;
    v_real sum[GROUP];
    UNROLL_RARE
    for (size_t i = 0; i < blocks * vectors; i++)
        sum[i] = v_set(0);
    for (; depth; depth--, a += a_step, b += b_step)
        UNROLL
    for (size_t i = 0; i < blocks * vectors; i++) {
        const ae_real *at = b + i / vectors * b_block + i % vectors * AE_LANES;
        v_real column = v_get(at, (i + 1) % vectors ? AE_LANES : last);
        sum[i] = v_fma(v_set(a[i / vectors * a_block]), column, sum[i]);
    }
    UNROLL_RARE
    for (size_t i = 0; i < blocks * vectors; i++)
        v_put(r->sums + (block + i / vectors) * g->n + i % vectors * AE_LANES, sum[i], (i + 1) % vectors ? AE_LANES : last);
}

V_INLINE void narrow(const row *r, size_t block, size_t end, const size_t blocks, const size_t vectors)
{
    size_t k = r->g->k, whole = ae_least(end, k / AE_FEATURE_BLOCK);
    for (; block + blocks <= whole; block += blocks)
        side_by_side(r, block, AE_FEATURE_BLOCK, blocks, vectors);
    for (; block < end; block++)
        side_by_side(r, block, ae_least(AE_FEATURE_BLOCK, k - block * AE_FEATURE_BLOCK), 1, vectors);
}

#define SHAPES(X) X(1, 8) X(2, 4) /* vectors, blocks at once: as many sums as hide the delay of each */
#define DEFINE(vectors, blocks)                                          \
    static void narrow_##vectors(const row *r, size_t block, size_t end) \
    {                                                                    \
        narrow(r, block, end, blocks, vectors);                          \
    }
#define ENTRY(vectors, blocks) narrow_##vectors,

SHAPES(DEFINE)

static void narrow_task(void *argument, size_t index, unsigned worker)
{
    static void (*const shapes[NARROW])(const row *, size_t, size_t) = { SHAPES(ENTRY) };
    const row *r = argument;
    (void)worker;
    shapes[ae_parts(r->g->n, AE_LANES) - 1](r, index * GROUP, ae_least((index + 1) * GROUP, r->blocks));
}

/* ---- both ---- */

V_INLINE void add_line_at(ae_real *sum, const ae_real *line, size_t i, size_t lanes)
{
    v_put(sum + i, v_add(v_get(sum + i, lanes), v_get(line + i, lanes)), lanes);
}

void ae_row_sums(ae_real *sums, const ae_gemm *g, ae_pool *pool)
{
    row r = { g, sums, ae_parts(g->k, AE_FEATURE_BLOCK), ae_parts(g->n, CHUNK) };
    if (is_narrow(g->n))
        ae_pool_run(pool, ae_parts(r.blocks, GROUP), narrow_task, &r);
    else
        ae_pool_run(pool, r.blocks * r.chunks, wide_task, &r);
    for (size_t block = 1; block < r.blocks; block++)
        V_EACH(g->n, add_line_at, sums, sums + block * g->n);
}
