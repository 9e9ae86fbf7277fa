#include "policy/places.h"
#include <string.h>

bool ae_place_has(const ae_word *place, const ae_param *p)
{
    size_t n = place->length;
    return strncmp(p->name, place->text, n) == 0 && (p->name[n] == 0 || p->name[n] == '.');
}

/* The layer of a parameter: its name up to the point. */
static const char *layer_of(const ae_param *p, ae_arena *arena)
{
    return ae_arena_text(arena, p->name, strcspn(p->name, "."));
}

/* Every name that there is: first the layers, each with its first parameter, then the tensors. */
static ae_status unknown(const ae_word *place, const ae_word *item, const ae_tuning *t, ae_error *e)
{
    const ae_params *params = t->params;
    const char **names = ae_arena_take(t->arena, 2 * params->count + 1, sizeof *names);
    size_t n = 0;
    for (size_t i = 0; names && i < params->count; i++) {
        const char *layer = layer_of(&params->list[i], t->arena);
        if (!layer)
            return ae_fail_memory(e);
        if (n == 0 || strcmp(names[n - 1], layer) != 0)
            names[n++] = layer;
    }
    if (!names)
        return ae_fail_memory(e);
    for (size_t i = 0; i < params->count; i++)
        names[n++] = params->list[i].name;
    names[n] = NULL;
    const ae_known known = ae_known_list(names);
    return ae_fail_unknown(e, place, item, "layer or tensor with weights", &known);
}

ae_status ae_place_check(const ae_word *place, const ae_word *item, const ae_tuning *t, ae_error *e)
{
    for (size_t i = 0; i < t->params->count; i++)
        if (ae_place_has(place, &t->params->list[i]))
            return AE_OK;
    return unknown(place, item, t, e);
}
