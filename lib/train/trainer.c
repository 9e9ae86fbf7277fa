#include "base/clock.h"
#include "base/size.h"
#include "policy/guard.h"
#include "train/checkpoint.h"
#include "train/inside.h"
#include <string.h>

/* ---- memory: a table of areas, so that what is foretold is what is taken ---- */

enum { AREAS = 13 + AE_COLUMNS + AE_TREE_LEVELS + 2 * AE_OPTIM_SLOTS };

static size_t add_area(ae_area *list, size_t n, void *at, size_t rows, size_t width, size_t size)
{
    list[n] = (ae_area){ at, rows, width, size, false };
    return n + 1;
}

/* What belongs to a batch, or a piece of it. */
static size_t list_batch(ae_area *list, size_t n, ae_trainer *t, const ae_fit_options *o)
{
    const ae_plan *plan = &t->entry.plan;
    size_t capacity = t->capacity, rows = ae_round_up(o->batch, AE_CAPACITY_STEP);
    n = add_area(list, n, &t->work, capacity, plan->work, sizeof(ae_real));
    for (ae_column c = 0; c < AE_COLUMNS; c++)
        n = add_area(list, n, &t->column[c], capacity, t->entry.width[AE_BASE_INPUT + c], sizeof(ae_real));
    n = add_area(list, n, &t->total, capacity, 1, sizeof(double));
    n = add_area(list, n, &t->weights, rows, 1, sizeof(float));
    n = add_area(list, n, &t->ids, rows, 1, sizeof(uint32_t));
    n = add_area(list, n, &t->numbers, capacity, 1, sizeof(uint32_t));
    list[n++] = (ae_area){ &t->scratch, ae_plan_scratch(plan, capacity, (unsigned)o->threads), 1, 1, true };
    return n;
}

static bool goes_back(const ae_choice *c)
{
    return ((const ae_guard *)c->guard->options)->back;
}

static void keep(ae_trainer *t, const char *name, ae_real **at)
{
    t->kept[t->n_kept++] = (ae_kept){ name, at };
}

static void list_kept(ae_trainer *t)
{
    static const char *const slot[AE_OPTIM_SLOTS] = { "slot1", "slot2", "slot3" };
    static const char *const good_slot[AE_OPTIM_SLOTS] = { "good_slot1", "good_slot2", "good_slot3" };
    unsigned slabs = ae_choice_slabs(&t->choice);
    keep(t, "good", &t->good);
    if (slabs & AE_SLAB_RAW)
        keep(t, "raw", &t->raw);
    if (slabs & AE_SLAB_BEST)
        keep(t, "best", &t->best);
    for (unsigned s = 0; s < t->choice.slots; s++) {
        keep(t, slot[s], &t->update.slot[s]);
        if (goes_back(&t->choice))
            keep(t, good_slot[s], &t->good_slot[s]);
    }
}

/* What belongs to the weights. */
static size_t list_slabs(ae_area *list, size_t n, ae_trainer *t, const ae_params *params)
{
    n = add_area(list, n, &t->sums, t->tuning.slices, 1, sizeof(double));
    for (size_t i = 0; i < t->n_kept; i++)
        n = add_area(list, n, t->kept[i].at, params->total, 1, sizeof(ae_real));
    return n;
}

static ae_share share_of(const ae_trainer *t, const ae_fit_options *o)
{
    return ae_share_of(o->batch, t->link->parts, 0, t->tuning.pieces);
}

/* Sums of pieces that wait to be combined are at most one for each level of their tree. */
static size_t list_gradients(ae_area *list, size_t n, ae_trainer *t, const ae_fit_options *o)
{
    const ae_plan *plan = &t->entry.plan;
    const ae_share share = share_of(t, o);
    size_t level = 0;
    n = add_area(list, n, &t->gradients[level++], ae_link_slab(t->link, plan->sums), 1, sizeof(ae_real));
    for (size_t pieces = ae_parts(share.n, share.piece); pieces > 1; pieces /= 2)
        n = add_area(list, n, &t->gradients[level++], plan->sums, 1, sizeof(ae_real));
    n = add_area(list, n, &t->closing, plan->closing, 1, sizeof(ae_real));
    return add_area(list, n, &t->room, ae_link_room(t->link, plan->sums), 1, sizeof(ae_real));
}

static size_t list_areas(ae_area list[AREAS], ae_trainer *t, const ae_model *m, const ae_fit_options *o)
{
    size_t n = list_gradients(list, list_batch(list, 0, t, o), t, o);
    return list_slabs(list, n, t, &m->program.params);
}

