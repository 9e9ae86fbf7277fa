/* The model has a running mean of the weights, which is often better than the last ones: model += (1 - d) (weights - model)
 * after each step, with d = min(decay, (1 + step) / (10 + step)), so that a short training does not end near its start.
 * State is not averaged: the model has the last one. */
#include "base/size.h"
#include "kernel/slab.h"
#include "policy/slices.h"
#include <string.h>

typedef struct ema {
    double decay;
} ema;

static const ae_field fields[] = {
    { "", AE_FIELD_REAL, offsetof(ema, decay), AE_DEFAULT("0.999", "what the mean keeps of itself in a step"), 0,
      0.9999999 },
    AE_FIELDS_END,
};

static void blend_slice(void *user, const ae_pass *p, const ae_slice *s)
{
    const double *share = user;
    if (s->which->state)
        memcpy(p->model + s->at, p->weights + s->at, s->n * sizeof *p->model);
    else
        ae_isa_slab_blend(p->isa, p->model + s->at, p->weights + s->at, s->n, *share);
}

static void ema_after(const ae_chosen *c, const ae_pass *p)
{
    const ema *o = c->options;
    double step = (double)p->step, early = (1 + step) / (10 + step);
    double share = 1 - (o->decay < early ? o->decay : early);
    ae_slices_run(p, blend_slice, &share);
}

const ae_policy ae_policy_ema = {
    .name = "ema",
    .doc = AE_DOC("the model has a running mean of the weights"),
    .source = AE_DOC("Polyak & Juditsky 1992, Acceleration of stochastic approximation by averaging"),
    .fields = fields,
    .options_size = sizeof(ema),
    .slabs = AE_SLAB_RAW,
    .after = ema_after,
};
