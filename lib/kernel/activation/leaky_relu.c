#include "kernel/activation/element.h"

V_INLINE v_real f(v_real x, v_real slope)
{
    return v_if_positive(x, x, v_mul(slope, x));
}

V_INLINE v_real derivative(v_real y, v_real slope)
{
    return v_if_positive(y, v_set(1), slope);
}

AE_ACTIVATION_OF_ELEMENTS(leaky_relu, AE_TAKES_SLOPE, -INFINITY, INFINITY, f, derivative)
