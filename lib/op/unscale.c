#include "kernel/loop.h"
#include "op/prepare.h"
#include "op/rows.h"
#include "op/shape.h"

V_INLINE void put_unscaled(ae_real *x, const ae_real *y, const ae_real *center, const ae_real *spread, size_t i, size_t k)
{
    v_put(x + i, v_fma(v_get(y + i, k), v_get(spread + i, k), v_get(center + i, k)), k);
}

V_INLINE void put_gradient(ae_real *dy, const ae_real *dx, const ae_real *spread, bool add, size_t i, size_t k)
{
    v_put_or_add(dy + i, v_mul(v_get(dx + i, k), v_get(spread + i, k)), k, add);
}

static void forward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const size_t width = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++)
        V_EACH(width, put_unscaled, call->out + row * width, call->in[0] + row * width, call->in[1], call->in[2]);
}

static void backward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const size_t width = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++)
        V_EACH(width, put_gradient, call->din[0] + row * width, call->dout + row * width, call->in[2], call->add[0]);
}

static void unscale_forward(const ae_call *call)
{
    ae_in_row_blocks(call, forward_block);
}

static void unscale_backward(const ae_call *call)
{
    if (call->din[0])
        ae_in_row_blocks(call, backward_block);
}

const ae_op AE_LOCAL(ae_op_unscale) = {
    .name = "unscale",
    .reads = AE_READS_IN2,
    .in_place = true,
    .shape = ae_op_shape_same,
    .forward = unscale_forward,
    .backward = unscale_backward,
};