/* ---- making one ---- */

static ae_status open_tuning(ae_trainer *t, const ae_program *program, ae_error *e)
{
    const ae_params *params = &program->params;
    t->tuning = (ae_tuning){ .params = params, .pieces = 1, .slices = ae_slices_count(params), .arena = &t->arena };
    t->tuning.losses = (ae_known){ ae_goals_known, &program->spec };
    t->tuning.side = ae_arena_take(&t->arena, params->count, sizeof *t->tuning.side);
    t->tuning.rate = ae_arena_take(&t->arena, params->count, sizeof *t->tuning.rate);
    t->tuning.frozen = ae_arena_take(&t->arena, params->count, sizeof *t->tuning.frozen);
    if (!t->tuning.rate || !t->tuning.frozen || !t->tuning.side)
        return ae_fail_memory(e);
    for (size_t i = 0; i < params->count; i++) {
        t->tuning.rate[i] = 1;
        t->tuning.frozen[i] = params->list[i].fitted;
        t->tuning.side[i] = ae_program_side(program, &params->list[i]);
    }
    return AE_OK;
}

void ae_trainer_follow_scaling(ae_trainer *t)
{
    const ae_params *params = &t->model->program.params;
    for (size_t i = 0; t->raw && i < params->count; i++)
        if (params->list[i].fitted)
            memcpy(t->raw + params->list[i].offset, t->model->weights + params->list[i].offset,
                   params->list[i].size * sizeof *t->raw);
}

/* A layer that looks at a batch's other rows sees those of a piece. Only if no part has to cut a piece is the result the
 * same for any number of parts. */
static ae_status check_mixing(const ae_trainer *t, ae_error *e)
{
    const ae_plan *plan = &t->entry.plan;
    size_t parts = t->link->parts;
    for (size_t i = 0; t->tuning.pieces < parts && i < plan->n_steps; i++)
        if (plan->steps[i].op->mixes)
            return ae_fail(
                e, AE_EOPTION,
                "%s: it sees the rows of one part only; with %zu parts add `accumulate %zu`, or a higher number, to "
                "the optimizer's text: then any number of parts up to that gives the same result",
                plan->steps[i].name, parts, parts);
    return AE_OK;
}

static ae_status open_factors(ae_trainer *t, ae_error *e)
{
    if (!ae_choice_weighs(&t->choice))
        return AE_OK;
    t->factors = ae_arena_take(&t->arena, t->entry.plan.n_losses, sizeof *t->factors);
    return t->factors ? AE_OK : ae_fail_memory(e);
}

/* What is made before the large areas are taken. */
static ae_status plan_trainer(ae_trainer *t, const ae_model *m, const ae_fit_options *o, ae_error *e)
{
    const ae_choosing choosing = { m->program.isa, &t->setting, &t->tuning, &t->arena };
    AE_TRY(open_tuning(t, &m->program, e));
    AE_TRY(ae_choice_read(&t->choice, o->optimizer, &choosing, e));
    list_kept(t);
    ae_entry_rule rule = ae_entry_train;
    rule.frozen = t->tuning.frozen;
    rule.copies = t->setting.copies;
    rule.pieces = t->tuning.pieces > 1 || t->link->parts > 1;
    AE_TRY(ae_entry_make(&t->entry, &m->program, &rule, &t->arena, e));
    AE_TRY(open_factors(t, e));
    t->capacity = ae_least(share_of(t, o).piece, ae_round_up(o->batch, AE_CAPACITY_STEP));
    return check_mixing(t, e);
}

static void settle_update(ae_trainer *t)
{
    ae_update *u = &t->update;
    u->choice = &t->choice;
    u->numbers = t->state.now.optimizer;
    u->rate = 1;
    u->pass = (ae_pass){ .tuning = &t->tuning,
                         .isa = t->model->program.isa,
                         .pool = t->pool,
                         .weights = ae_trained(t),
                         .gradients = t->gradients[0],
                         .model = t->model->weights,
                         .sums = t->sums };
}

static void settle_facts(ae_trainer *t, const ae_fit_options *o)
{
    ae_facts *f = &t->facts;
    f->spec = t->model->program.spec.text;
    f->batch = o->batch;
    f->seed = o->seed;
    f->init_seed = t->model->seed;
    f->flags = o->flags;
    f->valid_fraction = o->valid_fraction;
    f->steps_per_epoch = t->setting.per_epoch;
    f->steps = ae_choice_looks_ahead(&t->choice) ? t->setting.steps : 0;
    memcpy(f->optimizer, t->choice.text, strlen(t->choice.text) + 1);
    memcpy(f->products, t->model->sgemm ? "host" : "own", t->model->sgemm ? 5 : 4);
}

