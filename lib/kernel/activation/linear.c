#include "kernel/activation/element.h"

V_INLINE v_real f(v_real x, v_real parameter)
{
    (void)parameter;
    return x;
}

V_INLINE v_real derivative(v_real y, v_real parameter)
{
    (void)y, (void)parameter;
    return v_set(1);
}

AE_ACTIVATION_OF_ELEMENTS(linear, AE_TAKES_NOTHING, -INFINITY, INFINITY, f, derivative)
