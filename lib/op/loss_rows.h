/* What all losses share: a loss file gives its term and the term's slope. */
#ifndef AE_OP_LOSS_ROWS_H
#define AE_OP_LOSS_ROWS_H

#include "kernel/loop.h"
#include "kernel/vmath.h"
#include "op/loss.h"
#include "op/rows.h"

typedef v_real (*ae_loss_fn)(v_real p, v_real t, v_real delta);

static inline ae_status ae_loss_shape(ae_shape *out, const ae_shape *in, size_t n_in, const char *name, ae_error *e)
{
    char prediction[AE_SHAPE_TEXT], target[AE_SHAPE_TEXT];
    if (n_in > 1 && ae_shape_size(&in[0]) != ae_shape_size(&in[1]))
        return ae_fail(e, AE_ESHAPE, "%s: an output of %s cannot be compared with a target of %s", name,
                       ae_shape_print(prediction, &in[0]), ae_shape_print(target, &in[1]));
    *out = (ae_shape){ 1, { 1 } };
    return AE_OK;
}

/* ---- a row: its prediction, its target, its features' weights ---- */

/* Numbers along a row, or (mask 0) the same few again and again: one loop then serves losses with and without them. */
typedef struct ae_side {
    const ae_real *at;
    size_t mask;
} ae_side;

typedef struct ae_loss_fixed { /* what stands for an absent target and for absent weights */
    ae_real zero[AE_LANES], one[AE_LANES];
} ae_loss_fixed;

typedef struct ae_loss_row {
    size_t n;
    const ae_real *p;
    ae_side t, w;
    v_real delta;
} ae_loss_row;

V_INLINE ae_loss_fixed ae_loss_constants(void)
{
    ae_loss_fixed fixed;
    v_store(fixed.zero, v_set(0));
    v_store(fixed.one, v_set(1));
    return fixed;
}

V_INLINE ae_loss_row ae_loss_row_at(const ae_call *call, size_t row, const ae_loss_fixed *fixed)
{
    static const ae_loss_attr none;
    const ae_loss_attr *a = call->attr ? call->attr : &none;
    size_t n = ae_shape_size(&call->shape[0]);
    ae_loss_row r = { n, call->in[0] + row * n, { fixed->zero, 0 }, { fixed->one, 0 }, v_set(1) };
    if (call->in[1])
        r.t = (ae_side){ call->in[1] + row * n, SIZE_MAX };
    if (a->features)
        r.w = (ae_side){ a->features, SIZE_MAX };
    if (a->delta > 0)
        r.delta = v_set((ae_real)a->delta);
    return r;
}

V_INLINE v_real ae_side_get(ae_side s, size_t i, size_t k)
{
    return v_get(s.at + (i & s.mask), k);
}

/* What a row's sum is divided by. */
static inline double ae_loss_divisor(const ae_call *call)
{
    const ae_loss_attr *a = call->attr;
    return a && a->sum ? 1 : (double)ae_shape_size(&call->shape[0]);
}

/* The row's factor of every slope, worked out in double. */
static inline double ae_loss_scale(const ae_call *call, size_t row)
{
    double weight = call->run->weights ? (double)call->run->weights[row] : 1;
    return call->run->gradient_scale * weight * call->weight;
}

/* ---- losses that are a sum of terms ---- */

V_INLINE void ae_loss_add(v_wide *sum, const ae_loss_row *r, ae_loss_fn term, size_t i, size_t k)
{
    v_real x = term(v_get(r->p + i, k), ae_side_get(r->t, i, k), r->delta);
    v_wide_add(sum, i, v_pad(v_mul(x, ae_side_get(r->w, i, k)), k, 0));
}

V_INLINE void ae_loss_forward_block(const ae_call *call, size_t block, ae_loss_fn term)
{
    size_t end = ae_row_block_end(call, block);
    double divisor = ae_loss_divisor(call);
    const ae_loss_fixed fixed = ae_loss_constants();
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        v_wide sum = v_wide_zero();
        const ae_loss_row r = ae_loss_row_at(call, row, &fixed);
        V_EACH(r.n, ae_loss_add, &sum, &r, term);
        call->row_loss[row] = call->weight * (v_wide_sum(&sum) / divisor);
    }
}

V_INLINE void ae_loss_put(ae_real *d, const ae_loss_row *r, v_real factor, bool add, ae_loss_fn slope, size_t i, size_t k)
{
    v_real s = v_mul(slope(v_get(r->p + i, k), ae_side_get(r->t, i, k), r->delta), ae_side_get(r->w, i, k));
    v_put_or_add(d + i, v_mul(factor, s), k, add);
}

V_INLINE void ae_loss_backward_block(const ae_call *call, size_t block, ae_loss_fn slope)
{
    size_t end = ae_row_block_end(call, block);
    double divisor = ae_loss_divisor(call);
    const ae_loss_fixed fixed = ae_loss_constants();
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        const ae_loss_row r = ae_loss_row_at(call, row, &fixed);
        v_real factor = v_set((ae_real)(ae_loss_scale(call, row) / divisor)); /* rounded once */
        V_EACH(r.n, ae_loss_put, call->din[0] + row * r.n, &r, factor, call->add[0], slope);
    }
}

/* ---- the rest of a loss op, from what it does with a block of rows ---- */

/* A loss op from its name and two functions (call, block of rows). */
#define AE_LOSS_OP_OF_BLOCKS(NAME, forward_rows, backward_rows)                                                  \
    static ae_status NAME##_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e) \
    {                                                                                                            \
        (void)attr;                                                                                              \
        return ae_loss_shape(out, in, n_in, #NAME, e);                                                           \
    }                                                                                                            \
    static void NAME##_forward_block(void *call, size_t block, unsigned worker)                                  \
    {                                                                                                            \
        (void)worker;                                                                                            \
        forward_rows(call, block);                                                                               \
    }                                                                                                            \
    static void NAME##_backward_block(void *call, size_t block, unsigned worker)                                 \
    {                                                                                                            \
        (void)worker;                                                                                            \
        backward_rows(call, block);                                                                              \
    }                                                                                                            \
    static void NAME##_forward(const ae_call *call)                                                              \
    {                                                                                                            \
        ae_in_row_blocks(call, NAME##_forward_block);                                                            \
    }                                                                                                            \
    static void NAME##_backward(const ae_call *call)                                                             \
    {                                                                                                            \
        if (call->din[0])                                                                                        \
            ae_in_row_blocks(call, NAME##_backward_block);                                                       \
    }                                                                                                            \
    const ae_op AE_LOCAL(ae_op_##NAME) = {                                                                       \
        .name = #NAME,                                                                                           \
        .reads = AE_READS_IN0 | AE_READS_IN1,                                                                    \
        .loss = true,                                                                                            \
        .shape = NAME##_shape,                                                                                   \
        .forward = NAME##_forward,                                                                               \
        .backward = NAME##_backward,                                                                             \
    };

/* ... from its name and two functions of the type ae_loss_fn: a term and its slope in p. */
#define AE_LOSS_OP(NAME, term, slope)                                   \
    static void NAME##_forward_rows(const ae_call *call, size_t block)  \
    {                                                                   \
        ae_loss_forward_block(call, block, term);                       \
    }                                                                   \
    static void NAME##_backward_rows(const ae_call *call, size_t block) \
    {                                                                   \
        ae_loss_backward_block(call, block, slope);                     \
    }                                                                   \
    AE_LOSS_OP_OF_BLOCKS(NAME, NAME##_forward_rows, NAME##_backward_rows)

#endif
