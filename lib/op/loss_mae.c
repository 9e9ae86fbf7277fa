#include "op/loss_rows.h"

V_INLINE v_real distance(v_real p, v_real t, v_real delta)
{
    (void)delta;
    return v_abs(v_sub(p, t));
}

/* The sign of the difference; 0 where there is none. */
V_INLINE v_real distance_slope(v_real p, v_real t, v_real delta)
{
    (void)delta;
    return v_select(v_less(t, p), v_set(1), v_select(v_less(p, t), v_set(-1), v_set(0)));
}

AE_LOSS_OP(loss_mae, distance, distance_slope)
