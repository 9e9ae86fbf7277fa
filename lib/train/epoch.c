/* What follows from steps: sums, good and best weights, what the policies say of an epoch. */
#include "base/size.h"
#include "kernel/convert.h"
#include "policy/guard.h"
#include "train/inside.h"
#include <math.h>
#include <string.h>

ae_clock ae_trainer_clock(const ae_trainer *t, double loss, double valid_loss)
{
    const ae_setting *s = &t->setting;
    uint64_t step = t->state.now.steps + 1;
    return (ae_clock){ .step = step,
                       .steps = s->steps,
                       .epoch = s->per_epoch ? (step - 1) / s->per_epoch + 1 : 0,
                       .per_epoch = s->per_epoch,
                       .seconds = ae_trainer_seconds(t),
                       .loss = loss,
                       .valid_loss = valid_loss };
}

/* ---- copies of the weights ---- */

static void copy(const ae_trainer *t, ae_real *to, const ae_real *from)
{
    if (to && from && to != from)
        memcpy(to, from, t->model->program.params.total * sizeof *to);
}

/* A mean square that is infinite makes weights infinite in the next step. */
static bool has_good_memory(const ae_trainer *t)
{
    const ae_program *p = &t->model->program;
    for (unsigned s = 0; s < t->choice.slots; s++)
        if (!ae_isa_all_finite(p->isa, t->update.slot[s], p->params.total))
            return false;
    return true;
}

void ae_trainer_keep_good(ae_trainer *t)
{
    if (!ae_trainer_is_finite(t) || !has_good_memory(t))
        return;
    copy(t, t->good, ae_trained(t));
    for (unsigned s = 0; s < t->choice.slots; s++)
        copy(t, t->good_slot[s], t->update.slot[s]);
    t->state.good = t->state.now;
    t->state.has_good = 1;
}

/* The model's record as it was at a mark, whose weights it has got. Scorer and density are of the weights before. */
static void set_record(ae_trainer *t, const ae_mark *mark)
{
    ae_record *r = &t->model->record;
    ae_model_forget(t->model);
    if (!t->recorded)
        *r = t->record;
    t->recorded = mark->steps > 0;
    r->steps = mark->steps;
    r->rows = mark->rows;
    r->last_loss = mark->last_loss;
    if (t->recorded)
        return;
    *r = t->first_record;
    t->model->scale = t->first_scale;
}

/* The optimizer's memory as it was with the good weights. A fresh one where it was not kept: what it has gathered on the way
 * to bad weights may spoil many steps, or all. */
static void restore_optimizer(ae_trainer *t)
{
    ae_mark *now = &t->state.now, *good = &t->state.good;
    bool kept = t->good_slot[0] != NULL;
    for (unsigned s = 0; s < t->choice.slots; s++)
        if (kept)
            copy(t, t->update.slot[s], t->good_slot[s]);
        else
            memset(t->update.slot[s], 0, t->model->program.params.total * sizeof(ae_real));
    if (!kept) {
        good->updates = 0;
        memset(good->optimizer, 0, sizeof good->optimizer);
    }
    now->updates = good->updates;
    memcpy(now->optimizer, good->optimizer, sizeof now->optimizer);
}

/* An average that has seen weights of a bad time begins anew. */
void ae_trainer_go_back(ae_trainer *t)
{
    if (!t->state.has_good)
        return;
    copy(t, ae_trained(t), t->good);
    copy(t, t->model->weights, t->good);
    restore_optimizer(t);
    set_record(t, &t->state.good);
}

static void keep_best(ae_trainer *t)
{
    copy(t, t->best, t->model->weights);
    t->state.best = t->state.now;
    t->state.has_best = 1;
}

void ae_trainer_finish(ae_trainer *t)
{
    if (!t->best || !t->state.has_best)
        return;
    copy(t, t->model->weights, t->best);
    set_record(t, &t->state.best);
}

bool ae_trainer_is_finite(const ae_trainer *t)
{
    const ae_program *p = &t->model->program;
    return ae_isa_all_finite(p->isa, ae_trained(t), p->params.total);
}

/* ---- steps ---- */

/* The mean of the first hundred losses is a plain one; then old ones fade. */
static void add_to_drift(ae_training_state *s, double loss)
{
    enum { MEMORY = 100 };
    s->drift_count += s->drift_count < MEMORY;
    double share = 1 / s->drift_count, away = loss - s->drift_mean;
    s->drift_mean += share * away;
    s->drift_square = (1 - share) * (s->drift_square + share * away * away);
}

static void add_to_epoch(ae_trainer *t, double loss)
{
    ae_training_state *s = &t->state;
    s->epoch_loss += loss * t->batch_weight;
    s->epoch_weight += t->batch_weight;
    for (size_t i = 0; i < ae_trainer_losses(t); i++)
        s->parts[i] += t->part[i] * t->batch_weight;
    add_to_drift(s, loss);
}

void ae_trainer_count(ae_trainer *t, size_t rows, double loss)
{
    if (t->batch_weight > 0)
        add_to_epoch(t, loss);
    t->state.now.steps++;
    t->state.now.rows += rows;
    t->state.now.last_loss = loss;
}

