/* The chapter's net through the public interface: training steps and encoding. */
#include "autoencoder.h"
#include "bench.h"
#include <stdlib.h>

enum { WIDTH = 784, CODE = 64, MOST = 10000 };
static const char spec[] = "input 784 | dense 128 act=sigmoid | dense 64 act=sigmoid | code "
                           "| dense 128 act=sigmoid | dense 784 act=sigmoid";

typedef struct bench_case {
    const char *name;
    enum { STEP, ENCODE } kind;
    size_t rows;
    unsigned threads;
    const char *unit;
    double factor; /* from seconds to the unit */
} bench_case;

static const bench_case cases[] = {
    { "dense_step_1t", STEP, 256, 1, "ms", 1e3 },
    { "dense_step_2t", STEP, 256, 2, "ms", 1e3 },
    { "dense_encode_1", ENCODE, 1, 1, "us", 1e6 },
    { "dense_encode_256_1t", ENCODE, 256, 1, "us", 1e6 },
    { "dense_encode_256_2t", ENCODE, 256, 2, "us", 1e6 },
    { "dense_encode_10000_1t", ENCODE, 10000, 1, "us", 1e6 },
    { "dense_encode_10000_2t", ENCODE, 10000, 2, "us", 1e6 },
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
    w->status = ae_trainer_step(w->trainer, &w->rows, NULL, &w->error);
}

static void encode(void *argument)
{
    work *w = argument;
    w->status = ae_model_encode(w->codes, w->model, w->context, &w->rows, &w->error);
}

static ae_status open_work(work *w, const bench_case *c)
{
    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    ae_context_options context = AE_CONTEXT_OPTIONS_INIT;
    fit.optimizer = "adam lr=0.01";
    fit.batch = c->rows;
    fit.threads = context.threads = c->threads;
    context.outputs = AE_OUT_CODE;
    ae_status status = ae_model_create(&w->model, spec, NULL, &w->error);
    if (status != AE_OK)
        return status;
    return c->kind == STEP ? ae_trainer_create(&w->trainer, w->model, &fit, &w->error)
                           : ae_context_create(&w->context, w->model, &context, &w->error);
}

static bool measure(const bench_case *c, const float *x, float *codes)
{
    work w = { .rows = AE_ROWS_F32(x, c->rows, WIDTH), .codes = codes };
    w.status = open_work(&w, c);
    if (w.status == AE_OK) {
        bench_time t = bench_measure(c->kind == STEP ? step : encode, &w);
        bench_print(c->name, t.best * c->factor, c->unit, t.median * c->factor);
    }
    ae_trainer_finish(w.trainer);
    ae_context_free(w.context);
    ae_model_free(w.model);
    return w.status == AE_OK || bench_failed(w.error.text);
}

bool bench_models(const char *wanted)
{
    float *x = bench_numbers((size_t)MOST * WIDTH), *codes = bench_numbers((size_t)MOST * CODE);
    bool ok = true;
    for (size_t i = 0; i < (size_t)MOST * WIDTH; i++)
        x[i] = x[i] < 0 ? 0 : 2 * x[i]; /* half black, like digits */
    for (size_t i = 0; i < sizeof cases / sizeof *cases && ok; i++)
        if (bench_wanted(cases[i].name, wanted))
            ok = measure(&cases[i], x, codes);
    free(x);
    free(codes);
    return ok;
}
