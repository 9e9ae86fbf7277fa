/* y = exp(x - max) / sum of them, over all elements of a row. Input: x. */
#include "op/softmax.h"
#include "op/rows.h"
#include "op/shape.h"

V_INLINE void put_exp(ae_real *y, const ae_real *x, v_real most, v_wide *sum, size_t i, size_t k)
{
    v_put(y + i, ae_softmax_exp(x, most, sum, i, k), k);
}

V_INLINE void put_share(ae_real *y, v_real sum, size_t i, size_t k)
{
    v_put(y + i, v_div(v_get(y + i, k), sum), k);
}

void ae_softmax_row(ae_real *y, const ae_real *x, size_t n)
{
    v_real most = ae_softmax_largest(x, n);
    v_wide sum = v_wide_zero();
    V_EACH(n, put_exp, y, x, most, &sum);
    v_real total = v_set((ae_real)v_wide_sum(&sum));
    V_EACH(n, put_share, y, total);
}

V_INLINE void add_product(v_wide *sum, const ae_real *a, const ae_real *b, size_t i, size_t k)
{
    v_wide_add(sum, i, v_mul(v_get(a + i, k), v_get(b + i, k)));
}

V_INLINE void put_gradient(ae_real *dx, const ae_real *dy, const ae_real *y, v_real mean, bool add, size_t i, size_t k)
{
    v_real d = v_mul(v_get(y + i, k), v_sub(v_get(dy + i, k), mean));
    v_put_or_add(dx + i, d, k, add);
}

void ae_softmax_row_back(ae_real *dx, const ae_real *dy, const ae_real *y, size_t n, bool add)
{
    v_wide sum = v_wide_zero();
    V_EACH(n, add_product, &sum, dy, y);
    v_real mean = v_set((ae_real)v_wide_sum(&sum));
    V_EACH(n, put_gradient, dx, dy, y, mean, add);
}

static void forward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    size_t n = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++)
        ae_softmax_row(call->out + row * n, call->in[0] + row * n, n);
}

static void backward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    size_t n = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++)
        ae_softmax_row_back(call->din[0] + row * n, call->dout + row * n, call->out + row * n, n, call->add[0]);
}

static void softmax_forward(const ae_call *call)
{
    ae_in_row_blocks(call, forward_block);
}

static void softmax_backward(const ae_call *call)
{
    if (call->din[0])
        ae_in_row_blocks(call, backward_block);
}

const ae_op AE_LOCAL(ae_op_softmax) = {
    .name = "softmax",
    .reads = AE_READS_OUT,
    .in_place = true,
    .shape = ae_op_shape_same,
    .forward = softmax_forward,
    .backward = softmax_backward,
};
