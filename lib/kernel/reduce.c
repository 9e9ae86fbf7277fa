/* Sums: of wide lanes, and of columns over rows. */
#include "base/size.h"
#include "kernel/gemm.h"
#include "kernel/simd.h"

enum {
    GROUP = 4,          /* vectors of columns side by side */
    DEPTH = 32,         /* partial sums at once: enough for 2^36 rows */
    TASK_VECTORS = 16,  /* vectors of columns in one task */
    SERIAL_SIZE = 65536 /* numbers that do not repay waking a thread */
};

typedef struct sums {
    ae_real *out;
    const ae_real *x;
    size_t rows, columns;
    bool add;
} sums;

V_INLINE v_real load(const ae_real *p, size_t n)
{
    return n == AE_LANES ? v_load(p) : v_load_n(p, n);
}

V_INLINE void sum_block(v_real *sum, const ae_real *x, size_t stride, size_t rows, const size_t vectors, size_t n)
{
    for (size_t j = 0; j < vectors; j++)
        sum[j] = load(x + j * AE_LANES, n);
    for (size_t i = 1; i < rows; i++)
        for (size_t j = 0; j < vectors; j++)
            sum[j] = v_add(sum[j], load(x + i * stride + j * AE_LANES, n));
}

/* The tree over blocks is taken as a binary counter counts: the stack holds the sum of each complete subtree, and block
 * `index` completes as many of them as its number has trailing ones. What is left at the end is added last to first. */
V_INLINE void sum_columns(const sums *s, size_t column, const size_t vectors, size_t n)
{
    v_real stack[DEPTH][GROUP];
    size_t top = 0;
    for (size_t i = 0, index = 0; i < s->rows; i += AE_ROW_BLOCK, index++) {
        sum_block(stack[top++], s->x + i * s->columns + column, s->columns, ae_least(s->rows - i, AE_ROW_BLOCK), vectors, n);
        for (size_t ones = index; ones % 2; ones /= 2, top--)
            for (size_t j = 0; j < vectors; j++)
                stack[top - 2][j] = v_add(stack[top - 2][j], stack[top - 1][j]);
    }
    for (; top > 1; top--)
        for (size_t j = 0; j < vectors; j++)
            stack[top - 2][j] = v_add(stack[top - 2][j], stack[top - 1][j]);
    for (size_t j = 0; j < vectors; j++) {
        ae_real *out = s->out + column + j * AE_LANES;
        v_store_n(out, s->add ? v_add(load(out, n), stack[0][j]) : stack[0][j], n);
    }
}

static void sum_task(void *argument, size_t index, unsigned worker)
{
    const sums *s = argument;
    size_t j = index * TASK_VECTORS * AE_LANES, end = ae_least(j + TASK_VECTORS * AE_LANES, s->columns);
    (void)worker;
    for (; j + GROUP * AE_LANES <= end; j += GROUP * AE_LANES)
        sum_columns(s, j, GROUP, AE_LANES);
    for (; j < end; j += AE_LANES)
        sum_columns(s, j, 1, ae_least(end - j, AE_LANES));
}

void ae_sum_rows(ae_real *out, const ae_real *x, size_t rows, size_t columns, bool add, const ae_run *run)
{
    sums s = { out, x, rows, columns, add };
    size_t width = TASK_VECTORS * AE_LANES, tasks = ae_parts(columns, width);
    ae_pool_run(rows * columns < SERIAL_SIZE ? NULL : run->pool, tasks, sum_task, &s);
}

double v_wide_sum(const v_wide *w)
{
    double lane[16];
    v_wide_store(lane, w);
    for (int half = 8; half; half /= 2)
        for (int i = 0; i < half; i++)
            lane[i] += lane[i + half];
    return lane[0];
}
