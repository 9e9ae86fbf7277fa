#include "train/fit.h"
#include "base/cancel.h"
#include "base/fpu.h"
#include "train/fitting.h"
#include <math.h>
#include <string.h>

/* ---- steps and epochs ---- */

static uint64_t steps_done(const ae_fitting *f)
{
    return ae_trainer_state(f->trainer)->now.steps;
}

static ae_progress progress_of(const ae_fitting *f, double loss, bool whole)
{
    const ae_training_state *s = ae_trainer_state(f->trainer);
    return (ae_progress){ .size = sizeof(ae_progress),
                          .model = ae_trainer_model(f->trainer),
                          .step = s->now.steps,
                          .steps = f->steps,
                          .epoch = f->report.epochs,
                          .epochs = f->epochs,
                          .loss = loss,
                          .valid_loss = whole ? f->last.loss : (double)NAN,
                          .rate = ae_trainer_rate(f->trainer),
                          .best_epoch = s->best_epoch,
                          .best_loss = s->best_epoch ? s->best_loss : (double)NAN,
                          .seconds = ae_trainer_seconds(f->trainer),
                          .resumed = f->report.resumed,
                          .seconds_left = ae_trainer_seconds_left(f->trainer),
                          .may_stop = ae_trainer_may_stop(f->trainer),
                          .n_losses = whole ? ae_trainer_losses(f->trainer) : 0,
                          .losses = whole ? f->losses : NULL,
                          .n_metrics = whole ? f->last.n_metrics : 0,
                          .metrics = whole ? f->last.metrics : NULL };
}

/* Another thread or a signal handler may have set it at any time. Parts of one training stop once all of them know. */
static bool is_stopped(ae_fitting *f)
{
    if (ae_is_cancelled(f->o->cancel))
        f->wish = AE_STOP_CANCEL;
    f->report.stopped = f->link.parts > 1 ? ae_trainer_agreed(f->trainer) : f->wish;
    return f->report.stopped != AE_STOP_DONE;
}

/* By the host or by a policy: the epoch under way may be cut short. */
static bool is_ended(ae_fitting *f)
{
    return is_stopped(f) || ae_trainer_stopped(f->trainer) != AE_STOP_DONE;
}

/* No callback follows once the training was told to stop. */
static void tell(ae_fitting *f, ae_progress_fn callback, double loss, bool whole)
{
    if (!callback || is_stopped(f) || f->wish != AE_STOP_DONE)
        return;
    ae_progress p = progress_of(f, loss, whole);
    ae_fpu_leave(f->host);
    if (callback(f->o->user, &p) != 0)
        f->wish = AE_STOP_CALLBACK;
    f->host = ae_fpu_enter();
}

/* The sums of several parts become those of all. */
static ae_status add_up(ae_fitting *f, ae_means *means, const ae_entry *entry, size_t owners)
{
    ae_packet mine = { .subject = f->link.all[0].subject, .sum = { means->loss_sum, means->weight } };
    double sum[AE_PACKET_SUMS];
    memcpy(mine.sum + 2, means->sums, sizeof means->sums);
    memcpy(mine.sum + 2 + AE_METRICS_MAX, means->counts, sizeof means->counts);
    AE_TRY(ae_link_tell(&f->link, &mine, f->e));
    ae_link_sums(sum, &f->link, owners);
    means->loss_sum = sum[0];
    means->weight = sum[1];
    memcpy(means->sums, sum + 2, sizeof means->sums);
    memcpy(means->counts, sum + 2 + AE_METRICS_MAX, sizeof means->counts);
    ae_means_close(means, entry);
    return AE_OK;
}

static void keep_validation(ae_fitting *f, const ae_means *means)
{
    f->last.loss = means->loss;
    f->last.n_metrics = means->n_metrics;
    memcpy(f->last.metrics, means->metrics, sizeof f->last.metrics);
}

/* A policy that watched what is never there would end the training, or let it go on, for nothing. A pass that was cancelled
 * has no loss either. */
static ae_status check_watched(const ae_fitting *f)
{
    const ae_validation *v = &f->last;
    for (size_t i = 0; i < v->n_metrics; i++)
        if (isnan(v->metrics[i].value) && !isnan(v->loss) && ae_trainer_watches(f->trainer, v->metrics[i].name))
            return ae_fail(f->e, AE_EDATA, "validation: no row has a label for %s, which a policy watches",
                           v->metrics[i].name);
    return AE_OK;
}

