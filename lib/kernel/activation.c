#include "kernel/activation.h"
#include "kernel/loop.h"
#include "kernel/vmath.h"

/* One activation: f of x, and its derivative as a function of y = f(x). Both may use `slope`. */
#define ACTIVATION(name, f, derivative)                                                                                  \
    V_INLINE v_real name##_of(v_real x, v_real slope)                                                                    \
    {                                                                                                                    \
        (void)slope;                                                                                                     \
        return f;                                                                                                        \
    }                                                                                                                    \
    V_INLINE v_real name##_derivative(v_real y, v_real slope)                                                            \
    {                                                                                                                    \
        (void)y, (void)slope;                                                                                            \
        return derivative;                                                                                               \
    }                                                                                                                    \
    static void name##_forward(ae_real *y, const ae_real *x, const ae_real *bias, size_t n, double slope)                \
    {                                                                                                                    \
        forward(y, x, bias, n, slope, name##_of);                                                                        \
    }                                                                                                                    \
    static void name##_backward(ae_real *dx, const ae_real *dy, const ae_real *y, size_t n, double slope, bool add)      \
    {                                                                                                                    \
        backward(dx, dy, y, n, slope, add, name##_derivative);                                                           \
    }

typedef v_real (*map)(v_real, v_real);

V_INLINE void forward_at(ae_real *y, const ae_real *x, const ae_real *bias, v_real slope, map f, size_t i, size_t k)
{
    v_real sum = v_get(x + i, k);
    if (bias)
        sum = v_add(sum, v_get(bias + i, k));
    v_put(y + i, f(sum, slope), k);
}

V_INLINE void forward(ae_real *y, const ae_real *x, const ae_real *bias, size_t n, double slope, map f)
{
    v_real s = v_set((ae_real)slope);
    V_EACH(n, forward_at, y, x, bias, s, f);
}

V_INLINE void backward_at(ae_real *dx, const ae_real *dy, const ae_real *y, v_real slope, bool add, map f, size_t i,
                          size_t k)
{
    v_real d = v_mul(v_get(dy + i, k), f(v_get(y + i, k), slope));
    v_put_or_add(dx + i, d, k, add);
}

V_INLINE void backward(ae_real *dx, const ae_real *dy, const ae_real *y, size_t n, double slope, bool add, map f)
{
    v_real s = v_set((ae_real)slope);
    V_EACH(n, backward_at, dx, dy, y, s, add, f);
}

#define ONE v_set(1)
#define ZERO v_set(0)
/* With NaN the comparison is false: `no` must let a NaN of x through. */
#define IF_POSITIVE(a, yes, no) v_select(v_less(ZERO, a), yes, no)

ACTIVATION(linear, x, ONE)
ACTIVATION(sigmoid, v_sigmoid(x), v_mul(y, v_sub(ONE, y)))
ACTIVATION(relu, v_max(ZERO, x), IF_POSITIVE(y, ONE, ZERO))
ACTIVATION(leaky_relu, IF_POSITIVE(x, x, v_mul(slope, x)), IF_POSITIVE(y, ONE, slope))
ACTIVATION(tanh, v_tanh(x), v_fma(v_negate(y), y, ONE))
ACTIVATION(elu, IF_POSITIVE(x, x, v_mul(slope, v_expm1(v_min(ZERO, x)))), IF_POSITIVE(y, ONE, v_add(y, slope)))
ACTIVATION(softplus, v_softplus(x), v_negate(v_expm1(v_negate(y))))

#define ENTRY(name) { #name, name##_forward, name##_backward }
const ae_activation ae_linear = ENTRY(linear);

static const ae_activation table[] = {
    ENTRY(linear), ENTRY(sigmoid), ENTRY(relu), ENTRY(leaky_relu), ENTRY(tanh), ENTRY(elu), ENTRY(softplus),
#undef ENTRY
};

const ae_activation *ae_activation_find(const char *name)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}
