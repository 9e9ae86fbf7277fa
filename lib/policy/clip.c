/* Bounds the gradients before the optimizer sees them. `norm`: where their norm, over all weights, is above the limit, all
 * are multiplied by limit / norm. `value`: each number is brought into -value ... value. */
#include "kernel/slab.h"
#include "policy/slices.h"
#include <math.h>

typedef struct clip {
    double norm, value;
} clip;

static const ae_field fields[] = {
    { "norm", AE_FIELD_REAL, offsetof(clip, norm), AE_DEFAULT("0", "the most that all gradients' norm may be; 0: any"), 0,
      1e30 },
    { "value", AE_FIELD_REAL, offsetof(clip, value), AE_DEFAULT("0", "the most that a number may be, in size; 0: any"), 0,
      1e30 },
    AE_FIELDS_END,
};

static ae_status clip_prepare(const void *options, const ae_item *item, const ae_setting *s, ae_tuning *t, ae_error *e)
{
    const clip *o = options;
    (void)s;
    (void)t;
    return o->norm > 0 || o->value > 0
               ? AE_OK
               : ae_fail_word(e, AE_EVALUE, &item->name, "clip needs norm= or value=, such as norm=1");
}

static void clamp_slice(void *user, const ae_pass *p, const ae_slice *s)
{
    const double *limit = user;
    if (!s->which->state)
        ae_isa_slab_clamp(p->isa, p->gradients + s->at, s->n, *limit);
}

static double square_sum(const ae_pass *p, const ae_slice *s)
{
    return s->which->state ? 0 : ae_isa_square_sum(p->isa, p->gradients + s->at, s->n);
}

static void scale_slice(void *user, const ae_pass *p, const ae_slice *s)
{
    const double *factor = user;
    if (!s->which->state)
        ae_isa_slab_scale(p->isa, p->gradients + s->at, s->n, *factor);
}

static void clip_before(const ae_chosen *c, const ae_pass *p)
{
    clip o = *(const clip *)c->options;
    if (o.value > 0)
        ae_slices_run(p, clamp_slice, &o.value);
    double norm = o.norm > 0 ? sqrt(ae_slices_sum(p, square_sum)) : 0;
    double factor = o.norm / norm;
    if (norm > o.norm)
        ae_slices_run(p, scale_slice, &factor);
}

const ae_policy ae_policy_clip = {
    .name = "clip",
    .doc = AE_DOC("gradients have a bound"),
    .source = AE_DOC("Pascanu, Mikolov & Bengio 2013, On the difficulty of training recurrent neural networks"),
    .fields = fields,
    .options_size = sizeof(clip),
    .prepare = clip_prepare,
    .before = clip_before,
};
