#include "train/trainer.h"
#include "base/size.h"
#include "kernel/convert.h"
#include "tensor/tree.h"
#include "train/blame.h"
#include "train/update.h"
#include <math.h>
#include <string.h>

struct ae_trainer {
    ae_arena arena;
    ae_model *model;
    ae_entry entry; /* training's own */
    ae_choice choice;
    ae_pool *pool;
    size_t batch, capacity;
    ae_real *work, *column[AE_COLUMNS], *gradients, *kept;
    double *total;
    float *weights; /* of the batch's rows, in its order */
    uint32_t *ids;
    void *scratch;
    ae_update update;
    ae_record record, kept_record; /* the training so far; the model's record when keep was called */
    double kept_scale;
    double batch_weight;
};

/* ---- memory: a table of areas, so that what is foretold is what is taken ---- */

enum { AREAS = 7 + AE_COLUMNS + AE_OPTIM_SLOTS };

static size_t list_areas(ae_area list[AREAS], ae_trainer *t, const ae_model *m, const ae_fit_options *o)
{
    const ae_plan *plan = &t->entry.plan;
    size_t capacity = ae_round_up(o->batch, AE_CAPACITY_STEP), params = m->program.params.total, n = 0;
    list[n++] = (ae_area){ &t->work, capacity, plan->work, sizeof(ae_real), false };
    for (ae_column c = 0; c < AE_COLUMNS; c++)
        list[n++] = (ae_area){ &t->column[c], capacity, t->entry.width[AE_BASE_INPUT + c], sizeof(ae_real), false };
    list[n++] = (ae_area){ &t->total, capacity, 1, sizeof(double), false };
    list[n++] = (ae_area){ &t->weights, capacity, 1, sizeof(float), false };
    list[n++] = (ae_area){ &t->ids, capacity, 1, sizeof(uint32_t), false };
    list[n++] = (ae_area){ &t->gradients, params, 1, sizeof(ae_real), false };
    list[n++] = (ae_area){ &t->kept, params, 1, sizeof(ae_real), false };
    list[n++] = (ae_area){ &t->scratch, ae_plan_scratch(plan, capacity, (unsigned)o->threads), 1, 1, true };
    for (unsigned s = 0; s < t->choice.slots; s++)
        list[n++] = (ae_area){ &t->update.slot[s], params, 1, sizeof(ae_real), false };
    return n;
}

/* What is made before the large areas are taken. */
static ae_status plan_trainer(ae_trainer *t, const ae_model *m, const ae_fit_options *o, ae_error *e)
{
    AE_TRY(ae_choice_read(&t->choice, o->optimizer, m->program.isa, &t->arena, e));
    return ae_entry_make(&t->entry, &m->program, &ae_entry_train, &t->arena, e);
}

static void settle(ae_trainer *t, const ae_fit_options *o)
{
    const ae_program *p = &t->model->program;
    t->batch = o->batch;
    t->capacity = ae_round_up(o->batch, AE_CAPACITY_STEP);
    t->record.batch = o->batch;
    t->record.seed = o->seed;
    memcpy(t->record.optimizer, t->choice.text, strlen(t->choice.text) + 1);
    t->update.params = &p->params;
    t->update.isa = p->isa;
    t->update.choice = &t->choice;
    t->update.weights = t->model->weights;
    t->update.gradients = t->gradients;
    t->update.pool = t->pool;
}

