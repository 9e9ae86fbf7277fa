/* Adagrad: Duchi, Hazan, Singer 2011, "Adaptive subgradient methods for online learning and stochastic optimization". */
#include "optim/sweep.h"

typedef struct adagrad_options {
    double lr, initial, eps;
} adagrad_options;

static const ae_field fields[] = {
    AE_OPTIM_FIELD(adagrad_options, "lr", lr, "0.01", 0, 1e6, "learning rate (PyTorch's default)"),
    AE_OPTIM_FIELD(adagrad_options, "initial", initial, "0", 0, 1e6, "what the sum of squares begins with (Keras: 0.1)"),
    AE_OPTIM_FIELD(adagrad_options, "eps", eps, "1e-7", 0, 1, "added to the root (Keras' size)"),
    AE_OPTIM_FIELDS_END,
};

static unsigned slots(const void *options)
{
    (void)options;
    return 1;
}

typedef struct constants {
    v_real lr, initial, eps;
} constants;

V_INLINE void move(ae_sweep *s, const constants *k)
{
    s->slot[0] = v_fma(s->g, s->g, s->slot[0]);
    v_real root = v_sqrt(v_add(s->slot[0], k->initial));
    s->w = v_sub(s->w, v_div(v_mul(k->lr, s->g), v_add(root, k->eps)));
}

static void step(const ae_step_args *a)
{
    const adagrad_options *o = a->options;
    const constants k = { sweep_constant(o->lr * a->rate_scale), sweep_constant(o->initial), sweep_constant(o->eps) };
    AE_SWEEP(a, 1, move, &k)
}

const ae_optimizer AE_LOCAL(ae_optimizer_adagrad) = { "adagrad", "Duchi, Hazan, Singer 2011", fields, sizeof(adagrad_options),
                                                      slots, NULL, step };
