#include "train/fit.h"
#include "base/cancel.h"
#include "base/fpu.h"
#include "base/size.h"
#include "data/row_order.h"
#include <math.h>
#include <string.h>

/* A fit in progress. */
typedef struct fit {
    ae_trainer *trainer;
    ae_context *validator; /* NULL without validation rows */
    const ae_fit_options *o;
    ae_fpu host; /* the host's floating-point mode, for its callbacks */
    ae_dataset data, valid;
    ae_row_order order;
    ae_fit_report report;
    uint64_t steps, epochs; /* to do */
    double epoch_loss, epoch_weight;
    ae_error *e;
} fit;

/* ---- before the first step ---- */

/* Batch, epochs and steps as the rows make them. */
static ae_status settle(ae_fit_options *o, const ae_rows *rows, ae_error *e)
{
    if (rows->n == 0)
        return ae_fail(e, AE_EDATA, "the data has no rows");
    if (o->epochs && o->steps)
        return ae_fail(e, AE_EOPTION, "both epochs (%zu) and steps (%zu) are set: set one", o->epochs, o->steps);
    o->batch = ae_least(o->batch, rows->pick ? rows->picks : rows->n);
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

/* Every number that lies in memory is looked at before any weight moves. */
static ae_status open_data(ae_dataset *d, const fit *f, const ae_model *m, const ae_rows *rows, double scale, ae_fpu *host)
{
    ae_intake takes = ae_model_intake(m, &m->entry[AE_ENTRY_SCORE]);
    takes.scale = scale;
    AE_TRY(ae_dataset_open(d, rows, &takes, host, f->e));
    d->refuse = NULL; /* training leaves no row out on its own */
    AE_TRY(ae_dataset_check_weights(d, f->e));
    return ae_dataset_check(d, &m->arena.allocator, f->o->cancel, f->e);
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
    if (!f->o->valid)
        return AE_OK;
    return name_valid(f->e, open_data(&f->valid, f, m, f->o->valid, f->data.column[AE_COLUMN_INPUT].scale, &f->host));
}

/* All that can be wrong with data and options. */
static ae_status prepare(fit *f, const ae_model *m, const ae_rows *rows)
{
    AE_TRY(ae_entry_require(&m->program, &ae_entry_train, f->e));
    AE_TRY(open_data(&f->data, f, m, rows, m->scale, &f->host));
    f->order = (ae_row_order){ f->data.n, f->o->batch, f->o->seed, !(f->o->flags & AE_FIT_KEEP_ORDER), NULL };
    AE_TRY(count_steps(f));
    return open_valid(f, m);
}

static ae_status open_fit(fit *f, ae_model *m, const ae_rows *rows)
{
    AE_TRY(prepare(f, m, rows));
    if (f->o->valid) {
        ae_context_options options = validator_options(f->o);
        AE_TRY(ae_context_make(&f->validator, m, &options, f->e));
    }
    AE_TRY(ae_trainer_make(&f->trainer, m, f->o, f->e));
    f->order.ids = ae_trainer_ids(f->trainer);
    return AE_OK;
}

/* ---- steps and epochs ---- */

static ae_progress progress_of(const fit *f, double loss, double valid_loss)
{
    return (ae_progress){
        sizeof(ae_progress), ae_trainer_model(f->trainer), f->report.steps, f->steps, f->report.epochs, f->epochs, loss,
        valid_loss
    };
}

/* Another thread or a signal handler may have set it at any time. */
static bool is_stopped(fit *f)
{
    if (ae_is_cancelled(f->o->cancel))
        f->report.stopped = AE_STOP_CANCEL;
    return f->report.stopped != AE_STOP_DONE;
}

/* No callback follows once the training was told to stop. */
static void tell(fit *f, ae_progress_fn callback, double loss, double valid_loss)
{
    ae_progress p = progress_of(f, loss, valid_loss);
    if (!callback || is_stopped(f))
        return;
    ae_fpu_leave(f->host);
    if (callback(f->o->user, &p) != 0)
        f->report.stopped = AE_STOP_CALLBACK;
    f->host = ae_fpu_enter();
}

/* The loss of the validation rows; NaN where there are none, or if the pass was cancelled. */
static ae_status validate(fit *f, double *loss)
{
    const ae_model *m = ae_trainer_model(f->trainer);
    ae_means means;
    const ae_inference pass = { m, f->validator, &m->entry[AE_ENTRY_SCORE], NULL, NULL, &means, f->o->cancel };
    bool done = false;
    if (f->validator)
        AE_TRY(name_valid(f->e, ae_infer(&done, &pass, &f->valid, f->e)));
    *loss = done ? means.loss : (double)NAN;
    return AE_OK;
}

/* An epoch that was stopped is kept, too, unless all its rows so far had weight 0: then it has no loss. */
static void record_epoch(fit *f, double loss, double valid_loss)
{
    if (f->epoch_weight > 0 && f->report.history < f->o->history_capacity && f->o->history)
        f->o->history[f->report.history++] = (ae_epoch_record){ loss, valid_loss };
}

static ae_status check_epoch(fit *f)
{
    if (!(f->epoch_weight > 0) && !is_stopped(f))
        return ae_fail(f->e, AE_EDATA, "epoch %zu: the rows of all its steps have weight 0", f->report.epochs);
    if (ae_trainer_is_finite(f->trainer))
        return AE_OK;
    AE_TRY(ae_trainer_blame(f->trainer, &f->data, f->e));
    return ae_fail(f->e, AE_EDIVERGED,
                   "epoch %zu, step %zu: the weights are not finite any more: a smaller learning rate may help",
                   f->report.epochs, f->report.steps);
}

/* A training that was told to stop does so at once: nothing is measured, and no callback follows. */
static ae_status end_epoch(fit *f)
{
    double valid_loss = (double)NAN;
    AE_TRY(check_epoch(f));
    double loss = f->epoch_loss / f->epoch_weight;
    if (!is_stopped(f))
        AE_TRY(validate(f, &valid_loss));
    record_epoch(f, loss, valid_loss);
    tell(f, f->o->on_epoch, loss, valid_loss);
    return AE_OK;
}

static void start_epoch(fit *f)
{
    ae_trainer_keep(f->trainer);
    f->epoch_loss = f->epoch_weight = 0;
    f->report.epochs++;
}

static ae_status name_epoch(fit *f, ae_status status, double loss)
{
    if (status != AE_EDIVERGED)
        return status;
    AE_TRY(ae_trainer_blame(f->trainer, &f->data, f->e));
    return ae_fail(f->e, status, "epoch %zu, step %zu: the loss is %g: a smaller learning rate may help", f->report.epochs,
                   f->report.steps + 1, loss);
}

static ae_status one_step(fit *f)
{
    double loss = 0;
    ae_batch batch = ae_row_order_batch(&f->order, f->report.steps);
    ae_status status = ae_trainer_run(f->trainer, &f->data, &batch, &loss, f->e);
    if (status != AE_OK)
        return name_epoch(f, status, loss);
    ae_trainer_record(f->trainer, f->data.column[AE_COLUMN_INPUT].scale);
    f->report.steps++;
    f->report.last_loss = loss;
    f->epoch_loss += loss * ae_trainer_weight(f->trainer);
    f->epoch_weight += ae_trainer_weight(f->trainer);
    tell(f, f->o->on_step, loss, (double)NAN);
    return AE_OK;
}

static ae_status run(fit *f)
{
    uint64_t per_epoch = ae_row_order_steps(&f->order);
    while (f->report.steps < f->steps && !is_stopped(f)) {
        if (f->report.steps % per_epoch == 0)
            start_epoch(f);
        AE_TRY(one_step(f));
        if (f->report.steps % per_epoch == 0 || f->report.steps == f->steps || is_stopped(f))
            AE_TRY(end_epoch(f));
    }
    return AE_OK;
}

/* ---- the whole ---- */

ae_status ae_fit_run(ae_model *m, const ae_rows *rows, const ae_fit_options *options, ae_error *e)
{
    ae_fit_options o = *options;
    fit f = { .o = &o, .report = AE_FIT_REPORT_INIT, .e = e };
    f.host = ae_fpu_enter();
    ae_status status = settle(&o, rows, e);
    if (status == AE_OK)
        status = open_fit(&f, m, rows);
    if (status == AE_OK && (status = run(&f)) != AE_OK)
        ae_trainer_restore(f.trainer);
    ae_context_destroy(f.validator);
    ae_trainer_destroy(f.trainer);
    ae_fpu_leave(f.host);
    if (o.report) {
        f.report.size = o.report->size;
        *o.report = f.report;
    }
    return status;
}

ae_status ae_fit_bytes(size_t *bytes, const ae_model *m, const ae_rows *rows, const ae_fit_options *options, ae_error *e)
{
    ae_fit_options o = *options;
    fit f = { .o = &o, .e = e };
    size_t sum;
    AE_TRY(settle(&o, rows, e));
    AE_TRY(prepare(&f, m, rows));
    AE_TRY(ae_trainer_bytes(&sum, m, &o, e));
    ae_context_options validating = validator_options(&o);
    size_t validator = 0;
    if (o.valid)
        AE_TRY(ae_context_bytes(&validator, m, &validating, e));
    if (!ae_size_add(&sum, sum, ae_model_memory(m)) || !ae_size_add(&sum, sum, validator))
        return ae_fail_memory(e);
    *bytes = sum;
    return AE_OK;
}
