/* v = mean of g^2, d = g sqrt(u + eps) / sqrt(v + eps), u = mean of d^2, w -= lr d. Defaults: the paper's, rho 0.95,
 * eps 1e-6 and no rate, so lr 1 (PyTorch: rho 0.9; Keras: lr 0.001, eps 1e-7). */
#include "kernel/loop.h"
#include "optim/optim.h"

typedef struct adadelta {
    double lr, rho, eps;
} adadelta;

AE_OPTIMIZER_FIELDS(adadelta, { "lr", AE_FIELD_REAL, offsetof(adadelta, lr), AE_DEFAULT("1", "learning rate"), 0, 1e6 },
                    { "rho", AE_FIELD_REAL, offsetof(adadelta, rho), AE_DEFAULT("0.95", "decay of both mean squares"), 0,
                      0.999999 },
                    { "eps", AE_FIELD_REAL, offsetof(adadelta, eps), AE_DEFAULT("1e-6", "added to both, inside the roots"),
                      1e-30, 1e6 });

static unsigned adadelta_slots(const void *options)
{
    (void)options;
    return 2;
}

typedef struct rates {
    v_real rate, fresh, eps; /* fresh = 1 - rho */
} rates;

V_INLINE v_real mean_square(v_real mean, v_real x, const rates *r)
{
    return v_fma(r->fresh, v_sub(v_mul(x, x), mean), mean);
}

V_INLINE void update(const ae_step_args *a, const rates *r, size_t i, size_t k)
{
    v_real g = v_get(a->g + i, k), u = v_get(a->slot[1] + i, k);
    v_real v = mean_square(v_get(a->slot[0] + i, k), g, r);
    v_real d = v_mul(g, v_div(v_sqrt(v_add(u, r->eps)), v_sqrt(v_add(v, r->eps))));
    v_put(a->slot[0] + i, v, k);
    v_put(a->slot[1] + i, mean_square(u, d, r), k);
    v_put(a->w + i, v_sub(v_get(a->w + i, k), v_mul(r->rate, d)), k);
}

static void adadelta_step(const ae_step_args *args)
{
    const adadelta *o = args->options;
    const ae_step_args a = *args;
    const rates r = { v_set((ae_real)(o->lr * a.rate_scale)), v_set((ae_real)(1 - o->rho)), v_set((ae_real)o->eps) };
    V_EACH(a.n, update, &a, &r);
}

const ae_optimizer AE_LOCAL(ae_optimizer_adadelta) = {
    .name = "adadelta",
    .source = AE_DOC("Zeiler 2012, ADADELTA: an adaptive learning rate method"),
    .fields = ae_adadelta_fields,
    .options_size = sizeof(adadelta),
    .slots = adadelta_slots,
    .step = adadelta_step,
};
