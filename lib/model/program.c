#include "model/recording.h"
#include <string.h>

const ae_named *ae_program_value(const ae_program *p, const char *name)
{
    size_t index;
    return ae_names_find(&index, &p->names, name) ? &p->values[index] : NULL;
}

const char *ae_program_known(const void *program, size_t index)
{
    const ae_program *p = program;
    return index < p->n_values ? p->values[index].name : NULL;
}

static ae_status add_value(ae_program *p, const ae_named *value, ae_arena *arena, ae_error *e)
{
    ae_named *added = &p->values[p->n_values++];
    *added = *value;
    added->name = ae_arena_text(arena, value->name, strlen(value->name));
    return added->name && ae_names_add(&p->names, added->name, arena) ? AE_OK : ae_fail_memory(e);
}

/* The values that have names, as recording the whole net has found them. */
static ae_status list_values(ae_program *p, const ae_graph *g, ae_arena *arena, ae_error *e)
{
    p->values = ae_arena_take(arena, g->n_named + 2, sizeof *p->values);
    if (!p->values)
        return ae_fail_memory(e);
    for (size_t i = 0; i < g->n_named; i++) {
        const size_t value = g->named[i];
        const ae_named named = { g->names.list[i], g->values[value].shape, ae_graph_reach(g, value) };
        AE_TRY(add_value(p, &named, arena, e));
    }
    p->code = ae_program_value(p, "code")->shape;
    if (!p->spec.has_decoder)
        return AE_OK;
    p->output = ae_program_value(p, "output")->shape;
    AE_TRY(add_value(p, &(ae_named){ "score", { 1, { 1 } }, ae_reach_all }, arena, e));
    return add_value(p, &(ae_named){ "errors", p->output, ae_reach_all }, arena, e);
}

/* What nothing in the net goes on from. */
static void list_ends(const char *ends[2 + AE_HEADS_MAX], const ae_spec *spec)
{
    size_t n = 0;
    if (spec->has_decoder || !spec->heads.count)
        ends[n++] = spec->has_decoder ? "output" : "code";
    for (size_t i = 0; i < spec->heads.count; i++)
        ends[n++] = spec->heads.list[i].name;
    ends[n] = NULL;
}

static ae_status settle_heads(ae_program *p, ae_arena *arena, ae_error *e)
{
    size_t width[AE_HEADS_MAX];
    for (size_t i = 0; i < p->spec.heads.count; i++)
        width[i] = ae_shape_size(&ae_program_value(p, p->spec.heads.list[i].name)->shape);
    return ae_heads_settle(&p->spec.heads, width, arena, e);
}

/* The layers alone, in the order in which they ask for their parameters. Nothing else does. */
static ae_status declare(ae_program *p, ae_arena *arena, ae_arena *scratch, ae_error *e)
{
    const char *ends[2 + AE_HEADS_MAX];
    const ae_entry_rule net = { .name = "net", .from = "input", .to = ends };
    ae_recording r = { .graph = { .arena = arena, .scratch = scratch, .isa = p->isa } };
    list_ends(ends, &p->spec);
    r.graph.params = r.graph.declares = &p->params;
    AE_TRY(ae_recording_make(&r, p, &net, e));
    AE_TRY(list_values(p, &r.graph, arena, e));
    return settle_heads(p, arena, e);
}

ae_status ae_program_check(const ae_program *p, const ae_allocator *allocator, ae_error *e)
{
    static const char *const code[] = { "code", NULL };
    const bool trains = p->spec.losses.count > 0; /* an encoder has no losses */
    const ae_entry_rule all = { .name = "all",
                                .from = "input",
                                .to = trains ? code + 1 : code,
                                .losses = trains,
                                .heads = trains,
                                .penalties = true,
                                .gradients = true };
    ae_arena scratch;
    ae_arena_init(&scratch, allocator);
    ae_recording r = { .graph = { .arena = &scratch, .scratch = &scratch, .isa = p->isa, .params = &p->params } };
    ae_status status = ae_recording_make(&r, p, &all, e);
    ae_arena_free(&scratch);
    return status;
}

static bool takes_unit_targets(const ae_spec *spec)
{
    bool any = false;
    for (size_t i = 0; i < spec->losses.count; i++)
        any |= !spec->losses.list[i].head && spec->losses.list[i].objective->unit_targets;
    return any;
}

ae_status ae_program_make(ae_program *p, const char *spec, size_t isa, ae_arena *arena, ae_error *e)
{
    ae_arena scratch;
    *p = (ae_program){ .isa = isa };
    AE_TRY(ae_spec_read(&p->spec, spec, arena, e));
    p->unit_targets = takes_unit_targets(&p->spec) && !ae_prepare_scales(&p->spec.preparation);
    ae_arena_init(&scratch, &arena->allocator);
    ae_status status = declare(p, arena, &scratch, e);
    ae_arena_free(&scratch);
    return status;
}

const char *ae_program_side(const ae_program *p, const ae_param *param)
{
    const ae_spec *spec = &p->spec;
    const size_t n = strcspn(param->name, ".");
    size_t i = 0;
    while (i < spec->n_stages && !(strncmp(spec->stages[i].name, param->name, n) == 0 && spec->stages[i].name[n] == 0))
        i++;
    const size_t head = ae_heads_of_stage(&spec->heads, i);
    if (head)
        return spec->heads.list[head - 1].name;
    return i < spec->code || i == spec->n_stages ? "encoder" : "decoder";
}
