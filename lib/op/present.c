#include "kernel/loop.h"
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

static void put_numbers(ae_real *w, const ae_real *x, const ae_real *features, size_t n)
{
    ae_real lane[AE_LANES];
    double there = 0;
    v_real sum = v_set(0);
    V_EACH(n, count, &sum, x);
    v_store(lane, sum);
    for (size_t i = 0; i < AE_LANES; i++)
        there += (double)lane[i];
    V_EACH(n, put_share, w, x, features, v_set(share_of(there, n)));
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

static void present_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const ae_present_attr *a = call->attr;
    const size_t width = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++)
        if (a->layout)
            put_columns(call->out + row * width, call->in[0] + row * width, a);
        else
            put_numbers(call->out + row * width, call->in[0] + row * width, a->features, width);
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
