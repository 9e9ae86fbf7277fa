#include "kernel/slab.h"
#include "kernel/loop.h"
#include "kernel/row.h"

enum { BLOCK = 16 };

V_INLINE void add_squares(v_wide *sum, const ae_real x[BLOCK])
{
    UNROLL
    for (size_t i = 0; i < BLOCK; i += AE_LANES)
        v_wide_add_square(sum, i, v_load(x + i));
}

/* What is left at the end is filled up with zeros, which add nothing. */
static double square_sum(const ae_real *x, size_t n)
{
    ae_real rest[BLOCK] = { 0 };
    v_wide sum = v_wide_zero();
    for (; n >= BLOCK; x += BLOCK, n -= BLOCK)
        add_squares(&sum, x);
    memcpy(rest, x, n * sizeof *x);
    add_squares(&sum, rest);
    return v_wide_sum(&sum);
}

V_INLINE void scale_some(ae_real *x, v_real factor, size_t i, size_t k)
{
    v_put(x + i, v_mul(v_get(x + i, k), factor), k);
}

static void scale(ae_real *x, size_t n, double factor)
{
    V_EACH(n, scale_some, x, v_set((ae_real)factor));
}

/* The number is the second operand of both: NaN, which does not compare, goes through. */
V_INLINE void clamp_some(ae_real *x, v_real low, v_real high, size_t i, size_t k)
{
    v_put(x + i, v_min(high, v_max(low, v_get(x + i, k))), k);
}

static void clamp(ae_real *x, size_t n, double limit)
{
    V_EACH(n, clamp_some, x, v_set((ae_real)-limit), v_set((ae_real)limit));
}

V_INLINE void add_some(ae_real *to, const ae_real *from, v_real factor, size_t i, size_t k)
{
    v_put(to + i, v_fma(factor, v_get(from + i, k), v_get(to + i, k)), k);
}

static void add_times(ae_real *to, const ae_real *from, size_t n, double factor)
{
    V_EACH(n, add_some, to, from, v_set((ae_real)factor));
}

V_INLINE void blend_some(ae_real *to, const ae_real *from, v_real share, size_t i, size_t k)
{
    v_real old = v_get(to + i, k);
    v_put(to + i, v_fma(share, v_sub(v_get(from + i, k), old), old), k);
}

static void blend(ae_real *to, const ae_real *from, size_t n, double share)
{
    V_EACH(n, blend_some, to, from, v_set((ae_real)share));
}

const ae_slab_passes AE_LOCAL(ae_slab_passes) = {
    .square_sum = square_sum,
    .scale = scale,
    .clamp = clamp,
    .add = ae_row_add,
    .add_times = add_times,
    .blend = blend,
};
