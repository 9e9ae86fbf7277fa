/* One step on one batch: this part of it, if several machines train together, in pieces, if the policy accumulate asks for
 * it. */
#include "base/size.h"
#include "io/crc64.h"
#include "kernel/convert.h"
#include "kernel/slab.h"
#include "policy/guard.h"
#include "tensor/tree.h"
#include "train/blame.h"
#include "train/inside.h"
#include <math.h>
#include <string.h>

/* A batch under way. */
typedef struct work {
    ae_trainer *t;
    const ae_dataset *d;
    const ae_batch *batch;
    ae_share share;
    const float *weights; /* of the batch's rows; NULL = 1 each */
    ae_frame frame;
    ae_run run;         /* of the last piece */
    ae_reading reading; /* the same */
    size_t losses;      /* 1, or where there are several, one more: the whole, then each of them */
} work;

/* ---- the batch ---- */

static double weight_of(const work *w, size_t first, size_t n)
{
    ae_tree sum;
    if (!w->weights)
        return (double)n;
    sum.blocks = 0;
    ae_tree_add(&sum, NULL, w->weights + first, n);
    return ae_tree_total(&sum);
}

/* A batch of rows that all weigh nothing has loss 0 and no gradient. */
static void weigh(work *w)
{
    ae_trainer *t = w->t;
    w->weights = ae_batch_weights(t->weights, w->d, w->batch);
    t->batch_weight = weight_of(w, 0, w->batch->n);
}

/* What the weight of each loss is multiplied by in this step. */
static void weigh_losses(ae_trainer *t)
{
    const ae_plan *plan = &t->entry.plan;
    if (!t->factors)
        return;
    const ae_clock clock = ae_trainer_clock(t, (double)NAN, (double)NAN);
    for (size_t i = 0; i < plan->n_losses; i++)
        t->factors[i] = ae_choice_weight(&t->choice, &clock, plan->losses[i].name);
}

/* The run and the reading are set for each piece; until then there are no rows. */
static void open_work(work *w, ae_trainer *t, const ae_dataset *d, const ae_batch *batch)
{
    w->t = t;
    w->d = d;
    w->batch = batch;
    w->share = ae_share_of(batch->n, t->link->parts, t->link->part, t->tuning.pieces);
    w->run.rows = 0;
    w->frame = (ae_frame){ .capacity = t->capacity };
    w->frame.base[AE_BASE_WORK] = t->work;
    w->frame.base[AE_BASE_PARAM] = ae_trained(t);
    w->frame.base[AE_BASE_GRAD] = t->gradients[0];
    w->frame.base[AE_BASE_CLOSING] = t->closing;
    w->losses = ae_trainer_losses(t) == 1 ? 1 : 1 + ae_trainer_losses(t);
    for (size_t i = 0; i < w->losses; i++)
        t->loss[i].blocks = 0;
}

/* ---- a piece ---- */

static ae_status gather(work *w, size_t first, size_t n, ae_error *e)
{
    ae_trainer *t = w->t;
    const ae_batch *b = w->batch;
    const ae_batch piece = { b->ids ? b->ids + first : NULL, b->first + first, n };
    ae_slots slots = { .rows = t->numbers };
    memcpy(slots.column, t->column, sizeof slots.column);
    AE_TRY(ae_dataset_read(&w->reading, w->d, &piece, &slots, t->pool, e));
    ae_frame_bind(&w->frame, &w->reading);
    return AE_OK;
}

static double inverse(double weight)
{
    return weight > 0 ? 1 / weight : 0;
}

/* What is drawn in the step hangs on the rows' numbers in the whole of the data. */
static void open_run(work *w, size_t first, size_t n)
{
    const ae_trainer *t = w->t;
    const ae_reading *r = &w->reading;
    w->run = (ae_run){ .rows = n, .pool = t->pool, .scratch = t->scratch, .ids = r->rows };
    w->run.first = w->d->first + (r->rows ? 0 : r->first_row);
    w->run.sgemm = t->model->sgemm;
    w->run.sgemm_user = t->model->sgemm_user;
    w->run.seed = t->record.seed;
    w->run.step = (uint32_t)t->state.now.steps + 1;
    w->run.row_weights = w->weights ? w->weights + first : NULL;
    w->run.gradient_scale = inverse(t->batch_weight);
    w->run.factors = t->factors;
    w->run.mean_scale = n == w->batch->n ? w->run.gradient_scale : inverse(weight_of(w, first, n));
}

static void add_losses(work *w)
{
    ae_trainer *t = w->t;
    const ae_plan *plan = &t->entry.plan;
    ae_sum_losses(t->total, plan, &w->frame, AE_LOSS_PENALTY, w->run.rows);
    ae_tree_add(&t->loss[0], t->total, w->run.row_weights, w->run.rows);
    for (size_t i = 1; i < w->losses; i++)
        ae_tree_add(&t->loss[i], ae_exec_losses(plan, &w->frame, i - 1), w->run.row_weights, w->run.rows);
}

