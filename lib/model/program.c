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
    if (p->spec.encoder_only)
        return AE_OK;
    p->output = ae_program_value(p, "output")->shape;
    AE_TRY(add_value(p, &(ae_named){ "score", { 1, { 1 } }, ae_reach_all }, arena, e));
    return add_value(p, &(ae_named){ "errors", p->output, ae_reach_all }, arena, e);
}

static const char *const code[] = { "code", NULL }, *const output[] = { "output", NULL };

/* The layers alone, in the order in which they ask for their parameters. Nothing else does. */
static ae_status declare(ae_program *p, ae_arena *arena, ae_arena *scratch, ae_error *e)
{
    const ae_entry_rule net = { .name = "net", .from = "input", .to = p->spec.encoder_only ? code : output };
    ae_recording r = { .graph = { .arena = arena, .scratch = scratch, .isa = p->isa } };
    r.graph.params = r.graph.declares = &p->params;
    AE_TRY(ae_recording_make(&r, p, &net, e));
    return list_values(p, &r.graph, arena, e);
}

ae_status ae_program_check(const ae_program *p, const ae_allocator *allocator, ae_error *e)
{
    const bool trains = !p->spec.encoder_only; /* an encoder has no losses */
    const ae_entry_rule all = { .name = "all",
                                .from = "input",
                                .to = trains ? code + 1 : code,
                                .losses = trains,
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
        any |= spec->losses.list[i].objective->unit_targets;
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
