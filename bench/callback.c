/* What a training holds whose rows come from a callback: 685,000 rows of 784 floats, 2.1 GB, for one epoch.
 *
 *   ae-callback MODEL            the callback makes the rows that it is asked for
 *   ae-callback MODEL memory     the same rows, made before and held in memory
 *
 * Writes the model, which is the same file either way, and prints the most memory that the process held. */
#include "kit/random.h"
#include <autoencoder.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { ROWS = 685000, WIDTH = 784 };

static void make_row(float *x, uint32_t row)
{
    for (size_t j = 0; j < WIDTH; j++)
        x[j] = (float)(kit_mix((uint64_t)row * WIDTH + j) >> 40) / 16777216.0f;
}

static int bring(void *user, const ae_read_buffers *to, const uint32_t *rows, size_t n)
{
    (void)user;
    for (size_t i = 0; i < n; i++)
        make_row(to->input + i * WIDTH, rows[i]);
    return 0;
}

static float *make_all(void)
{
    float *x = malloc((size_t)ROWS * WIDTH * sizeof *x);
    for (uint32_t i = 0; x && i < ROWS; i++)
        make_row(x + (size_t)i * WIDTH, i);
    return x;
}

static ae_status train(const char *path, const ae_rows *rows, ae_error *e)
{
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_model *model = NULL;
    options.epochs = 1;
    options.threads = 2;
    ae_status status = ae_model_create(&model, "input 784 | dense 64 act=tanh | code | dense 784", NULL, e);
    if (status == AE_OK)
        status = ae_model_fit(model, rows, &options, e);
    if (status == AE_OK)
        status = ae_model_save(model, path, e);
    ae_model_free(model);
    return status;
}

int main(int argc, char **argv)
{
    ae_rows rows = AE_ROWS_F32(NULL, ROWS, WIDTH);
    ae_error e;
    struct rusage held;
    float *x = argc == 3 ? make_all() : NULL;
    if (argc < 2 || argc > 3 || (argc == 3 && !x))
        return fprintf(stderr, "usage: ae-callback MODEL [memory]\n"), 2;
    rows.input.data = x;
    rows.read = x ? NULL : bring;
    ae_status status = train(argv[1], &rows, &e);
    free(x);
    if (status != AE_OK)
        return fprintf(stderr, "ae-callback: %s\n", e.text), 1;
    getrusage(RUSAGE_SELF, &held);
    printf("%.1f MB held at most\n", (double)held.ru_maxrss * 1024 / 1e6);
    return 0;
}
