#include "api/sized.h"
#include "base/fpu.h"
#include "model/infer.h"
#include <string.h>

enum { ROWS = 256, OUTPUTS = AE_OUT_CODE | AE_OUT_DECODED | AE_OUT_RECONSTRUCTION | AE_OUT_SCORE };

static ae_status settle(ae_context_options *o, ae_error *error)
{
    o->rows = o->rows ? o->rows : ROWS;
    o->outputs = o->outputs ? o->outputs : OUTPUTS;
    o->threads = o->threads ? o->threads : 1;
    if (o->rows > UINT32_MAX)
        return ae_fail(error, AE_EOPTION, "rows is %zu; a context computes at most 4294967295 at a time", o->rows);
    if (o->outputs & ~(uint64_t)OUTPUTS)
        return ae_fail(error, AE_EOPTION, "outputs is %llu: it has bits that ae_output does not name",
                       (unsigned long long)o->outputs);
    return ae_pool_check(o->threads, error);
}

ae_status ae_context_create(ae_context **out, const ae_model *model, const ae_context_options *options, ae_error *error)
{
    ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
    AE_REQUIRE(out);
    AE_REQUIRE(model);
    AE_TRY(ae_sized_copy(&o, sizeof o, options, "ae_context_options", error));
    AE_TRY(settle(&o, error));
    return ae_context_make(out, model, &o, error);
}

void ae_context_free(ae_context *context)
{
    ae_context_destroy(context);
}

/* One call of this chapter: what to run and where its results go. */
typedef struct call {
    ae_entry_name entry;
    unsigned output;
    float *rows_out; /* encode, decode, reconstruct; scores */
    ae_means means;
} call;

static ae_status run_with(call *c, const ae_model *model, ae_context *context, const ae_rows *rows, ae_error *error)
{
    if (c->output == AE_OUT_SCORE)
        return ae_infer_losses(c->rows_out, &c->means, model, context, c->entry, rows, error);
    return ae_infer_rows(c->rows_out, model, context, c->entry, rows, error);
}

/* Without a context of the caller's: one for this call, no larger than the rows. */
static ae_status run_alone(call *c, const ae_model *model, const ae_rows *rows, ae_error *error)
{
    ae_context_options o = { sizeof o, rows->n < ROWS ? rows->n : ROWS, 1, c->output };
    ae_context *context = NULL;
    AE_TRY(settle(&o, error));
    AE_TRY(ae_context_make(&context, model, &o, error));
    ae_status status = run_with(c, model, context, rows, error);
    ae_context_destroy(context);
    return status;
}

static ae_status run_call(call *c, const ae_model *model, ae_context *context, const ae_rows *given, ae_error *error)
{
    ae_rows rows = AE_ROWS_INIT;
    AE_REQUIRE(model);
    AE_TRY(ae_require(given, "rows", error));
    AE_TRY(ae_sized_copy(&rows, sizeof rows, given, "ae_rows", error));
    ae_fpu host = ae_fpu_enter();
    ae_status status = context ? run_with(c, model, context, &rows, error) : run_alone(c, model, &rows, error);
    ae_fpu_leave(host);
    return status;
}

ae_status ae_model_encode(float *codes, const ae_model *model, ae_context *context, const ae_rows *rows, ae_error *error)
{
    call c = { .entry = AE_ENTRY_ENCODE, .output = AE_OUT_CODE, .rows_out = codes };
    AE_REQUIRE(codes);
    return run_call(&c, model, context, rows, error);
}

ae_status ae_model_decode(float *outputs, const ae_model *model, ae_context *context, const ae_rows *rows, ae_error *error)
{
    call c = { .entry = AE_ENTRY_DECODE, .output = AE_OUT_DECODED, .rows_out = outputs };
    AE_REQUIRE(outputs);
    return run_call(&c, model, context, rows, error);
}

ae_status ae_model_reconstruct(float *outputs, const ae_model *model, ae_context *context, const ae_rows *rows,
                               ae_error *error)
{
    call c = { .entry = AE_ENTRY_RECONSTRUCT, .output = AE_OUT_RECONSTRUCTION, .rows_out = outputs };
    AE_REQUIRE(outputs);
    return run_call(&c, model, context, rows, error);
}

ae_status ae_model_score(float *scores, const ae_model *model, ae_context *context, const ae_rows *rows, ae_error *error)
{
    call c = { .entry = AE_ENTRY_SCORE, .output = AE_OUT_SCORE, .rows_out = scores };
    AE_REQUIRE(scores);
    return run_call(&c, model, context, rows, error);
}

/* Where each of them is to be found. */
static const struct {
    const char *name;
    size_t at;
} metrics_by_name[] = { { "mse", offsetof(ae_metrics, mse) }, { "mae", offsetof(ae_metrics, mae) } };

static double mean_called(const ae_means *means, const char *name)
{
    size_t i = 0;
    while (strcmp(means->name[i], name) != 0)
        i++;
    return means->value[i];
}

ae_status ae_model_evaluate(ae_metrics *metrics, const ae_model *model, ae_context *context, const ae_rows *rows,
                            ae_error *error)
{
    call c = { .entry = AE_ENTRY_EVALUATE, .output = AE_OUT_SCORE, .rows_out = NULL };
    ae_metrics m = AE_METRICS_INIT;
    AE_REQUIRE(metrics);
    AE_TRY(ae_sized_check(metrics, "ae_metrics", error));
    AE_TRY(run_call(&c, model, context, rows, error));
    m.rows = rows->n;
    m.loss = c.means.loss;
    for (size_t i = 0; i < sizeof metrics_by_name / sizeof *metrics_by_name; i++)
        *(double *)(void *)((char *)&m + metrics_by_name[i].at) = mean_called(&c.means, metrics_by_name[i].name);
    m.sse_per_row = m.mse * (double)ae_shape_size(&model->program.output);
    ae_sized_return(metrics, &m, sizeof m);
    return AE_OK;
}
