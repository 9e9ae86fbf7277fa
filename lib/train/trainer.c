#include "train/trainer.h"
#include "base/size.h"
#include "kernel/columns.h"
#include "kernel/convert.h"
#include "tensor/tree.h"
#include <math.h>
#include <string.h>

typedef struct optimizer_choice {
    const ae_optimizer *type;
    const void *options;
    const char *text; /* canonical */
} optimizer_choice;

struct ae_trainer {
    ae_arena arena;
    ae_model *model;
    ae_entry entry; /* training's own */
    ae_pool *pool;
    optimizer_choice optimizer;
    size_t batch, capacity;
    unsigned slots;
    ae_real *work, *input, *target, *gradients, *kept, *slot[AE_OPTIM_SLOTS];
    double *total;
    float *weights; /* of the batch's rows, in its order */
    uint32_t *ids;
    void *scratch;
    double numbers[AE_OPTIM_NUMBERS];
    ae_record record, kept_record; /* the training so far; the model's record when keep was called */
    double kept_scale;
    double batch_weight;
};

/* ---- the optimizer's text ---- */

static const char *optimizer_at(const void *isa, size_t index)
{
    const ae_optimizer *o = ae_optimizer_at(*(const size_t *)isa, index);
    return o ? o->name : NULL;
}

static ae_status read_optimizer(optimizer_choice *out, const char *source, size_t isa, ae_arena *arena, ae_error *e)
{
    const ae_known known = { optimizer_at, &isa };
    ae_text text;
    char *copy = ae_arena_text(arena, source, strlen(source));
    if (!copy)
        return ae_fail_memory(e);
    AE_TRY(ae_text_read(&text, copy, e));
    if (text.count != 1)
        return ae_fail(e, AE_EOPTION, "the optimizer's text holds %zu items; it must hold one, such as \"adam lr=0.01\"",
                       text.count);
    out->type = ae_optimizer_find(isa, &text.item.name);
    if (!out->type)
        return ae_fail_unknown(e, &text.item.name, NULL, "optimizer", &known);
    void *options = ae_arena_take(arena, 1, out->type->options_size);
    out->text = ae_text_print(copy, arena);
    if (!options || !out->text)
        return ae_fail_memory(e);
    out->options = options;
    if (strlen(out->text) >= AE_OPTIMIZER_TEXT)
        return ae_fail(e, AE_EOPTION, "the optimizer's text is longer than %d bytes", AE_OPTIMIZER_TEXT - 1);
    return ae_item_decode(options, &text.item, out->type->fields, arena, e);
}

/* ---- memory: a table of areas, so that what is foretold is what is taken ---- */

enum { AREAS = 9 + AE_OPTIM_SLOTS };

static size_t list_areas(ae_area list[AREAS], ae_trainer *t, const ae_model *m, const ae_fit_options *o, unsigned slots)
{
    const ae_plan *plan = &t->entry.plan;
    size_t capacity = ae_round_up(o->batch, AE_CAPACITY_STEP), params = m->program.params.total, n = 0;
    list[n++] = (ae_area){ &t->work, capacity, plan->work, sizeof(ae_real), false };
    list[n++] = (ae_area){ &t->input, capacity, t->entry.width[AE_BASE_INPUT], sizeof(ae_real), false };
    list[n++] = (ae_area){ &t->target, capacity, t->entry.width[AE_BASE_TARGET], sizeof(ae_real), false };
    list[n++] = (ae_area){ &t->total, capacity, 1, sizeof(double), false };
    list[n++] = (ae_area){ &t->weights, capacity, 1, sizeof(float), false };
    list[n++] = (ae_area){ &t->ids, capacity, 1, sizeof(uint32_t), false };
    list[n++] = (ae_area){ &t->gradients, params, 1, sizeof(ae_real), false };
    list[n++] = (ae_area){ &t->kept, params, 1, sizeof(ae_real), false };
    list[n++] = (ae_area){ &t->scratch, ae_plan_scratch(plan, capacity, (unsigned)o->threads), 1, 1, true };
    for (unsigned s = 0; s < slots; s++)
        list[n++] = (ae_area){ &t->slot[s], params, 1, sizeof(ae_real), false };
    return n;
}

static ae_status open_trainer(ae_trainer *t, const ae_fit_options *o, ae_error *e)
{
    ae_area list[AREAS];
    AE_TRY(read_optimizer(&t->optimizer, o->optimizer, t->model->program.isa, &t->arena, e));
    AE_TRY(ae_entry_make(&t->entry, &t->model->program, &ae_entry_train, &t->arena, e));
    t->slots = t->optimizer.type->slots(t->optimizer.options);
    t->batch = o->batch;
    t->capacity = ae_round_up(o->batch, AE_CAPACITY_STEP);
    if (!ae_areas_take(&t->arena, list, list_areas(list, t, t->model, o, t->slots)))
        return ae_fail_memory(e);
    t->record.batch = o->batch;
    t->record.seed = o->seed;
    memcpy(t->record.optimizer, t->optimizer.text, strlen(t->optimizer.text) + 1);
    return ae_pool_create(&t->pool, (unsigned)o->threads, &t->arena.allocator, e);
}

