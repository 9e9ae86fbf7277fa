/* What adam and adamw share: two moving averages with bias correction. Kingma, Ba 2015, "Adam: a method for stochastic
 * optimization", in the form at the end of its section 2, which Keras uses too:
 *   lr_t = lr sqrt(1 - b2^t) / (1 - b1^t),  w -= lr_t m / (sqrt(v) + eps). */
#ifndef AE_OPTIM_MOMENTS_H
#define AE_OPTIM_MOMENTS_H

#include "optim/sweep.h"

typedef struct moments_options {
    double lr, b1, b2, eps, decay;
} moments_options;

#define AE_MOMENTS_FIELDS                                                                                    \
    AE_OPTIM_FIELD(moments_options, "lr", lr, "0.001", 0, 1e6, "learning rate (the paper's)"),               \
        AE_OPTIM_FIELD(moments_options, "b1", b1, "0.9", 0, 0.9999999, "decay of the mean (the paper's)"),   \
        AE_OPTIM_FIELD(moments_options, "b2", b2, "0.999", 0, 0.9999999, "decay of the square (the paper's)"), \
        AE_OPTIM_FIELD(moments_options, "eps", eps, "1e-7", 0, 1, "added to the root (Keras' default; the paper's is 1e-8)")

enum { B1_POWER, B2_POWER, RATE }; /* the state: running products, so that no pow is needed */

static inline unsigned moments_slots(const void *options)
{
    (void)options;
    return 2;
}

static inline void moments_begin(const void *options, double *state, uint64_t step)
{
    const moments_options *o = options;
    state[B1_POWER] = (step == 1 ? 1 : state[B1_POWER]) * o->b1;
    state[B2_POWER] = (step == 1 ? 1 : state[B2_POWER]) * o->b2;
    state[RATE] = o->lr * sqrt(1 - state[B2_POWER]) / (1 - state[B1_POWER]);
}

typedef struct moments_constants {
    v_real rate, rest1, rest2, eps, shrink;
} moments_constants;

static inline moments_constants moments_prepare(const ae_step_args *a)
{
    const moments_options *o = a->options;
    return (moments_constants){ sweep_constant(a->state[RATE] * a->rate_scale), sweep_constant(1 - o->b1),
                                sweep_constant(1 - o->b2), sweep_constant(o->eps),
                                sweep_constant(o->lr * a->rate_scale * o->decay * a->decay_scale) };
}

V_INLINE void moments_move(ae_sweep *s, const moments_constants *k)
{
    s->slot[0] = sweep_average(s->slot[0], s->g, k->rest1);
    s->slot[1] = sweep_average(s->slot[1], v_mul(s->g, s->g), k->rest2);
    v_real along = v_div(s->slot[0], v_add(v_sqrt(s->slot[1]), k->eps));
    s->w = v_sub(s->w, v_mul(k->rate, along));
}

#endif
