#include "train/fit.h"
#include "base/cancel.h"
#include "base/fpu.h"
#include "base/size.h"
#include "data/row_order.h"
#include "data/split.h"
#include "train/keeper.h"
#include "train/share.h"
#include <math.h>
#include <string.h>

/* A fit in progress. */
typedef struct fit {
    ae_trainer *trainer;
    ae_context *validator; /* NULL without validation rows */
    const ae_fit_options *o;
    ae_fpu host;    /* the host's floating-point mode, for its callbacks */
    ae_arena arena; /* of the lists of a split, and of the link's packets */
    ae_link link;   /* to the other parts of this training */
    ae_stop wish;   /* this part was told to stop */
    ae_split rows;  /* those to train on and those to measure; the latter may be none */
    bool measures;  /* there are some */
    ae_dataset data, valid;
    ae_row_order order;
    ae_fit_report report;
    ae_metric losses[AE_LOSSES_MAX]; /* what the last epoch's loss consists of */
    uint64_t steps, epochs;          /* to do */
    ae_keeper keeper;
    ae_error *e;
} fit;

/* ---- before the first step ---- */

static ae_status check_options(const ae_fit_options *o, const ae_rows *rows, ae_error *e)
{
    AE_TRY(ae_rows_check(rows, e)); /* before the list of picked ones is divided */
    if (o->epochs && o->steps)
        return ae_fail(e, AE_EOPTION, "both epochs (%zu) and steps (%zu) are set: set one", o->epochs, o->steps);
    if (o->valid && o->valid_fraction != 0)
        return ae_fail(e, AE_EOPTION, "both valid and valid_fraction are set: set one");
    if (!(o->valid_fraction >= 0 && o->valid_fraction < 1))
        return ae_fail(e, AE_EOPTION, "valid_fraction is %g; it must be at least 0 and below 1", o->valid_fraction);
    return AE_OK;
}

/* Validation rows that are none of the caller's own have the seed of the order. */
static ae_status split(fit *f, const ae_rows *rows)
{
    f->measures = f->o->valid || f->o->valid_fraction > 0;
    if (f->o->valid_fraction > 0)
        return ae_split_rows(&f->rows, rows, f->o->valid_fraction, f->o->seed, &f->arena, f->e);
    f->rows.train = *rows;
    if (f->o->valid)
        f->rows.valid = *f->o->valid;
    return AE_OK;
}

/* Rows, and then batch, epochs and steps as the rows make them. */
static ae_status settle(fit *f, ae_fit_options *o, const ae_rows *rows)
{
    AE_TRY(check_options(o, rows, f->e));
    AE_TRY(split(f, rows));
    o->batch = ae_least(o->batch, f->rows.train.pick ? f->rows.train.picks : rows->n);
    if (!o->epochs && !o->steps)
        o->epochs = 10;
    return AE_OK;
}

static ae_status count_steps(fit *f)
{
    uint64_t per_epoch = ae_row_order_steps(&f->order);
    if (f->o->epochs > UINT32_MAX || f->o->steps > (uint64_t)UINT32_MAX * per_epoch)
        return ae_fail(f->e, AE_EOPTION, "training ends after at most 4294967295 epochs");
    f->steps = f->o->steps ? f->o->steps : f->o->epochs * per_epoch;
    f->epochs = (f->steps + per_epoch - 1) / per_epoch;
    return AE_OK;
}

/* Of several parts that train together none leaves out what the others do. */
static const volatile int32_t *cancel_of(const fit *f)
{
    return f->link.parts > 1 ? NULL : f->o->cancel;
}

static ae_share share_of(const fit *f, size_t rows)
{
    return ae_share_of(rows, f->link.parts, f->link.part, 1);
}

/* Every number that lies in memory is looked at before any weight moves: by one of the parts. */
static ae_status open_data(ae_dataset *d, const fit *f, const ae_model *m, const ae_rows *rows, double scale, ae_fpu *host)
{
    ae_intake takes = ae_model_intake(m, &m->entry[AE_ENTRY_SCORE]);
    takes.scale = scale;
    AE_TRY(ae_dataset_open(d, rows, &takes, host, f->e));
    d->refuse = NULL; /* training leaves no row out on its own */
    AE_TRY(ae_dataset_check_weights(d, f->e));
    const ae_share mine = share_of(f, d->n);
    return ae_dataset_check(d, &(ae_batch){ NULL, mine.first, mine.n }, &m->arena.allocator, cancel_of(f), f->e);
}

