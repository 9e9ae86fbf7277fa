#include "kernel/activation/element.h"

V_INLINE v_real f(v_real x, v_real parameter)
{
    (void)parameter;
    return v_sigmoid(x);
}

V_INLINE v_real derivative(v_real y, v_real parameter)
{
    (void)parameter;
    return v_mul(y, v_sub(v_set(1), y));
}

AE_ACTIVATION_OF_ELEMENTS(sigmoid, AE_TAKES_NOTHING, 0, 1, f, derivative)
