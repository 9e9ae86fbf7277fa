/* kernel/vmath.h as functions over arrays; compiled once per instruction set. */
#include "vmath_set.h"
#include "kernel/isa.h"
#include "kernel/loop.h"
#include "kernel/vmath.h"

V_INLINE v_real sine(v_real x)
{
    v_real s, c;
    v_turn(&s, &c, x);
    return s;
}

V_INLINE v_real cosine(v_real x)
{
    v_real s, c;
    v_turn(&s, &c, x);
    return c;
}

#define MAP(name, f)                                                      \
    V_INLINE void name##_at(float *y, const float *x, size_t i, size_t k) \
    {                                                                     \
        v_put(y + i, f(v_get(x + i, k)), k);                              \
    }                                                                     \
    static void name##_map(float *y, const float *x, size_t n)            \
    {                                                                     \
        V_EACH(n, name##_at, y, x);                                       \
    }

MAP(exp, v_exp)
MAP(exp_negative, v_exp_negative)
MAP(expm1, v_expm1)
MAP(log, v_log)
MAP(log1p, v_log1p)
MAP(tanh, v_tanh)
MAP(sigmoid, v_sigmoid)
MAP(softplus, v_softplus)
MAP(sine, sine)
MAP(cosine, cosine)

const vmath_set AE_LOCAL(vmath) = { exp_map,  exp_negative_map, expm1_map,    log_map,  log1p_map,
                                    tanh_map, sigmoid_map,      softplus_map, sine_map, cosine_map };
