/* Small loops, once as the library computes and once as it might without the rule. Compiled once per instruction set. */
#include "kernel/loop.h"
#include "kernel/vmath.h"
#include "rules.h"

#define LOOP(name, vector)                                             \
    V_INLINE void name##_at(const rules_arrays *a, size_t i, size_t k) \
    {                                                                  \
        v_real x = v_get(a->x + i, k), y = v_get(a->y + i, k);         \
        (void)y;                                                       \
        v_put(a->out + i, vector, k);                                  \
    }                                                                  \
    static void name(const rules_arrays *a)                            \
    {                                                                  \
        V_EACH(a->n, name##_at, a);                                    \
    }

#define PLAIN(name, number)                 \
    static void name(const rules_arrays *a) \
    {                                       \
        for (size_t i = 0; i < a->n; i++) { \
            float x = a->x[i];              \
            a->out[i] = number;             \
        }                                   \
    }

LOOP(own_exp, v_exp(x))
PLAIN(libm_exp, expf(x))
LOOP(own_log, v_log(v_abs(x)))
PLAIN(libm_log, logf(fabsf(x)))
LOOP(own_tanh, v_tanh(x))
PLAIN(libm_tanh, tanhf(x))
LOOP(own_sigmoid, v_sigmoid(x))
PLAIN(libm_sigmoid, 1 / (1 + expf(-x)))
LOOP(divide, v_div(x, y))
LOOP(multiply, v_mul(x, y))

V_INLINE v_real squared_error(const rules_arrays *a, size_t i, size_t k)
{
    v_real d = v_sub(v_get(a->x + i, k), v_get(a->y + i, k));
    return v_mul(d, d);
}

V_INLINE void add_wide(v_wide *sum, const rules_arrays *a, size_t i, size_t k)
{
    v_wide_add(sum, i, squared_error(a, i, k));
}

static void loss_in_double(const rules_arrays *a)
{
    v_wide sum = v_wide_zero();
    V_EACH(a->n, add_wide, &sum, a);
    a->out[0] = (float)v_wide_sum(&sum);
}

V_INLINE void add_narrow(v_real *sum, const rules_arrays *a, size_t i, size_t k)
{
    *sum = v_add(*sum, squared_error(a, i, k));
}

static void loss_in_float(const rules_arrays *a)
{
    v_real sum = v_set(0);
    V_EACH(a->n, add_narrow, &sum, a);
    v_store(a->out, sum);
}

static void read_divided(const rules_arrays *a)
{
    for (size_t i = 0; i < a->n; i++)
        a->out[i] = (float)a->bytes[i] / a->scale;
}

static void read_multiplied(const rules_arrays *a)
{
    float factor = 1 / a->scale;
    for (size_t i = 0; i < a->n; i++)
        a->out[i] = (float)a->bytes[i] * factor;
}

const rules_loop AE_LOCAL(rules_loops)[] = {
    { "exp of its own", "libm's", own_exp, libm_exp },
    { "log of its own", "libm's", own_log, libm_log },
    { "tanh of its own", "libm's", own_tanh, libm_tanh },
    { "sigmoid of its own", "libm's exp", own_sigmoid, libm_sigmoid },
    { "squared errors added as doubles", "as floats", loss_in_double, loss_in_float },
    { "division", "multiplication", divide, multiply },
    { "bytes divided by their scale", "times its inverse", read_divided, read_multiplied },
    { 0 },
};
