/* s = initial + sum of g^2, w -= lr g / (sqrt(s) + eps). Defaults: PyTorch's, lr 0.01, initial 0, eps 1e-10 (Keras: lr
 * 0.001, initial 0.1, and eps 1e-7 inside the root). */
#include "kernel/loop.h"
#include "optim/optim.h"

typedef struct adagrad {
    double lr, initial, eps;
} adagrad;

AE_OPTIMIZER_FIELDS(adagrad, { "lr", AE_FIELD_REAL, offsetof(adagrad, lr), AE_DEFAULT("0.01", "learning rate"), 0, 1e6 },
                    { "initial", AE_FIELD_REAL, offsetof(adagrad, initial),
                      AE_DEFAULT("0", "where the sum of squares starts"), 0, 1e6 },
                    { "eps", AE_FIELD_REAL, offsetof(adagrad, eps), AE_DEFAULT("1e-10", "added to the root"), 1e-30, 1e6 });

static unsigned adagrad_slots(const void *options)
{
    (void)options;
    return 1;
}

typedef struct rates {
    v_real rate, initial, eps;
} rates;

/* Slots start at zero, so `initial` is added when the sum is used. */
V_INLINE void update(const ae_step_args *a, const rates *r, size_t i, size_t k)
{
    v_real g = v_get(a->g + i, k);
    v_real sum = v_fma(g, g, v_get(a->slot[0] + i, k));
    v_real root = v_add(v_sqrt(v_add(sum, r->initial)), r->eps);
    v_put(a->slot[0] + i, sum, k);
    v_put(a->w + i, v_sub(v_get(a->w + i, k), v_div(v_mul(r->rate, g), root)), k);
}

static void adagrad_step(const ae_step_args *args)
{
    const adagrad *o = args->options;
    const ae_step_args a = *args;
    const rates r = { v_set((ae_real)(o->lr * a.rate_scale)), v_set((ae_real)o->initial), v_set((ae_real)o->eps) };
    V_EACH(a.n, update, &a, &r);
}

const ae_optimizer AE_LOCAL(ae_optimizer_adagrad) = {
    .name = "adagrad",
    .source = AE_DOC("Duchi, Hazan & Singer 2011, Adaptive subgradient methods"),
    .fields = ae_adagrad_fields,
    .options_size = sizeof(adagrad),
    .slots = adagrad_slots,
    .step = adagrad_step,
};
