/* The whole road in one breath: create, fit, encode, save, load.
 *
 * The data are 400 points in eight dimensions that lie on a bent line, so that two numbers describe a point well. */
#include <math.h>
#include <stdio.h>

#include "autoencoder.h"

enum { ROWS = 400, WIDTH = 8, CODE = 2 };

static const char spec[] = "input 8 | dense 16 act=tanh | dense 2 | code | dense 16 act=tanh | dense 8 | loss mse";

static void make_points(float *points)
{
    for (int row = 0; row < ROWS; row++)
        for (int column = 0; column < WIDTH; column++)
            points[row * WIDTH + column] = sinf((float)row / ROWS * 3 + (float)column);
}

int main(void)
{
    static float points[ROWS * WIDTH], codes[ROWS * CODE], again[ROWS * CODE];
    make_points(points);
    ae_rows rows = AE_ROWS_F32(points, ROWS, WIDTH);

    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    fit.optimizer = "adam lr=0.01";
    fit.batch = 50;
    fit.epochs = 100;

    ae_model *model = NULL, *loaded = NULL;
    ae_error error = { AE_OK, 0, 0, "" };
    ae_metrics before = AE_METRICS_INIT, after = AE_METRICS_INIT;
    if (ae_model_create(&model, spec, NULL, &error) || ae_model_evaluate(&before, model, NULL, &rows, &error) ||
        ae_model_fit(model, &rows, &fit, &error) || ae_model_evaluate(&after, model, NULL, &rows, &error) ||
        ae_model_encode(codes, model, NULL, &rows, &error) || ae_model_save(model, "hello.safetensors", &error) ||
        ae_model_load(&loaded, "hello.safetensors", NULL, &error) || ae_model_encode(again, loaded, NULL, &rows, &error)) {
        fprintf(stderr, "00_hello: %s\n", error.text);
    } else {
        printf("mean squared error: %.4f untrained, %.6f trained\n", before.mse, after.mse);
        printf("the first point's code: %.4f %.4f; from the file: %.4f %.4f\n", codes[0], codes[1], again[0], again[1]);
    }
    ae_model_free(loaded);
    ae_model_free(model);
    return error.status != AE_OK;
}
