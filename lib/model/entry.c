#include "model/entry.h"
#include "graph/codes.h"
#include <string.h>

static const char *const nothing[] = { NULL }, *const code[] = { "code", NULL }, *const output[] = { "output", NULL };

const ae_entry_rule ae_entry_rules[AE_ENTRIES] = {
    [AE_ENTRY_ENCODE] = { .name = "encode", .from = "input", .to = code },
    [AE_ENTRY_DECODE] = { .name = "decode", .from = "code", .to = output },
    [AE_ENTRY_RECONSTRUCT] = { .name = "reconstruct", .from = "input", .to = output },
    [AE_ENTRY_SCORE] = { .name = "score", .from = "input", .to = nothing, .losses = true },
    [AE_ENTRY_EVALUATE] = { .name = "evaluate", .from = "input", .to = nothing, .losses = true, .metrics = true },
    [AE_ENTRY_MEASURE] = { .name = "evaluate with labels",
                           .from = "input",
                           .to = nothing,
                           .losses = true,
                           .heads = true,
                           .metrics = true },
};

const ae_entry_rule ae_entry_train = {
    .name = "train", .from = "input", .to = nothing, .losses = true, .heads = true, .penalties = true, .gradients = true
};

bool ae_entry_exists(const ae_program *p, const ae_entry_rule *rule)
{
    const bool heads = p->spec.heads.count > 0;
    if (rule->gradients)
        return heads || p->spec.has_decoder;
    return rule->heads ? heads : p->spec.has_decoder || rule->to == code;
}

ae_entry_name ae_entry_of_losses(const ae_program *p)
{
    return p->spec.heads.count ? AE_ENTRY_MEASURE : AE_ENTRY_SCORE;
}

ae_status ae_entry_require(const ae_program *p, const ae_entry_rule *rule, ae_error *e)
{
    if (ae_entry_exists(p, rule))
        return AE_OK;
    if (rule->heads && !rule->gradients)
        return ae_fail(e, AE_EUNSUPPORTED, "%s: the model has no head: `head NAME` and its layers in the spec make one",
                       rule->name);
    if (p->spec.heads.count)
        return ae_fail(e, AE_EUNSUPPORTED, "%s: the model has heads, but no decoder", rule->name);
    return ae_fail(e, AE_EUNSUPPORTED, "%s: the model is an encoder: its spec ends at the code, so it can only encode",
                   rule->name);
}

/* How many elements of a row each base brings. */
static void measure(ae_entry *entry, const ae_recording *r)
{
    const ae_graph *g = &r->graph;
    for (size_t i = 0; i < g->n_values; i++)
        if (g->values[i].kind == AE_VALUE_BOUND)
            entry->width[g->values[i].base] = ae_shape_size(&g->values[i].shape);
    for (size_t i = 0; i < r->n_outputs; i++)
        entry->out_width[i] = ae_shape_size(&g->values[r->outputs[i]].shape);
}

static ae_status make(ae_entry *out, ae_recording *r, const ae_program *p, const ae_entry_rule *rule, ae_error *e)
{
    AE_TRY(ae_recording_make(r, p, rule, e));
    AE_TRY(ae_graph_look_up_codes(&r->graph, e));
    const ae_request request = { .outputs = r->outputs,
                                 .n_outputs = r->n_outputs,
                                 .losses = r->losses,
                                 .n_losses = r->n_losses,
                                 .gradients = rule->gradients,
                                 .pieces = rule->pieces,
                                 .apart = rule->apart,
                                 .frozen = rule->frozen };
    *out = (ae_entry){ .name = rule->name, .n_outputs = r->n_outputs, .decodes = strcmp(rule->from, "code") == 0 };
    out->out_width = ae_arena_take(r->graph.arena, r->n_outputs, sizeof *out->out_width);
    if (!out->out_width)
        return ae_fail_memory(e);
    measure(out, r);
    return ae_plan_make(&out->plan, &r->graph, &request, e);
}

ae_status ae_entry_make(ae_entry *out, const ae_program *p, const ae_entry_rule *rule, ae_arena *arena, ae_error *e)
{
    ae_arena scratch;
    ae_arena_init(&scratch, &arena->allocator);
    ae_recording r = { .graph = { .arena = arena, .scratch = &scratch, .isa = p->isa, .params = &p->params } };
    ae_status status = make(out, &r, p, rule, e);
    out->making = scratch.total;
    ae_arena_free(&scratch);
    return status;
}
