/* An activation of each element alone, from two functions of one number: f of x, and its derivative as a function of
 * y = f(x). Both get the activation's parameter. They are inlined into the loops, which each file has once. */
#ifndef AE_KERNEL_ACTIVATION_ELEMENT_H
#define AE_KERNEL_ACTIVATION_ELEMENT_H

#include "kernel/activation.h"
#include "kernel/loop.h"
#include "kernel/vmath.h"

typedef v_real (*ae_element_fn)(v_real number, v_real parameter);

/* A file ends with this. */
#define AE_ACTIVATION_OF_ELEMENTS(NAME, TAKES, LOW, HIGH, f, derivative)                                                \
    static void NAME##_forward(ae_real *y, const ae_real *x, const ae_real *bias, size_t n, double parameter)           \
    {                                                                                                                   \
        ae_elements_forward(y, x, bias, n, parameter, f);                                                               \
    }                                                                                                                   \
    static void NAME##_backward(ae_real *dx, const ae_real *dy, const ae_real *y, size_t n, double parameter, bool add) \
    {                                                                                                                   \
        ae_elements_backward(dx, dy, y, n, parameter, add, derivative);                                                 \
    }                                                                                                                   \
    const ae_activation AE_LOCAL(ae_activation_##NAME) = {                                                              \
        .name = #NAME,                                                                                                  \
        .takes = TAKES,                                                                                                 \
        .low = LOW,                                                                                                     \
        .high = HIGH,                                                                                                   \
        .forward = NAME##_forward,                                                                                      \
        .backward = NAME##_backward,                                                                                    \
    };

/* With NaN the comparison is false: `no` must let a NaN of x through. */
V_INLINE v_real v_if_positive(v_real a, v_real yes, v_real no)
{
    return v_select(v_less(v_set(0), a), yes, no);
}

V_INLINE void ae_element_forward(ae_real *y, const ae_real *x, const ae_real *bias, v_real parameter, ae_element_fn f,
                                 size_t i, size_t k)
{
    v_real sum = v_get(x + i, k);
    if (bias)
        sum = v_add(sum, v_get(bias + i, k));
    v_put(y + i, f(sum, parameter), k);
}

V_INLINE void ae_elements_forward(ae_real *y, const ae_real *x, const ae_real *bias, size_t n, double parameter,
                                  ae_element_fn f)
{
    v_real p = v_set((ae_real)parameter);
    V_EACH(n, ae_element_forward, y, x, bias, p, f);
}

V_INLINE void ae_element_backward(ae_real *dx, const ae_real *dy, const ae_real *y, v_real parameter, bool add,
                                  ae_element_fn derivative, size_t i, size_t k)
{
    v_real d = v_mul(v_get(dy + i, k), derivative(v_get(y + i, k), parameter));
    v_put_or_add(dx + i, d, k, add);
}

V_INLINE void ae_elements_backward(ae_real *dx, const ae_real *dy, const ae_real *y, size_t n, double parameter, bool add,
                                   ae_element_fn derivative)
{
    v_real p = v_set((ae_real)parameter);
    V_EACH(n, ae_element_backward, dx, dy, y, p, add, derivative);
}

#endif
