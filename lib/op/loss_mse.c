#include "op/loss_rows.h"

V_INLINE v_real square(v_real p, v_real t, v_real delta)
{
    v_real d = v_sub(p, t);
    (void)delta;
    return v_mul(d, d);
}

V_INLINE v_real square_slope(v_real p, v_real t, v_real delta)
{
    (void)delta;
    return v_mul(v_set(2), v_sub(p, t));
}

AE_LOSS_OP(loss_mse, square, square_slope)
