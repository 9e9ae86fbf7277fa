#include "api/sized.h"
#include "base/fpu.h"
#include "base/size.h"
#include "model/joint.h"
#include <math.h>
#include <string.h>

enum {
    ROWS = 256,
    OUTPUTS = AE_OUT_CODE | AE_OUT_DECODED | AE_OUT_RECONSTRUCTION | AE_OUT_SCORE,
    ALL = OUTPUTS | AE_OUT_LIKELIHOOD | AE_OUT_DRAWN
};

/* ---- contexts ---- */

/* Who names values wants these; who names nothing wants what version 0.1 had, for ever. */
static ae_status settle(ae_context_options *o, ae_error *error)
{
    o->rows = o->rows ? o->rows : ROWS;
    o->outputs = o->outputs || o->n_values ? o->outputs : OUTPUTS;
    o->threads = o->threads ? o->threads : 1;
    if (o->rows > UINT32_MAX)
        return ae_fail(error, AE_EOPTION, "rows is %zu; a context computes at most 4294967295 at a time", o->rows);
    if (o->outputs & ~(uint64_t)ALL)
        return ae_fail(error, AE_EOPTION, "outputs is %llu: it has bits that ae_output does not name",
                       (unsigned long long)o->outputs);
    if (!o->values != !o->n_values)
        return ae_fail(error, AE_EARGUMENT, "values and n_values go together: the names, and how many they are");
    if (o->n_values > AE_RESULTS_MAX)
        return ae_fail(error, AE_EOPTION, "n_values is %zu; a context serves at most %d", o->n_values, AE_RESULTS_MAX);
    return ae_pool_check(o->threads, error);
}

static ae_status read_options(ae_context_options *o, const ae_context_options *options, ae_error *error)
{
    *o = (ae_context_options)AE_CONTEXT_OPTIONS_INIT;
    AE_TRY(ae_sized_copy(o, sizeof *o, options, "ae_context_options", error));
    return settle(o, error);
}

ae_status ae_context_create(ae_context **out, const ae_model *model, const ae_context_options *options, ae_error *error)
{
    ae_context_options o;
    AE_REQUIRE(out);
    AE_REQUIRE(model);
    AE_TRY(read_options(&o, options, error));
    ae_fpu host = ae_fpu_enter(); /* its plan is made here */
    ae_status status = ae_context_make(out, model, &o, error);
    ae_fpu_leave(host);
    return status;
}

ae_status ae_context_memory(size_t *bytes, const ae_model *model, const ae_context_options *options, ae_error *error)
{
    ae_context_options o;
    AE_REQUIRE(bytes);
    AE_REQUIRE(model);
    AE_TRY(read_options(&o, options, error));
    ae_fpu host = ae_fpu_enter();
    ae_status status = ae_context_bytes(bytes, model, &o, error);
    ae_fpu_leave(host);
    return status;
}

void ae_context_free(ae_context *context)
{
    ae_context_destroy(context);
}

/* ---- one call ---- */

/* What to run and where its results go. */
typedef struct call {
    ae_entry_name entry; /* AE_ENTRIES: the context's own */
    const ae_result *results;
    size_t n_results;
    float **outputs;        /* of the entry */
    float *rows_out;        /* encode, decode, reconstruct */
    float *scores, *errors; /* errors: where no step puts them out */
    ae_means *means;
} call;

/* Where a value is to go. Of those that steps put out it is the entry's output of the same turn. */
static float **place_of(call *c, ae_context *context, size_t index)
{
    size_t output = 0;
    for (size_t i = 0; i < index; i++)
        output += ae_context_puts_out(context, i);
    if (ae_context_puts_out(context, index))
        return &context->wanted[output];
    return strcmp(context->values[index], "score") == 0 ? &c->scores : &c->errors;
}

static ae_status bind_result(call *c, ae_context *context, const ae_model *model, const ae_result *result, ae_error *error)
{
    size_t index;
    AE_TRY(ae_require(result->value, "value", error));
    AE_TRY(ae_require(result->data, "data", error));
    AE_TRY(ae_context_find(&index, context, model, result->value, error));
    float **to = place_of(c, context, index);
    if (*to)
        return ae_fail(error, AE_EARGUMENT, "\"%s\" is asked for twice", result->value);
    *to = result->data;
    return AE_OK;
}