/* Which of the two sets of rows an error speaks of. */
static ae_status name_valid(ae_error *e, ae_status status)
{
    char text[sizeof e->text];
    if (!e || status == AE_OK || status == AE_ENOMEM)
        return status;
    memcpy(text, e->text, sizeof text);
    return ae_fail_at(e, status, (size_t)e->line, (size_t)e->column, "validation: %s", text);
}

static ae_context_options validator_options(const ae_fit_options *o)
{
    return (ae_context_options){ sizeof(ae_context_options), o->batch, o->threads, AE_OUT_SCORE, NULL, 0 };
}

/* Validation rows of scale 0 take that of the training rows, which becomes the model's with the first step. */
static ae_status open_valid(fit *f, const ae_model *m)
{
    if (!f->measures)
        return AE_OK;
    return name_valid(f->e, open_data(&f->valid, f, m, &f->rows.valid, f->data.column[AE_COLUMN_INPUT].scale, &f->host));
}

/* All that can be wrong with data and options. */
static ae_status prepare(fit *f, ae_fit_options *o, const ae_model *m, const ae_rows *rows)
{
    AE_TRY(settle(f, o, rows));
    AE_TRY(ae_entry_require(&m->program, &ae_entry_train, f->e));
    AE_TRY(open_data(&f->data, f, m, &f->rows.train, m->scale, &f->host));
    f->order = (ae_row_order){ f->data.n, f->o->batch, f->o->seed, !(f->o->flags & AE_FIT_KEEP_ORDER), NULL };
    AE_TRY(count_steps(f));
    return open_valid(f, m);
}

static ae_setting setting_of(const fit *f)
{
    return (ae_setting){ f->steps, ae_row_order_steps(&f->order), f->measures };
}

/* A look at the rows that was cancelled says nothing of them: nothing will be trained, and nothing kept. */
static ae_status open_keeper(fit *f)
{
    ae_facts *facts = ae_trainer_facts(f->trainer);
    uint64_t per_epoch = ae_row_order_steps(&f->order);
    if (!f->o->checkpoint)
        return AE_OK;
    AE_TRY(ae_trainer_look(&facts->rows, f->trainer, &f->data, cancel_of(f), f->e));
    if (f->measures)
        AE_TRY(name_valid(f->e, ae_trainer_look(&facts->valid, f->trainer, &f->valid, cancel_of(f), f->e)));
    if (ae_is_cancelled(cancel_of(f)))
        return AE_OK;
    AE_TRY(ae_keeper_open(&f->keeper, &f->report, f->trainer, f->o, f->e));
    f->report.epochs = (f->report.resumed + per_epoch - 1) / per_epoch;
    return AE_OK;
}

static ae_status open_fit(fit *f, ae_fit_options *o, ae_model *m, const ae_rows *rows)
{
    AE_TRY(ae_link_open(&f->link, o, &f->host, &f->arena, f->e));
    AE_TRY(prepare(f, o, m, rows));
    const ae_setting setting = setting_of(f);
    if (f->measures) {
        ae_context_options options = validator_options(f->o);
        AE_TRY(ae_context_make(&f->validator, m, &options, f->e));
    }
    AE_TRY(ae_trainer_make(&f->trainer, m, f->o, &setting, &f->link, f->e));
    f->order.ids = ae_trainer_ids(f->trainer);
    return open_keeper(f);
}

/* ---- steps and epochs ---- */

static uint64_t steps_done(const fit *f)
{
    return ae_trainer_state(f->trainer)->now.steps;
}

static ae_progress progress_of(const fit *f, double loss, double valid_loss, bool whole)
{
    const ae_training_state *s = ae_trainer_state(f->trainer);
    return (ae_progress){ .size = sizeof(ae_progress),
                          .model = ae_trainer_model(f->trainer),
                          .step = s->now.steps,
                          .steps = f->steps,
                          .epoch = f->report.epochs,
                          .epochs = f->epochs,
                          .loss = loss,
                          .valid_loss = valid_loss,
                          .rate = ae_trainer_rate(f->trainer),
                          .best_epoch = s->best_epoch,
                          .best_loss = s->best_epoch ? s->best_loss : (double)NAN,
                          .seconds = ae_trainer_seconds(f->trainer),
                          .resumed = f->report.resumed,
                          .seconds_left = ae_trainer_seconds_left(f->trainer),
                          .may_stop = ae_trainer_may_stop(f->trainer),
                          .n_losses = whole ? ae_trainer_losses(f->trainer) : 0,
                          .losses = whole ? f->losses : NULL };
}

