/* Softmax of a row, whole and in pieces: for ops, and for losses that are computed from what goes into it. */
#ifndef AE_OP_SOFTMAX_H
#define AE_OP_SOFTMAX_H

#include "kernel/loop.h"
#include "kernel/vmath.h"

/* y = softmax(x), and dx (+)= y (dy - sum of dy y). y may be x, and dx may be dy. */
void AE_LOCAL(ae_softmax_row)(ae_real *y, const ae_real *x, size_t n);
void AE_LOCAL(ae_softmax_row_back)(ae_real *dx, const ae_real *dy, const ae_real *y, size_t n, bool add);

#define ae_softmax_row      AE_LOCAL(ae_softmax_row)
#define ae_softmax_row_back AE_LOCAL(ae_softmax_row_back)

V_INLINE void ae_softmax_keep_largest(v_real *most, const ae_real *x, size_t i, size_t k)
{
    *most = v_max(v_pad(v_get(x + i, k), k, -INFINITY), *most);
}

/* The largest element, whatever the order; with a NaN in the row the result is NaN further on in any case. */
static inline v_real ae_softmax_largest(const ae_real *x, size_t n)
{
    v_real most = v_set(-INFINITY);
    ae_real lane[AE_LANES];
    V_EACH(n, ae_softmax_keep_largest, &most, x);
    v_store(lane, most);
    for (int i = 1; i < AE_LANES; i++)
        lane[0] = lane[i] > lane[0] ? lane[i] : lane[0];
    return v_set(lane[0]);
}

/* exp(x - most), which is also counted in the sum. */
V_INLINE v_real ae_softmax_exp(const ae_real *x, v_real most, v_wide *sum, size_t i, size_t k)
{
    v_real e = v_exp_negative(v_sub(v_get(x + i, k), most));
    v_wide_add(sum, i, v_pad(e, k, 0));
    return e;
}

#endif
