/* One step on one batch. */
#include "base/size.h"
#include "kernel/convert.h"
#include "policy/guard.h"
#include "tensor/tree.h"
#include "train/blame.h"
#include "train/inside.h"
#include <math.h>
#include <string.h>

/* ---- the batch ---- */

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

static ae_frame open_frame(ae_trainer *t)
{
    ae_frame frame = { .capacity = t->capacity };
    frame.base[AE_BASE_WORK] = t->work;
    frame.base[AE_BASE_PARAM] = ae_trained(t);
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
    run.step = (uint32_t)t->state.now.steps + 1;
    return run;
}

/* ---- its loss ---- */

static double mean(const ae_trainer *t, const double *losses, const ae_run *run)
{
    ae_tree sum = { .blocks = 0 };
    ae_tree_add(&sum, losses, run->row_weights, run->rows);
    return t->batch_weight > 0 ? ae_tree_total(&sum) / t->batch_weight : 0;
}

/* The only loss there is is the whole. */
static void measure_parts(ae_trainer *t, const ae_frame *frame, const ae_run *run, double loss)
{
    size_t n = ae_trainer_losses(t);
    for (size_t i = 0; i < n; i++)
        t->part[i] = n == 1 ? loss : mean(t, ae_exec_losses(&t->entry.plan, frame, i), run);
}

static double batch_loss(ae_trainer *t, const ae_frame *frame, const ae_run *run)
{
    ae_sum_losses(t->total, &t->entry.plan, frame, AE_LOSS_PENALTY, run->rows);
    double loss = mean(t, t->total, run);
    measure_parts(t, frame, run, loss);
    return loss;
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

/* Its rows may be to blame, or the weights, which then become the last good ones. */
static ae_status refuse(ae_trainer *t, ae_blamed *b, ae_error *e)
{
    const ae_guard *guard = t->choice.guard->options;
    b->usual = ae_guard_usual(t->choice.guard);
    bool goes_on = blames_weights(t) ? go_back(t, b->clock->loss) : guard->back;
    if (!goes_on)
        return ae_blame_step(b, e);
    t->state.refused++;
    t->batch_weight = 0;
    ae_trainer_count(t, b->rows, t->state.now.last_loss);
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
    ae_frame frame = open_frame(t);
    ae_reading r;
    AE_TRY(gather(t, &frame, &r, d, batch, e));
    ae_run run = open_run(t, d, &r, batch->n);
    gather_weights(t, &run, d, &r);
    ae_exec_forward(&t->entry.plan, &frame, &run);
    *loss = batch_loss(t, &frame, &run);
    const ae_clock clock = ae_trainer_clock(t, *loss, (double)NAN);
    ae_blamed blamed = { d, &r, t->total, batch->n, &clock, 0, false };
    if (ask_step(t, &clock) == AE_ADVICE_REFUSE)
        return refuse(t, &blamed, e);
    ae_exec_backward(&t->entry.plan, &frame, &run);
    blamed.gradients = !ae_update_is_finite(&t->update);
    if (blamed.gradients)
        return refuse(t, &blamed, e);
    move(t, &clock, batch->n);
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
