/* C is cut into tiles that fit the registers (gemm_tile.h). The tiles below each other share their columns of B; these are
 * read in place where wide vectors ask for few of its rows, and are otherwise packed first, a panel of several tiles at a
 * time, so that they are read from front to back. C's lines are on their way while a tile is summed, and are written from
 * the registers. Everything is cut by the product's shape alone. */
#include "kernel/gemm.h"
#include "base/memory.h"
#include "base/size.h"
#include "kernel/gemm_pack.h"
#include "kernel/gemm_row.h"
#include "kernel/gemm_tile.h"

enum {
    NEAR = 128 * 1024, /* numbers of B that the second-level cache holds */
    FEW_ROWS = 16,     /* of C, that do not repay packing B, however large */
    PANEL = 64 * 1024, /* numbers of B that are packed at a time, so that they stay near; one tile's columns at the least */
    PACK_DEPTH = 128,  /* k of one packing task */
    PACK_ROWS = 8,     /* of B that are packed side by side, so that it is read from front to back */
    BLOCK_ROWS = 64,   /* of C, in one task */
    STEP_DEPTH = 1024, /* k that a block's tiles take in turn, so that a piece of B serves them all from the cache */
    FAR = 64 * 1024,   /* numbers of A that a second-level cache hardly holds */
    CROWD = 512,       /* numbers: what lies such multiples apart has to share a few places of the first cache */
    SERIAL_WORK = 100 * 1000 /* multiplications that do not repay waking a thread */
};

typedef struct product {
    const ae_gemm *g;
    size_t vectors, even, tiles; /* n: so many vectors cut evenly into so many tiles, and perhaps a last, narrower one */
    size_t blocks;               /* of rows */
    size_t slices;               /* of k, for packing */
    size_t first, last;          /* the tiles of this panel */
    size_t unpacked;             /* the first of them that is to be packed */
    bool direct;                 /* B is read in place, but for the last columns that are no full vector */
    ae_real *packed;
    ae_real *stacks;           /* of each worker: what its block's tiles have summed so far */
    size_t stack, stacks_each; /* numbers of one tile's; tiles that are under way at once */
} product;

static size_t tile_start(const product *p, size_t tile)
{
    return tile > p->even ? p->g->n : tile * p->vectors / p->even * AE_LANES;
}

static size_t most_vectors(const ae_gemm *g)
{
    return g->m == 1 ? AE_ROW_VECTORS : AE_TILE_VECTORS;
}

static size_t rows_in_place(const ae_gemm *g)
{
    return g->b.row * g->k <= NEAR ? AE_TILE_PACKS : FEW_ROWS;
}

/* B read in place has no zeros behind its last column: there the columns that are no full vector are a tile of their own,
 * which is packed. */
static void cut(product *p)
{
    const ae_gemm *g = p->g;
    p->direct = g->b.column == 1 && g->n >= AE_LANES && g->m <= rows_in_place(g);
    p->vectors = p->direct ? g->n / AE_LANES : ae_parts(g->n, AE_LANES);
    p->even = ae_parts(p->vectors, most_vectors(g));
    p->tiles = p->even + (p->direct && g->n % AE_LANES != 0);
    p->blocks = ae_parts(g->m, BLOCK_ROWS);
    p->slices = ae_parts(g->k, PACK_DEPTH);
}

static size_t panel_tiles(const product *p)
{
    size_t fit = PANEL / (p->g->k * most_vectors(p->g) * AE_LANES + 1);
    return p->direct ? p->tiles : fit ? fit : 1;
}

static bool in_place(const product *p, size_t tile)
{
    return p->direct && tile < p->even;
}

static size_t tile_width(const product *p, size_t tile)
{
    size_t start = tile_start(p, tile), end = tile_start(p, tile + 1);
    return ae_parts(end - start, AE_LANES) * AE_LANES;
}

static ae_real *packed_tile(const product *p, size_t tile)
{
    return p->packed + (p->direct ? 0 : (tile_start(p, tile) - tile_start(p, p->first)) * p->g->k);
}