static void settle(ae_trainer *t, const ae_fit_options *o)
{
    t->batch = o->batch;
    t->record.batch = o->batch;
    t->record.seed = o->seed;
    memcpy(t->record.optimizer, t->choice.text, strlen(t->choice.text) + 1);
    t->first_record = t->model->record;
    t->first_scale = t->model->scale;
    t->started = ae_seconds();
    if (t->raw)
        memcpy(t->raw, t->model->weights, t->model->program.params.total * sizeof(ae_real));
    settle_update(t);
    settle_facts(t, o);
}

static ae_status open_link(ae_trainer *t, const ae_fit_options *o, ae_link *link, ae_error *e)
{
    t->link = link ? link : &t->own_link;
    return link ? AE_OK : ae_link_open(t->link, o, NULL, &t->arena, e);
}

static ae_status open_trainer(ae_trainer *t, const ae_fit_options *o, ae_link *link, ae_error *e)
{
    ae_area list[AREAS];
    AE_TRY(open_link(t, o, link, e));
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

/* A trainer whose text points into its arena, which therefore is its own from the start. */
static ae_trainer *new_trainer(const ae_model *m, const ae_setting *setting)
{
    ae_arena arena;
    ae_arena_init(&arena, &m->arena.allocator);
    ae_trainer *t = ae_arena_take(&arena, 1, sizeof *t);
    if (t) {
        t->arena = arena;
        t->setting = *setting;
    }
    return t;
}

ae_status ae_trainer_make(ae_trainer **out, ae_model *model, const ae_fit_options *options, const ae_setting *setting,
                          ae_link *link, ae_error *e)
{
    AE_TRY(check_trainable(model, e));
    ae_trainer *t = new_trainer(model, setting);
    if (!t)
        return ae_fail_memory(e);
    t->model = model;
    ae_status status = open_trainer(t, options, link, e);
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
static ae_status sum_areas(size_t *bytes, ae_trainer *t, const ae_model *m, const ae_fit_options *o, ae_link *link,
                           ae_error *e)
{
    ae_area list[AREAS];
    AE_TRY(open_link(t, o, link, e));
    AE_TRY(plan_trainer(t, m, o, e));
    size_t planning = t->arena.total + t->entry.making, n = list_areas(list, t, m, o);
    if (!ae_size_add(bytes, ae_areas_cost(&t->arena, list, n), ae_pool_memory((unsigned)o->threads)))
        return ae_fail_memory(e);
    *bytes = ae_most(*bytes, planning); /* of a small net, making the plan takes most */
    size_t keeping = 0;
    if (o->checkpoint)
        AE_TRY(ae_checkpoint_bytes(&keeping, t, m, e));
    return ae_size_add(bytes, *bytes, keeping) ? AE_OK : ae_fail_memory(e);
}

ae_status ae_trainer_bytes(size_t *bytes, const ae_model *m, const ae_fit_options *o, const ae_setting *setting,
                           ae_link *link, ae_error *e)
{
    AE_TRY(check_trainable(m, e));
    ae_trainer *t = new_trainer(m, setting);
    if (!t)
        return ae_fail_memory(e);
    ae_status status = sum_areas(bytes, t, m, o, link, e);
    ae_trainer_destroy(t);
    return status;
}

/* ---- what others ask ---- */

ae_facts *ae_trainer_facts(ae_trainer *t)
{
    return &t->facts;
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

const ae_training_state *ae_trainer_state(const ae_trainer *t)
{
    return &t->state;
}

double ae_trainer_rate(const ae_trainer *t)
{
    return t->update.rate * ae_optimizer_lr(t->choice.optimizer, t->choice.options);
}

size_t ae_trainer_losses(const ae_trainer *t)
{
    return ae_least(t->entry.plan.n_losses, AE_LOSSES_MAX);
}

const char *ae_trainer_loss_name(const ae_trainer *t, size_t index)
{
    return t->entry.plan.losses[index].name;
}

double ae_trainer_seconds(const ae_trainer *t)
{
    return t->state.seconds + ae_seconds() - t->started;
}

void ae_trainer_wish(ae_trainer *t, ae_stop reason)
{
    t->wish = reason;
}

ae_stop ae_trainer_agreed(const ae_trainer *t)
{
    return t->agreed;
}
