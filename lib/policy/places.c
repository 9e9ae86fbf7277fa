#include "policy/places.h"
#include <string.h>

static const char *const sides[] = { "encoder", "decoder" };

bool ae_place_has(const ae_word *place, const ae_tuning *t, size_t i)
{
    const char *name = t->params->list[i].name;
    size_t n = place->length;
    if (ae_word_is(place, t->side[i]))
        return true;
    return strncmp(name, place->text, n) == 0 && (name[n] == 0 || name[n] == '.');
}

/* The layer of a parameter: its name up to the point. */
static const char *layer_of(const ae_param *p, ae_arena *arena)
{
    return ae_arena_text(arena, p->name, strcspn(p->name, "."));
}

/* Every name that there is: the parts, then the layers, each with its first parameter, then the tensors. */
static ae_status unknown(const ae_word *place, const ae_word *item, const ae_tuning *t, ae_error *e)
{
    const ae_params *params = t->params;
    const char **names = ae_arena_take(t->arena, 3 * params->count + 3, sizeof *names);
    size_t n = 2;
    if (!names)
        return ae_fail_memory(e);
    names[0] = sides[0];
    names[1] = sides[1];
    for (size_t i = 0; i < params->count; i++)
        if (strcmp(t->side[i], sides[0]) != 0 && strcmp(t->side[i], names[n - 1]) != 0)
            names[n++] = t->side[i];
    for (size_t i = 0; i < params->count; i++) {
        const char *layer = layer_of(&params->list[i], t->arena);
        if (!layer)
            return ae_fail_memory(e);
        if (strcmp(names[n - 1], layer) != 0)
            names[n++] = layer;
    }
    for (size_t i = 0; i < params->count; i++)
        names[n++] = params->list[i].name;
    names[n] = NULL;
    const ae_known known = ae_known_list(names);
    return ae_fail_unknown(e, place, item, "layer or tensor with weights", &known);
}

ae_status ae_place_check(const ae_word *place, const ae_word *item, const ae_tuning *t, ae_error *e)
{
    for (size_t i = 0; i < t->params->count; i++)
        if (ae_place_has(place, t, i))
            return AE_OK;
    for (size_t i = 0; i < 2; i++)
        if (ae_word_is(place, sides[i]))
            return ae_fail_word(e, AE_EWORD, place, "%.*s: the %s has no weights", ae_word_shown(item), item->text,
                                sides[i]);
    return unknown(place, item, t, e);
}

ae_status ae_places_left(const ae_word *item, const ae_tuning *t, ae_error *e)
{
    for (size_t i = 0; i < t->params->count; i++)
        if (!t->frozen[i] && !t->params->list[i].state)
            return AE_OK;
    return ae_fail_word(e, AE_EVALUE, item, "%.*s: nothing is left to be trained", ae_word_shown(item), item->text);
}
