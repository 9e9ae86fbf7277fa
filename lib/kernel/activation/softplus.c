#include "kernel/activation/element.h"

V_INLINE v_real f(v_real x, v_real parameter)
{
    (void)parameter;
    return v_softplus(x);
}

V_INLINE v_real derivative(v_real y, v_real parameter)
{
    (void)parameter;
    return v_negate(v_expm1(v_negate(y)));
}

AE_ACTIVATION_OF_ELEMENTS(softplus, AE_TAKES_NOTHING, 0, INFINITY, f, derivative)