static void pack_rows(const product *p, size_t k, size_t end)
{
    for (size_t tile = p->unpacked; tile < p->last; tile++) {
        size_t start = tile_start(p, tile), width = tile_width(p, tile);
        ae_pack(packed_tile(p, tile) + k * width, width, &p->g->b, k, end, start, ae_least(start + width, p->g->n));
    }
}

static void pack_task(void *argument, size_t index, unsigned worker)
{
    const product *p = argument;
    size_t k = index * PACK_DEPTH, end = ae_least(k + PACK_DEPTH, p->g->k);
    size_t rows = p->g->b.column == 1 ? PACK_ROWS : PACK_DEPTH;
    (void)worker;
    for (; k < end; k += rows)
        pack_rows(p, k, ae_least(k + rows, end));
}

static const ae_activation *or_linear(const ae_activation *a)
{
    return a ? a : &ae_linear;
}

static bool has_epilogue(const ae_gemm *g)
{
    return g->bias || g->activation || g->derivative;
}

/* n sums at x become the result at c, which is x or elsewhere; `row` and `column` say of which of C's elements. */
static void finish(const ae_gemm *g, ae_real *c, ae_real *x, size_t row, size_t column, size_t n, bool add)
{
    const ae_real *bias = g->bias ? g->bias + column : NULL, *y = g->derivative ? g->y + row * g->ldc + column : x;
    bool back = add || g->derivative;
    if (bias || g->activation || !back)
        or_linear(g->activation)->forward(back ? x : c, x, bias, n, g->slope);
    if (back)
        or_linear(g->derivative)->backward(c, x, y, n, g->y_slope, add);
}

static ae_tile tile_of(const product *p, size_t tile)
{
    const ae_gemm *g = p->g;
    size_t width = tile_width(p, tile);
    bool place = in_place(p, tile);
    return (ae_tile){ .vectors = width / AE_LANES,
                      .a_row = g->a.row,
                      .a_step = g->a.column,
                      .b = place ? g->b.p + tile_start(p, tile) : packed_tile(p, tile),
                      .b_step = place ? g->b.row : width,
                      .k = g->k,
                      .sum = g->sum,
                      .far = g->a.column * g->k > FAR && g->a.column % CROWD != 0 };
}

/* Tiles above each other. Sums go to C at once, unless the tiles are wider than what is left of C, or C's old numbers are
 * still needed: then from the stack. */
typedef struct strip {
    const product *p;
    size_t row, rows, column, columns, height; /* height: rows of a tile */
    ae_real *stacks;
    bool there;
    ae_tile t;
} strip;

static strip strip_at(const product *p, size_t index, unsigned worker)
{
    const ae_gemm *g = p->g;
    size_t tile = p->first + index / p->blocks;
    strip s = { .p = p, .row = index % p->blocks * BLOCK_ROWS, .column = tile_start(p, tile), .t = tile_of(p, tile) };
    s.rows = ae_least(BLOCK_ROWS, g->m - s.row);
    s.height = AE_TILE_ROWS_OF(s.t.vectors);
    s.columns = ae_least(s.t.vectors * AE_LANES, g->n - s.column);
    s.stacks = p->stacks + worker * p->stacks_each * p->stack;
    s.there = !g->add && s.columns == s.t.vectors * AE_LANES;
    s.t.ldc = s.there ? g->ldc : s.t.vectors * AE_LANES;
    return s;
}

static void finish_tile(const strip *s, size_t row)
{
    const ae_gemm *g = s->p->g;
    for (size_t i = 0; i < s->t.rows; i++, row++)
        finish(g, g->c + row * g->ldc + s->column, s->t.c + i * s->t.ldc, row, s->column, s->columns, g->add);
}

/* The tile that begins at row i of the strip. */
static void tile_step(strip *s, size_t i, size_t k, size_t end)
{
    const ae_gemm *g = s->p->g;
    ae_real *stack = s->stacks + (s->p->stacks_each > 1 ? i / AE_TILE_ROWS * s->p->stack : 0);
    size_t row = s->row + i;
    s->t.rows = ae_least(s->rows - i, s->height);
    s->t.a = g->a.p + row * g->a.row;
    s->t.c = s->there ? g->c + row * g->ldc + s->column : stack;
    ae_tile_step(stack, &s->t, k, end);
    if (end == g->k && (!s->there || has_epilogue(g)))
        finish_tile(s, row);
}