/* What the validation rows say. Nothing where there are none, or if the pass was cancelled. */
static ae_status validate(ae_fitting *f)
{
    const ae_model *m = ae_trainer_model(f->trainer);
    const ae_share mine = ae_fitting_share(f, f->valid.n);
    ae_means means = { .loss = (double)NAN };
    const ae_inference pass = { .model = m,
                                .context = f->validator,
                                .entry = &m->entry[ae_entry_of_losses(&m->program)],
                                .means = &means,
                                .cancel = ae_fitting_cancel(f),
                                .first = mine.first,
                                .rows = mine.n };
    bool done = false;
    if (f->validator && mine.n)
        AE_TRY(ae_fitting_name_valid(f->e, ae_infer(&done, &pass, &f->valid, f->e)));
    if (f->validator && f->link.parts > 1)
        AE_TRY(add_up(f, &means, pass.entry, mine.owners));
    keep_validation(f, &means);
    return check_watched(f);
}

/* NaN where all rows had weight 0. */
static void set_losses(ae_fitting *f)
{
    const ae_training_state *s = ae_trainer_state(f->trainer);
    for (size_t i = 0; i < ae_trainer_losses(f->trainer); i++)
        f->losses[i] = (ae_metric){ ae_trainer_loss_name(f->trainer, i),
                                    s->epoch_weight > 0 ? s->parts[i] / s->epoch_weight : (double)NAN };
}

/* An epoch that was stopped is kept, too, unless all its rows so far had weight 0: then it has no loss. */
static void record_epoch(ae_fitting *f, double loss)
{
    const ae_training_state *s = ae_trainer_state(f->trainer);
    if (!(s->epoch_weight > 0) || f->report.history >= f->o->history_capacity || !f->o->history)
        return;
    ae_epoch_record *r = &f->o->history[f->report.history++];
    *r = (ae_epoch_record){ .epoch = f->report.epochs,
                            .loss = loss,
                            .valid_loss = f->last.loss,
                            .rate = ae_trainer_rate(f->trainer),
                            .seconds = ae_trainer_seconds(f->trainer),
                            .n_losses = ae_trainer_losses(f->trainer) };
    memcpy(r->losses, f->losses, sizeof r->losses);
    r->n_metrics = f->last.n_metrics;
    memcpy(r->metrics, f->last.metrics, sizeof r->metrics);
}

static ae_status check_epoch(ae_fitting *f)
{
    const ae_training_state *s = ae_trainer_state(f->trainer);
    bool is_empty = !(s->epoch_weight > 0) && !is_ended(f);
    if (is_empty && s->refused > 0)
        return ae_fail(f->e, AE_EDIVERGED, "epoch %zu: the guard refused all its steps: a smaller learning rate may help",
                       f->report.epochs);
    if (is_empty)
        return ae_fail(f->e, AE_EDATA, "epoch %zu: the rows of all its steps have weight 0", f->report.epochs);
    if (ae_trainer_is_finite(f->trainer))
        return AE_OK;
    AE_TRY(ae_trainer_blame(f->trainer, &f->data, f->e));
    return ae_fail(f->e, AE_EDIVERGED,
                   "epoch %zu, step %llu: the weights are not finite any more: a smaller learning rate may help",
                   f->report.epochs, (unsigned long long)s->now.steps);
}

/* A training that was told to stop does so at once: nothing is measured, and no callback follows. Where a policy ends it,
 * the callback still hears of the last epoch. */
static ae_status end_epoch(ae_fitting *f)
{
    f->last = (ae_validation){ .loss = (double)NAN };
    AE_TRY(check_epoch(f));
    double loss = ae_trainer_epoch_loss(f->trainer);
    if (!is_stopped(f))
        AE_TRY(validate(f));
    if (!is_stopped(f) && !isnan(loss))
        ae_trainer_end_epoch(f->trainer, &f->last);
    set_losses(f);
    record_epoch(f, loss);
    tell(f, f->o->on_epoch, loss, true);
    return AE_OK;
}

static void begin_epoch(ae_fitting *f)
{
    ae_trainer_begin_epoch(f->trainer);
    f->report.epochs++;
}

/* A value that spoilt an earlier step is found by a second look at all rows. */
static ae_status blame(ae_fitting *f, ae_status status)
{
    ae_error found;
    if (status != AE_EDIVERGED || (f->e && f->e->line > 0) || ae_trainer_blame(f->trainer, &f->data, &found) == AE_OK)
        return status;
    return ae_fail_at(f->e, found.status, (size_t)found.line, (size_t)found.column, "%s", found.text);
}

