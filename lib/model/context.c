#include "model/context.h"
#include "base/size.h"
#include "model/scorer.h"
#include <string.h>

/* Which of ae_output an entry of the model's is. */
static const uint64_t served_as[AE_ENTRIES] = {
    [AE_ENTRY_ENCODE] = AE_OUT_CODE, [AE_ENTRY_DECODE] = AE_OUT_DECODED, [AE_ENTRY_RECONSTRUCT] = AE_OUT_RECONSTRUCTION,
    [AE_ENTRY_SCORE] = AE_OUT_SCORE, [AE_ENTRY_EVALUATE] = AE_OUT_SCORE, [AE_ENTRY_MEASURE] = AE_OUT_SCORE,
};

/* ---- how much memory ---- */

/* Numbers that a processor's last cache holds besides all else: the layers of a net hand them to each other there. */
enum { AREAS = 14 + AE_COLUMNS, NEAR = 1024 * 1024 };

static size_t fitting_rows(size_t rows, size_t work)
{
    size_t fit = NEAR / (work + 1) / AE_CAPACITY_STEP * AE_CAPACITY_STEP, asked = ae_round_up(rows, AE_CAPACITY_STEP);
    return asked <= fit ? asked : ae_most(fit, AE_CAPACITY_STEP);
}

/* Calls `visit` for each entry that the context serves. */
static void each_entry(ae_context *c, const ae_model *m, void (*visit)(ae_context *, const ae_entry *, unsigned),
                       unsigned threads)
{
    for (size_t i = 0; i < AE_ENTRIES; i++)
        if (served_as[i] & c->outputs)
            visit(c, &m->entry[i], threads);
    visit(c, &c->joint, threads);
    visit(c, &c->drawn, threads);
    visit(c, &c->sampled, threads);
    visit(c, &c->own, threads);
}

static void need_work(ae_context *c, const ae_entry *entry, unsigned threads)
{
    (void)threads;
    c->work_size = ae_most(c->work_size, entry->plan.work);
}

static void need_rest(ae_context *c, const ae_entry *entry, unsigned threads)
{
    for (ae_column i = 0; i < AE_COLUMNS; i++)
        c->column_width[i] = ae_most(c->column_width[i], entry->width[AE_BASE_INPUT + i]);
    c->scratch_size = ae_most(c->scratch_size, ae_plan_scratch(&entry->plan, c->capacity, threads));
}

/* The mean row is that of scaled targets, where they are scaled: evaluate puts them out for it. */
static void measure_targets(ae_context *c, const ae_model *m)
{
    const ae_preparation *p = &m->program.spec.preparation;
    const ae_entry *evaluate = &m->entry[AE_ENTRY_EVALUATE];
    c->mean_row.columns = evaluate->width[AE_BASE_TARGET];
    c->mean_row.gaps = p->missing.how == AE_MISSING_MASK;
    for (size_t i = 0; i < evaluate->n_outputs; i++)
        c->out_width = ae_most(c->out_width, evaluate->out_width[i]);
}

static void measure(ae_context *c, const ae_model *m, const ae_context_options *o)
{
    each_entry(c, m, need_work, 0);
    c->capacity = fitting_rows(o->rows, c->work_size);
    each_entry(c, m, need_rest, (unsigned)o->threads);
    for (size_t i = 0; i < c->own.n_outputs; i++)
        c->out_width = ae_plus(c->out_width, c->own.out_width[i]);
    for (size_t i = 0, joint = 0; i < c->joint.n_outputs; i++) {
        joint = ae_plus(joint, c->joint.out_width[i]);
        c->out_width = ae_most(c->out_width, joint);
    }
    if (c->outputs & AE_OUT_SCORE)
        measure_targets(c, m);
}

