#include "train/fitting.h"
#include "base/cancel.h"
#include "base/fpu.h"
#include "base/size.h"
#include "train/fit.h"
#include <math.h>
#include <string.h>

/* ---- data and options ---- */

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
static ae_status split(ae_fitting *f, const ae_rows *rows)
{
    f->measures = f->o->valid || f->o->valid_fraction > 0;
    if (f->o->valid_fraction > 0) {
        uint32_t *numbers = ae_arena_room(&f->arena, ae_split_size(rows), sizeof *numbers);
        return numbers ? ae_split_rows(&f->rows, numbers, rows, f->o->valid_fraction, f->o->seed, f->e)
                       : ae_fail_memory(f->e);
    }
    f->rows.train = *rows;
    if (f->o->valid)
        f->rows.valid = *f->o->valid;
    return AE_OK;
}

/* Rows, and then batch, epochs and steps as the rows make them. */
static ae_status settle(ae_fitting *f, ae_fit_options *o, const ae_rows *rows)
{
    AE_TRY(check_options(o, rows, f->e));
    AE_TRY(split(f, rows));
    o->batch = ae_least(o->batch, f->rows.train.pick ? f->rows.train.picks : rows->n);
    if (!o->epochs && !o->steps)
        o->epochs = 10;
    return AE_OK;
}

static ae_status count_steps(ae_fitting *f)
{
    uint64_t per_epoch = ae_row_order_steps(&f->order);
    if (f->o->epochs > UINT32_MAX || f->o->steps > (uint64_t)UINT32_MAX * per_epoch)
        return ae_fail(f->e, AE_EOPTION, "training ends after at most 4294967295 epochs");
    f->steps = f->o->steps ? f->o->steps : f->o->epochs * per_epoch;
    f->epochs = (f->steps + per_epoch - 1) / per_epoch;
    return AE_OK;
}

const volatile int32_t *ae_fitting_cancel(const ae_fitting *f)
{
    return f->link.parts > 1 ? NULL : f->o->cancel;
}

ae_share ae_fitting_share(const ae_fitting *f, size_t rows)
{
    return ae_share_of(rows, f->link.parts, f->link.part, 1);
}

/* Every number that lies in memory is looked at before any weight moves: by one of the parts. */
static ae_status open_data(ae_dataset *d, const ae_fitting *f, const ae_model *m, const ae_rows *rows, double scale,
                           ae_fpu *host)
{
    ae_intake takes = ae_model_intake(m, &m->entry[ae_entry_of_losses(&m->program)]);
    takes.scale = scale;
    AE_TRY(ae_dataset_open(d, rows, &takes, host, f->e));
    d->refuse = NULL; /* training leaves no row out on its own */
    AE_TRY(ae_dataset_check_weights(d, f->e));
    const ae_share mine = ae_fitting_share(f, d->n);
    return ae_dataset_check(d, &(ae_batch){ NULL, mine.first, mine.n }, &m->arena.allocator, ae_fitting_cancel(f), f->e);
}

ae_status ae_fitting_name_valid(ae_error *e, ae_status status)
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
static ae_status open_valid(ae_fitting *f, const ae_model *m)
{
    if (!f->measures)
        return AE_OK;
    return ae_fitting_name_valid(
        f->e, open_data(&f->valid, f, m, &f->rows.valid, f->data.column[AE_COLUMN_INPUT].scale, &f->host));
}

/* All that can be wrong with data and options. */
static ae_status prepare(ae_fitting *f, ae_fit_options *o, const ae_model *m, const ae_rows *rows)
{
    AE_TRY(settle(f, o, rows));
    AE_TRY(ae_entry_require(&m->program, &ae_entry_train, f->e));
    AE_TRY(open_data(&f->data, f, m, &f->rows.train, m->scale, &f->host));
    f->order = (ae_row_order){ f->data.n, f->o->batch, f->o->seed, !(f->o->flags & AE_FIT_KEEP_ORDER), NULL };
    AE_TRY(count_steps(f));
    return open_valid(f, m);
}

