#include "kernel/gather.h"
#include "kernel/gemm_tile.h"

/* The bounds are constants where this is inlined, so the sums live in registers. */
V_INLINE void chain(v_real *sum, const ae_real *const *row, const ae_real *b, size_t b_step, const size_t *step, size_t n,
                    const size_t vectors)
{
    UNROLL_RARE
    for (size_t i = 0; i < AE_TILE_ROWS * vectors; i++)
        sum[i] = v_set(0);
    for (const size_t *end = step + n; step < end; step++, b += b_step) {
        v_real column[AE_TILE_VECTORS];
        UNROLL
        for (size_t j = 0; j < vectors; j++)
            column[j] = v_load(b + j * AE_LANES);
        UNROLL
        for (size_t i = 0; i < AE_TILE_ROWS; i++) {
            v_real a = v_set(row[i][*step]);
            UNROLL
            for (size_t j = 0; j < vectors; j++)
                sum[i * vectors + j] = v_fma(a, column[j], sum[i * vectors + j]);
        }
    }
}

V_INLINE void join(v_real *sum, const ae_real *part, const size_t size)
{
    UNROLL_RARE
    for (size_t i = 0; i < size; i++)
        sum[i] = v_add(v_load(part + i * AE_LANES), sum[i]);
}

V_INLINE void keep(ae_real *part, const v_real *sum, const size_t size)
{
    UNROLL_RARE
    for (size_t i = 0; i < size; i++)
        v_store(part + i * AE_LANES, sum[i]);
}

V_INLINE void tile(ae_real *stack, const ae_gather *g, size_t column, const size_t vectors)
{
    const size_t size = AE_TILE_ROWS * vectors;
    ae_real *top = stack;
    for (const ae_piece *p = g->piece, *end = p + g->pieces; p < end; p++) {
        v_real sum[AE_TILE_ROWS * AE_TILE_VECTORS];
        const ae_real *row[AE_TILE_ROWS];
        UNROLL_RARE
        for (size_t i = 0; i < AE_TILE_ROWS; i++)
            row[i] = g->a + p->a + g->row[i];
        chain(sum, row, p->b + column, g->b_step, p->step, p->n, vectors);
        for (unsigned n = p->joins; n; n--)
            join(sum, top -= size * AE_LANES, size);
        keep(top, sum, size);
        top += size * AE_LANES;
    }
    for (top -= size * AE_LANES; top > stack; top -= size * AE_LANES)
        for (size_t i = 0; i < size * AE_LANES; i += AE_LANES)
            v_store(top - size * AE_LANES + i, v_add(v_load(top - size * AE_LANES + i), v_load(top + i)));
}

void ae_gather_tile(ae_real *stack, const ae_gather *g, size_t column)
{
    if (g->vectors == 1)
        tile(stack, g, column, 1);
    else if (g->vectors == 2)
        tile(stack, g, column, 2);
    else
        tile(stack, g, column, 3);
}

V_INLINE void row(ae_real *out, const ae_real *a, const ae_real *b, const size_t *step, size_t n, bool first,
                  const size_t vectors)
{
    v_real sum[8];
    UNROLL
    for (size_t j = 0; j < vectors; j++)
        sum[j] = v_set(0);
    for (size_t k = 0; k < n; k++) {
        const ae_real *column = b + step[k];
        v_real x = v_set(a[k]);
        UNROLL
        for (size_t j = 0; j < vectors; j++)
            sum[j] = v_fma(x, v_load(column + j * AE_LANES), sum[j]);
    }
    if (!first)
        join(sum, out, vectors);
    keep(out, sum, vectors);
}

static void row_block(ae_real *out, const ae_real *a, const ae_real *b, const size_t *step, size_t n, bool first,
                      size_t vectors)
{
    if (vectors == 8)
        row(out, a, b, step, n, first, 8);
    else if (vectors == 4)
        row(out, a, b, step, n, first, 4);
    else if (vectors == 2)
        row(out, a, b, step, n, first, 2);
    else
        row(out, a, b, step, n, first, 1);
}

void ae_gather_row(ae_real *out, const ae_real *a, const ae_real *b, const size_t *step, size_t k, size_t vectors)
{
    size_t at = 0;
    do {
        size_t n = k - at < AE_FEATURE_BLOCK ? k - at : AE_FEATURE_BLOCK;
        row_block(out, a + at, b, step + at, n, at == 0, vectors);
        at += AE_FEATURE_BLOCK;
    } while (at < k);
}