/* Another thread or a signal handler may have set it at any time. Parts of one training stop once all of them know. */
static bool is_stopped(fit *f)
{
    if (ae_is_cancelled(f->o->cancel))
        f->wish = AE_STOP_CANCEL;
    f->report.stopped = f->link.parts > 1 ? ae_trainer_agreed(f->trainer) : f->wish;
    return f->report.stopped != AE_STOP_DONE;
}

/* By the host or by a policy: the epoch under way may be cut short. */
static bool is_ended(fit *f)
{
    return is_stopped(f) || ae_trainer_stopped(f->trainer) != AE_STOP_DONE;
}

/* No callback follows once the training was told to stop. */
static void tell(fit *f, ae_progress_fn callback, double loss, double valid_loss, bool whole)
{
    if (!callback || is_stopped(f) || f->wish != AE_STOP_DONE)
        return;
    ae_progress p = progress_of(f, loss, valid_loss, whole);
    ae_fpu_leave(f->host);
    if (callback(f->o->user, &p) != 0)
        f->wish = AE_STOP_CALLBACK;
    f->host = ae_fpu_enter();
}

/* Of the means of several parts the mean of all. */
static ae_status add_up(double *loss, fit *f, const ae_means *means, size_t owners)
{
    const ae_packet mine = { .subject = f->link.all[0].subject, .sum = { means->loss_sum, means->weight } };
    double sum[AE_PACKET_SUMS];
    AE_TRY(ae_link_tell(&f->link, &mine, f->e));
    ae_link_sums(sum, &f->link, owners);
    *loss = isnan(sum[0] / sum[1]) ? (double)INFINITY : sum[0] / sum[1];
    return AE_OK;
}

/* The loss of the validation rows; NaN where there are none, or if the pass was cancelled. */
static ae_status validate(fit *f, double *loss)
{
    const ae_model *m = ae_trainer_model(f->trainer);
    const ae_share mine = share_of(f, f->valid.n);
    ae_means means = { .rows = 0 };
    const ae_inference pass = { .model = m,
                                .context = f->validator,
                                .entry = &m->entry[AE_ENTRY_SCORE],
                                .means = &means,
                                .cancel = cancel_of(f),
                                .first = mine.first,
                                .rows = mine.n };
    bool done = false;
    if (f->validator && mine.n)
        AE_TRY(name_valid(f->e, ae_infer(&done, &pass, &f->valid, f->e)));
    *loss = done ? means.loss : (double)NAN;
    return f->validator && f->link.parts > 1 ? add_up(loss, f, &means, mine.owners) : AE_OK;
}

/* NaN where all rows had weight 0. */
static void set_losses(fit *f)
{
    const ae_training_state *s = ae_trainer_state(f->trainer);
    for (size_t i = 0; i < ae_trainer_losses(f->trainer); i++)
        f->losses[i] = (ae_metric){ ae_trainer_loss_name(f->trainer, i),
                                    s->epoch_weight > 0 ? s->parts[i] / s->epoch_weight : (double)NAN };
}

/* An epoch that was stopped is kept, too, unless all its rows so far had weight 0: then it has no loss. */
static void record_epoch(fit *f, double loss, double valid_loss)
{
    const ae_training_state *s = ae_trainer_state(f->trainer);
    if (!(s->epoch_weight > 0) || f->report.history >= f->o->history_capacity || !f->o->history)
        return;
    ae_epoch_record *r = &f->o->history[f->report.history++];
    *r = (ae_epoch_record){ .epoch = f->report.epochs,
                            .loss = loss,
                            .valid_loss = valid_loss,
                            .rate = ae_trainer_rate(f->trainer),
                            .seconds = ae_trainer_seconds(f->trainer),
                            .n_losses = ae_trainer_losses(f->trainer) };
    memcpy(r->losses, f->losses, sizeof r->losses);
}

static ae_status check_epoch(fit *f)
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
static ae_status end_epoch(fit *f)
{
    double valid_loss = (double)NAN;
    AE_TRY(check_epoch(f));
    double loss = ae_trainer_epoch_loss(f->trainer);
    if (!is_stopped(f))
        AE_TRY(validate(f, &valid_loss));
    if (!is_stopped(f) && !isnan(loss))
        ae_trainer_end_epoch(f->trainer, valid_loss);
    set_losses(f);
    record_epoch(f, loss, valid_loss);
    tell(f, f->o->on_epoch, loss, valid_loss, true);
    return AE_OK;
}

static void begin_epoch(fit *f)
{
    ae_trainer_begin_epoch(f->trainer);
    f->report.epochs++;
}

