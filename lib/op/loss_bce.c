#include "op/loss_rows.h"

/* Probabilities are kept 2^-23 (about 1e-7, as Keras has it) away from 0 and 1, where the logarithm has no value. The slope
 * is that at the clamped place, not 0, so that an output which is wrong with certainty can still move. */
V_INLINE v_real clamped(v_real p)
{
    return v_min(v_set((ae_real)(1 - 0x1p-23)), v_max(v_set((ae_real)0x1p-23), p));
}

V_INLINE v_real bce(v_real p, v_real t, v_real delta)
{
    v_real q = clamped(p), one = v_set(1);
    v_real no = v_mul(v_sub(one, t), v_log(v_sub(one, q)));
    (void)delta;
    return v_negate(v_fma(t, v_log(q), no));
}

V_INLINE v_real bce_slope(v_real p, v_real t, v_real delta)
{
    v_real q = clamped(p);
    (void)delta;
    return v_div(v_sub(q, t), v_mul(q, v_sub(v_set(1), q)));
}

AE_LOSS_OP(loss_bce, bce, bce_slope)