static ae_status run_forward(work *w, size_t first, size_t n, ae_error *e)
{
    AE_TRY(gather(w, first, n, e));
    open_run(w, first, n);
    ae_exec_forward(&w->t->entry.plan, &w->frame, &w->run);
    add_losses(w);
    return AE_OK;
}

/* What a piece has seen of state counts as much as it has rows. */
static void weigh_state(const work *w, ae_real *sums)
{
    const ae_params *params = w->t->tuning.params;
    for (size_t i = 0; w->run.rows < w->batch->n && i < params->count; i++)
        if (params->list[i].state)
            ae_isa_slab_scale(w->t->model->program.isa, sums + params->list[i].offset, params->list[i].size,
                              (double)w->run.rows / (double)w->batch->n);
}

static void add_last(const work *w, size_t n)
{
    const ae_trainer *t = w->t;
    ae_add_slabs(t->gradients[n - 2], t->gradients[n - 1], t->entry.plan.sums, t->model->program.isa, t->pool);
}

/* ---- all pieces ---- */

/* The tree over pieces is taken as a binary counter counts: piece number `index` completes as many subtrees as its number
 * has trailing ones, and what is left at the end is added last to first. */
static ae_status run_pieces(work *w, ae_error *e)
{
    size_t n = 0, end = w->share.first + w->share.n, index = 0;
    for (size_t first = w->share.first; first < end; first += w->share.piece, index++) {
        w->frame.base[AE_BASE_GRAD] = w->t->gradients[n];
        AE_TRY(run_forward(w, first, ae_least(w->share.piece, end - first), e));
        ae_exec_backward(&w->t->entry.plan, &w->frame, &w->run);
        weigh_state(w, w->t->gradients[n++]);
        for (size_t ones = index; ones % 2; ones /= 2)
            add_last(w, n--);
    }
    while (n > 1)
        add_last(w, n--);
    w->frame.base[AE_BASE_GRAD] = w->t->gradients[0];
    return AE_OK;
}

/* Gradients that are no sums over rows, from those that are. */
static void close_sums(const work *w)
{
    if (w->t->entry.plan.n_closing == 0)
        return;
    const ae_run run = {
        .rows = 1, .pool = w->t->pool, .factors = w->t->factors, .gradient_scale = inverse(w->t->batch_weight)
    };
    ae_exec_closing(&w->t->entry.plan, &w->frame, &run);
}

/* ---- all parts ---- */

/* What all parts must have in common before the first step. */
static uint64_t subject_of(ae_trainer *t)
{
    const size_t total = t->model->program.params.total * sizeof(ae_real);
    if (t->subject)
        return t->subject;
    uint64_t crc = ae_crc64(0, t->record.optimizer, strlen(t->record.optimizer));
    crc = ae_crc64(crc, &t->record.seed, sizeof t->record.seed);
    crc = ae_crc64(crc, &t->setting.steps, sizeof t->setting.steps);
    crc = ae_crc64(crc, &t->setting.per_epoch, sizeof t->setting.per_epoch);
    crc = ae_crc64(crc, &t->state.now, sizeof t->state.now);
    crc = ae_crc64(crc, &t->batch, sizeof t->batch);
    crc = ae_crc64(crc, ae_trained(t), total);
    for (unsigned i = 0; i < t->choice.slots; i++)
        crc = ae_crc64(crc, t->update.slot[i], total);
    return t->subject = crc ? crc : 1;
}

/* Tells the other parts how this one went, and hears how they did. */
static ae_status meet(work *w, ae_status status, ae_error *e)
{
    ae_trainer *t = w->t;
    ae_link *l = t->link;
    ae_packet mine = { .failed = status != AE_OK, .wish = t->wish };
    for (size_t i = 0; i < w->losses; i++)
        mine.sum[i] = ae_tree_total(&t->loss[i]);
    if (l->parts > 1) {
        mine.subject = subject_of(t);
        mine.seconds = ae_trainer_seconds(t);
    }
    ae_status told = ae_link_tell(l, &mine, status == AE_OK ? e : NULL);
    for (size_t i = 0; i < l->parts; i++)
        if (l->all[i].wish > t->agreed)
            t->agreed = (ae_stop)l->all[i].wish;
    return status == AE_OK ? told : status;
}

static double take_losses(work *w)
{
    ae_trainer *t = w->t;
    double sum[AE_PACKET_SUMS], scale = t->batch_weight;
    ae_link_sums(sum, t->link, w->share.owners);
    for (size_t i = 0; i < w->losses; i++)
        sum[i] = scale > 0 ? sum[i] / scale : 0;
    memcpy(t->part, w->losses == 1 ? sum : sum + 1, sizeof t->part);
    return sum[0];
}

static ae_status add_up_parts(work *w, ae_error *e)
{
    const ae_trainer *t = w->t;
    const ae_link_sum s = { t->gradients[0], t->room, t->entry.plan.sums, w->share.owners, t->model->program.isa, t->pool };
    return ae_link_add_up(t->link, &s, e);
}

/* ---- a step that the guard refuses ---- */

