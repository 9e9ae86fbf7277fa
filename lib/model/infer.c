#include "model/infer.h"
#include "base/size.h"
#include "tensor/tree.h"

struct ae_context {
    ae_arena arena;
    const ae_model *model;
    uint64_t outputs;
    ae_pool *pool;
    size_t capacity;
    ae_real *work, *input, *target;
    double *total; /* one row's loss each */
    void *scratch;
};

static const uint64_t needs[AE_ENTRIES] = {
    [AE_ENTRY_ENCODE] = AE_OUT_CODE, [AE_ENTRY_DECODE] = AE_OUT_DECODED, [AE_ENTRY_RECONSTRUCT] = AE_OUT_RECONSTRUCTION,
    [AE_ENTRY_SCORE] = AE_OUT_SCORE, [AE_ENTRY_EVALUATE] = AE_OUT_SCORE,
};

/* ---- the context's memory: a table of areas, so that what is foretold is what is taken ---- */

/* Numbers that a processor's last cache holds besides all else: the layers of a net hand them to each other there. */
enum { AREAS = 5, NEAR = 1024 * 1024 };

static size_t fitting_rows(size_t rows, size_t work)
{
    size_t fit = NEAR / (work + 1) / AE_CAPACITY_STEP * AE_CAPACITY_STEP, wish = ae_round_up(rows, AE_CAPACITY_STEP);
    return wish <= fit ? wish : ae_most(fit, AE_CAPACITY_STEP);
}

static size_t most_work(const ae_model *m, uint64_t outputs)
{
    size_t work = 0;
    for (size_t i = 0; i < AE_ENTRIES; i++)
        if (needs[i] & outputs)
            work = ae_most(work, m->entry[i].plan.work);
    return work;
}

static void list_areas(ae_area list[AREAS], ae_context *c, const ae_model *m, const ae_context_options *o)
{
    size_t work = most_work(m, o->outputs), capacity = fitting_rows(o->rows, work), input = 0, scratch = 0, target = 0;
    for (size_t i = 0; i < AE_ENTRIES; i++) {
        const ae_entry *entry = &m->entry[i];
        if (!(needs[i] & o->outputs))
            continue;
        input = ae_most(input, entry->width[AE_BASE_INPUT]);
        target = ae_most(target, entry->width[AE_BASE_TARGET]);
        scratch = ae_most(scratch, ae_plan_scratch(&entry->plan, capacity, (unsigned)o->threads));
    }
    list[0] = (ae_area){ &c->work, capacity, work, sizeof(ae_real), false };
    list[1] = (ae_area){ &c->input, capacity, input, sizeof(ae_real), false };
    list[2] = (ae_area){ &c->target, capacity, target, sizeof(ae_real), false };
    list[3] = (ae_area){ &c->total, capacity, 1, sizeof *c->total, false };
    list[4] = (ae_area){ &c->scratch, scratch, 1, 1, true };
}

size_t ae_context_memory(const ae_model *m, const ae_context_options *o)
{
    ae_area list[1 + AREAS];
    ae_context layout; /* only its members' addresses are used */
    size_t sum;
    list[0] = (ae_area){ NULL, 1, 1, sizeof layout, false };
    list_areas(list + 1, &layout, m, o);
    return ae_size_add(&sum, ae_areas_cost(NULL, list, 1 + AREAS), ae_pool_memory((unsigned)o->threads)) ? sum : SIZE_MAX;
}

