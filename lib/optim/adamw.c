/* Adam with decoupled weight decay: Loshchilov, Hutter 2019, "Decoupled weight decay regularization", with the decay scaled by
 * the learning rate as PyTorch does. Biases do not decay. */
#include "optim/moments.h"

static const ae_field fields[] = {
    AE_MOMENTS_FIELDS,
    AE_OPTIM_FIELD(moments_options, "decay", decay, "0.01", 0, 1e6, "each step takes lr x decay x w off (PyTorch's default)"),
    AE_OPTIM_FIELDS_END,
};

V_INLINE void move(ae_sweep *s, const moments_constants *k)
{
    s->w = v_sub(s->w, v_mul(k->shrink, s->w));
    moments_move(s, k);
}

static void step(const ae_step_args *a)
{
    const moments_constants k = moments_prepare(a);
    AE_SWEEP(a, 2, move, &k)
}

const ae_optimizer AE_LOCAL(ae_optimizer_adamw) = { "adamw", "Loshchilov, Hutter 2019", fields, sizeof(moments_options),
                                                    moments_slots, moments_begin, step };
