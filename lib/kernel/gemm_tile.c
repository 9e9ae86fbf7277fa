#include "kernel/gemm_tile.h"
#include "kernel/fetch.h"

/* Over rows, blocks are combined as a binary counter counts. Before block `index`, the stack holds the sum of a complete
 * subtree for each one in the binary number `index`; those of its trailing ones are added to the block:
 *
 *     index   stack before               after block `index`
 *     0                                  0
 *     1       0                          0+1
 *     2       0+1                        0+1, 2
 *     3       0+1, 2                     (0+1)+(2+3)
 *     4       (0+1)+(2+3)                (0+1)+(2+3), 4
 *
 * Over features the stack holds one total, to which every block is added. */
static size_t height(ae_sum sum, size_t index)
{
    size_t ones = 0;
    if (sum == AE_SUM_FEATURES)
        return index > 0;
    for (; index; index &= index - 1)
        ones++;
    return ones;
}

static size_t joins(ae_sum sum, size_t index)
{
    size_t ones = 0;
    if (sum == AE_SUM_FEATURES)
        return index > 0;
    for (; index % 2; index /= 2)
        ones++;
    return ones;
}

size_t ae_tile_depth(size_t k)
{
    size_t depth = 1;
    for (size_t blocks = k / AE_ROW_BLOCK; blocks; blocks /= 2)
        depth++;
    return depth;
}

/* One block: sum[i][j] = the FMA chain over k ... k + n - 1. The bounds are constants where this is inlined, so the sums
 * live in registers. */
V_INLINE void chain(v_real *sum, const ae_real *const *row, const ae_tile *t, size_t first, size_t k, size_t n,
                    const size_t rows, const size_t vectors)
{
    const ae_real *b = t->b + k * t->b_step;
    UNROLL_RARE
    for (size_t i = 0; i < rows * vectors; i++)
        sum[i] = v_set(0);
    for (size_t at = (k - first) * t->a_step; n; n--, at += t->a_step, b += t->b_step) {
        v_real column[AE_ROW_VECTORS];
        UNROLL
        for (size_t j = 0; j < vectors; j++)
            column[j] = v_load(b + j * AE_LANES);
        UNROLL
        for (size_t i = 0; i < rows; i++) {
            v_real a = v_set(row[i][at]);
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

V_INLINE void put(const ae_tile *t, const v_real *sum, const size_t rows, const size_t vectors)
{
    UNROLL_RARE
    for (size_t i = 0; i < rows; i++) {
        if (i == t->rows)
            return;
        UNROLL_RARE
        for (size_t j = 0; j < vectors; j++)
            v_store(t->c + i * t->ldc + j * AE_LANES, sum[i * vectors + j]);
    }
}

/* A block's sums are added to as many sums on the stack as its number has trailing ones, and are left there. Those of the
 * last block are added to all that is left, last to first, which is the right end of the tree, and are the result. Returns
 * the stack's new top. */
V_INLINE ae_real *settle(const ae_tile *t, ae_real *stack, ae_real *top, v_real *sum, size_t index, bool last,
                         const size_t rows, const size_t vectors)
{
    const size_t size = rows * vectors, numbers = size * AE_LANES;
    const ae_real *until = last ? stack : top - joins(t->sum, index) * numbers;
    while (top > until)
        join(sum, top -= numbers, size);
    if (last)
        put(t, sum, rows, vectors);
    else
        keep(top, sum, size);
    return top + numbers;
}

/* The lines of C, from wherever they are, arrive while the sums are taken. */
V_INLINE void fetch_c(const ae_tile *t, const size_t vectors)
{
    for (size_t i = 0; i < t->rows; i++)
        ae_fetch_to_write(t->c + i * t->ldc, vectors * AE_LANES);
}

V_INLINE void step(ae_real *stack, const ae_tile *t, size_t first, size_t end, const size_t rows, const size_t vectors)
{
    const size_t length = t->sum == AE_SUM_ROWS ? AE_ROW_BLOCK : AE_FEATURE_BLOCK;
    const ae_real *row[AE_PAIR_ROWS]; /* no tile has more */
    UNROLL_RARE
    for (size_t i = 0; i < rows; i++)
        row[i] = t->a + (i < t->rows ? i : t->rows - 1) * t->a_row; /* rows beyond the last repeat it, and are not used */
    size_t k = first, index = first / length;
    ae_real *top = stack + height(t->sum, index) * rows * vectors * AE_LANES;
    if (end == t->k)
        fetch_c(t, vectors);
    do {
        v_real sum[AE_TILE_ROWS * AE_TILE_VECTORS];
        const size_t n = end - k < length ? end - k : length;
        chain(sum, row, t, first, k, n, rows, vectors);
        top = settle(t, stack, top, sum, index++, k + n == t->k, rows, vectors);
        k += length;
    } while (k < end);
}

#define SHAPES(X, rows) X(rows, 1) X(rows, 2) X(rows, 3)
#define DEFINE(rows, vectors)                                                                       \
    static void step_##rows##x##vectors(ae_real *stack, const ae_tile *t, size_t first, size_t end) \
    {                                                                                               \
        step(stack, t, first, end, rows, vectors);                                                  \
    }
#define ENTRY(rows, vectors) step_##rows##x##vectors,

#if AE_ROW_VECTORS == 8
#define ROW_SHAPES(X) SHAPES(X, 1) X(1, 4) X(1, 5) X(1, 6) X(1, 7) X(1, 8)
#else
#define ROW_SHAPES(X) SHAPES(X, 1)
#endif

ROW_SHAPES(DEFINE)
SHAPES(DEFINE, 2)
SHAPES(DEFINE, 4)
#if AE_TILE_ROWS == 8
SHAPES(DEFINE, 8)
#elif defined(__AVX2__)
DEFINE(6, 2)
#endif

void ae_tile_step(ae_real *stack, const ae_tile *t, size_t first, size_t end)
{
    static void (*const shapes[][AE_ROW_VECTORS])(ae_real *, const ae_tile *, size_t, size_t) = {
        { ROW_SHAPES(ENTRY) },
        { SHAPES(ENTRY, 2) },
        { SHAPES(ENTRY, 4) },
#if AE_TILE_ROWS == 8
        { SHAPES(ENTRY, 8) },
#elif defined(__AVX2__)
        { NULL, step_6x2 },
#endif
    };
    size_t power = 0;
    while ((size_t)1 << power < t->rows)
        power++;
    shapes[power][t->vectors - 1](stack, t, first, end);
}
