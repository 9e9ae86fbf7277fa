#include "kernel/activation/element.h"

V_INLINE v_real f(v_real x, v_real alpha)
{
    return v_if_positive(x, x, v_mul(alpha, v_expm1(v_min(v_set(0), x))));
}

V_INLINE v_real derivative(v_real y, v_real alpha)
{
    return v_if_positive(y, v_set(1), v_add(y, alpha));
}

AE_ACTIVATION_OF_ELEMENTS(elu, AE_TAKES_ALPHA, -1, INFINITY, f, derivative)
