#include "op/loss_kl_normal.h"
#include "kernel/loop.h"
#include "kernel/vmath.h"
#include "op/loss_rows.h"

/* A row of a call. */
typedef struct one_row {
    const ae_real *mean, *log_variance;
    ae_real *d_mean, *d_log_variance;
    bool add[2];
    v_real least, scale;
} one_row;

static one_row row_at(const ae_call *call, size_t row)
{
    const ae_loss_kl_normal_attr *a = call->attr;
    const size_t at = row * ae_shape_size(&call->shape[0]);
    return (one_row){ .mean = call->in[0] + at,
                      .log_variance = call->in[1] + at,
                      .d_mean = call->din[0] ? call->din[0] + at : NULL,
                      .d_log_variance = call->din[1] ? call->din[1] + at : NULL,
                      .add = { call->add[0], call->add[1] },
                      .least = v_set((ae_real)a->free_bits),
                      .scale = v_set((ae_real)ae_loss_scale(call, row)) };
}

/* Of a divergence: (mean^2 + (variance - 1 - log variance)) / 2. Rounding must not make it negative. */
V_INLINE v_real divergence(v_real mean, v_real log_variance)
{
    const v_real rest = v_sub(v_sub(v_exp(log_variance), v_set(1)), log_variance);
    return v_mul(v_set((ae_real)0.5), v_fma(mean, mean, v_max(v_set(0), rest)));
}

V_INLINE void add_up(v_wide *sum, const one_row *r, size_t i, size_t k)
{
    const v_real kl = divergence(v_get(r->mean + i, k), v_get(r->log_variance + i, k));
    v_wide_add(sum, i, v_pad(v_max(r->least, kl), k, 0));
}

V_INLINE void put_slopes(const one_row *r, size_t i, size_t k)
{
    const v_real mean = v_get(r->mean + i, k), log_variance = v_get(r->log_variance + i, k), zero = v_set(0);
    const v_real half = v_mul(v_set((ae_real)0.5), v_sub(v_exp(log_variance), v_set(1)));
    const v_real scale = v_select(v_less(divergence(mean, log_variance), r->least), zero, r->scale);
    if (r->d_mean)
        v_put_or_add(r->d_mean + i, v_mul(scale, mean), k, r->add[0]);
    if (r->d_log_variance)
        v_put_or_add(r->d_log_variance + i, v_mul(scale, half), k, r->add[1]);
}

static void forward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const size_t n = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        const one_row r = row_at(call, row);
        v_wide sum = v_wide_zero();
        V_EACH(n, add_up, &sum, &r);
        call->row_loss[row] = call->weight * v_wide_sum(&sum);
    }
}

static void backward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const size_t n = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        const one_row r = row_at(call, row);
        V_EACH(n, put_slopes, &r);
    }
}

static void kl_normal_forward(const ae_call *call)
{
    ae_in_row_blocks(call, forward_block);
}

static void kl_normal_backward(const ae_call *call)
{
    ae_in_row_blocks(call, backward_block);
}

const ae_op AE_LOCAL(ae_op_loss_kl_normal) = {
    .name = "loss_kl_normal",
    .reads = AE_READS_IN0 | AE_READS_IN1,
    .loss = true,
    .shape = ae_op_shape_loss,
    .forward = kl_normal_forward,
    .backward = kl_normal_backward,
};
