/* Loops over arrays a vector at a time: whole vectors first, then one of the k < AE_LANES elements that are left. */
#ifndef AE_KERNEL_LOOP_H
#define AE_KERNEL_LOOP_H

#include "kernel/simd.h"

/* Calls body(..., i, k) for the k elements from i on. With a body that is inlined, k is a constant for whole vectors. Code
 * that is built for size has the body once, and k is no constant. */
#ifdef __OPTIMIZE_SIZE__
#define V_EACH(n, body, ...)                          \
    do {                                              \
        for (size_t i_ = 0; i_ < (n); i_ += AE_LANES) \
            body(__VA_ARGS__, i_, v_left((n)-i_));    \
    } while (0)
#else
#define V_EACH(n, body, ...)                       \
    do {                                           \
        size_t i_ = 0;                             \
        for (; (n)-i_ >= AE_LANES; i_ += AE_LANES) \
            body(__VA_ARGS__, i_, AE_LANES);       \
        if (i_ < (n))                              \
            body(__VA_ARGS__, i_, (n)-i_);         \
    } while (0)
#endif

/* Elements of the next vector. */
V_INLINE size_t v_left(size_t n)
{
    return n < AE_LANES ? n : AE_LANES;
}

V_INLINE v_real v_get(const ae_real *p, size_t k)
{
    return k == AE_LANES ? v_load(p) : v_load_n(p, k);
}

V_INLINE void v_put(ae_real *p, v_real a, size_t k)
{
    if (k == AE_LANES)
        v_store(p, a);
    else
        v_store_n(p, a, k);
}

/* Gradients are stored, or added to what is there. */
V_INLINE void v_put_or_add(ae_real *p, v_real a, size_t k, bool add)
{
    v_put(p, add ? v_add(v_get(p, k), a) : a, k);
}

/* `a` with lanes k, k + 1, ... set to `rest`: what is absent must not count in a sum or a maximum. */
V_INLINE v_real v_pad(v_real a, size_t k, ae_real rest)
{
    ae_real lane[AE_LANES];
    if (k == AE_LANES)
        return a;
    v_store(lane, v_set(rest));
    v_store_n(lane, a, k);
    return v_load(lane);
}

#endif
