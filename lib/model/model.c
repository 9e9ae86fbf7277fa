#include "model/model.h"
#include "base/random.h"
#include "kernel/dispatch.h"
#include "model/density.h"
#include "model/scorer.h"
#include <string.h>

/* The arena lives inside the block it owns: move it out before it is freed. */
void ae_model_destroy(ae_model *model)
{
    if (!model)
        return;
    ae_arena arena = model->arena;
    ae_notes_free(&model->notes);
    ae_model_forget(model);
    ae_arena_free(&arena);
}

void ae_model_forget(ae_model *model)
{
    ae_scorer_free(model->scorer);
    ae_density_free(model->density);
    model->scorer = NULL;
    model->density = NULL;
}

static ae_status build(ae_model *m, const char *spec, const char *kernels, ae_error *e)
{
    size_t isa;
    AE_TRY(ae_isa_pick(&isa, kernels, e));
    return ae_program_make(&m->program, spec, isa, &m->arena, e);
}

ae_status ae_model_outline(ae_model **out, const char *spec, const ae_model_options *options, const char *kernels,
                           ae_error *e)
{
    ae_arena arena;
    ae_arena_init(&arena, options->allocator);
    ae_model *m = ae_arena_take(&arena, 1, sizeof *m);
    if (!m)
        return ae_fail_memory(e);
    *m = (ae_model){ .arena = arena, .scale = 1, .sgemm = options->sgemm, .sgemm_user = options->sgemm_user };
    ae_notes_init(&m->notes, options->allocator);
    ae_status status = build(m, spec, kernels, e);
    if (status == AE_OK)
        *out = m;
    else
        ae_model_destroy(m);
    return status;
}

/* From the end of a parameter to the beginning of the next: they are looked at with the rest. */
static void clear_gaps(ae_model *m)
{
    const ae_params *params = &m->program.params;
    for (size_t i = 0; i < params->count; i++) {
        size_t end = params->list[i].offset + params->list[i].size;
        size_t next = i + 1 < params->count ? params->list[i + 1].offset : params->total;
        memset(m->weights + end, 0, (next - end) * sizeof *m->weights);
    }
}

/* Scaled targets are there only where something scales them. */
static ae_entry_rule rule_of(const ae_model *m, size_t entry)
{
    static const char *const targets[] = { "target.scaled", NULL };
    ae_entry_rule rule = ae_entry_rules[entry];
    if (rule.metrics && m->program.spec.has_decoder && ae_prepare_does_anything(&m->program.spec.preparation))
        rule.to = targets;
    return rule;
}

static ae_status make_entries(ae_model *m, ae_error *e)
{
    for (size_t i = 0; i < AE_ENTRIES; i++) {
        const ae_entry_rule rule = rule_of(m, i);
        if (ae_entry_exists(&m->program, &rule))
            AE_TRY(ae_entry_make(&m->entry[i], &m->program, &rule, &m->arena, e));
    }
    return AE_OK;
}

ae_status ae_model_complete(ae_model *m, ae_error *e)
{
    AE_TRY(ae_program_check(&m->program, &m->arena.allocator, e));
    AE_TRY(make_entries(m, e));
    m->weights = ae_arena_room(&m->arena, m->program.params.total, sizeof *m->weights);
    if (!m->weights)
        return ae_fail_memory(e);
    clear_gaps(m);
    return AE_OK;
}

void ae_model_begin_tensor(ae_model *m, size_t index)
{
    const ae_param *p = &m->program.params.list[index];
    const ae_place place = { .seed = m->seed, .name = ae_hash_name(p->name) };
    ae_real *w = m->weights + p->offset;
    if (!p->values)
        ae_init_fill(w, p->size, &p->init, p->fan_in, p->fan_out, &place);
    for (size_t i = 0; p->values && i < p->size; i++)
        w[i] = (ae_real)p->values[i];
}

void ae_model_initialise(ae_model *m, uint64_t seed)
{
    m->seed = seed;
    for (size_t i = 0; i < m->program.params.count; i++)
        ae_model_begin_tensor(m, i);
}

static void copy_state(ae_model *to, const ae_model *from)
{
    memcpy(to->weights, from->weights, from->program.params.total * sizeof *from->weights);
    to->seed = from->seed;
    to->scale = from->scale;
    to->record = from->record;
}

ae_status ae_model_copy(ae_model **out, const ae_model *m, const char *kernels, ae_error *e)
{
    ae_model_options options = { .allocator = &m->arena.allocator, .sgemm = m->sgemm, .sgemm_user = m->sgemm_user };
    ae_model *copy = NULL;
    AE_TRY(ae_model_outline(&copy, m->program.spec.text, &options, kernels, e));
    ae_status status = ae_model_complete(copy, e);
    if (status == AE_OK)
        status = ae_notes_replace(&copy->notes, m->notes.list, m->notes.count, AE_EINTERNAL, e);
    if (status == AE_OK)
        status = ae_scorer_copy(&copy->scorer, m->scorer, e);
    if (status == AE_OK)
        status = ae_density_copy(&copy->density, m->density, e);
    if (status != AE_OK) {
        ae_model_destroy(copy);
        return status;
    }
    copy_state(copy, m);
    *out = copy;
    return AE_OK;
}

size_t ae_model_memory(const ae_model *model)
{
    return model->arena.total + model->notes.arena.total + (model->scorer ? model->scorer->arena.total : 0) +
           (model->density ? model->density->arena.total : 0);
}
