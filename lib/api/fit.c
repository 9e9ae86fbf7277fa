#include "train/fit.h"
#include "api/sized.h"
#include "base/fpu.h"
#include "train/checkpoint.h"

enum { BATCH = 256 };

/* The caller's options as this version knows them, nested structs included. */
typedef struct fit_call {
    ae_fit_options o;
    ae_rows rows, valid;
    ae_fit_report report, *callers_report;
} fit_call;

static ae_status read_options(fit_call *c, const ae_fit_options *options, ae_error *error)
{
    c->o = (ae_fit_options)AE_FIT_OPTIONS_INIT;
    AE_TRY(ae_sized_copy(&c->o, sizeof c->o, options, "ae_fit_options", error));
    c->o.optimizer = c->o.optimizer ? c->o.optimizer : "adam";
    c->o.batch = c->o.batch ? c->o.batch : BATCH;
    c->o.threads = c->o.threads ? c->o.threads : 1;
    AE_TRY(ae_pool_check(c->o.threads, error));
    if (c->o.flags & ~(uint64_t)AE_FIT_KEEP_ORDER)
        return ae_fail(error, AE_EOPTION, "flags is %llu: it has bits that ae_fit_flag does not name",
                       (unsigned long long)c->o.flags);
    if (c->o.batch > UINT32_MAX)
        return ae_fail(error, AE_EOPTION, "batch is %zu; at most 4294967295 are possible", c->o.batch);
    if (c->o.valid) {
        c->valid = (ae_rows)AE_ROWS_INIT;
        AE_TRY(ae_sized_copy(&c->valid, sizeof c->valid, c->o.valid, "ae_fit_options.valid", error));
        c->o.valid = &c->valid;
    }
    c->callers_report = c->o.report;
    c->report = (ae_fit_report)AE_FIT_REPORT_INIT;
    if (c->o.report)
        AE_TRY(ae_sized_check(c->o.report, "ae_fit_report", error));
    c->o.report = &c->report;
    return AE_OK;
}

static ae_status read_rows(ae_rows *copy, const ae_rows *rows, ae_error *error)
{
    *copy = (ae_rows)AE_ROWS_INIT;
    AE_REQUIRE(rows);
    return ae_sized_copy(copy, sizeof *copy, rows, "ae_rows", error);
}

ae_status ae_model_fit(ae_model *model, const ae_rows *rows, const ae_fit_options *options, ae_error *error)
{
    fit_call c;
    AE_REQUIRE(model);
    AE_TRY(read_rows(&c.rows, rows, error));
    AE_TRY(read_options(&c, options, error));
    ae_status status = ae_fit_run(model, &c.rows, &c.o, error);
    if (c.callers_report)
        ae_sized_return(c.callers_report, &c.report, sizeof c.report);
    return status;
}

ae_status ae_fit_memory(size_t *bytes, const ae_model *model, const ae_rows *rows, const ae_fit_options *options,
                        ae_error *error)
{
    fit_call c;
    AE_REQUIRE(bytes);
    AE_REQUIRE(model);
    AE_TRY(read_rows(&c.rows, rows, error));
    AE_TRY(read_options(&c, options, error));
    ae_fpu host = ae_fpu_enter(); /* the rows are looked at, as floats */
    ae_status status = ae_fit_bytes(bytes, model, &c.rows, &c.o, error);
    ae_fpu_leave(host);
    return status;
}

ae_status ae_trainer_create(ae_trainer **out, ae_model *model, const ae_fit_options *options, ae_error *error)
{
    fit_call c;
    AE_REQUIRE(out);
    AE_REQUIRE(model);
    AE_TRY(read_options(&c, options, error));
    ae_fpu host = ae_fpu_enter(); /* its plan is made here */
    const ae_setting setting = { .steps = c.o.steps,
                                 .per_epoch = c.o.steps_per_epoch,
                                 .metrics = model->program.spec.heads.metrics };
    ae_status status = ae_trainer_make(out, model, &c.o, &setting, NULL, error);
    ae_fpu_leave(host);
    return status;
}