/* Weights that have not moved since they were good are so still. */
static bool blames_weights(const ae_trainer *t)
{
    bool in_a_row = ae_guard_refuse(t->choice.guard);
    return t->state.now.updates != t->state.good.updates && (in_a_row || !ae_trainer_is_finite(t));
}

static bool go_back(ae_trainer *t, double loss)
{
    ae_trainer_go_back(t);
    return ae_guard_go_back(t->choice.guard, loss);
}

static double share_of_row(const work *w, size_t i)
{
    return w->t->total[i] * (w->run.row_weights ? (double)w->run.row_weights[i] : 1);
}

/* The piece with the first loss that is not finite, or else with the largest share of the batch's, is read once more. */
static ae_status find_worst(work *w, ae_error *e)
{
    size_t worst = w->share.first, end = w->share.first + w->share.n;
    double most = -1;
    for (size_t first = w->share.first; first < end && isfinite(most); first += w->share.piece) {
        AE_TRY(run_forward(w, first, ae_least(w->share.piece, end - first), e));
        for (size_t i = 0; i < w->run.rows && isfinite(most); i++)
            if (!(share_of_row(w, i) <= most)) {
                most = share_of_row(w, i);
                worst = first;
            }
    }
    return run_forward(w, worst, ae_least(w->share.piece, end - worst), e);
}

/* Its rows may be to blame, or the weights, which then become the last good ones. */
static ae_status refuse(work *w, const ae_clock *clock, bool gradients, ae_error *e)
{
    ae_trainer *t = w->t;
    const ae_guard *guard = t->choice.guard->options;
    const ae_scaling scaling = ae_scaling_of(t->model);
    ae_blamed b = { w->d, &scaling, &w->reading, t->total, NULL, 0, clock, ae_guard_usual(t->choice.guard), gradients };
    if (w->share.n > w->share.piece)
        AE_TRY(find_worst(w, e));
    b.rows = w->run.rows;
    b.weights = w->run.row_weights;
    bool goes_on = blames_weights(t) ? go_back(t, clock->loss) : guard->back;
    if (!goes_on)
        return ae_blame_step(&b, e);
    t->state.refused++;
    t->batch_weight = 0;
    ae_trainer_count(t, w->batch->n, t->state.now.last_loss);
    return AE_OK;
}

static ae_advice ask_step(ae_trainer *t, const ae_clock *clock)
{
    ae_advice answer = AE_ADVICE_GO;
    for (size_t i = 0; i < t->choice.n_policies; i++) {
        const ae_chosen *c = &t->choice.policy[i];
        ae_advice advice = c->policy->step ? c->policy->step(c, clock) : AE_ADVICE_GO;
        if (advice == AE_ADVICE_STOP)
            t->state.stopped = c->policy->stops;
        if (advice == AE_ADVICE_REFUSE)
            answer = advice;
    }
    return answer;
}

/* ---- the whole ---- */

/* Weights that had an ordinary loss and finite gradients are good. */
static void keep_good_weights(ae_trainer *t)
{
    const ae_guard *guard = t->choice.guard->options;
    if (!t->state.has_good || t->state.now.steps - t->state.good.steps >= guard->every)
        ae_trainer_keep_good(t);
}

static void move(ae_trainer *t, const ae_clock *clock, size_t rows)
{
    keep_good_weights(t);
    ae_update_run(&t->update, clock, ++t->state.now.updates);
    ae_trainer_count(t, rows, clock->loss);
}

ae_status ae_trainer_run(ae_trainer *t, const ae_dataset *d, const ae_batch *batch, double *loss, ae_error *e)
{
    work w;
    open_work(&w, t, d, batch);
    t->link->host = d->host;
    weigh(&w);
    weigh_losses(t);
    AE_TRY(meet(&w, run_pieces(&w, e), e));
    *loss = take_losses(&w);
    ae_clock clock = ae_trainer_clock(t, *loss, (double)NAN);
    if (t->link->parts > 1)
        clock.seconds = t->link->all[0].seconds;
    if (ask_step(t, &clock) == AE_ADVICE_REFUSE)
        return refuse(&w, &clock, false, e);
    AE_TRY(add_up_parts(&w, e));
    close_sums(&w);
    if (!ae_update_is_finite(&t->update))
        return refuse(&w, &clock, true, e);
    move(t, &clock, batch->n);
    return AE_OK;
}

/* Each part goes through its share of all rows. */
ae_status ae_trainer_blame(ae_trainer *t, const ae_dataset *d, ae_error *e)
{
    const ae_share mine = ae_share_of(d->n, t->link->parts, t->link->part, 1);
    const ae_scaling scaling = ae_scaling_of(t->model);
    for (size_t first = mine.first; first < mine.first + mine.n; first += t->capacity) {
        const ae_batch batch = { NULL, first, ae_least(t->capacity, mine.first + mine.n - first) };
        work w;
        open_work(&w, t, d, &batch);
        if (gather(&w, 0, batch.n, NULL) == AE_OK)
            AE_TRY(ae_blame_rows(d, &scaling, &w.reading, batch.n, e));
    }
    return AE_OK;
}
