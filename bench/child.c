/* A program as a user would write it, for processes.c to start and to watch:
 *
 *   ae-bench-child encode MODEL        load a model, encode one row
 *   ae-bench-child train SPEC BATCH    train on 60,000 digits of bytes, some steps long */
#include <autoencoder.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 60000, PIXELS = 784, STEPS = 20 };

static ae_status encode(const char *path, ae_error *e)
{
    float x[PIXELS] = { 0 }, code[PIXELS];
    ae_rows rows = AE_ROWS_F32(x, 1, PIXELS);
    ae_model *model = NULL;
    ae_status status = ae_model_load(&model, path, NULL, e);
    if (status == AE_OK)
        status = ae_model_encode(code, model, NULL, &rows, e);
    ae_model_free(model);
    return status;
}

static ae_status train(const char *spec, size_t batch, ae_error *e)
{
    unsigned char *digits = malloc((size_t)DIGITS * PIXELS);
    if (!digits)
        return AE_ENOMEM;
    for (size_t i = 0; i < (size_t)DIGITS * PIXELS; i++)
        digits[i] = (unsigned char)(i * 2654435761u >> 24);
    ae_rows rows = AE_ROWS_U8(digits, DIGITS, PIXELS, 255);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_model *model = NULL;
    options.batch = batch;
    options.steps = STEPS;
    ae_status status = ae_model_create(&model, spec, NULL, e);
    if (status == AE_OK)
        status = ae_model_fit(model, &rows, &options, e);
    ae_model_free(model);
    free(digits);
    return status;
}

int main(int argc, char **argv)
{
    ae_error e = { .text = "ae-bench-child encode MODEL | train SPEC BATCH" };
    ae_status status = AE_EARGUMENT;
    if (argc == 3 && strcmp(argv[1], "encode") == 0)
        status = encode(argv[2], &e);
    if (argc == 4 && strcmp(argv[1], "train") == 0)
        status = train(argv[2], strtoul(argv[3], NULL, 10), &e);
    if (status != AE_OK)
        fprintf(stderr, "%s\n", e.text);
    return status != AE_OK;
}
