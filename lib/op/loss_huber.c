#include "op/loss_rows.h"

/* Huber 1964, "Robust estimation of a location parameter": a parabola that goes on as its tangent from |d| = delta. */
V_INLINE v_real huber(v_real p, v_real t, v_real delta)
{
    v_real d = v_abs(v_sub(p, t)), half = v_set((ae_real)0.5);
    v_real line = v_mul(delta, v_sub(d, v_mul(half, delta)));
    return v_select(v_less(d, delta), v_mul(half, v_mul(d, d)), line);
}

V_INLINE v_real huber_slope(v_real p, v_real t, v_real delta)
{
    v_real d = v_sub(p, t);
    return v_min(delta, v_max(v_negate(delta), d));
}

AE_LOSS_OP(loss_huber, huber, huber_slope)
