#include "kernel/loop.h"
#include "op/prepare.h"
#include "op/rows.h"
#include "op/shape.h"

V_INLINE void put_unscaled(ae_real *x, const ae_real *y, const ae_real *center, const ae_real *spread, size_t i, size_t k)
{
    v_put(x + i, v_fma(v_get(y + i, k), v_get(spread + i, k), v_get(center + i, k)), k);
}

static void forward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const size_t width = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++)
        V_EACH(width, put_unscaled, call->out + row * width, call->in[0] + row * width, call->in[1], call->in[2]);
}

static void unscale_forward(const ae_call *call)
{
    ae_in_row_blocks(call, forward_block);
}

const ae_op AE_LOCAL(ae_op_unscale) = {
    .name = "unscale",
    .in_place = true,
    .shape = ae_op_shape_same,
    .forward = unscale_forward,
};