static ae_status check_trainable(const ae_model *m, ae_error *e)
{
    AE_TRY(ae_entry_require(&m->program, &ae_entry_train, e));
    return ae_params_count(&m->program.params, false)
               ? AE_OK
               : ae_fail(e, AE_EARGUMENT, "the net has no weights: there is nothing to train");
}

ae_status ae_trainer_make(ae_trainer **out, ae_model *model, const ae_fit_options *options, ae_error *e)
{
    ae_arena arena;
    AE_TRY(check_trainable(model, e));
    ae_arena_init(&arena, &model->arena.allocator);
    ae_trainer *t = ae_arena_take(&arena, 1, sizeof *t);
    if (!t)
        return ae_fail_memory(e);
    *t = (ae_trainer){ .arena = arena, .model = model };
    ae_status status = open_trainer(t, options, e);
    if (status == AE_OK)
        *out = t;
    else
        ae_trainer_destroy(t);
    return status;
}

void ae_trainer_destroy(ae_trainer *t)
{
    if (!t)
        return;
    ae_arena arena = t->arena;
    ae_pool_free(t->pool);
    ae_arena_free(&arena);
}

static ae_status sum_areas(size_t *bytes, const ae_model *m, const ae_fit_options *o, ae_arena *arena, ae_error *e)
{
    ae_area list[AREAS];
    ae_trainer *layout = ae_arena_take(arena, 1, sizeof *layout); /* the arena is filled as the trainer's would be */
    optimizer_choice optimizer;
    if (!layout)
        return ae_fail_memory(e);
    AE_TRY(read_optimizer(&optimizer, o->optimizer, m->program.isa, arena, e));
    AE_TRY(ae_entry_make(&layout->entry, &m->program, &ae_entry_train, arena, e));
    size_t planning = arena->total + layout->entry.making;
    size_t n = list_areas(list, layout, m, o, optimizer.type->slots(optimizer.options));
    if (!ae_size_add(bytes, ae_areas_cost(arena, list, n), ae_pool_memory((unsigned)o->threads)))
        return ae_fail_memory(e);
    *bytes = ae_most(*bytes, planning); /* of a small net, making the plan takes most */
    return AE_OK;
}

ae_status ae_trainer_memory(size_t *bytes, const ae_model *m, const ae_fit_options *o, ae_error *e)
{
    ae_arena arena;
    AE_TRY(check_trainable(m, e));
    ae_arena_init(&arena, &m->arena.allocator);
    ae_status status = sum_areas(bytes, m, o, &arena, e);
    ae_arena_free(&arena);
    return status;
}

/* ---- one step ---- */

static ae_status gather(ae_trainer *t, ae_frame *frame, const ae_feed *feed, const ae_pick *pick, ae_error *e)
{
    AE_TRY(ae_source_bind(&frame->base[AE_BASE_INPUT], &feed->input, pick, t->input, t->pool, e));
    frame->base[AE_BASE_TARGET] = frame->base[AE_BASE_INPUT];
    return feed->has_target ? ae_source_bind(&frame->base[AE_BASE_TARGET], &feed->target, pick, t->target, t->pool, e)
                            : AE_OK;
}

/* A batch of rows that all weigh nothing has loss 0 and no gradient. */
static void gather_weights(ae_trainer *t, ae_run *run, const ae_feed *feed, const ae_pick *pick)
{
    t->batch_weight = (double)pick->n;
    if (feed->weights) {
        ae_tree sum = { .blocks = 0 };
        for (size_t i = 0; i < pick->n; i++) {
            t->weights[i] = feed->weights[pick->ids ? pick->ids[i] : pick->first + i];
            t->total[i] = 1;
        }
        ae_tree_add(&sum, t->total, t->weights, pick->n);
        t->batch_weight = ae_tree_total(&sum);
        run->row_weights = t->weights;
    }
    run->gradient_scale = t->batch_weight > 0 ? 1 / t->batch_weight : 0;
}

static double batch_loss(ae_trainer *t, const ae_frame *frame, const ae_run *run)
{
    const ae_plan *plan = &t->entry.plan;
    ae_tree sum = { .blocks = 0 };
    ae_sum_losses(t->total, plan, frame, AE_LOSS_PENALTY, run->rows);
    ae_tree_add(&sum, t->total, run->row_weights, run->rows);
    return t->batch_weight > 0 ? ae_tree_total(&sum) / t->batch_weight : 0;
}

/* The optimizer's step goes over the slabs in slices of fixed size. */
enum { SLICE = 16384 };

/* Slice number `index` of all: which parameter it belongs to, and where it begins there. */
static const ae_param *find_slice(const ae_params *params, size_t index, size_t *from)
{
    const ae_param *p = params->list;
    for (size_t slices; index >= (slices = ae_parts(p->size, SLICE)); p++)
        index -= slices;
    *from = index * SLICE;
    return p;
}

static size_t count_slices(const ae_params *params)
{
    size_t slices = 0;
    for (size_t i = 0; i < params->count; i++)
        slices += ae_parts(params->list[i].size, SLICE);
    return slices;
}

