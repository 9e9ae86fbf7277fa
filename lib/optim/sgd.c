/* w -= lr d, with d = g + decay w; with momentum, m = momentum m + d takes the place of d (Polyak 1964), or d + momentum m
 * (Nesterov's, as Sutskever et al. 2013 write it). lr is outside of m, as in PyTorch (Keras: inside; the same while lr stays
 * the same). Defaults: Keras's, lr 0.01 and nothing else (PyTorch: lr 0.001). */
#include "kernel/loop.h"
#include "optim/optim.h"

typedef struct sgd {
    double lr, momentum, decay;
    int nesterov;
} sgd;

AE_OPTIMIZER_FIELDS(sgd, { "lr", AE_FIELD_REAL, offsetof(sgd, lr), AE_DEFAULT("0.01", "learning rate"), 0, 1e6 },
                    { "momentum", AE_FIELD_REAL, offsetof(sgd, momentum),
                      AE_DEFAULT("0", "share of the last step that is kept"), 0, 0.999999 },
                    { "nesterov", AE_FIELD_FLAG, offsetof(sgd, nesterov), AE_DEFAULT("no", "look ahead by the momentum") },
                    { "decay", AE_FIELD_REAL, offsetof(sgd, decay), AE_DEFAULT("0", "weight decay, added to the gradient"),
                      0, 1e6 });

static unsigned sgd_slots(const void *options)
{
    return ((const sgd *)options)->momentum > 0;
}

typedef struct rates {
    v_real down, momentum, decay; /* down = -lr */
} rates;

V_INLINE v_real descent(const ae_step_args *a, const rates *r, size_t i, size_t k)
{
    return v_fma(r->decay, v_get(a->w + i, k), v_get(a->g + i, k));
}

V_INLINE void go(const ae_step_args *a, const rates *r, v_real d, size_t i, size_t k)
{
    v_put(a->w + i, v_fma(r->down, d, v_get(a->w + i, k)), k);
}

V_INLINE void update(const ae_step_args *a, const rates *r, size_t i, size_t k)
{
    go(a, r, descent(a, r, i, k), i, k);
}

V_INLINE void update_with_momentum(const ae_step_args *a, const rates *r, bool nesterov, size_t i, size_t k)
{
    v_real d = descent(a, r, i, k);
    v_real m = v_fma(r->momentum, v_get(a->slot[0] + i, k), d);
    v_put(a->slot[0] + i, m, k);
    go(a, r, nesterov ? v_fma(r->momentum, m, d) : m, i, k);
}

static void sgd_step(const ae_step_args *args)
{
    const sgd *o = args->options;
    const ae_step_args a = *args;
    const bool nesterov = o->nesterov;
    const rates r = { v_set((ae_real)(-o->lr * a.rate_scale)), v_set((ae_real)o->momentum),
                      v_set((ae_real)(o->decay * a.decay_scale)) };
    if (o->momentum > 0)
        V_EACH(a.n, update_with_momentum, &a, &r, nesterov);
    else
        V_EACH(a.n, update, &a, &r);
}

const ae_optimizer AE_LOCAL(ae_optimizer_sgd) = {
    .name = "sgd",
    .source = AE_DOC("Robbins & Monro 1951; momentum: Polyak 1964, Sutskever et al. 2013"),
    .fields = ae_sgd_fields,
    .options_size = sizeof(sgd),
    .slots = sgd_slots,
    .step = sgd_step,
};