/* The buffers of what is asked for; what the context computes besides goes nowhere. */
static ae_status bind_results(call *c, ae_context *context, const ae_model *model, ae_error *error)
{
    for (size_t i = 0; i < context->own.n_outputs; i++)
        context->wanted[i] = NULL;
    for (size_t i = 0; i < c->n_results; i++)
        AE_TRY(bind_result(c, context, model, &c->results[i], error));
    c->outputs = context->wanted;
    return AE_OK;
}

static ae_status bind_call(const ae_entry **entry, call *c, ae_context *context, const ae_model *model, ae_error *error)
{
    *entry = c->entry == AE_ENTRIES ? &context->own : &model->entry[c->entry];
    if (c->entry == AE_ENTRIES)
        return bind_results(c, context, model, error);
    c->outputs = c->rows_out ? &c->rows_out : NULL;
    if (c->entry == AE_ENTRY_SCORE)
        return ae_context_scores(entry, context, model, error);
    return ae_context_check(context, model, c->entry, error);
}

/* Of a joint scorer, scores and errors are made of what the entry puts out. */
static void join(ae_inference *i, ae_joint_scoring *joint, const call *c)
{
    if (c->means || (!c->scores && !c->errors) || !ae_scorer_is_joint(i->model->scorer))
        return;
    *joint = ae_joint_of(i->model, i->model->scorer);
    joint->scores = c->scores;
    joint->errors = c->errors;
    i->each = ae_joint_score;
    i->user = joint;
}

static ae_status run_with(call *c, const ae_model *model, ae_context *context, const ae_rows *rows, ae_error *error)
{
    ae_dataset d;
    bool done;
    const ae_entry *entry;
    ae_joint_scoring joint;
    AE_TRY(bind_call(&entry, c, context, model, error));
    const ae_intake takes = ae_model_intake(model, entry);
    ae_inference i = { .model = model,
                       .context = context,
                       .entry = entry,
                       .outputs = c->outputs,
                       .scores = c->scores,
                       .means = c->means,
                       .mean_row = true };
    join(&i, &joint, c);
    ae_fpu host = ae_fpu_enter();
    ae_status status = ae_dataset_open(&d, rows, &takes, &host, error);
    if (status == AE_OK && c->means) {
        d.refuse = NULL; /* a mean is over all rows */
        status = ae_dataset_check_weights(&d, error);
    }
    if (status == AE_OK)
        status = ae_infer(&done, &i, &d, error);
    ae_fpu_leave(host);
    return status;
}

/* Without a context of the caller's: one for this call, no larger than the rows that will be read. */
static ae_status run_alone(call *c, const ae_model *model, const ae_rows *rows, uint64_t output, ae_error *error)
{
    const char *names[AE_RESULTS_MAX];
    size_t n = rows->pick ? rows->picks : rows->n;
    ae_context_options o = { sizeof o, ae_least(n, ROWS), 1, output, c->n_results ? names : NULL, c->n_results };
    ae_context *context = NULL;
    for (size_t i = 0; i < c->n_results; i++)
        names[i] = c->results[i].value;
    AE_TRY(settle(&o, error));
    AE_TRY(ae_context_make(&context, model, &o, error));
    ae_status status = run_with(c, model, context, rows, error);
    ae_context_destroy(context);
    return status;
}

/* Heads are measured where there are labels to measure them with; a model without a decoder has nothing else. */
static ae_entry_name entry_of_means(const ae_model *model, const ae_rows *rows)
{
    const ae_spec *spec = &model->program.spec;
    const bool labels = rows->labels.data || (rows->read && rows->labels.width);
    return spec->heads.count && (labels || !spec->has_decoder) ? AE_ENTRY_MEASURE : AE_ENTRY_EVALUATE;
}

