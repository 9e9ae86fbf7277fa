#include "kernel/activation/element.h"

V_INLINE v_real f(v_real x, v_real parameter)
{
    (void)parameter;
    return v_tanh(x);
}

V_INLINE v_real derivative(v_real y, v_real parameter)
{
    (void)parameter;
    return v_fma(v_negate(y), y, v_set(1));
}

AE_ACTIVATION_OF_ELEMENTS(tanh, AE_TAKES_NOTHING, -1, 1, f, derivative)
