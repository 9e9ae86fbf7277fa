/* v = mean of g^2, step = lr g / sqrt(v + eps), and with momentum m = momentum m + step, w -= m. As Keras: eps inside the
 * root (so gradients well below sqrt(eps) count as small), lr inside the momentum, and its defaults lr 0.001, rho 0.9,
 * eps 1e-7. With form=pytorch as there: step = g / (sqrt(v) + eps), and lr is outside of the momentum, w -= lr m; its
 * defaults would be lr 0.01, rho 0.99, eps 1e-8. */
#include "kernel/loop.h"
#include "optim/optim.h"

typedef struct rmsprop {
    double lr, rho, momentum, eps;
    int form;
} rmsprop;

AE_OPTIMIZER_FIELDS(rmsprop, { "lr", AE_FIELD_REAL, offsetof(rmsprop, lr), AE_DEFAULT("0.001", "learning rate"), 0, 1e6 },
                    { "rho", AE_FIELD_REAL, offsetof(rmsprop, rho), AE_DEFAULT("0.9", "decay of the mean square"), 0,
                      0.999999 },
                    { "momentum", AE_FIELD_REAL, offsetof(rmsprop, momentum),
                      AE_DEFAULT("0", "share of the last step that is kept"), 0, 0.999999 },
                    { "eps", AE_FIELD_REAL, offsetof(rmsprop, eps),
                      AE_DEFAULT("1e-7", "added to the mean square, inside the root"), 1e-30, 1e6 },
                    AE_FORM_FIELD(rmsprop, "pytorch: eps is added to the root, and lr is outside of the momentum"));

static unsigned rmsprop_slots(const void *options)
{
    return ((const rmsprop *)options)->momentum > 0 ? 2 : 1;
}

typedef struct rates {
    v_real fresh, momentum;     /* fresh = 1 - rho */
    v_real rate, eps;           /* Keras: of the step, and inside the root */
    v_real last_rate, root_eps; /* PyTorch: of w, and added to the root. The other form's are 1 and 0, which change no bit */
} rates;

V_INLINE void update(const ae_step_args *a, const rates *r, bool momentum, size_t i, size_t k)
{
    v_real g = v_get(a->g + i, k), v = v_get(a->slot[0] + i, k);
    v = v_fma(r->fresh, v_sub(v_mul(g, g), v), v);
    v_put(a->slot[0] + i, v, k);
    v_real step = v_div(v_mul(r->rate, g), v_add(v_sqrt(v_add(v, r->eps)), r->root_eps));
    if (momentum) {
        step = v_fma(r->momentum, v_get(a->slot[1] + i, k), step);
        v_put(a->slot[1] + i, step, k);
    }
    v_put(a->w + i, v_sub(v_get(a->w + i, k), v_mul(r->last_rate, step)), k);
}

static void rmsprop_step(const ae_step_args *args)
{
    const rmsprop *o = args->options;
    const ae_step_args a = *args;
    const v_real rate = v_set((ae_real)(o->lr * a.rate_scale)), eps = v_set((ae_real)o->eps);
    const bool pytorch = o->form == AE_FORM_PYTORCH;
    const rates r = { .fresh = v_set((ae_real)(1 - o->rho)),
                      .momentum = v_set((ae_real)o->momentum),
                      .rate = pytorch ? v_set(1) : rate,
                      .eps = pytorch ? v_set(0) : eps,
                      .last_rate = pytorch ? rate : v_set(1),
                      .root_eps = pytorch ? eps : v_set(0) };
    if (o->momentum > 0)
        V_EACH(a.n, update, &a, &r, true);
    else
        V_EACH(a.n, update, &a, &r, false);
}

const ae_optimizer AE_LOCAL(ae_optimizer_rmsprop) = {
    .name = "rmsprop",
    .source = AE_DOC("Tieleman & Hinton 2012, lecture 6.5, Neural networks for machine learning"),
    .fields = ae_rmsprop_fields,
    .options_size = sizeof(rmsprop),
    .slots = rmsprop_slots,
    .step = rmsprop_step,
};
