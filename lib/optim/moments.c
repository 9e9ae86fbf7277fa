#include "optim/moments.h"
#include "kernel/loop.h"

unsigned ae_moments_slots(const void *options)
{
    (void)options;
    return 2;
}

/* numbers: b1^t, b2^t, the rate with both bias corrections, lr sqrt(1 - b2^t) / (1 - b1^t), and what is added to the root.
 * lr / (1 - b1^t) m / (sqrt(v / (1 - b2^t)) + eps), which PyTorch has, is that rate with eps sqrt(1 - b2^t). */
void ae_moments_begin(const void *options, double *numbers, uint64_t step)
{
    const ae_moments *o = options;
    numbers[0] = step == 1 ? o->b1 : numbers[0] * o->b1;
    numbers[1] = step == 1 ? o->b2 : numbers[1] * o->b2;
    numbers[2] = o->lr * sqrt(1 - numbers[1]) / (1 - numbers[0]);
    numbers[3] = o->form == AE_FORM_PYTORCH ? o->eps * sqrt(1 - numbers[1]) : o->eps;
}

typedef struct rates {
    v_real new1, new2, rate, eps, shrink;
} rates;

/* The means are moved towards the gradient by (1 - b), so that they stay right when b is rounded:
 * m += (1 - b1) (g - m), v += (1 - b2) (g^2 - v), w -= lr decay w + rate m / (sqrt(v) + eps). */
V_INLINE void update(const ae_step_args *a, const rates *r, size_t i, size_t k)
{
    v_real w = v_get(a->w + i, k), g = v_get(a->g + i, k);
    v_real m = v_get(a->slot[0] + i, k), v = v_get(a->slot[1] + i, k);
    m = v_fma(r->new1, v_sub(g, m), m);
    v = v_fma(r->new2, v_sub(v_mul(g, g), v), v);
    w = v_sub(w, v_mul(r->shrink, w));
    w = v_sub(w, v_div(v_mul(r->rate, m), v_add(v_sqrt(v), r->eps)));
    v_put(a->slot[0] + i, m, k);
    v_put(a->slot[1] + i, v, k);
    v_put(a->w + i, w, k);
}

void ae_moments_step(const ae_step_args *args)
{
    const ae_moments *o = args->options;
    const ae_step_args a = *args;
    const rates r = { .new1 = v_set((ae_real)(1 - o->b1)),
                      .new2 = v_set((ae_real)(1 - o->b2)),
                      .rate = v_set((ae_real)(a.numbers[2] * a.rate_scale)),
                      .eps = v_set((ae_real)a.numbers[3]),
                      .shrink = v_set((ae_real)(o->lr * a.rate_scale * o->decay * a.decay_scale)) };
    V_EACH(a.n, update, &a, &r);
}
