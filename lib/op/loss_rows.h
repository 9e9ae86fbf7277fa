/* What all losses share: a loss file gives its term and the term's slope. */
#ifndef AE_OP_LOSS_ROWS_H
#define AE_OP_LOSS_ROWS_H

#include "kernel/loop.h"
#include "kernel/vmath.h"
#include "op/loss.h"
#include "op/rows.h"

typedef v_real (*ae_loss_fn)(v_real p, v_real t, v_real delta);
typedef enum ae_loss_share { AE_LOSS_MEAN, AE_LOSS_SUM, AE_LOSS_BY_ATTR } ae_loss_share;

static inline ae_status ae_loss_shape(ae_shape *out, const ae_shape *in, const char *name, ae_error *e)
{
    char prediction[AE_SHAPE_TEXT], target[AE_SHAPE_TEXT];
    if (ae_shape_size(&in[0]) != ae_shape_size(&in[1]))
        return ae_fail(e, AE_ESHAPE, "%s: an output of %s cannot be compared with a target of %s", name,
                       ae_shape_print(prediction, &in[0]), ae_shape_print(target, &in[1]));
    *out = (ae_shape){ 1, { 1 } };
    return AE_OK;
}

static inline v_real ae_loss_delta(const ae_call *call)
{
    const ae_loss_attr *a = call->attr;
    return v_set(a && a->delta > 0 ? (ae_real)a->delta : 1);
}

/* What a row's sum is divided by. */
static inline double ae_loss_divisor(const ae_call *call, ae_loss_share share)
{
    const ae_loss_attr *a = call->attr;
    bool sum = share == AE_LOSS_SUM || (share == AE_LOSS_BY_ATTR && a && a->sum);
    return sum ? 1 : (double)ae_shape_size(&call->shape[0]);
}

V_INLINE void ae_loss_add(v_wide *sum, const ae_real *p, const ae_real *t, v_real delta, ae_loss_fn term, size_t i, size_t k)
{
    v_wide_add(sum, i, v_pad(term(v_get(p + i, k), v_get(t + i, k), delta), k, 0));
}

V_INLINE void ae_loss_forward_block(const ae_call *call, size_t block, ae_loss_share share, ae_loss_fn term)
{
    size_t n = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    double divisor = ae_loss_divisor(call, share);
    v_real delta = ae_loss_delta(call);
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        v_wide sum = v_wide_zero();
        V_EACH(n, ae_loss_add, &sum, call->in[0] + row * n, call->in[1] + row * n, delta, term);
        call->row_loss[row] = call->weight * (v_wide_sum(&sum) / divisor);
    }
}

/* The row's factor of every slope: worked out in double, rounded once. */
static inline v_real ae_loss_factor(const ae_call *call, size_t row, double divisor)
{
    double weight = call->run->weights ? (double)call->run->weights[row] : 1;
    return v_set((ae_real)(call->run->gradient_scale * weight * call->weight / divisor));
}

V_INLINE void ae_loss_put(ae_real *d, const ae_real *p, const ae_real *t, v_real factor, v_real delta, bool add,
                          ae_loss_fn slope, size_t i, size_t k)
{
    v_real s = slope(v_get(p + i, k), v_get(t + i, k), delta);
    v_put_or_add(d + i, v_mul(factor, s), k, add);
}

V_INLINE void ae_loss_backward_block(const ae_call *call, size_t block, ae_loss_share share, ae_loss_fn slope)
{
    size_t n = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    double divisor = ae_loss_divisor(call, share);
    v_real delta = ae_loss_delta(call);
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        v_real factor = ae_loss_factor(call, row, divisor);
        const ae_real *p = call->in[0] + row * n, *t = call->in[1] + row * n;
        V_EACH(n, ae_loss_put, call->din[0] + row * n, p, t, factor, delta, call->add[0], slope);
    }
}

/* The term that loss_mse and loss_sse share. */
V_INLINE v_real ae_loss_square(v_real p, v_real t, v_real delta)
{
    v_real d = v_sub(p, t);
    (void)delta;
    return v_mul(d, d);
}

V_INLINE v_real ae_loss_square_slope(v_real p, v_real t, v_real delta)
{
    (void)delta;
    return v_mul(v_set(2), v_sub(p, t));
}

/* A loss op from its name, ae_loss_share, and two functions of the type ae_loss_fn: a term and its slope in p. */
#define AE_LOSS_OP(NAME, share, term, slope)                                                                             \
    static ae_status NAME##_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)         \
    {                                                                                                                    \
        (void)n_in, (void)attr;                                                                                          \
        return ae_loss_shape(out, in, #NAME, e);                                                                         \
    }                                                                                                                    \
    static void NAME##_forward_block(void *call, size_t block, unsigned worker)                                          \
    {                                                                                                                    \
        (void)worker;                                                                                                    \
        ae_loss_forward_block(call, block, share, term);                                                                 \
    }                                                                                                                    \
    static void NAME##_backward_block(void *call, size_t block, unsigned worker)                                         \
    {                                                                                                                    \
        (void)worker;                                                                                                    \
        ae_loss_backward_block(call, block, share, slope);                                                               \
    }                                                                                                                    \
    static void NAME##_forward(const ae_call *call)                                                                      \
    {                                                                                                                    \
        ae_in_row_blocks(call, NAME##_forward_block);                                                                    \
    }                                                                                                                    \
    static void NAME##_backward(const ae_call *call)                                                                     \
    {                                                                                                                    \
        if (call->din[0])                                                                                                \
            ae_in_row_blocks(call, NAME##_backward_block);                                                               \
    }                                                                                                                    \
    const ae_op AE_LOCAL(ae_op_##NAME) = {                                                                               \
        .name = #NAME,                                                                                                   \
        .reads = AE_READS_IN0 | AE_READS_IN1,                                                                            \
        .loss = true,                                                                                                    \
        .shape = NAME##_shape,                                                                                           \
        .forward = NAME##_forward,                                                                                       \
        .backward = NAME##_backward,                                                                                     \
    };

#endif
