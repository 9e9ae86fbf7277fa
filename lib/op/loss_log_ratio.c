/* How much more likely a draw is by the distribution that it comes from than by the standard normal one: log q(z) - log p(z)
 * = (z^2 - d^2 - log variance) / 2 with d = (z - mean) / deviation, summed over the row. Inputs: mean, log_variance, z. It
 * is for measuring likelihoods, and has no backward. */
#include "kernel/loop.h"
#include "kernel/vmath.h"
#include "op/loss_rows.h"

typedef struct one_row {
    const ae_real *mean, *log_variance, *z;
} one_row;

V_INLINE void add_up(v_wide *sum, const one_row *r, size_t i, size_t k)
{
    const v_real z = v_get(r->z + i, k), log_variance = v_get(r->log_variance + i, k), half = v_set((ae_real)0.5);
    const v_real d = v_mul(v_sub(z, v_get(r->mean + i, k)), v_exp(v_negate(v_mul(half, log_variance))));
    v_wide_add(sum, i, v_pad(v_mul(half, v_sub(v_sub(v_mul(z, z), v_mul(d, d)), log_variance)), k, 0));
}

static void forward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const size_t n = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        const one_row r = { call->in[0] + row * n, call->in[1] + row * n, call->in[2] + row * n };
        v_wide sum = v_wide_zero();
        V_EACH(n, add_up, &sum, &r);
        call->row_loss[row] = call->weight * v_wide_sum(&sum);
    }
}

static void log_ratio_forward(const ae_call *call)
{
    ae_in_row_blocks(call, forward_block);
}

const ae_op AE_LOCAL(ae_op_loss_log_ratio) = {
    .name = "loss_log_ratio",
    .loss = true,
    .shape = ae_op_shape_loss,
    .forward = log_ratio_forward,
};
