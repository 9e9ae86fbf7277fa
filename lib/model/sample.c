#include "model/sample.h"
#include "base/random.h"
#include "base/size.h"
#include "kernel/draw.h"
#include "model/density.h"
#include <string.h>

/* Whether one of these keeps codes near to the standard normal distribution. */
static bool keep_normal(const ae_goals *goals)
{
    bool kept = false;
    for (size_t i = 0; i < goals->count; i++)
        kept |= goals->list[i].objective->makes_normal && strcmp(goals->list[i].options->on, "code") == 0;
    return kept;
}

ae_status ae_sample_check(const ae_model *m, uint64_t flags, ae_error *e)
{
    const ae_spec *spec = &m->program.spec;
    const ae_goal *loss;
    if (flags & AE_SAMPLE_DRAW_ROWS)
        AE_TRY(ae_goals_drawn(&loss, spec, e));
    if (m->density || keep_normal(&spec->losses) || keep_normal(&spec->penalties))
        return AE_OK;
    return ae_fail(
        e, AE_EUNSUPPORTED,
        "sample: nothing says how the model's codes are spread: ae_density_fit finds out from rows, or a variational code "
        "does, `gaussian N | code` with `loss kl_normal`, or codes do that `penalty mmd` keeps normal");
}

/* The distribution that kl_normal and mmd keep codes near to. */
static void draw_standard(float *code, const ae_model *m, size_t width, uint32_t row, const ae_sample_options *o)
{
    const ae_place place = { .seed = o->seed, .name = ae_hash_name("sample"), .row = row };
    for (size_t i = 0; i < width; i += AE_DRAWS) {
        float draw[AE_DRAWS];
        ae_isa_draw_normal(m->program.isa, draw, &place, (uint32_t)(i / AE_DRAWS));
        for (size_t k = 0; k < AE_DRAWS && i + k < width; k++)
            code[i + k] = (float)(o->deviation * (double)draw[k]);
    }
}

void ae_sample_codes(float *codes, const ae_model *m, const ae_sample_options *o)
{
    const size_t width = ae_shape_size(&m->program.code);
    for (size_t i = 0; i < o->n; i++) {
        const uint32_t row = (uint32_t)(o->first + i);
        if (m->density)
            ae_density_draw(codes + i * width, m->density, m->program.isa, o->seed, row, o->deviation);
        else
            draw_standard(codes + i * width, m, width, row, o);
    }
}
