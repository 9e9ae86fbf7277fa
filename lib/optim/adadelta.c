/* Adadelta: Zeiler 2012, "ADADELTA: an adaptive learning rate method". */
#include "optim/sweep.h"

typedef struct adadelta_options {
    double lr, rho, eps;
} adadelta_options;

static const ae_field fields[] = {
    AE_OPTIM_FIELD(adadelta_options, "lr", lr, "1", 0, 1e6, "factor on the step (the paper has none)"),
    AE_OPTIM_FIELD(adadelta_options, "rho", rho, "0.95", 0, 0.9999999, "decay of both averages (the paper's)"),
    AE_OPTIM_FIELD(adadelta_options, "eps", eps, "1e-6", 0, 1, "added inside both roots (the paper's)"),
    AE_OPTIM_FIELDS_END,
};

static unsigned slots(const void *options)
{
    (void)options;
    return 2;
}

typedef struct constants {
    v_real lr, rest, eps;
} constants;

V_INLINE void move(ae_sweep *s, const constants *k)
{
    s->slot[0] = sweep_average(s->slot[0], v_mul(s->g, s->g), k->rest);
    v_real ratio = v_div(v_sqrt(v_add(s->slot[1], k->eps)), v_sqrt(v_add(s->slot[0], k->eps)));
    v_real along = v_mul(ratio, s->g);
    s->slot[1] = sweep_average(s->slot[1], v_mul(along, along), k->rest);
    s->w = v_sub(s->w, v_mul(k->lr, along));
}

static void step(const ae_step_args *a)
{
    const adadelta_options *o = a->options;
    const constants k = { sweep_constant(o->lr * a->rate_scale), sweep_constant(1 - o->rho), sweep_constant(o->eps) };
    AE_SWEEP(a, 2, move, &k)
}

const ae_optimizer AE_LOCAL(ae_optimizer_adadelta) = { "adadelta", "Zeiler 2012", fields, sizeof(adadelta_options),
                                                       slots, NULL, step };