static ae_status allocate(ae_context *c, const ae_context_options *o, ae_error *e)
{
    ae_area list[AREAS];
    list_areas(list, c, c->model, o);
    c->capacity = list[0].rows;
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
    *c = (ae_context){ .arena = arena, .model = m, .outputs = o->outputs };
    ae_status status = allocate(c, o, e);
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

/* ---- running ---- */

typedef struct job {
    const ae_model *model;
    ae_context *c;
    const ae_entry *entry;
    ae_feed feed;
    ae_frame frame;
    ae_run run;
    ae_error *e;
} job;

static ae_status open_job(job *j, const ae_model *m, ae_context *c, ae_entry_name entry, const ae_rows *rows, ae_error *e)
{
    const ae_entry *n = &m->entry[entry];
    *j = (job){ .model = m, .c = c, .entry = n, .e = e };
    if (c->model != m)
        return ae_fail(e, AE_ESTALE, "the context was made for another model");
    if (!(c->outputs & needs[entry]))
        return ae_fail(e, AE_EOPTION, "the context does not serve %s: see ae_context_options.outputs",
                       ae_entry_rules[entry].name);
    AE_TRY(ae_entry_require(&m->program, &ae_entry_rules[entry], e));
    AE_TRY(ae_feed_open(&j->feed, rows, m->program.isa, n->width[AE_BASE_INPUT], n->width[AE_BASE_TARGET],
                        entry == AE_ENTRY_DECODE ? 1 : m->scale, e));
    j->frame.capacity = c->capacity;
    j->frame.base[AE_BASE_WORK] = c->work;
    j->frame.base[AE_BASE_PARAM] = m->weights;
    j->run = (ae_run){ .pool = c->pool, .scratch = c->scratch, .sgemm = m->sgemm, .sgemm_user = m->sgemm_user };
    return AE_OK;
}

static ae_status start_chunk(job *j, const ae_pick *pick)
{
    j->run.rows = pick->n;
    AE_TRY(ae_source_bind(&j->frame.base[AE_BASE_INPUT], &j->feed.input, pick, j->c->input, j->c->pool, j->e));
    j->frame.base[AE_BASE_TARGET] = j->frame.base[AE_BASE_INPUT];
    if (j->feed.has_target)
        return ae_source_bind(&j->frame.base[AE_BASE_TARGET], &j->feed.target, pick, j->c->target, j->c->pool, j->e);
    return AE_OK;
}

static ae_pick next_chunk(const job *j, size_t first)
{
    size_t left = j->feed.n - first;
    return (ae_pick){ NULL, first, ae_least(left, j->c->capacity) };
}

ae_status ae_infer_rows(float *out, const ae_model *m, ae_context *c, ae_entry_name entry, const ae_rows *rows, ae_error *e)
{
    job j;
    AE_TRY(open_job(&j, m, c, entry, rows, e));
    j.frame.output = &out;
    for (size_t i = 0; i < j.feed.n; i += c->capacity) {
        ae_pick pick = next_chunk(&j, i);
        AE_TRY(start_chunk(&j, &pick));
        ae_exec_forward(&j.entry->plan, &j.frame, &j.run); /* its last step writes into the caller's buffer */
        out += pick.n * j.entry->out_width[0];
    }
    return AE_OK;
}

void ae_sum_losses(double *total, const ae_plan *plan, const ae_frame *frame, ae_loss_kind last, size_t rows)
{
    for (size_t i = 0; i < rows; i++)
        total[i] = 0;
    for (size_t l = 0; l < plan->n_losses; l++) {
        const double *loss = ae_exec_losses(plan, frame, l);
        for (size_t i = 0; plan->losses[l].kind <= last && i < rows; i++)
            total[i] += loss[i];
    }
}

typedef struct sums {
    ae_tree loss, weight, metric[AE_METRICS_MAX];
} sums;

static void add_weights(ae_tree *sum, const float *weights, size_t n)
{
    double one[AE_TREE_BLOCK];
    for (size_t i = 0; i < AE_TREE_BLOCK; i++)
        one[i] = 1;
    for (size_t i = 0; i < n; i += AE_TREE_BLOCK)
        ae_tree_add(sum, one, weights ? weights + i : NULL, ae_least(n - i, AE_TREE_BLOCK));
}

static void add_metrics(sums *s, const job *j, size_t n)
{
    const ae_plan *plan = &j->entry->plan;
    for (size_t l = 0, metric = 0; l < plan->n_losses; l++)
        if (plan->losses[l].kind == AE_LOSS_METRIC)
            ae_tree_add(&s->metric[metric++], ae_exec_losses(plan, &j->frame, l), NULL, n);
}

static void add_chunk(sums *s, job *j, float *scores, const ae_pick *pick)
{
    const float *weights = j->feed.weights ? j->feed.weights + pick->first : NULL;
    ae_sum_losses(j->c->total, &j->entry->plan, &j->frame, AE_LOSS_GOAL, pick->n);
    ae_tree_add(&s->loss, j->c->total, weights, pick->n);
    add_weights(&s->weight, weights, pick->n);
    add_metrics(s, j, pick->n);
    for (size_t i = 0; scores && i < pick->n; i++)
        scores[pick->first + i] = (float)j->c->total[i];
}

static void give_means(ae_means *means, const sums *s, const job *j)
{
    const ae_plan *plan = &j->entry->plan;
    *means = (ae_means){ .loss = ae_tree_total(&s->loss) / ae_tree_total(&s->weight) };
    for (size_t l = 0; l < plan->n_losses; l++)
        if (plan->losses[l].kind == AE_LOSS_METRIC) {
            means->name[means->n] = plan->losses[l].name;
            means->value[means->n] = ae_tree_total(&s->metric[means->n]) / (double)j->feed.n;
            means->n++;
        }
}

ae_status ae_infer_losses(float *scores, ae_means *means, const ae_model *m, ae_context *c, ae_entry_name entry,
                          const ae_rows *rows, ae_error *e)
{
    job j;
    sums s = { .weight = { .blocks = 0 } };
    AE_TRY(open_job(&j, m, c, entry, rows, e));
    AE_TRY(ae_feed_check_weights(&j.feed, e));
    for (size_t i = 0; i < j.feed.n; i += c->capacity) {
        ae_pick pick = next_chunk(&j, i);
        AE_TRY(start_chunk(&j, &pick));
        ae_exec_forward(&j.entry->plan, &j.frame, &j.run);
        add_chunk(&s, &j, scores, &pick);
    }
    give_means(means, &s, &j);
    return AE_OK;
}