/* A value that spoilt an earlier step is found by a second look at all rows. */
static ae_status blame(fit *f, ae_status status)
{
    ae_error found;
    if (status != AE_EDIVERGED || (f->e && f->e->line > 0) || ae_trainer_blame(f->trainer, &f->data, &found) == AE_OK)
        return status;
    return ae_fail_at(f->e, found.status, (size_t)found.line, (size_t)found.column, "%s", found.text);
}

/* Only the weights of all rows make a part ask for those of others. */
static ae_batch next_batch(const fit *f)
{
    uint64_t step = steps_done(f);
    const ae_share mine = share_of(f, ae_row_order_rows(&f->order, step));
    return f->data.weights ? ae_row_order_batch(&f->order, step) : ae_row_order_share(&f->order, step, mine.first, mine.n);
}

static ae_status one_step(fit *f)
{
    double loss = 0;
    ae_batch batch = next_batch(f);
    ae_trainer_wish(f->trainer, f->wish);
    ae_status status = ae_trainer_run(f->trainer, &f->data, &batch, &loss, f->e);
    if (status != AE_OK)
        return blame(f, status);
    ae_trainer_record(f->trainer, f->data.column[AE_COLUMN_INPUT].scale);
    tell(f, f->o->on_step, loss, (double)NAN, false);
    return AE_OK;
}

static bool is_over(fit *f)
{
    return steps_done(f) == f->steps || is_ended(f);
}

/* Of an epoch that is cut short, a checkpoint is written before its end: whoever goes on from it may make more steps. */
static ae_status end_step(fit *f)
{
    bool whole = steps_done(f) % ae_row_order_steps(&f->order) == 0;
    if (!whole)
        AE_TRY(ae_keeper_step(&f->keeper, f->trainer, is_over(f), f->e));
    if (whole || is_over(f))
        AE_TRY(end_epoch(f));
    return ae_keeper_step(&f->keeper, f->trainer, is_over(f), f->e);
}

/* The checkpoint that the training goes on from may be from before the end of an epoch. */
static ae_status end_resumed_epoch(fit *f)
{
    const ae_training_state *s = ae_trainer_state(f->trainer);
    bool whole = s->now.steps % ae_row_order_steps(&f->order) == 0;
    if (s->now.steps == s->ended || !(whole || is_over(f)))
        return AE_OK;
    if (whole)
        f->keeper.written = 0; /* the file says less */
    return end_epoch(f);
}

static ae_status run(fit *f)
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

static void complete_report(fit *f)
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
static void finish(fit *f, ae_status status)
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
    fit f = { .o = &o, .report = AE_FIT_REPORT_INIT, .e = e };
    f.report.best_loss = (double)NAN;
    f.host = ae_fpu_enter();
    ae_arena_init(&f.arena, &m->arena.allocator);
    ae_status status = open_fit(&f, &o, m, rows);
    if (status == AE_OK)
        status = run(&f);
    status = ae_link_leave(&f.link, status, e);
    if (f.trainer)
        finish(&f, status);
    if (o.report)
        *o.report = f.report;
    ae_context_destroy(f.validator);
    ae_trainer_destroy(f.trainer);
    ae_arena_free(&f.arena);
    ae_fpu_leave(f.host);
    return status;
}

static ae_status sum_bytes(size_t *bytes, fit *f, const ae_model *m)
{
    const ae_setting setting = setting_of(f);
    ae_context_options validating = validator_options(f->o);
    size_t validator = 0;
    AE_TRY(ae_trainer_bytes(bytes, m, f->o, &setting, &f->link, f->e));
    if (f->measures)
        AE_TRY(ae_context_bytes(&validator, m, &validating, f->e));
    if (!ae_size_add(bytes, *bytes, ae_model_memory(m)) || !ae_size_add(bytes, *bytes, validator) ||
        !ae_size_add(bytes, *bytes, f->arena.total))
        return ae_fail_memory(f->e);
    return AE_OK;
}

ae_status ae_fit_bytes(size_t *bytes, const ae_model *m, const ae_rows *rows, const ae_fit_options *options, ae_error *e)
{
    ae_fit_options o = *options;
    fit f = { .o = &o, .e = e };
    size_t sum = 0;
    ae_arena_init(&f.arena, &m->arena.allocator);
    ae_status status = ae_link_open(&f.link, &o, &f.host, &f.arena, e);
    if (status == AE_OK)
        status = prepare(&f, &o, m, rows);
    if (status == AE_OK)
        status = sum_bytes(&sum, &f, m);
    ae_arena_free(&f.arena);
    if (status == AE_OK)
        *bytes = sum;
    return status;
}
