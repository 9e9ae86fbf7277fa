/* Stochastic gradient descent; momentum and Nesterov's form as in Sutskever, Martens, Dahl, Hinton 2013, "On the importance of
 * initialization and momentum in deep learning", written as PyTorch writes it: v = mu v + g, w -= lr v. */
#include "optim/sweep.h"

typedef struct sgd_options {
    double lr, momentum, decay;
    int nesterov;
} sgd_options;

static const ae_field fields[] = {
    AE_OPTIM_FIELD(sgd_options, "lr", lr, "0.01", 0, 1e6, "learning rate (Keras' default)"),
    AE_OPTIM_FIELD(sgd_options, "momentum", momentum, "0", 0, 1, "mu"),
    { "nesterov", AE_FIELD_FLAG, offsetof(sgd_options, nesterov), "no", 0, 0, NULL, "look ahead: step along g + mu v" },
    AE_OPTIM_FIELD(sgd_options, "decay", decay, "0", 0, 1e6, "L2: adds decay x w to a weight's gradient"),
    AE_OPTIM_FIELDS_END,
};

static unsigned slots(const void *options)
{
    return ((const sgd_options *)options)->momentum != 0;
}

typedef struct constants {
    v_real lr, momentum, decay;
    bool nesterov;
} constants;

V_INLINE void plain(ae_sweep *s, const constants *k)
{
    v_real g = v_fma(k->decay, s->w, s->g);
    s->w = v_sub(s->w, v_mul(k->lr, g));
}

V_INLINE void with_momentum(ae_sweep *s, const constants *k)
{
    v_real g = v_fma(k->decay, s->w, s->g);
    s->slot[0] = v_fma(k->momentum, s->slot[0], g);
    v_real along = k->nesterov ? v_fma(k->momentum, s->slot[0], g) : s->slot[0];
    s->w = v_sub(s->w, v_mul(k->lr, along));
}

static void step(const ae_step_args *a)
{
    const sgd_options *o = a->options;
    const constants k = { sweep_constant(o->lr * a->rate_scale), sweep_constant(o->momentum),
                          sweep_constant(o->decay * a->decay_scale), o->nesterov != 0 };
    if (o->momentum == 0) {
        AE_SWEEP(a, 0, plain, &k)
    } else {
        AE_SWEEP(a, 1, with_momentum, &k)
    }
}

const ae_optimizer AE_LOCAL(ae_optimizer_sgd) = { "sgd", "Sutskever et al. 2013", fields, sizeof(sgd_options),
                                                  slots, NULL, step };
