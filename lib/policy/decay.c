/* Weight decay that is a part of the gradient, as an L2 penalty's would be: g += decay w, after clip. Biases do not decay.
 * (That of adamw is outside of the gradient, and so not divided by the root of the mean square.) */
#include "kernel/slab.h"
#include "policy/slices.h"

typedef struct decay {
    double share;
} decay;

static const ae_field fields[] = {
    { "", AE_FIELD_REAL, offsetof(decay, share), AE_REQUIRED("times the weights, added to their gradients"), 0, 1e6 },
    AE_FIELDS_END,
};

static void add_weights(void *user, const ae_pass *p, const ae_slice *s)
{
    const decay *o = user;
    if (s->which->decays)
        ae_isa_slab_add_times(p->isa, p->gradients + s->at, p->weights + s->at, s->n, o->share);
}

static void decay_before(const ae_chosen *c, const ae_pass *p)
{
    decay o = *(const decay *)c->options;
    ae_slices_run(p, add_weights, &o);
}

const ae_policy ae_policy_decay = {
    .name = "decay",
    .doc = AE_DOC("weights are drawn to 0, as a part of the gradient"),
    .source = AE_DOC("Krogh & Hertz 1991, A simple weight decay can improve generalization"),
    .fields = fields,
    .options_size = sizeof(decay),
    .before = decay_before,
};