ae_status ae_trainer_memory(size_t *bytes, const ae_model *model, const ae_fit_options *options, ae_error *error)
{
    fit_call c;
    AE_REQUIRE(bytes);
    AE_REQUIRE(model);
    AE_TRY(read_options(&c, options, error));
    c.o.checkpoint = NULL; /* that is a fit's */
    ae_fpu host = ae_fpu_enter();
    const ae_setting setting = { .steps = c.o.steps,
                                 .per_epoch = c.o.steps_per_epoch,
                                 .metrics = model->program.spec.heads.metrics };
    ae_status status = ae_trainer_bytes(bytes, model, &c.o, &setting, NULL, error);
    ae_fpu_leave(host);
    return status;
}

/* Rows of another scale would mean something else to the weights, which may have come from a trained model, too. */
static ae_status check_scale(const ae_model *m, const ae_dataset *d, ae_error *error)
{
    const double scale = d->column[AE_COLUMN_INPUT].scale;
    bool fresh = m->record.optimizer[0] == '\0' && m->scale == 1;
    AE_TRY(ae_scaling_check_scale(m, d, error));
    if (fresh || scale == m->scale)
        return AE_OK;
    return ae_fail(error, AE_EDATA, "input: the rows' scale is %g, but the model's is %g; scale 0 takes the model's", scale,
                   m->scale);
}

/* Goes into the model only. A trainer that has weights of its own beside the model's takes it over in its next step. */
static ae_status fit_scaler(ae_model *model, const ae_rows *rows, ae_fpu *host, ae_arena *arena, ae_error *error)
{
    ae_intake takes = ae_model_intake(model, &model->entry[AE_ENTRY_ENCODE]);
    ae_scaling scaling = { NULL, NULL, NULL };
    ae_dataset d;
    bool found = false;
    takes.width[AE_COLUMN_CONDITION] = 0; /* which nothing is taken from */
    AE_TRY(ae_dataset_open(&d, rows, &takes, host, error));
    d.refuse = NULL;
    AE_TRY(ae_dataset_check_weights(&d, error));
    AE_TRY(ae_scaling_find(&found, &scaling, model, &d, NULL, arena, error));
    ae_scaling_put(model->weights, model, &scaling);
    model->scale = d.column[AE_COLUMN_INPUT].scale;
    ae_model_forget(model);
    return AE_OK;
}

ae_status ae_model_fit_scaler(ae_model *model, const ae_rows *rows, ae_error *error)
{
    ae_rows copy;
    ae_arena arena;
    AE_REQUIRE(model);
    AE_TRY(read_rows(&copy, rows, error));
    ae_arena_init(&arena, &model->arena.allocator);
    ae_fpu host = ae_fpu_enter();
    ae_status status = ae_scaling_can_be_fitted(model) ? fit_scaler(model, &copy, &host, &arena, error) : AE_OK;
    ae_fpu_leave(host);
    ae_arena_free(&arena);
    return status;
}

static ae_status next_step(ae_trainer *trainer, const ae_dataset *d, double *loss, ae_error *error)
{
    ae_trainer_follow_scaling(trainer);
    return ae_trainer_run(trainer, d, &(ae_batch){ NULL, 0, d->n }, loss, error);
}

/* From then on all numbers of a column that has no spread are 0. */
static ae_status find_scaling(ae_scaling *out, const ae_model *m, const ae_dataset *d, ae_arena *arena, ae_error *error)
{
    bool found = false;
    AE_TRY(ae_scaling_find(&found, out, m, d, NULL, arena, error));
    if (ae_scaling_is_flat(m, out))
        return ae_fail(
            error, AE_EDATA,
            "in the trainer's first batch of %zu rows no number differs from row to row, so that there is nothing "
            "to scale by; give more rows to ae_model_fit_scaler first",
            d->n);
    return AE_OK;
}

