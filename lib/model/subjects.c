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

static ae_status add_tensor(ae_subjects *s, const ae_param *tensor, ae_graph *g, ae_error *e)
{
    size_t value;
    AE_TRY(ae_graph_param(&value, g, tensor, e));
    return add(s, g, value, e);
}

static ae_status add_all_weights(ae_subjects *s, ae_graph *g, ae_error *e)
{
    for (size_t i = 0; i < g->params->count; i++)
        if (g->params->list[i].decays)
            AE_TRY(add_tensor(s, &g->params->list[i], g, e));
    return AE_OK;
}

/* The input is there before anything can be trained, and what is scaled, or scaled back, belongs to no layer. */
static bool is_of_layer(const ae_graph *g, const char *name)
{
    const char *point = strchr(name, '.');
    size_t scaled;
    if (strcmp(name, "output") == 0)
        return !ae_graph_find(&scaled, g, "output.scaled");
    return strcmp(name, "input") != 0 && !(point && strcmp(point, ".scaled") == 0);
}

static ae_status unknown(const ae_goal *penalty, const ae_graph *g, ae_error *e)
{
    const char **names = ae_arena_take(g->scratch, g->n_named + g->params->count + 2, sizeof *names);
    size_t n = 0;
    if (!names)
        return ae_fail_memory(e);
    names[n++] = all_weights;
    for (size_t i = 0; i < g->n_named; i++)
        if (is_of_layer(g, g->names.list[i]))
            names[n++] = g->names.list[i];
    for (size_t i = 0; i < g->params->count; i++)
        if (!g->params->list[i].state)
            names[n++] = g->params->list[i].name;
    const ae_known known = ae_known_list(names);
    return ae_fail_unknown(e, &penalty->on_place, &penalty->place, "layer or tensor", &known);
}

ae_status ae_subjects_find(ae_subjects *s, const ae_goal *penalty, ae_graph *g, ae_error *e)
{
    const char *name = penalty->options->on;
    size_t value;
    if (is_of_layer(g, name) && ae_graph_find(&value, g, name))
        return add(s, g, value, e);
    if (strcmp(name, all_weights) == 0)
        return add_all_weights(s, g, e);
    const ae_param *tensor = ae_params_find(g->params, name);
    return tensor && !tensor->state ? add_tensor(s, tensor, g, e) : unknown(penalty, g, e);
}
