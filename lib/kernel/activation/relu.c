#include "kernel/activation/element.h"

V_INLINE v_real f(v_real x, v_real parameter)
{
    (void)parameter;
    return v_max(v_set(0), x);
}

V_INLINE v_real derivative(v_real y, v_real parameter)
{
    (void)parameter;
    return v_if_positive(y, v_set(1), v_set(0));
}

AE_ACTIVATION_OF_ELEMENTS(relu, AE_TAKES_NOTHING, 0, INFINITY, f, derivative)