/* Only the weights of all rows make a part ask for those of others. */
static ae_batch next_batch(const ae_fitting *f)
{
    uint64_t step = steps_done(f);
    const ae_share mine = ae_fitting_share(f, ae_row_order_rows(&f->order, step));
    return f->data.weights ? ae_row_order_batch(&f->order, step) : ae_row_order_share(&f->order, step, mine.first, mine.n);
}

static ae_status one_step(ae_fitting *f)
{
    double loss = 0;
    ae_batch batch = next_batch(f);
    ae_trainer_wish(f->trainer, f->wish);
    ae_status status = ae_trainer_run(f->trainer, &f->data, &batch, &loss, f->e);
    if (status != AE_OK)
        return blame(f, status);
    ae_trainer_record(f->trainer, f->data.column[AE_COLUMN_INPUT].scale);
    tell(f, f->o->on_step, loss, false);
    return AE_OK;
}

static bool is_over(ae_fitting *f)
{
    return steps_done(f) == f->steps || is_ended(f);
}

/* Of an epoch that is cut short, a checkpoint is written before its end: whoever goes on from it may make more steps. */
static ae_status end_step(ae_fitting *f)
{
    bool whole = steps_done(f) % ae_row_order_steps(&f->order) == 0;
    if (!whole)
        AE_TRY(ae_keeper_step(&f->keeper, f->trainer, is_over(f), f->e));
    if (whole || is_over(f))
        AE_TRY(end_epoch(f));
    return ae_keeper_step(&f->keeper, f->trainer, is_over(f), f->e);
}

/* The checkpoint that the training goes on from may be from before the end of an epoch. */
static ae_status end_resumed_epoch(ae_fitting *f)
{
    const ae_training_state *s = ae_trainer_state(f->trainer);
    bool whole = s->now.steps % ae_row_order_steps(&f->order) == 0;
    if (s->now.steps == s->ended || !(whole || is_over(f)))
        return AE_OK;
    if (whole)
        f->keeper.written = 0; /* the file says less */
    return end_epoch(f);
}

static ae_status run(ae_fitting *f)
{
    AE_TRY(end_resumed_epoch(f));
    while (!is_over(f)) {
        if (steps_done(f) % ae_row_order_steps(&f->order) == 0)
            begin_epoch(f);
        AE_TRY(one_step(f));
        AE_TRY(end_step(f));
    }
    return ae_keeper_step(&f->keeper, f->trainer, true, f->e);
}

/* ---- the whole ---- */

static void complete_report(ae_fitting *f)
{
    ae_fit_report *r = &f->report;
    const ae_training_state *s = ae_trainer_state(f->trainer);
    ae_trainer_info info = AE_TRAINER_INFO_INIT;
    ae_trainer_describe(&info, f->trainer);
    r->steps = s->now.steps;
    r->last_loss = s->now.last_loss;
    r->stopped = r->stopped ? r->stopped : info.stopped;
    r->best_epoch = info.best_epoch;
    r->best_loss = info.best_loss;
    r->refused = info.refused;
    r->went_back = info.went_back;
    r->seconds = ae_trainer_seconds(f->trainer);
}

/* After an error that the weights may be to blame for, the model has the last good ones. */
static void finish(ae_fitting *f, ae_status status)
{
    if (status == AE_OK)
        ae_trainer_finish(f->trainer);
    else if (status == AE_EDIVERGED || status == AE_EDATA)
        ae_trainer_go_back(f->trainer);
    complete_report(f);
}

ae_status ae_fit_run(ae_model *m, const ae_rows *rows, const ae_fit_options *options, ae_error *e)
{
    ae_fit_options o = *options;
    ae_fitting f = { .o = &o, .report = AE_FIT_REPORT_INIT, .e = e };
    f.report.best_loss = (double)NAN;
    f.host = ae_fpu_enter();
    ae_arena_init(&f.arena, &m->arena.allocator);
    ae_status status = ae_fitting_open(&f, &o, m, rows);
    if (status == AE_OK)
        status = run(&f);
    status = ae_link_leave(&f.link, status, e);
    if (f.trainer)
        finish(&f, status);
    if (f.scales && !(f.trainer && steps_done(&f)))
        ae_scaling_forget(m);
    if (o.report)
        *o.report = f.report;
    ae_context_destroy(f.validator);
    ae_trainer_destroy(f.trainer);
    ae_arena_free(&f.arena);
    ae_fpu_leave(f.host);
    return status;
}
