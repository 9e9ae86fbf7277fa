#include "kernel/convert.h"
#include "kernel/loop.h"
#include "kernel/row.h"
#include "op/prepare.h"
#include "op/rows.h"
#include "op/shape.h"

V_INLINE v_real is_there(const ae_real *x, size_t i, size_t k)
{
    v_real at = v_get(x + i, k);
    return v_select(v_same(at, at), v_set(1), v_set(0));
}

V_INLINE void count(v_real *sum, const ae_real *x, size_t i, size_t k)
{
    *sum = v_add(*sum, v_pad(is_there(x, i, k), k, 0));
}

V_INLINE void put_share(ae_real *w, const ae_real *x, const ae_real *features, v_real share, size_t i, size_t k)
{
    if (features)
        share = v_mul(share, v_get(features + i, k));
    v_put(w + i, v_mul(is_there(x, i, k), share), k);
}

/* What each column that is there counts, so that all of them together count as n do. */
static ae_real share_of(double there, size_t n)
{
    return there > 0 ? (ae_real)((double)n / there) : 0;
}

/* How many are there: whole numbers, which lanes add up exactly in any order. */
static ae_real count_of(const ae_real *x, size_t n)
{
    ae_real lane[AE_LANES];
    v_real sum = v_set(0);
    V_EACH(n, count, &sum, x);
    v_store(lane, sum);
    for (size_t half = AE_LANES / 2; half; half /= 2)
        for (size_t i = 0; i < half; i++)
            lane[i] += lane[i + half];
    return lane[0];
}

static void put_numbers(ae_real *w, const ae_real *x, const ae_real *features, size_t n)
{
    v_real share = v_set(share_of((double)count_of(x, n), n));
    V_EACH(n, put_share, w, x, features, share);
}

static bool counts(const ae_present_attr *a, size_t column, ae_real x)
{
    const size_t levels = a->layout->column[column].levels;
    return levels ? !a->numbers && ae_is_code(levels, x) : x == x;
}

static void put_columns(ae_real *w, const ae_real *x, const ae_present_attr *a)
{
    const size_t n = a->layout->columns;
    double there = 0;
    for (size_t i = 0; i < n; i++)
        there += counts(a, i, x[i]);
    const ae_real share = share_of(there, n);
    for (size_t i = 0; i < n; i++)
        w[i] = counts(a, i, x[i]) ? share : 0;
}

/* Most rows have no gaps: a look at all numbers of a block is soon done. */
static bool is_whole(const ae_present_attr *a, const ae_real *x, size_t n)
{
    return !a->layout && !a->features && ae_all_finite(x, n);
}

static void put_row(ae_real *w, const ae_real *x, const ae_present_attr *a, size_t n)
{
    if (a->layout)
        put_columns(w, x, a);
    else
        put_numbers(w, x, a->features, n);
}

static void present_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const size_t width = ae_shape_size(&call->shape[0]), first = block * AE_ROW_BLOCK, end = ae_row_block_end(call, block);
    const ae_real *x = call->in[0] + first * width;
    ae_real *w = call->out + first * width;
    const size_t n = (end - first) * width;
    (void)worker;
    if (is_whole(call->attr, x, n))
        ae_row_fill(w, 1, n);
    else
        for (size_t at = 0; at < n; at += width)
            put_row(w + at, x + at, call->attr, width);
}

static void present_forward(const ae_call *call)
{
    ae_in_row_blocks(call, present_block);
}

const ae_op AE_LOCAL(ae_op_present) = {
    .name = "present",
    .shape = ae_op_shape_same,
    .forward = present_forward,
};
