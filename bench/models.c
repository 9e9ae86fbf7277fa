/* Nets through the public interface: training steps and encoding. */
#ifdef BENCH_CBLAS
#include <cblas.h>

#include "autoencoder_cblas.h"
#define SUFFIX "_cblas"
#else
#define SUFFIX ""
#endif
#include "autoencoder.h"
#include "bench.h"
#include "nets.h"
#include <stdlib.h>

typedef struct bench_case {
    const char *name;
    const bench_net *net;
    enum { STEP, ENCODE } kind;
    size_t rows;
    unsigned threads;
    const char *unit;
    double factor; /* from seconds to the unit */
} bench_case;

static const bench_case cases[] = {
    { "dense_step_1t" SUFFIX, &bench_dense, STEP, 256, 1, "ms", 1e3 },
    { "dense_step_2t" SUFFIX, &bench_dense, STEP, 256, 2, "ms", 1e3 },
    { "dense_encode_1" SUFFIX, &bench_dense, ENCODE, 1, 1, "us", 1e6 },
    { "dense_encode_256_1t" SUFFIX, &bench_dense, ENCODE, 256, 1, "us", 1e6 },
    { "dense_encode_256_2t" SUFFIX, &bench_dense, ENCODE, 256, 2, "us", 1e6 },
    { "dense_encode_10000_1t" SUFFIX, &bench_dense, ENCODE, 10000, 1, "us", 1e6 },
    { "dense_encode_10000_2t" SUFFIX, &bench_dense, ENCODE, 10000, 2, "us", 1e6 },
    { "vae_step_1t" SUFFIX, &bench_vae, STEP, 128, 1, "ms", 1e3 },
    { "vae_step_2t" SUFFIX, &bench_vae, STEP, 128, 2, "ms", 1e3 },
    { "conv_step_32_1t" SUFFIX, &bench_conv, STEP, 32, 1, "ms", 1e3 },
    { "conv_step_32_2t" SUFFIX, &bench_conv, STEP, 32, 2, "ms", 1e3 },
    { "conv_encode_1" SUFFIX, &bench_conv, ENCODE, 1, 1, "us", 1e6 },
    { "conv_encode_256_2t" SUFFIX, &bench_conv, ENCODE, 256, 2, "us", 1e6 },
};

typedef struct work {
    ae_model *model;
    ae_context *context;
    ae_trainer *trainer;
    ae_rows rows;
    float *codes;
    ae_error error;
    ae_status status;
} work;

static void step(void *argument)
{
    work *w = argument;
    w->status = ae_trainer_step(NULL, w->trainer, &w->rows, &w->error);
}

static void encode(void *argument)
{
    work *w = argument;
    w->status = ae_model_encode(w->codes, w->model, w->context, &w->rows, &w->error);
}

static ae_model_options model_options(const bench_case *c)
{
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
#ifdef BENCH_CBLAS
    options.sgemm = ae_cblas_sgemm;
    openblas_set_num_threads((int)c->threads);
#endif
    (void)c;
    return options;
}

static ae_status open_work(work *w, const bench_case *c)
{
    ae_model_options model = model_options(c);
    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    ae_context_options context = AE_CONTEXT_OPTIONS_INIT;
    fit.optimizer = c->net->optimizer;
    fit.batch = c->rows;
    fit.threads = context.threads = c->threads;
    context.outputs = AE_OUT_CODE;
    ae_status status = ae_model_create(&w->model, c->net->spec, &model, &w->error);
    if (status != AE_OK)
        return status;
    return c->kind == STEP ? ae_trainer_create(&w->trainer, w->model, &fit, &w->error)
                           : ae_context_create(&w->context, w->model, &context, &w->error);
}

static void close_work(work *w)
{
    ae_trainer_free(w->trainer);
    ae_context_free(w->context);
    ae_model_free(w->model);
    free(w->codes);
}

static bool measure(size_t index)
{
    const bench_case *c = &cases[index];
    float *x = bench_digits(c->rows * (size_t)c->net->width);
    work w = { .rows = AE_ROWS_F32(x, c->rows, c->net->width), .codes = bench_numbers(c->rows * (size_t)c->net->code) };
    w.status = open_work(&w, c);
    if (w.status == AE_OK) {
        bench_time t = bench_measure(c->kind == STEP ? step : encode, &w, BENCH_CASE_SECONDS);
        bench_print(c->name, t.best * c->factor, c->unit, t.median * c->factor);
    }
    close_work(&w);
    free(x);
    return w.status == AE_OK || bench_failed(w.error.text);
}

static const char *name(size_t index)
{
    return index < sizeof cases / sizeof *cases ? cases[index].name : NULL;
}

const bench_family bench_models = { name, measure };
