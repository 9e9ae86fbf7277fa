#include "model/sample.h"
#include "api/sized.h"
#include "base/fpu.h"
#include "base/size.h"
#include "model/likelihood.h"

/* ---- new rows ---- */

enum { MOST_DEVIATION = 1000 };

static ae_status read_sample(ae_sample_options *o, const ae_sample_options *options, ae_error *error)
{
    size_t last;
    *o = (ae_sample_options)AE_SAMPLE_OPTIONS_INIT;
    AE_TRY(ae_sized_copy(o, sizeof *o, options, "ae_sample_options", error));
    if (o->n == 0)
        return ae_fail(error, AE_EOPTION, "n is 0: say how many rows are to be drawn");
    if (!ae_size_add(&last, o->first, o->n) || last > UINT32_MAX)
        return ae_fail(error, AE_EOPTION, "first is %zu and n is %zu; together they are at most 4294967295", o->first, o->n);
    if (o->flags & ~(uint64_t)AE_SAMPLE_DRAW_ROWS)
        return ae_fail(error, AE_EOPTION, "flags is %llu: it has bits that ae_sample_flag does not name",
                       (unsigned long long)o->flags);
    o->deviation = o->deviation == 0 ? 1 : o->deviation;
    if (!(o->deviation > 0 && o->deviation <= MOST_DEVIATION))
        return ae_fail(error, AE_EOPTION, "deviation is %g; it is above 0, at most %d", o->deviation, MOST_DEVIATION);
    return AE_OK;
}

static ae_status draw_rows(float *outputs, const ae_model *model, ae_context *context, const ae_rows *codes, uint64_t seed,
                           ae_error *error)
{
    ae_inference i = { .model = model, .context = context, .outputs = &outputs, .seed = seed };
    ae_dataset d;
    bool done;
    AE_TRY(ae_context_samples(&i.entry, context, model, error));
    const ae_intake takes = ae_model_intake(model, i.entry);
    ae_fpu host = ae_fpu_enter();
    ae_status status = ae_dataset_open(&d, codes, &takes, &host, error);
    if (status == AE_OK)
        status = ae_infer(&done, &i, &d, error);
    ae_fpu_leave(host);
    return status;
}

static ae_status draw_rows_alone(float *outputs, const ae_model *model, const ae_rows *codes, uint64_t seed, ae_error *error)
{
    ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
    ae_context *context;
    o.outputs = AE_OUT_DRAWN;
    AE_TRY(ae_context_create(&context, model, &o, error));
    ae_status status = draw_rows(outputs, model, context, codes, seed, error);
    ae_context_free(context);
    return status;
}

static ae_status decode(float *outputs, const float *codes, const ae_model *model, ae_context *context,
                        const ae_sample_options *o, ae_error *error)
{
    ae_rows rows = AE_ROWS_F32(codes, o->n, ae_shape_size(&model->program.code));
    rows.condition = o->condition;
    rows.first = o->first;
    if (!outputs)
        return AE_OK;
    if (!(o->flags & AE_SAMPLE_DRAW_ROWS))
        return ae_model_decode(outputs, model, context, &rows, error);
    return context ? draw_rows(outputs, model, context, &rows, o->seed, error)
                   : draw_rows_alone(outputs, model, &rows, o->seed, error);
}

static ae_status sample(float *outputs, float *codes, const ae_model *model, ae_context *context, const ae_sample_options *o,
                        ae_error *error)
{
    ae_fpu host = ae_fpu_enter();
    ae_sample_codes(codes, model, o);
    ae_fpu_leave(host);
    return decode(outputs, codes, model, context, o, error);
}

/* With room for codes that nobody wants. */
static ae_status sample_outputs(float *outputs, const ae_model *model, ae_context *context, const ae_sample_options *o,
                                ae_error *error)
{
    ae_arena arena;
    size_t size;
    ae_arena_init(&arena, &model->arena.allocator);
    float *codes =
        ae_size_mul(&size, o->n, ae_shape_size(&model->program.code)) ? ae_arena_room(&arena, size, sizeof *codes) : NULL;
    ae_status status = codes ? sample(outputs, codes, model, context, o, error) : ae_fail_memory(error);
    ae_arena_free(&arena);
    return status;
}

ae_status ae_model_sample(float *outputs, float *codes, const ae_model *model, ae_context *context,
                          const ae_sample_options *options, ae_error *error)
{
    ae_sample_options o;
    AE_REQUIRE(model);
    AE_REQUIRE(options);
    if (!outputs && !codes)
        return ae_fail(error, AE_EARGUMENT, "outputs and codes are both NULL: there is nothing to write to");
    AE_TRY(read_sample(&o, options, error));
    AE_TRY(ae_sample_check(model, o.flags, error));
    return codes ? sample(outputs, codes, model, context, &o, error) : sample_outputs(outputs, model, context, &o, error);
}

/* ---- how likely rows are ---- */

enum { DRAWS = 200, MOST_DRAWS = 1000000 };

static ae_status read_likelihood(ae_likelihood_options *o, const ae_likelihood_options *options, ae_error *error)
{
    *o = (ae_likelihood_options)AE_LIKELIHOOD_OPTIONS_INIT;
    AE_TRY(ae_sized_copy(o, sizeof *o, options, "ae_likelihood_options", error));
    o->draws = o->draws ? o->draws : DRAWS;
    return o->draws <= MOST_DRAWS
               ? AE_OK
               : ae_fail(error, AE_EOPTION, "draws is %zu; it is 1 ... %d, and 0 means %d", o->draws, MOST_DRAWS, DRAWS);
}

static ae_status measure(ae_likelihood *l, const ae_rows *rows, ae_error *error)
{
    ae_dataset d;
    AE_TRY(ae_context_draws(&l->entry, l->context, l->model, error));
    const ae_intake takes = ae_model_intake(l->model, l->entry);
    ae_fpu host = ae_fpu_enter();
    ae_status status = ae_dataset_open(&d, rows, &takes, &host, error);
    if (status == AE_OK)
        status = ae_likelihood_run(l, &d, error);
    ae_fpu_leave(host);
    return status;
}

static ae_status measure_alone(ae_likelihood *l, const ae_rows *rows, ae_error *error)
{
    ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
    o.outputs = AE_OUT_LIKELIHOOD;
    AE_TRY(ae_context_create(&l->context, l->model, &o, error));
    ae_status status = measure(l, rows, error);
    ae_context_free(l->context);
    return status;
}

ae_status ae_model_likelihood(float *likelihoods, float *elbos, const ae_model *model, ae_context *context,
                              const ae_rows *rows, const ae_likelihood_options *options, ae_error *error)
{
    ae_likelihood_options o;
    ae_rows copy = AE_ROWS_INIT;
    AE_REQUIRE(model);
    AE_REQUIRE(rows);
    if (!likelihoods && !elbos)
        return ae_fail(error, AE_EARGUMENT, "likelihoods and elbos are both NULL: there is nothing to write to");
    AE_TRY(ae_sized_copy(&copy, sizeof copy, rows, "ae_rows", error));
    AE_TRY(read_likelihood(&o, options, error));
    AE_TRY(ae_likelihood_check(&model->program.spec, error));
    ae_likelihood l = {
        .model = model, .context = context, .likelihoods = likelihoods, .elbos = elbos, .draws = o.draws, .seed = o.seed
    };
    return context ? measure(&l, &copy, error) : measure_alone(&l, &copy, error);
}