static ae_status run_call(call *c, uint64_t output, const ae_model *model, ae_context *context, const ae_rows *given,
                          ae_error *error)
{
    ae_rows rows = AE_ROWS_INIT;
    AE_REQUIRE(model);
    AE_TRY(ae_require(given, "rows", error));
    AE_TRY(ae_sized_copy(&rows, sizeof rows, given, "ae_rows", error));
    if (c->means)
        c->entry = entry_of_means(model, &rows);
    return context ? run_with(c, model, context, &rows, error) : run_alone(c, model, &rows, output, error);
}

ae_status ae_model_encode(float *codes, const ae_model *model, ae_context *context, const ae_rows *rows, ae_error *error)
{
    call c = { .entry = AE_ENTRY_ENCODE, .rows_out = codes };
    AE_REQUIRE(codes);
    return run_call(&c, AE_OUT_CODE, model, context, rows, error);
}

ae_status ae_model_decode(float *outputs, const ae_model *model, ae_context *context, const ae_rows *rows, ae_error *error)
{
    call c = { .entry = AE_ENTRY_DECODE, .rows_out = outputs };
    AE_REQUIRE(outputs);
    return run_call(&c, AE_OUT_DECODED, model, context, rows, error);
}

ae_status ae_model_reconstruct(float *outputs, const ae_model *model, ae_context *context, const ae_rows *rows,
                               ae_error *error)
{
    call c = { .entry = AE_ENTRY_RECONSTRUCT, .rows_out = outputs };
    AE_REQUIRE(outputs);
    return run_call(&c, AE_OUT_RECONSTRUCTION, model, context, rows, error);
}

ae_status ae_model_score(float *scores, const ae_model *model, ae_context *context, const ae_rows *rows, ae_error *error)
{
    call c = { .entry = AE_ENTRY_SCORE, .scores = scores };
    AE_REQUIRE(scores);
    return run_call(&c, AE_OUT_SCORE, model, context, rows, error);
}

ae_status ae_model_run(const ae_result *results, size_t n_results, const ae_model *model, ae_context *context,
                       const ae_rows *rows, ae_error *error)
{
    call c = { .entry = AE_ENTRIES, .results = results, .n_results = n_results };
    AE_REQUIRE(results);
    if (n_results == 0 || n_results > AE_RESULTS_MAX)
        return ae_fail(error, AE_EARGUMENT, "n_results is %zu; a run gives 1 ... %d results", n_results, AE_RESULTS_MAX);
    return run_call(&c, 0, model, context, rows, error);
}

/* ---- evaluate ---- */

/* Metrics that have a field of their own. */
static const struct {
    const char *name;
    size_t at;
} metrics_by_name[] = { { "mse", offsetof(ae_metrics, mse) }, { "mae", offsetof(ae_metrics, mae) } };

/* NaN where the model has no output. */
static double mean_called(const ae_means *means, const char *name)
{
    for (size_t i = 0; i < means->n_metrics; i++)
        if (strcmp(means->metrics[i].name, name) == 0)
            return means->metrics[i].value;
    return (double)NAN;
}

static void put_means(ae_metrics *m, const ae_means *means)
{
    m->rows = means->rows;
    m->loss = means->loss;
    m->mean_mse = means->mean_mse;
    m->n_losses = means->n_losses;
    m->n_metrics = means->n_metrics;
    memcpy(m->losses, means->losses, sizeof m->losses);
    memcpy(m->metrics, means->metrics, sizeof m->metrics);
    for (size_t i = 0; i < sizeof metrics_by_name / sizeof *metrics_by_name; i++) {
        double value = mean_called(means, metrics_by_name[i].name);
        memcpy((char *)m + metrics_by_name[i].at, &value, sizeof value);
    }
}

ae_status ae_model_evaluate(ae_metrics *metrics, const ae_model *model, ae_context *context, const ae_rows *rows,
                            ae_error *error)
{
    ae_means means;
    call c = { .means = &means };
    ae_metrics m = AE_METRICS_INIT;
    AE_REQUIRE(metrics);
    AE_TRY(ae_sized_check(metrics, "ae_metrics", error));
    AE_TRY(run_call(&c, AE_OUT_SCORE, model, context, rows, error));
    put_means(&m, &means);
    m.sse_per_row = m.mse * (double)ae_shape_size(&model->program.output);
    ae_sized_return(metrics, &m, sizeof m);
    return AE_OK;
}