void ae_trainer_record(ae_trainer *t, double scale)
{
    set_record(t, &t->state.now);
    t->model->scale = scale;
}

/* ---- epochs ---- */

void ae_trainer_begin_epoch(ae_trainer *t)
{
    t->state.epoch_loss = t->state.epoch_weight = 0;
    memset(t->state.parts, 0, sizeof t->state.parts);
}

double ae_trainer_epoch_loss(const ae_trainer *t)
{
    return t->state.epoch_weight > 0 ? t->state.epoch_loss / t->state.epoch_weight : (double)NAN;
}

/* Was the weight of a loss below its own at the epoch's first step? */
static bool rises(const ae_trainer *t, uint64_t epoch)
{
    const ae_plan *plan = &t->entry.plan;
    const ae_clock first = { .step = epoch > 0 ? (epoch - 1) * t->setting.per_epoch + 1 : 1 };
    bool rising = false;
    for (size_t i = 0; t->factors && i < plan->n_losses; i++)
        rising |= ae_choice_weight(&t->choice, &first, plan->losses[i].name) < 1;
    return rising;
}

/* The clock at the end of an epoch: its last step is done. */
static ae_clock end_clock(const ae_trainer *t, const ae_validation *valid)
{
    ae_clock clock = ae_trainer_clock(t, ae_trainer_epoch_loss(t), valid->loss);
    clock.metrics = valid->metrics;
    clock.n_metrics = valid->n_metrics;
    clock.step = t->state.now.steps;
    clock.epoch = t->setting.per_epoch ? (clock.step - 1) / t->setting.per_epoch + 1 : 0;
    clock.rises = rises(t, clock.epoch);
    return clock;
}

/* Where no policy has a view of it, the best epoch is the one of the least loss; one in which a loss's weight rose has the
 * next one after it. */
static bool is_best(ae_trainer *t, const ae_clock *clock, double loss)
{
    bool judged = false, best = false;
    for (size_t i = 0; i < t->choice.n_policies; i++) {
        const ae_chosen *c = &t->choice.policy[i];
        ae_advice advice = c->policy->epoch ? c->policy->epoch(c, clock) : AE_ADVICE_GO;
        judged |= (c->policy->slabs & AE_SLAB_BEST) != 0;
        best |= advice == AE_ADVICE_BEST;
        if (advice == AE_ADVICE_STOP)
            t->state.stopped = c->policy->stops;
    }
    const bool risen = t->state.best_epoch && isnan(clock->valid_loss) && rises(t, t->state.best_epoch);
    return judged ? best : !t->state.best_epoch || risen || loss < t->state.best_loss;
}

void ae_trainer_end_epoch(ae_trainer *t, const ae_validation *valid)
{
    const ae_clock clock = end_clock(t, valid);
    double loss = isnan(valid->loss) ? clock.loss : valid->loss;
    t->state.ended = t->state.now.steps;
    if (!is_best(t, &clock, loss))
        return;
    t->state.best_epoch = clock.epoch;
    t->state.best_loss = loss;
    if (t->best)
        keep_best(t);
}

bool ae_trainer_watches(const ae_trainer *t, const char *metric)
{
    const char *const *name = t->setting.metrics;
    for (size_t i = 0; name && name[i]; i++)
        if (strcmp(name[i], metric) == 0)
            return t->tuning.watched >> i & 1;
    return false;
}

void ae_trainer_turn_epoch(ae_trainer *t)
{
    const ae_validation none = { .loss = (double)NAN };
    uint64_t per_epoch = t->setting.per_epoch;
    if (per_epoch && t->state.now.steps % per_epoch == 0) {
        if (t->state.epoch_weight > 0)
            ae_trainer_end_epoch(t, &none);
        ae_trainer_begin_epoch(t);
    }
    if (t->state.stopped != AE_STOP_DONE)
        ae_trainer_finish(t);
}

double ae_trainer_seconds_left(const ae_trainer *t)
{
    double done = (double)t->state.now.steps, seconds = ae_trainer_seconds(t);
    double left = seconds / done * ((double)t->setting.steps - done), granted = ae_choice_most_seconds(&t->choice) - seconds;
    return granted < 0 ? 0 : granted < left ? granted : left;
}

bool ae_trainer_may_stop(const ae_trainer *t)
{
    return ae_choice_may_stop(&t->choice);
}

ae_stop ae_trainer_stopped(const ae_trainer *t)
{
    return (ae_stop)t->state.stopped;
}

void ae_trainer_describe(ae_trainer_info *info, const ae_trainer *t)
{
    const ae_training_state *s = &t->state;
    info->steps = s->now.steps;
    info->rows = s->now.rows;
    info->loss = s->now.last_loss;
    info->loss_mean = s->drift_mean;
    info->loss_sd = sqrt(s->drift_square);
    info->rate = ae_trainer_rate(t);
    info->refused = s->refused;
    info->went_back = ae_guard_times_back(t->choice.guard);
    info->stopped = s->stopped;
    info->best_epoch = s->best_epoch;
    info->best_loss = s->best_epoch ? s->best_loss : (double)NAN;
}
