/* The loop that all optimizers share: one pass over the slabs, a vector at a time, the last one cut. */
#ifndef AE_OPTIM_SWEEP_H
#define AE_OPTIM_SWEEP_H

#include "kernel/simd.h"
#include "optim/optim.h"

/* One vector of everything: an optimizer's rule reads and changes it. */
typedef struct ae_sweep {
    v_real w, g, slot[AE_OPTIM_SLOTS];
} ae_sweep;

V_INLINE v_real sweep_load(const ae_real *p, size_t left)
{
    return left >= AE_LANES ? v_load(p) : v_load_n(p, left);
}

V_INLINE void sweep_store(ae_real *p, v_real x, size_t left)
{
    if (left >= AE_LANES)
        v_store(p, x);
    else
        v_store_n(p, x, left);
}

/* For each vector: load, `rule(&s, k)`, store. `k` points to the rule's constants, `slots` is a constant. */
#define AE_SWEEP(a, slots, rule, k)                                     \
    for (size_t i = 0; i < (a)->n; i += AE_LANES) {                     \
        size_t left = (a)->n - i;                                       \
        ae_sweep s = { .w = sweep_load((a)->w + i, left) };             \
        s.g = sweep_load((a)->g + i, left);                             \
        for (unsigned j = (slots); j-- > 0;)                          \
            s.slot[j] = sweep_load((a)->slot[j] + i, left);             \
        rule(&s, k);                                                    \
        sweep_store((a)->w + i, s.w, left);                             \
        for (unsigned j = (slots); j-- > 0;)                          \
            sweep_store((a)->slot[j] + i, s.slot[j], left);             \
    }

/* A constant, computed in double and rounded once. */
V_INLINE v_real sweep_constant(double x)
{
    return v_set((ae_real)x);
}

/* a += (1 - rate) * (b - a): a moving average; `rest` is 1 - rate. */
V_INLINE v_real sweep_average(v_real a, v_real b, v_real rest)
{
    return v_fma(rest, v_sub(b, a), a);
}

#define AE_OPTIM_FIELD(type, key, member, default_, low, high, doc) \
    { key, AE_FIELD_REAL, offsetof(type, member), default_, low, high, NULL, doc }
#define AE_OPTIM_FIELDS_END { NULL, AE_FIELD_COUNT, 0, NULL, 0, 0, NULL, NULL }

#endif
