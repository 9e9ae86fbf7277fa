/* What a model is, for people. */
#include "kernel/dispatch.h"
#include "model/model.h"
#include <string.h>

/* The numbers of a stage's tensors, which are all called "STAGE.PART". */
static size_t stage_numbers(const ae_params *params, const char *stage, bool state)
{
    size_t n = strlen(stage), sum = 0;
    for (size_t i = 0; i < params->count; i++) {
        const ae_param *p = &params->list[i];
        if (p->state == state && strncmp(p->name, stage, n) == 0 && p->name[n] == '.')
            sum += p->size;
    }
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
        ae_write(w, "%-16s %-14s %zu", s->name, ae_shape_print(shape, &ae_program_value(p, s->name)->shape),
                 stage_numbers(&p->params, s->name, false));
        if (state)
            ae_write(w, " + %zu state", state);
        ae_write(w, "%s\n", i + 1 == p->spec.code ? "   <- code" : "");
    }
}

static void write_entry(ae_writer *w, const ae_entry *entry)
{
    ae_write(w, "\nplan %s: %zu steps, %zu bytes of working memory a row\n", entry->name, entry->plan.n_steps,
             entry->plan.work * sizeof(ae_real));
    ae_plan_dump(w, &entry->plan);
}

/* A trainer makes the plan for training; so it is made for once here. */
static ae_status write_training(ae_writer *w, const ae_model *m, ae_error *e)
{
    ae_arena arena;
    ae_entry train;
    ae_arena_init(&arena, &m->arena.allocator);
    ae_status status = ae_entry_make(&train, &m->program, &ae_entry_train, &arena, e);
    if (status == AE_OK)
        write_entry(w, &train);
    ae_arena_free(&arena);
    return status;
}

static ae_status write_plans(ae_writer *w, const ae_model *m, ae_error *e)
{
    for (size_t i = 0; i < AE_ENTRIES; i++)
        if (ae_entry_exists(&m->program, &ae_entry_rules[i]))
            write_entry(w, &m->entry[i]);
    return ae_entry_exists(&m->program, &ae_entry_train) ? write_training(w, m, e) : AE_OK;
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
    size_t state = ae_params_count(&m->program.params, true);
    ae_write(w, "\nparameters: %zu", ae_params_count(&m->program.params, false));
    if (state)
        ae_write(w, " and %zu of state,", state);
    ae_write(w, " in %zu tensors\nkernels: %s\nmemory: %zu bytes\n", m->program.params.count, ae_isa_name(m->program.isa),
             ae_model_memory(m));
}

ae_status ae_model_write(ae_writer *w, const ae_model *m, ae_error *e)
{
    write_spec(w, m->program.spec.text);
    ae_write(w, "\n");
    write_stages(w, &m->program);
    write_totals(w, m);
    return write_plans(w, m, e);
}
