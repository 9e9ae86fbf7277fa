/* What a scaler and gaps cost: trainings of a net of 50 columns that differ in one item, in turn, on one thread.
 *
 *   ae-preparation [ROUNDS]     default: 20
 *
 * Prints the least time of a step of each, and how many percent above the net alone; then the same with a gap in each tenth
 * number, beside `missing mean`, which is all that a net without a mask can do. */
#include "bench.h"
#include "kit/program.h"
#include <autoencoder.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 8192, COLUMNS = 50, BATCH = 256, EPOCHS = 10, STEPS = ROWS / BATCH * EPOCHS, MOST_ROUNDS = 1000 };
enum { WITHOUT_GAPS, WITH_GAPS, DATA };

#define NET "dense 32 act=tanh\ndense 8\ncode\ndecoder mirror\n"

static const struct variant {
    const char *name, *spec;
    int data;
} variants[] = {
    { "the net alone", "input 50\n" NET, WITHOUT_GAPS },
    { "scaler zscore", "input 50\nscaler zscore\n" NET, WITHOUT_GAPS },
    { "missing mask", "input 50\nmissing mask\n" NET, WITHOUT_GAPS },
    { "both", "input 50\nscaler zscore\nmissing mask\n" NET, WITHOUT_GAPS },
    { "gaps: missing mean", "input 50\nmissing mean\n" NET, WITH_GAPS },
    { "gaps: missing mask", "input 50\nmissing mask\n" NET, WITH_GAPS },
    { "gaps: scaler zscore, missing mask", "input 50\nscaler zscore\nmissing mask\n" NET, WITH_GAPS },
};
enum { VARIANTS = sizeof variants / sizeof *variants };

/* Seconds of one step; 0 = it failed, and said why. A first step takes the scaler from the rows: that is done once. */
static double measure(const struct variant *v, const float *x)
{
    const ae_rows rows = AE_ROWS_F32(x, ROWS, COLUMNS);
    const ae_fit_options fit = { .size = sizeof fit, .batch = BATCH, .epochs = EPOCHS };
    ae_model *model = NULL;
    ae_error e;
    if (ae_model_create(&model, v->spec, NULL, &e) != AE_OK)
        return bench_failed(e.text), 0;
    ae_status status = ae_model_fit_scaler(model, &rows, &e);
    double began = kit_now();
    if (status == AE_OK)
        status = ae_model_fit(model, &rows, &fit, &e);
    double seconds = kit_now() - began;
    ae_model_free(model);
    return status == AE_OK ? seconds / STEPS : (bench_failed(e.text), 0);
}

static bool measure_all(double *least, float *const x[DATA], size_t rounds)
{
    for (size_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < VARIANTS; i++) {
            double seconds = measure(&variants[i], x[variants[i].data]);
            if (seconds <= 0)
                return false;
            if (round == 0 || seconds < least[i])
                least[i] = seconds;
        }
    return true;
}

/* The first variant with the same data. */
static size_t base_of(size_t i)
{
    size_t base = 0;
    while (variants[base].data != variants[i].data)
        base++;
    return base;
}

int main(int argc, char **argv)
{
    const size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 20, n = (size_t)ROWS * COLUMNS;
    double least[VARIANTS];
    if (rounds < 1 || rounds > MOST_ROUNDS)
        return fprintf(stderr, "usage: ae-preparation [ROUNDS]\n"), 2;
    float *x[DATA] = { bench_numbers(n), bench_numbers(n) };
    for (size_t i = 0; i + 10 <= n; i += 10)
        x[WITH_GAPS][i + i / 10 % 7] = NAN;
    if (!measure_all(least, x, rounds))
        return 1;
    for (size_t i = 0; i < VARIANTS; i++)
        printf("%-36s %8.4f ms a step  %+6.2f %%\n", variants[i].name, 1e3 * least[i],
               100 * (least[i] / least[base_of(i)] - 1));
    free(x[WITHOUT_GAPS]);
    free(x[WITH_GAPS]);
    return 0;
}
