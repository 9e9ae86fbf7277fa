#include "kernel/lookup.h"
#include "kernel/gemm.h"
#include "kernel/loop.h"

enum {
    GROUP = 4, /* vectors of columns side by side */
    DEPTH = 32 /* partial sums at once: enough for 2^32 blocks of rows */
};

/* ---- over features ---- */

typedef struct features {
    ae_real *c;
    const ae_real *matrix, *bias;
    size_t n, count;
    const ae_lookup *list;
} features;

V_INLINE void join(v_real *total, v_real *sum, const size_t vectors)
{
    UNROLL
    for (size_t j = 0; j < vectors; j++) {
        total[j] = v_add(total[j], sum[j]);
        sum[j] = v_set(0);
    }
}

V_INLINE void put_features(const features *f, const v_real *total, size_t column, const size_t vectors, size_t lanes)
{
    UNROLL
    for (size_t j = 0; j < vectors; j++) {
        size_t at = column + j * AE_LANES;
        v_put(f->c + at, f->bias ? v_add(total[j], v_get(f->bias + at, lanes)) : total[j], lanes);
    }
}

/* A block's sum is added when something of another block comes; blocks of which nothing comes are 0. */
V_INLINE void sum_features(const features *f, size_t column, const size_t vectors, size_t lanes)
{
    v_real total[GROUP], sum[GROUP];
    size_t block = 0;
    UNROLL
    for (size_t j = 0; j < vectors; j++)
        total[j] = sum[j] = v_set(0);
    for (const ae_lookup *at = f->list, *end = at + f->count; at < end; at++) {
        const ae_real *row = f->matrix + at->row * f->n + column;
        if (at->row / AE_FEATURE_BLOCK != block)
            join(total, sum, vectors);
        block = at->row / AE_FEATURE_BLOCK;
        UNROLL
        for (size_t j = 0; j < vectors; j++)
            sum[j] = v_fma(v_set(at->factor), v_get(row + j * AE_LANES, lanes), sum[j]);
    }
    join(total, sum, vectors);
    put_features(f, total, column, vectors, lanes);
}

void ae_lookup_sum(ae_real *c, const ae_real *matrix, const ae_real *bias, size_t n, const ae_lookup *list, size_t count)
{
    const features f = { c, matrix, bias, n, count, list };
    size_t j = 0;
    for (; n - j >= GROUP * AE_LANES; j += GROUP * AE_LANES)
        sum_features(&f, j, GROUP, AE_LANES);
    for (; n - j >= 2 * AE_LANES; j += 2 * AE_LANES)
        sum_features(&f, j, 2, AE_LANES);
    for (; j < n; j += AE_LANES)
        sum_features(&f, j, 1, v_left(n - j));
}

/* ---- over rows ---- */

/* Sums of blocks that are not yet combined, and each one's first block. */
typedef struct stack {
    v_real sum[DEPTH][GROUP];
    size_t block[DEPTH], top;
} stack;

V_INLINE void combine(stack *s, const size_t vectors)
{
    size_t last = --s->top;
    UNROLL
    for (size_t j = 0; j < vectors; j++)
        s->sum[last - 1][j] = v_add(s->sum[last - 1][j], s->sum[last][j]);
}

/* In the tree, two blocks meet the higher, the higher the first bit is in which their numbers differ. So the last two sums
 * are combined as long as they meet below the place where the next block meets them; what is not there is 0 and changes
 * nothing. */
V_INLINE void push(stack *s, size_t block, const size_t vectors)
{
    while (s->top > 1 && (s->block[s->top - 2] ^ s->block[s->top - 1]) < (s->block[s->top - 1] ^ block))
        combine(s, vectors);
    s->block[s->top] = block;
    UNROLL
    for (size_t j = 0; j < vectors; j++)
        s->sum[s->top][j] = v_set(0);
    s->top++;
}

V_INLINE void add_rows(ae_real *c, const ae_real *x, size_t n, uint32_t row, const uint32_t *next, const size_t vectors,
                       size_t lanes)
{
    stack s;
    s.top = 0; /* and the rest is not yet anything */
    for (size_t block = SIZE_MAX; row; row = next[row - 1]) {
        const ae_real *at = x + (row - 1) * n;
        if ((row - 1) / AE_ROW_BLOCK != block)
            push(&s, block = (row - 1) / AE_ROW_BLOCK, vectors);
        UNROLL
        for (size_t j = 0; j < vectors; j++)
            s.sum[s.top - 1][j] = v_add(s.sum[s.top - 1][j], v_get(at + j * AE_LANES, lanes));
    }
    while (s.top > 1)
        combine(&s, vectors);
    UNROLL
    for (size_t j = 0; j < vectors; j++)
        v_put_or_add(c + j * AE_LANES, s.sum[0][j], lanes, true);
}

void ae_lookup_add_rows(ae_real *c, const ae_real *x, size_t n, uint32_t row, const uint32_t *next)
{
    size_t j = 0;
    for (; n - j >= GROUP * AE_LANES; j += GROUP * AE_LANES)
        add_rows(c + j, x + j, n, row, next, GROUP, AE_LANES);
    for (; j < n; j += AE_LANES)
        add_rows(c + j, x + j, n, row, next, 1, v_left(n - j));
}
