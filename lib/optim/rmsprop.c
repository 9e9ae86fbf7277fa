/* RMSProp: Tieleman, Hinton 2012, lecture 6.5 of "Neural networks for machine learning". eps is added outside the root, as
 * PyTorch does; Keras adds it inside. */
#include "optim/sweep.h"

typedef struct rmsprop_options {
    double lr, rho, momentum, eps;
} rmsprop_options;

static const ae_field fields[] = {
    AE_OPTIM_FIELD(rmsprop_options, "lr", lr, "0.001", 0, 1e6, "learning rate (Keras' default)"),
    AE_OPTIM_FIELD(rmsprop_options, "rho", rho, "0.9", 0, 0.9999999, "decay of the square (the lecture's)"),
    AE_OPTIM_FIELD(rmsprop_options, "momentum", momentum, "0", 0, 1, "of the scaled step"),
    AE_OPTIM_FIELD(rmsprop_options, "eps", eps, "1e-7", 0, 1, "added to the root (Keras' size)"),
    AE_OPTIM_FIELDS_END,
};

static unsigned slots(const void *options)
{
    return ((const rmsprop_options *)options)->momentum != 0 ? 2 : 1;
}

typedef struct constants {
    v_real lr, rest, momentum, eps;
} constants;

V_INLINE v_real scaled(ae_sweep *s, const constants *k)
{
    s->slot[0] = sweep_average(s->slot[0], v_mul(s->g, s->g), k->rest);
    return v_div(v_mul(k->lr, s->g), v_add(v_sqrt(s->slot[0]), k->eps));
}

V_INLINE void plain(ae_sweep *s, const constants *k)
{
    s->w = v_sub(s->w, scaled(s, k));
}

V_INLINE void with_momentum(ae_sweep *s, const constants *k)
{
    s->slot[1] = v_fma(k->momentum, s->slot[1], scaled(s, k));
    s->w = v_sub(s->w, s->slot[1]);
}

static void step(const ae_step_args *a)
{
    const rmsprop_options *o = a->options;
    const constants k = { sweep_constant(o->lr * a->rate_scale), sweep_constant(1 - o->rho), sweep_constant(o->momentum),
                          sweep_constant(o->eps) };
    if (o->momentum == 0) {
        AE_SWEEP(a, 1, plain, &k)
    } else {
        AE_SWEEP(a, 2, with_momentum, &k)
    }
}

const ae_optimizer AE_LOCAL(ae_optimizer_rmsprop) = { "rmsprop", "Tieleman, Hinton 2012", fields, sizeof(rmsprop_options),
                                                      slots, NULL, step };
