#include "model/stages.h"
#include "base/format.h"
#include <string.h>

ae_status ae_spec_blame(ae_error *e, ae_status status, const ae_word *at, const char *name)
{
    char text[sizeof e->text];
    if (!e || status == AE_OK || status == AE_ENOMEM || e->line != 0)
        return status;
    memcpy(text, e->text, sizeof text);
    return ae_fail_word(e, status, at, "%s: %s", name, text);
}

/* ---- names ---- */

/* Where the layers of this name are counted. */
static uint16_t *counter_of(ae_stages *stages, const ae_layer *layer)
{
    size_t i = 0;
    while (strcmp(ae_layer_at(i)->name, layer->name) != 0)
        i++;
    return &stages->of_name[i];
}

void ae_stages_name(char text[AE_STAGE_NAME], ae_stages *stages, const ae_layer *layer, const void *options)
{
    const char *own = ((const ae_layer_options *)options)->name;
    unsigned ordinal = ++*counter_of(stages, layer);
    if (own)
        ae_format(text, AE_STAGE_NAME, "%s", own);
    else if (stages->head.length)
        ae_format(text, AE_STAGE_NAME, "%.*s-%s%u", (int)stages->head.length, stages->head.text, layer->name, ordinal);
    else
        ae_format(text, AE_STAGE_NAME, "%s%u", layer->name, ordinal);
}

const ae_stage *ae_stages_find(const ae_stages *stages, const char *name)
{
    size_t number;
    return ae_names_find(&number, &stages->names, name) ? &stages->list[number] : NULL;
}

/* ---- adding ---- */

bool ae_stages_is_reserved(const char *name)
{
    static const char *const reserved[] = { "input",   "code",    "output",  "score", "errors",
                                            "weights", "encoder", "decoder", NULL };
    const char *const *other = reserved;
    while (*other && strcmp(*other, name) != 0)
        other++;
    return *other != NULL;
}

static ae_status check(const ae_stages *stages, const ae_stage *stage, const char *name, ae_error *e)
{
    const ae_stage *of = stage->weights_of ? ae_stages_find(stages, stage->weights_of) : NULL;
    if (stages->count == AE_LAYERS_MAX)
        return ae_fail_word(e, AE_ESPEC, &stage->place, "a spec has at most %d layers, those of its mirror included",
                            AE_LAYERS_MAX);
    if (ae_stages_is_reserved(name))
        return ae_fail_word(e, AE_EVALUE, &stage->place, "no layer can be called \"%s\": that name has a meaning already",
                            name);
    if (ae_stages_find(stages, name))
        return ae_fail_word(e, AE_EVALUE, &stage->place,
                            "another layer is called \"%s\" already; give this one a name= of its own", name);
    if (of && of->weights_of)
        return ae_fail_word(e, AE_EVALUE, &stage->place,
                            "%s: %s uses the weights of %s and has none of its own to be tied to", name, of->name,
                            of->weights_of);
    return AE_OK;
}

ae_status ae_stages_add(ae_stages *stages, const ae_stage *stage, ae_arena *arena, ae_error *e)
{
    char name[AE_STAGE_NAME];
    ae_stages_name(name, stages, stage->layer, stage->options);
    AE_TRY(check(stages, stage, name, e));
    const char *kept = ae_arena_text(arena, name, strlen(name));
    ae_stage *added = ae_arena_push(arena, &stages->list, &stages->count, &stages->capacity, sizeof *added);
    if (!kept || !added || !ae_names_add(&stages->names, kept, arena))
        return ae_fail_memory(e);
    *added = *stage;
    added->name = kept;
    return AE_OK;
}

/* ---- shapes ---- */

ae_status ae_stage_shape(ae_shape *shape, const ae_stage *stage, const ae_init_options *net, ae_arena *scratch, ae_error *e)
{
    ae_params params = { 0 };
    ae_graph graph = { .arena = scratch, .scratch = scratch, .params = &params, .declares = &params };
    ae_builder b = { .graph = &graph, .name = stage->name, .weights_of = stage->weights_of, .net = net, .error = e };
    size_t value;
    AE_TRY(ae_graph_bound(&value, &graph, AE_BASE_INPUT, shape, e));
    ae_status status = stage->layer->emit(&value, &b, stage->options, &value, 1);
    if (status != AE_OK)
        return ae_spec_blame(e, status, &stage->place, stage->name);
    *shape = graph.values[value].shape;
    return AE_OK;
}