static ae_setting setting_of(const ae_fitting *f, const ae_model *m)
{
    return (ae_setting){ .steps = f->steps,
                         .per_epoch = ae_row_order_steps(&f->order),
                         .valid = f->measures,
                         .copies = !f->data.given[AE_COLUMN_TARGET],
                         .metrics = m->program.spec.heads.metrics };
}

/* A look at the rows that was cancelled says nothing of them: nothing will be trained, and nothing kept. */
static ae_status open_keeper(ae_fitting *f)
{
    ae_facts *facts = ae_trainer_facts(f->trainer);
    uint64_t per_epoch = ae_row_order_steps(&f->order);
    if (!f->o->checkpoint)
        return AE_OK;
    AE_TRY(ae_trainer_look(&facts->rows, f->trainer, &f->data, ae_fitting_cancel(f), f->e));
    if (f->measures)
        AE_TRY(
            ae_fitting_name_valid(f->e, ae_trainer_look(&facts->valid, f->trainer, &f->valid, ae_fitting_cancel(f), f->e)));
    if (ae_is_cancelled(ae_fitting_cancel(f)))
        return AE_OK;
    AE_TRY(ae_keeper_open(&f->keeper, &f->report, f->trainer, f->o, f->e));
    f->report.epochs = (f->report.resumed + per_epoch - 1) / per_epoch;
    return AE_OK;
}

/* From the rows to train on, never from those to measure; each part of a training goes through all of them. */
static ae_status scale(ae_fitting *f, ae_model *m)
{
    ae_scaling s = { NULL, NULL, NULL };
    ae_arena found;
    AE_TRY(ae_scaling_check_scale(m, &f->data, f->e));
    if (!ae_scaling_is_due(m))
        return AE_OK;
    ae_arena_init(&found, &m->arena.allocator);
    ae_status status = ae_scaling_find(&f->scales, &s, m, &f->data, ae_fitting_cancel(f), &found, f->e);
    if (status == AE_OK && f->scales)
        ae_scaling_put(m->weights, m, &s);
    ae_arena_free(&found);
    return status;
}

ae_status ae_fitting_open(ae_fitting *f, ae_fit_options *o, ae_model *m, const ae_rows *rows)
{
    AE_TRY(ae_link_open(&f->link, o, &f->host, &f->arena, f->e));
    AE_TRY(prepare(f, o, m, rows));
    AE_TRY(scale(f, m));
    const ae_setting setting = setting_of(f, m);
    if (f->measures) {
        ae_context_options options = validator_options(f->o);
        AE_TRY(ae_context_make(&f->validator, m, &options, f->e));
    }
    AE_TRY(ae_trainer_make(&f->trainer, m, f->o, &setting, &f->link, f->e));
    f->order.ids = ae_trainer_ids(f->trainer);
    return open_keeper(f);
}

/* ---- memory ---- */

static ae_status sum_bytes(size_t *bytes, ae_fitting *f, const ae_model *m)
{
    const ae_setting setting = setting_of(f, m);
    ae_context_options validating = validator_options(f->o);
    size_t validator = 0;
    AE_TRY(ae_trainer_bytes(bytes, m, f->o, &setting, &f->link, f->e));
    if (f->measures)
        AE_TRY(ae_context_bytes(&validator, m, &validating, f->e));
    if (!ae_size_add(bytes, *bytes, validator))
        return ae_fail_memory(f->e);
    if (ae_scaling_is_due(m)) /* what that takes is given back before the trainer is made */
        *bytes = ae_most(*bytes, ae_scaling_bytes(m, f->data.n));
    if (!ae_size_add(bytes, *bytes, ae_model_memory(m)) || !ae_size_add(bytes, *bytes, f->arena.total))
        return ae_fail_memory(f->e);
    return AE_OK;
}

ae_status ae_fit_bytes(size_t *bytes, const ae_model *m, const ae_rows *rows, const ae_fit_options *options, ae_error *e)
{
    ae_fit_options o = *options;
    ae_fitting f = { .o = &o, .e = e };
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
