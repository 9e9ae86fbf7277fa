/* What a model is, for people. */
#include "kernel/dispatch.h"
#include "model/model.h"
#include <string.h>

static size_t stage_numbers(const ae_params *params, const char *stage, bool state)
{
    char prefix[96];
    size_t n = ae_format(prefix, sizeof prefix, "%s.", stage), sum = 0;
    for (size_t i = 0; i < params->count; i++)
        if (params->list[i].state == state && strncmp(params->list[i].name, prefix, n) == 0)
            sum += params->list[i].size;
    return sum;
}

static void write_stages(ae_writer *w, const ae_program *p)
{
    char shape[AE_SHAPE_TEXT];
    ae_write(w, "%-16s %-14s %s\n", "layer", "output", "parameters");
    ae_write(w, "%-16s %-14s\n", "input", ae_shape_print(shape, &p->spec.input));
    for (size_t i = 0; i < p->spec.n_stages; i++) {
        const ae_stage *s = &p->spec.stages[i];
        size_t state = stage_numbers(&p->params, s->name, true);
        ae_write(w, "%-16s %-14s %zu", s->name, ae_shape_print(shape, &p->stage_shape[i]),
                 stage_numbers(&p->params, s->name, false));
        if (state)
            ae_write(w, " + %zu state", state);
        ae_write(w, "%s\n", i + 1 == p->spec.code ? "   <- code" : "");
    }
}

static void write_plans(ae_writer *w, const ae_program *p)
{
    for (int mode = 0; mode < AE_MODES; mode++) {
        const ae_plan *plan = &p->plan[mode];
        ae_write(w, "\nplan %s: %zu steps, %zu bytes of working memory a row\n", ae_mode_name((ae_mode)mode), plan->n_steps,
                 plan->work * sizeof(ae_real));
        ae_plan_dump(w, plan);
    }
}

/* A line at a time: ae_write lets no control characters through. */
static void write_spec(ae_writer *w, const char *text)
{
    for (size_t n; *text; text += n + (text[n] == '\n')) {
        n = strcspn(text, "\n");
        ae_write(w, "%.*s\n", (int)n, text);
    }
}

static void write_totals(ae_writer *w, const ae_model *m)
{
    size_t state = ae_model_state(m);
    ae_write(w, "\nparameters: %zu", ae_model_parameters(m));
    if (state)
        ae_write(w, " and %zu of state,", state);
    ae_write(w, " in %zu tensors\nkernels: %s\nmemory: %zu bytes\n", m->program.params.count, ae_isa_name(m->program.isa),
             ae_model_memory(m));
}

void ae_model_write(ae_writer *w, const ae_model *m)
{
    write_spec(w, m->program.spec.text);
    ae_write(w, "\n");
    write_stages(w, &m->program);
    write_totals(w, m);
    write_plans(w, &m->program);
}
