#include "model/subjects.h"
#include <string.h>

static const char all_weights[] = "weights";

static ae_status add(ae_subjects *s, ae_graph *g, size_t value, ae_error *e)
{
    size_t *place = ae_arena_push(g->scratch, &s->list, &s->count, &s->capacity, sizeof *place);
    if (!place)
        return ae_fail_memory(e);
    *place = value;
    return AE_OK;
}

static ae_status add_tensors(ae_subjects *s, const char *name, ae_graph *g, ae_error *e)
{
    bool all = strcmp(name, all_weights) == 0;
    for (size_t i = 0; i < g->params->count; i++) {
        const ae_param tensor = g->params->list[i];
        size_t value;
        if (tensor.state || (all ? !tensor.decays : strcmp(tensor.name, name) != 0))
            continue;
        AE_TRY(ae_graph_param(&value, g, &tensor, e));
        AE_TRY(add(s, g, value, e));
    }
    return AE_OK;
}

static ae_status add_layer(ae_subjects *s, const char *name, const ae_spec *spec, ae_graph *g, ae_error *e)
{
    if (strcmp(name, "code") == 0)
        return add(s, g, spec->code ? s->after[spec->code - 1] : 0, e); /* the input is recorded first */
    for (size_t i = 0; i < spec->n_stages; i++)
        if (strcmp(spec->stages[i].name, name) == 0)
            return add(s, g, s->after[i], e);
    return AE_OK;
}

static ae_status unknown(const ae_goal *penalty, const ae_spec *spec, const ae_graph *g, ae_error *e)
{
    const char **names = ae_arena_take(g->scratch, spec->n_stages + g->params->count + 3, sizeof *names);
    size_t n = 0;
    if (!names)
        return ae_fail_memory(e);
    names[n++] = "code";
    names[n++] = all_weights;
    for (size_t i = 0; i < spec->n_stages; i++)
        names[n++] = spec->stages[i].name;
    for (size_t i = 0; i < g->params->count; i++)
        if (!g->params->list[i].state)
            names[n++] = g->params->list[i].name;
    return ae_fail_unknown(e, &penalty->on_place, &penalty->place, "layer or tensor", names);
}

ae_status ae_subjects_find(ae_subjects *s, const ae_goal *penalty, const ae_spec *spec, ae_graph *g, ae_error *e)
{
    const char *name = penalty->options->on;
    AE_TRY(add_layer(s, name, spec, g, e));
    if (s->count == 0)
        AE_TRY(add_tensors(s, name, g, e));
    bool known = s->count || strcmp(name, all_weights) == 0; /* of which a net may have none */
    return known ? AE_OK : unknown(penalty, spec, g, e);
}
