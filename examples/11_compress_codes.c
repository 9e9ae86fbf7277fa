#include "11_compress.h"
#include "kit/codes.h"
#include "kit/stat.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- Few bits -------------------------------------------------------------------------------------------------------- */

static bool add_bits(curve *c, const kit_codes *q, mse_of_numbers *mse_of, const void *user, kit_message *why)
{
    double mse = 0;
    kit_bytes packed = { 0 };
    float *restored = malloc(q->rows * q->width * sizeof *restored);
    if (!restored)
        return kit_explain(why, "out of memory");
    kit_codes_restore(restored, q);
    bool ok = kit_codes_pack(&packed, q, NULL, KIT_PACK_BEST, why) && mse_of(&mse, user, restored, why);
    if (ok)
        add_point(c, q->width, (double)packed.n / (double)q->rows, mse);
    free(packed.data);
    free(restored);
    return ok;
}

bool add_numbers(curve curves[BITS], const float *numbers, size_t n, size_t width, mse_of_numbers *mse_of, const void *user,
                 kit_message *why)
{
    static const unsigned bits[BITS] = { 32, 8, 6, 4 };
    double mse = 0;
    bool ok = mse_of(&mse, user, numbers, why);
    if (ok)
        add_point(&curves[0], width, (double)(width * sizeof *numbers), mse);
    for (size_t i = 1; ok && i < BITS; i++) {
        kit_codes q;
        ok = kit_codes_quantise(&q, numbers, n, width, bits[i], why) && add_bits(&curves[i], &q, mse_of, user, why);
        kit_codes_free(&q);
    }
    return ok;
}

/* ---- An autoencoder's codes ------------------------------------------------------------------------------------------ */

typedef struct decoder {
    const ae_model *model;
    const images *test;
    size_t width;
    float *room;
} decoder;

static bool mse_of_codes(double *out, const void *user, const float *codes, kit_message *why)
{
    const decoder *d = user;
    ae_error error;
    const ae_rows rows = AE_ROWS_F32(codes, d->test->n, d->width);
    if (ae_model_decode(d->room, d->model, NULL, &rows, &error) != AE_OK)
        return kit_explain_error(why, &error);
    *out = kit_mean_squared_error(d->room, d->test->x, d->test->n * KIT_DIGIT_PIXELS);
    return true;
}

static bool train_net(ae_model **model, size_t width, const images *train, const settings *s, kit_message *why)
{
    char spec[200];
    ae_error error;
    const ae_rows rows = AE_ROWS_F32(train->x, train->n, KIT_DIGIT_PIXELS);
    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    fit.optimizer = "adam lr=0.001 | schedule cosine";
    fit.batch = 128;
    fit.epochs = s->epochs;
    fit.threads = (unsigned)s->threads;
    snprintf(
        spec, sizeof spec,
        "input 784 | dense 512 act=relu | dense 128 act=relu | dense %zu | code | decoder mirror act=sigmoid | loss mse",
        width);
    return (ae_model_create(model, spec, NULL, &error) == AE_OK && ae_model_fit(*model, &rows, &fit, &error) == AE_OK) ||
           kit_explain_error(why, &error);
}

static bool add_encoded(curve curves[BITS], decoder *d, float *codes, kit_message *why)
{
    ae_error error;
    const ae_rows rows = AE_ROWS_F32(d->test->x, d->test->n, KIT_DIGIT_PIXELS);
    return ae_model_encode(codes, d->model, NULL, &rows, &error) == AE_OK
               ? add_numbers(curves, codes, d->test->n, d->width, mse_of_codes, d, why)
               : kit_explain_error(why, &error);
}

bool add_codes(curve curves[BITS], size_t width, const images *train, const images *test, const settings *s,
               kit_message *why)
{
    ae_model *model = NULL;
    float *codes = malloc(test->n * width * sizeof *codes), *room = malloc(test->n * KIT_DIGIT_PIXELS * sizeof *room);
    bool ok = codes && room ? train_net(&model, width, train, s, why) : kit_explain(why, "out of memory");
    decoder d = { model, test, width, room };
    ok = ok && add_encoded(curves, &d, codes, why);
    ae_model_free(model);
    free(codes);
    free(room);
    return ok;
}