/* A step that fails leaves the model as it was: without a scaling, too. */
static ae_status first_step(ae_trainer *trainer, const ae_dataset *d, double *loss, ae_error *error)
{
    ae_model *m = ae_trainer_model(trainer);
    ae_scaling scaling = { NULL, NULL, NULL };
    ae_arena arena;
    ae_arena_init(&arena, &m->arena.allocator);
    ae_status status = find_scaling(&scaling, m, d, &arena, error);
    if (status == AE_OK) {
        ae_scaling_put(m->weights, m, &scaling);
        status = next_step(trainer, d, loss, error);
    }
    if (status != AE_OK)
        ae_scaling_forget(m);
    ae_arena_free(&arena);
    return status;
}

static ae_status any_step(ae_trainer *trainer, const ae_dataset *d, double *loss, ae_error *error)
{
    if (ae_scaling_is_due(ae_trainer_model(trainer)))
        return first_step(trainer, d, loss, error);
    return next_step(trainer, d, loss, error);
}

static ae_status step(ae_trainer *trainer, const ae_rows *rows, double *loss, ae_fpu *host, ae_error *error)
{
    const ae_model *m = ae_trainer_model(trainer);
    const ae_intake takes = ae_model_intake(m, &m->entry[ae_entry_of_losses(&m->program)]);
    ae_dataset d;
    if (ae_trainer_stopped(trainer) != AE_STOP_DONE)
        return ae_fail(error, AE_EARGUMENT, "the training is over: a policy has ended it (ae_trainer_info.stopped is %d)",
                       (int)ae_trainer_stopped(trainer));
    AE_TRY(ae_dataset_open(&d, rows, &takes, host, error));
    if (d.n > ae_trainer_batch(trainer))
        return ae_fail(error, AE_EDATA, "the batch has %zu rows; the trainer was made for at most %zu", d.n,
                       ae_trainer_batch(trainer));
    d.refuse = NULL;
    AE_TRY(check_scale(m, &d, error));
    AE_TRY(ae_dataset_check_weights(&d, error));
    AE_TRY(any_step(trainer, &d, loss, error));
    ae_trainer_record(trainer, d.column[AE_COLUMN_INPUT].scale);
    ae_trainer_turn_epoch(trainer);
    return AE_OK;
}

ae_status ae_trainer_step(double *loss, ae_trainer *trainer, const ae_rows *batch, ae_error *error)
{
    ae_rows rows;
    double value = 0;
    AE_REQUIRE(trainer);
    AE_TRY(read_rows(&rows, batch, error));
    ae_fpu host = ae_fpu_enter();
    ae_status status = step(trainer, &rows, &value, &host, error);
    ae_fpu_leave(host);
    if (loss && status == AE_OK)
        *loss = value;
    return status;
}

ae_status ae_trainer_save(const ae_trainer *trainer, const char *path, ae_error *error)
{
    AE_REQUIRE(trainer);
    AE_REQUIRE(path);
    return ae_checkpoint_write(trainer, path, error);
}

ae_status ae_trainer_load(ae_trainer *trainer, const char *path, ae_error *error)
{
    ae_resumed resumed;
    AE_REQUIRE(trainer);
    AE_REQUIRE(path);
    return ae_checkpoint_read(&resumed, trainer, path, error);
}

void ae_trainer_free(ae_trainer *trainer)
{
    ae_trainer_destroy(trainer);
}

ae_status ae_trainer_get_info(ae_trainer_info *info, const ae_trainer *trainer, ae_error *error)
{
    ae_trainer_info i = AE_TRAINER_INFO_INIT;
    AE_REQUIRE(info);
    AE_REQUIRE(trainer);
    AE_TRY(ae_sized_check(info, "ae_trainer_info", error));
    ae_trainer_describe(&i, trainer);
    ae_sized_return(info, &i, sizeof i);
    return AE_OK;
}