/* State goes towards what the forward pass left where a weight's gradient would be. */
static void move_state(ae_real *state, const ae_real *seen, size_t n, double momentum)
{
    for (size_t i = 0; i < n; i++)
        state[i] += (ae_real)momentum * (seen[i] - state[i]);
}

static void update_slice(void *argument, size_t index, unsigned worker)
{
    ae_trainer *t = argument;
    size_t from;
    const ae_param *p = find_slice(&t->model->program.params, index, &from);
    size_t left = p->size - from, at = p->offset + from;
    ae_step_args a = { .w = t->model->weights + at, .g = t->gradients + at, .n = ae_least(left, SLICE), .rate_scale = 1 };
    (void)worker;
    if (p->state) {
        move_state(a.w, a.g, a.n, p->momentum);
        return;
    }
    a.decay_scale = p->decays ? 1 : 0;
    a.options = t->optimizer.options;
    a.numbers = t->numbers;
    for (unsigned s = 0; s < t->slots; s++)
        a.slot[s] = t->slot[s] + at;
    t->optimizer.type->step(&a);
}

static void update_weights(ae_trainer *t)
{
    const ae_params *params = &t->model->program.params;
    if (t->optimizer.type->begin)
        t->optimizer.type->begin(t->optimizer.options, t->numbers, t->record.steps + 1);
    ae_pool_run(params->total > SLICE ? t->pool : NULL, count_slices(params), update_slice, t);
}

static ae_run open_run(ae_trainer *t, const ae_pick *pick)
{
    ae_run run = { .rows = pick->n, .pool = t->pool, .scratch = t->scratch, .ids = pick->ids, .first = pick->first };
    run.sgemm = t->model->sgemm;
    run.sgemm_user = t->model->sgemm_user;
    run.seed = t->record.seed;
    run.step = (uint32_t)t->record.steps + 1;
    return run;
}

/* Srebro, Rennie & Jaakkola 2005, "Maximum-margin matrix factorization", bounds norms instead of penalising them. */
static void limit_norms(ae_trainer *t)
{
    const ae_program *program = &t->model->program;
    for (size_t i = 0; i < program->params.count; i++) {
        const ae_param *p = &program->params.list[i];
        size_t columns = p->shape.dim[p->shape.rank - 1];
        if (p->norm_limit > 0)
            ae_isa_limit_columns(program->isa, t->model->weights + p->offset, p->size / columns, columns, p->norm_limit,
                                 t->pool);
    }
}

static ae_frame open_frame(ae_trainer *t)
{
    ae_frame frame = { .capacity = t->capacity };
    frame.base[AE_BASE_WORK] = t->work;
    frame.base[AE_BASE_PARAM] = t->model->weights;
    frame.base[AE_BASE_GRAD] = t->gradients;
    return frame;
}

ae_status ae_trainer_run(ae_trainer *t, const ae_feed *feed, const ae_pick *pick, double *loss, ae_error *e)
{
    const ae_plan *plan = &t->entry.plan;
    ae_frame frame = open_frame(t);
    ae_run run = open_run(t, pick);
    AE_TRY(gather(t, &frame, feed, pick, e));
    gather_weights(t, &run, feed, pick);
    ae_exec_forward(plan, &frame, &run);
    *loss = batch_loss(t, &frame, &run);
    if (!isfinite(*loss))
        return ae_fail(e, AE_EDIVERGED, "step %llu: the loss is %g: a smaller learning rate may help",
                       (unsigned long long)t->record.steps + 1, *loss);
    ae_exec_backward(plan, &frame, &run);
    update_weights(t);
    limit_norms(t);
    t->record.steps++;
    t->record.rows += pick->n;
    t->record.last_loss = *loss;
    return AE_OK;
}

/* ---- around the steps ---- */

double ae_trainer_weight(const ae_trainer *t)
{
    return t->batch_weight;
}

static size_t slab_bytes(const ae_trainer *t)
{
    return t->model->program.params.total * sizeof(ae_real);
}

void ae_trainer_keep(ae_trainer *t)
{
    memcpy(t->kept, t->model->weights, slab_bytes(t));
    t->kept_record = t->model->record;
    t->kept_scale = t->model->scale;
}

void ae_trainer_restore(ae_trainer *t)
{
    memcpy(t->model->weights, t->kept, slab_bytes(t));
    t->model->record = t->kept_record;
    t->model->scale = t->kept_scale;
}

bool ae_trainer_is_finite(const ae_trainer *t)
{
    const ae_program *p = &t->model->program;
    return ae_isa_all_finite(p->isa, t->model->weights, p->params.total);
}

ae_model *ae_trainer_model(ae_trainer *t)
{
    return t->model;
}

size_t ae_trainer_batch(const ae_trainer *t)
{
    return t->batch;
}

uint32_t *ae_trainer_ids(ae_trainer *t)
{
    return t->ids;
}

void ae_trainer_record(ae_trainer *t, double scale)
{
    t->model->record = t->record;
    t->model->scale = scale;
}