static void strip_task(void *argument, size_t index, unsigned worker)
{
    const product *p = argument;
    strip s = strip_at(p, index, worker);
    size_t k = 0, end;
    do {
        end = ae_least(k + STEP_DEPTH, p->g->k);
        for (size_t i = 0; i < s.rows; i += s.height)
            tile_step(&s, i, k, end);
        k = end;
    } while (k < p->g->k);
}

/* Numbers to pack of a product, not less than of any smaller one. */
static size_t packed_size(size_t n, size_t k)
{
    size_t all, tile;
    if (!ae_size_mul(&all, ae_round_up(n, AE_LANES), k) || !ae_size_mul(&tile, AE_ROW_VECTORS * AE_LANES, k))
        return SIZE_MAX;
    return ae_round_up(ae_least(all, ae_most(tile, PANEL)), AE_ALIGN);
}

/* Numbers of one tile's sums, and how many tiles a worker has under way at once. */
static size_t stack_size(size_t k)
{
    return ae_tile_depth(k) * AE_TILE_SIZE;
}

static size_t stack_count(size_t k)
{
    return k > STEP_DEPTH ? BLOCK_ROWS / AE_TILE_ROWS : 1;
}

size_t ae_gemm_scratch(size_t m, size_t n, size_t k, unsigned threads)
{
    size_t numbers, bytes, row = ae_row_size(n, k);
    (void)m;
    bool fits = ae_size_mul(&numbers, stack_size(k) * stack_count(k), threads) &&
                ae_size_add(&numbers, numbers, packed_size(n, k)) &&
                ae_size_mul(&bytes, ae_most(numbers, row), sizeof(ae_real));
    return fits ? bytes : SIZE_MAX;
}

static void tiled_product(const ae_gemm *g, const ae_run *run, ae_pool *pool)
{
    product p = { .g = g, .packed = run->scratch, .stack = stack_size(g->k), .stacks_each = stack_count(g->k) };
    p.stacks = p.packed + packed_size(g->n, g->k);
    cut(&p);
    size_t panel = panel_tiles(&p);
    for (p.first = 0; p.first < p.tiles; p.first = p.last) {
        p.last = ae_least(p.first + panel, p.tiles);
        p.unpacked = p.direct ? ae_least(p.even, p.last) : p.first;
        ae_pool_run(pool, p.last > p.unpacked ? p.slices : 0, pack_task, &p);
        ae_pool_run(pool, (p.last - p.first) * p.blocks, strip_task, &p);
    }
}

static void row_product(const ae_gemm *g, ae_real *sums, ae_pool *pool)
{
    ae_row_sums(sums, g, pool);
    finish(g, g->c, sums, 0, 0, g->n, g->add);
}

static void own_product(const ae_gemm *g, const ae_run *run)
{
    ae_pool *pool = g->m * g->n * g->k < SERIAL_WORK ? NULL : run->pool;
    if (ae_row_suits(g)) {
        row_product(g, run->scratch, pool);
        return;
    }
    tiled_product(g, run, pool);
}

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

static void host_product(const ae_gemm *g, const ae_run *run)
{
    run->sgemm(run->sgemm_user, transposed(&g->a), transposed(&g->b), g->m, g->n, g->k, g->a.p, leading(&g->a, g->k), g->b.p,
               leading(&g->b, g->n), g->add ? 1.0f : 0.0f, g->c, g->ldc);
    for (size_t i = 0; has_epilogue(g) && i < g->m; i++)
        finish(g, g->c + i * g->ldc, g->c + i * g->ldc, i, 0, g->n, false);
}
#endif

void ae_gemm_run(const ae_gemm *g, const ae_run *run)
{
#ifndef AE_DOUBLE
    if (run->sgemm) {
        host_product(g, run);
        return;
    }
#endif
    own_product(g, run);
}
