#include "op/loss_rows.h"

/* -t log s - (1 - t) log(1 - s) with s = sigmoid(z), without ever forming s: max(z, 0) - z t + log(1 + exp(-|z|)). */
V_INLINE v_real bce_logits(v_real z, v_real t, v_real delta)
{
    v_real line = v_fma(v_negate(z), t, v_max(v_set(0), z));
    (void)delta;
    return v_add(line, v_log1p(v_exp_negative(v_negate(v_abs(z)))));
}

V_INLINE v_real bce_logits_slope(v_real z, v_real t, v_real delta)
{
    (void)delta;
    return v_sub(v_sigmoid(z), t);
}

AE_LOSS_OP(loss_bce_logits, bce_logits, bce_logits_slope)