static ae_status open_trainer(ae_trainer *t, const ae_fit_options *o, ae_error *e)
{
    ae_area list[AREAS];
    AE_TRY(plan_trainer(t, t->model, o, e));
    if (!ae_areas_take(&t->arena, list, list_areas(list, t, t->model, o)))
        return ae_fail_memory(e);
    AE_TRY(ae_pool_create(&t->pool, (unsigned)o->threads, &t->arena.allocator, e));
    settle(t, o);
    return AE_OK;
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

/* Plays what open_trainer would do, without taking the large areas. */
static ae_status sum_areas(size_t *bytes, ae_trainer *t, const ae_model *m, const ae_fit_options *o, ae_error *e)
{
    ae_area list[AREAS];
    AE_TRY(plan_trainer(t, m, o, e));
    size_t planning = t->arena.total + t->entry.making, n = list_areas(list, t, m, o);
    if (!ae_size_add(bytes, ae_areas_cost(&t->arena, list, n), ae_pool_memory((unsigned)o->threads)))
        return ae_fail_memory(e);
    *bytes = ae_most(*bytes, planning); /* of a small net, making the plan takes most */
    return AE_OK;
}

ae_status ae_trainer_bytes(size_t *bytes, const ae_model *m, const ae_fit_options *o, ae_error *e)
{
    ae_arena arena;
    AE_TRY(check_trainable(m, e));
    ae_arena_init(&arena, &m->arena.allocator);
    ae_trainer *t = ae_arena_take(&arena, 1, sizeof *t);
    if (!t)
        return ae_fail_memory(e);
    *t = (ae_trainer){ .arena = arena };
    ae_status status = sum_areas(bytes, t, m, o, e);
    ae_trainer_destroy(t);
    return status;
}

/* ---- one step ---- */

static ae_status gather(ae_trainer *t, ae_frame *frame, ae_reading *r, const ae_dataset *d, const ae_batch *batch,
                        ae_error *e)
{
    ae_slots slots = { .rows = t->ids };
    memcpy(slots.column, t->column, sizeof slots.column);
    AE_TRY(ae_dataset_read(r, d, batch, &slots, t->pool, e));
    ae_frame_bind(frame, r);
    return AE_OK;
}

/* A batch of rows that all weigh nothing has loss 0 and no gradient. */
static void gather_weights(ae_trainer *t, ae_run *run, const ae_dataset *d, const ae_reading *r)
{
    t->batch_weight = (double)run->rows;
    run->row_weights = ae_reading_weights(t->weights, r, d, run->rows);
    if (run->row_weights) {
        ae_tree sum = { .blocks = 0 };
        for (size_t i = 0; i < run->rows; i++)
            t->total[i] = 1;
        ae_tree_add(&sum, t->total, run->row_weights, run->rows);
        t->batch_weight = ae_tree_total(&sum);
    }
    run->gradient_scale = run->mean_scale = t->batch_weight > 0 ? 1 / t->batch_weight : 0;
}

static double batch_loss(ae_trainer *t, const ae_frame *frame, const ae_run *run)
{
    ae_tree sum = { .blocks = 0 };
    ae_sum_losses(t->total, &t->entry.plan, frame, AE_LOSS_PENALTY, run->rows);
    ae_tree_add(&sum, t->total, run->row_weights, run->rows);
    return t->batch_weight > 0 ? ae_tree_total(&sum) / t->batch_weight : 0;
}

static ae_frame open_frame(ae_trainer *t)
{
    ae_frame frame = { .capacity = t->capacity };
    frame.base[AE_BASE_WORK] = t->work;
    frame.base[AE_BASE_PARAM] = t->model->weights;
    frame.base[AE_BASE_GRAD] = t->gradients;
    return frame;
}

/* What is drawn in the step hangs on the rows' numbers in the whole of the data. */
static ae_run open_run(ae_trainer *t, const ae_dataset *d, const ae_reading *r, size_t rows)
{
    ae_run run = { .rows = rows, .pool = t->pool, .scratch = t->scratch, .ids = r->rows };
    run.first = d->first + (r->rows ? 0 : r->first_row);
    run.sgemm = t->model->sgemm;
    run.sgemm_user = t->model->sgemm_user;
    run.seed = t->record.seed;
    run.step = (uint32_t)t->record.steps + 1;
    return run;
}

static void count_step(ae_trainer *t, size_t rows, double loss)
{
    t->record.steps++;
    t->record.rows += rows;
    t->record.last_loss = loss;
}

ae_status ae_trainer_run(ae_trainer *t, const ae_dataset *d, const ae_batch *batch, double *loss, ae_error *e)
{
    ae_frame frame = open_frame(t);
    ae_reading r;
    AE_TRY(gather(t, &frame, &r, d, batch, e));
    ae_run run = open_run(t, d, &r, batch->n);
    gather_weights(t, &run, d, &r);
    ae_exec_forward(&t->entry.plan, &frame, &run);
    *loss = batch_loss(t, &frame, &run);
    if (!isfinite(*loss))
        return ae_blame_step(&(ae_blamed){ d, &r, t->total, batch->n }, t->record.steps + 1, *loss, e);
    ae_exec_backward(&t->entry.plan, &frame, &run);
    ae_update_run(&t->update, t->record.steps + 1);
    count_step(t, batch->n, *loss);
    return AE_OK;
}

ae_status ae_trainer_blame(ae_trainer *t, const ae_dataset *d, ae_error *e)
{
    ae_frame frame = open_frame(t);
    ae_reading r;
    for (size_t first = 0; first < d->n; first += t->batch) {
        const ae_batch batch = { NULL, first, ae_least(d->n - first, t->batch) };
        if (gather(t, &frame, &r, d, &batch, NULL) == AE_OK)
            AE_TRY(ae_blame_rows(d, &r, batch.n, e));
    }
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