/* A table of areas, so that what is foretold is what is taken. */
static void list_areas(ae_area list[AREAS], ae_context *c)
{
    const size_t rows = c->capacity, buffers = ae_most(c->own.n_outputs, AE_JOINED_MOST);
    ae_mean_row *mean = &c->mean_row;
    size_t n = 0;
    list[n++] = (ae_area){ &c->work, rows, c->work_size, sizeof(ae_real), false };
    for (ae_column i = 0; i < AE_COLUMNS; i++)
        list[n++] = (ae_area){ &c->column[i], rows, c->column_width[i], sizeof(ae_real), false };
    list[n++] = (ae_area){ &c->spare, rows, c->out_width, sizeof(ae_real), false };
    list[n++] = (ae_area){ &c->buffer, buffers, 1, sizeof *c->buffer, false };
    list[n++] = (ae_area){ &c->total, rows, 1, sizeof *c->total, false };
    list[n++] = (ae_area){ &c->estimate, c->outputs & AE_OUT_LIKELIHOOD ? rows : 0, 1, sizeof *c->estimate, false };
    list[n++] = (ae_area){ &c->weights, rows, 1, sizeof *c->weights, false };
    list[n++] = (ae_area){ &c->rows, rows, 1, sizeof *c->rows, false };
    list[n++] = (ae_area){ &c->refused, rows, 1, sizeof *c->refused, false };
    list[n++] = (ae_area){ &c->wanted, buffers, 1, sizeof *c->wanted, false };
    list[n++] = (ae_area){ &mean->first, mean->columns, 1, sizeof *mean->first, false };
    list[n++] = (ae_area){ &mean->sum, mean->columns, 1, sizeof *mean->sum, false };
    list[n++] = (ae_area){ &mean->squares, mean->columns, 1, sizeof *mean->squares, false };
    list[n++] = (ae_area){ &mean->seen, mean->gaps ? mean->columns : 0, 1, sizeof *mean->seen, false };
    list[n++] = (ae_area){ &c->scratch, c->scratch_size, 1, 1, true };
}

/* ---- its own entry ---- */

static ae_status unknown_value(const ae_program *p, const char *name, ae_error *e)
{
    const ae_known known = { ae_program_known, p };
    const ae_word word = { .text = name, .length = strlen(name) };
    char hint[sizeof e->text];
    ae_suggest(hint, sizeof hint, &word, &known);
    return ae_fail(e, AE_EARGUMENT, "the net has no value called \"%.*s\"; %s", ae_word_shown(&word), name, hint);
}

static ae_status copy_values(ae_context *c, const ae_program *p, const ae_context_options *o, ae_error *e)
{
    c->values = ae_arena_take(&c->arena, o->n_values, sizeof *c->values);
    if (!c->values)
        return ae_fail_memory(e);
    for (size_t i = 0; i < o->n_values; i++) {
        const ae_named *value = o->values[i] ? ae_program_value(p, o->values[i]) : NULL;
        if (!value)
            return o->values[i] ? unknown_value(p, o->values[i], e) : ae_fail(e, AE_EARGUMENT, "values[%zu] is NULL", i);
        c->values[c->n_values] =
            ae_arena_text(&c->arena, value->name, strlen(value->name)); /* the model may be gone first */
        if (!c->values[c->n_values++])
            return ae_fail_memory(e);
    }
    return AE_OK;
}

static bool is_score(const char *value)
{
    return strcmp(value, "score") == 0;
}

static bool is_errors(const char *value)
{
    return strcmp(value, "errors") == 0;
}

bool ae_context_puts_out(const ae_context *c, size_t index)
{
    return !is_score(c->values[index]) && !(c->joins && is_errors(c->values[index]));
}

/* What a joint score is made of. Returns how many they are. */
static size_t name_joined(const char *to[AE_JOINED_MOST], const ae_program *p)
{
    size_t n = 0;
    to[n++] = "code";
    to[n++] = ae_program_value(p, "output.scaled") ? "output.scaled" : "output";
    if (ae_prepare_does_anything(&p->spec.preparation))
        to[n++] = "target.scaled";
    return n;
}

/* The most that is held until now; an entry's scratch memory is given back. */
static ae_status make_entry(ae_entry *entry, ae_context *c, const ae_program *p, const ae_entry_rule *rule, ae_error *e)
{
    AE_TRY(ae_entry_make(entry, p, rule, &c->arena, e));
    c->planning = ae_most(c->planning, c->arena.total + entry->making);
    return AE_OK;
}

/* The losses bring the target. */
static ae_status make_joint(ae_context *c, const ae_program *p, ae_error *e)
{
    const char *to[AE_JOINED_MOST + 1] = { NULL };
    const ae_entry_rule rule = { .name = "joint", .from = "input", .to = to, .losses = true };
    c->joined = name_joined(to, p);
    return make_entry(&c->joint, c, p, &rule, e);
}

