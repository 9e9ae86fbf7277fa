#include "02_features.h"
#include "autoencoder.h"
#include <stdio.h>

static const char network[] = "input 784 | dense 128 act=sigmoid | dense 64 act=sigmoid | code | dense 128 act=sigmoid | "
                              "dense 784 act=sigmoid | loss mse";

static ae_rows as_rows(const rows_with_labels *rows, size_t width)
{
    return (ae_rows)AE_ROWS_F32(rows->x, rows->n, width);
}

static ae_status train(ae_model *model, const features *pixels, const settings *s, ae_error *error)
{
    ae_rows rows = as_rows(&pixels->train, pixels->width);
    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    fit.optimizer = "adam lr=0.003";
    fit.steps = s->steps;
    fit.threads = (unsigned)s->threads;
    return ae_model_fit(model, &rows, &fit, error);
}

static ae_status encode(features *f, const ae_model *model, const features *pixels, ae_error *error)
{
    ae_rows train_rows = as_rows(&pixels->train, pixels->width), test_rows = as_rows(&pixels->test, pixels->width);
    ae_status status = ae_model_encode(f->train.x, model, NULL, &train_rows, error);
    if (status == AE_OK)
        status = ae_model_encode(f->test.x, model, NULL, &test_rows, error);
    return status;
}

bool make_codes(features *f, const features *pixels, const settings *s)
{
    ae_model *model = NULL;
    ae_error error;
    bool ok = ae_model_create(&model, network, NULL, &error) == AE_OK && train(model, pixels, s, &error) == AE_OK &&
              encode(f, model, pixels, &error) == AE_OK;
    if (!ok)
        fprintf(stderr, "02_features: %s\n", error.text);
    ae_model_free(model);
    return ok;
}
