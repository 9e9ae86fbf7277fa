/* Codes that are drawn by chance. */
#include "ae_sample.h"

enum { DRAWN = 64 };

static bool cannot_draw(const arguments *a, const ae_error *e, kit_message *why)
{
    if (e->status != AE_EUNSUPPORTED)
        return blame(why, NULL, e);
    return kit_explain(why, "%s: nothing says where its codes lie; a spec with `gaussian N` before `code` does", a->model);
}

bool sample_draw(sample *p, const arguments *a, kit_message *why)
{
    ae_error e;
    session *s = &p->s;
    const size_t n = a->n ? (size_t)a->n : DRAWN;
    ae_sample_options options = AE_SAMPLE_OPTIONS_INIT;
    options.seed = a->seed;
    options.n = n;
    options.deviation = a->deviation > 0 ? a->deviation : 1;
    return sample_make_room(p, n, why) &&
           (ae_model_sample(s->result, p->codes, s->model, s->context, &options, &e) == AE_OK || cannot_draw(a, &e, why));
}