static ae_status make_drawn(ae_context *c, const ae_program *p, ae_error *e)
{
    static const char *const nothing[] = { NULL };
    const ae_entry_rule rule = { .name = "likelihood", .from = "input", .to = nothing, .losses = true, .draws = true };
    AE_TRY(ae_likelihood_check(&p->spec, e));
    return make_entry(&c->drawn, c, p, &rule, e);
}

static ae_status make_sampled(ae_context *c, const ae_program *p, ae_error *e)
{
    const ae_entry_rule *decode = &ae_entry_rules[AE_ENTRY_DECODE];
    const ae_entry_rule rule = { .name = "sample", .from = decode->from, .to = decode->to, .draws_output = true };
    AE_TRY(ae_entry_require(p, decode, e));
    return make_entry(&c->sampled, c, p, &rule, e);
}

/* Everything but the score is put out by a step. The score is the sum of the losses, or what the joined values give. */
static ae_status make_own(ae_context *c, const ae_model *m, ae_error *e)
{
    const char **to = ae_arena_take(&c->arena, c->n_values + AE_JOINED_MOST + 1, sizeof *to);
    ae_entry_rule rule = { .name = "run", .from = "input", .to = to };
    size_t n = 0;
    if (!to)
        return ae_fail_memory(e);
    for (size_t i = 0; i < c->n_values; i++) {
        rule.losses |= is_score(c->values[i]);
        c->joins |= ae_scorer_is_joint(m->scorer) && (is_score(c->values[i]) || is_errors(c->values[i]));
    }
    for (size_t i = 0; i < c->n_values; i++)
        if (ae_context_puts_out(c, i))
            to[n++] = c->values[i];
    if (c->joins)
        c->joined = name_joined(to + n, &m->program);
    rule.losses |= c->joins;
    return make_entry(&c->own, c, &m->program, &rule, e);
}

static ae_status plan_values(ae_context *c, const ae_model *m, const ae_context_options *o, ae_error *e)
{
    if (o->n_values == 0)
        return AE_OK;
    AE_TRY(copy_values(c, &m->program, o, e));
    return make_own(c, m, e);
}

/* ---- making one ---- */

static ae_status plan_context(ae_context *c, const ae_model *m, const ae_context_options *o, ae_error *e)
{
    c->spec = ae_arena_text(&c->arena, m->program.spec.text, strlen(m->program.spec.text));
    c->isa = m->program.isa;
    c->outputs = o->outputs;
    if (!c->spec)
        return ae_fail_memory(e);
    if ((c->outputs & AE_OUT_JOINT) || (c->outputs & AE_OUT_SCORE && ae_scorer_is_joint(m->scorer)))
        AE_TRY(make_joint(c, &m->program, e));
    if (c->outputs & AE_OUT_LIKELIHOOD)
        AE_TRY(make_drawn(c, &m->program, e));
    if (c->outputs & AE_OUT_DRAWN)
        AE_TRY(make_sampled(c, &m->program, e));
    AE_TRY(plan_values(c, m, o, e));
    measure(c, m, o);
    return AE_OK;
}

static ae_status fill_context(ae_context *c, const ae_model *m, const ae_context_options *o, ae_error *e)
{
    ae_area list[AREAS];
    AE_TRY(plan_context(c, m, o, e));
    list_areas(list, c);
    if (!ae_areas_take(&c->arena, list, AREAS))
        return ae_fail_memory(e);
    return ae_pool_create(&c->pool, (unsigned)o->threads, &c->arena.allocator, e);
}

ae_status ae_context_make(ae_context **out, const ae_model *m, const ae_context_options *o, ae_error *e)
{
    ae_arena arena;
    ae_arena_init(&arena, &m->arena.allocator);
    ae_context *c = ae_arena_take(&arena, 1, sizeof *c);
    if (!c)
        return ae_fail_memory(e);
    *c = (ae_context){ .arena = arena };
    ae_status status = fill_context(c, m, o, e);
    if (status == AE_OK)
        *out = c;
    else
        ae_context_destroy(c);
    return status;
}

