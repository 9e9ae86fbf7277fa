#include "op/loss_rows.h"

V_INLINE v_real gaussian(v_real p, v_real t, v_real variance)
{
    v_real d = v_sub(p, t), size = ae_loss_log(v_mul(v_set((ae_real)6.283185307179586), variance));
    return v_mul(v_set((ae_real)0.5), v_add(v_div(v_mul(d, d), variance), size));
}

V_INLINE v_real gaussian_slope(v_real p, v_real t, v_real variance)
{
    return v_div(v_sub(p, t), variance);
}

AE_LOSS_OP(loss_gaussian, gaussian, gaussian_slope)