void ae_context_destroy(ae_context *c)
{
    if (!c)
        return;
    ae_arena arena = c->arena;
    ae_pool_free(c->pool);
    ae_arena_free(&arena);
}

/* Plays what fill_context would do, without taking the large areas. */
static ae_status sum_areas(size_t *bytes, ae_context *c, const ae_model *m, const ae_context_options *o, ae_error *e)
{
    ae_area list[AREAS];
    AE_TRY(plan_context(c, m, o, e));
    list_areas(list, c);
    if (!ae_size_add(bytes, ae_areas_cost(&c->arena, list, AREAS), ae_pool_memory((unsigned)o->threads)))
        return ae_fail_memory(e);
    *bytes = ae_most(*bytes, c->planning);
    return AE_OK;
}

ae_status ae_context_bytes(size_t *bytes, const ae_model *m, const ae_context_options *o, ae_error *e)
{
    ae_arena arena;
    ae_arena_init(&arena, &m->arena.allocator);
    ae_context *c = ae_arena_take(&arena, 1, sizeof *c);
    if (!c)
        return ae_fail_memory(e);
    *c = (ae_context){ .arena = arena };
    ae_status status = sum_areas(bytes, c, m, o, e);
    ae_context_destroy(c);
    return status;
}

/* ---- whether it fits ---- */

static ae_status check_model(const ae_context *c, const ae_model *m, ae_error *e)
{
    if (c->isa != m->program.isa || strcmp(c->spec, m->program.spec.text) != 0)
        return ae_fail(e, AE_ESTALE, "the context was made for a model of another spec");
    return AE_OK;
}

ae_status ae_context_check(const ae_context *c, const ae_model *m, ae_entry_name entry, ae_error *e)
{
    AE_TRY(check_model(c, m, e));
    AE_TRY(ae_entry_require(&m->program, &ae_entry_rules[entry], e));
    if (!(c->outputs & served_as[entry]))
        return ae_fail(e, AE_EOPTION, "the context does not serve %s: see ae_context_options.outputs",
                       ae_entry_rules[entry].name);
    return AE_OK;
}

static ae_status fail_scorer(const ae_model *m, ae_error *e)
{
    return ae_fail(e, AE_ESTALE, "the context was made %s: make another",
                   ae_scorer_is_joint(m->scorer) ? "before the model got its joint scorer"
                                                 : "for a joint scorer, which the model has no more");
}

static ae_status check_serves(const ae_context *c, const ae_model *m, uint64_t output, const char *what, ae_error *e)
{
    AE_TRY(check_model(c, m, e));
    if (c->outputs & output)
        return AE_OK;
    return ae_fail(e, AE_EOPTION, "the context does not serve %s: see ae_context_options.outputs", what);
}

ae_status ae_context_draws(const ae_entry **out, const ae_context *c, const ae_model *m, ae_error *e)
{
    *out = &c->drawn;
    return check_serves(c, m, AE_OUT_LIKELIHOOD, "likelihood", e);
}

ae_status ae_context_samples(const ae_entry **out, const ae_context *c, const ae_model *m, ae_error *e)
{
    *out = &c->sampled;
    return check_serves(c, m, AE_OUT_DRAWN, "rows that are drawn", e);
}

ae_status ae_context_scores(const ae_entry **out, const ae_context *c, const ae_model *m, ae_error *e)
{
    AE_TRY(ae_context_check(c, m, AE_ENTRY_SCORE, e));
    *out = ae_scorer_is_joint(m->scorer) ? &c->joint : &m->entry[AE_ENTRY_SCORE];
    return (*out)->plan.n_forward ? AE_OK : fail_scorer(m, e);
}

ae_status ae_context_find(size_t *index, const ae_context *c, const ae_model *m, const char *value, ae_error *e)
{
    AE_TRY(check_model(c, m, e));
    for (*index = 0; *index < c->n_values; ++*index)
        if (strcmp(c->values[*index], value) == 0)
            return ae_scorer_is_joint(m->scorer) == c->joins || !(is_score(value) || is_errors(value)) ? AE_OK
                                                                                                       : fail_scorer(m, e);
    if (!ae_program_value(&m->program, value))
        return unknown_value(&m->program, value, e);
    return ae_fail(e, AE_EOPTION, "the context does not serve %s: see ae_context_options.values", value);
}
