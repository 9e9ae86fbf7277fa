/* What policies, callbacks and history cost: trainings of the chapter's net that differ in one thing, in turn.
 *
 *   ae-policies [ROUNDS [THREADS]]     default: 20 rounds, 1 thread
 *
 * Prints the least time of a step of each, and how many percent above the first one's. */
#include "bench.h"
#include "kit/program.h"
#include "nets.h"
#include <autoencoder.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 10240, BATCH = 256, EPOCHS = 2, STEPS = ROWS / BATCH * EPOCHS, MOST_ROUNDS = 1000 };

typedef struct variant {
    const char *name, *optimizer;
    bool watched; /* with callbacks, history and report */
    bool validated;
} variant;

static const variant variants[] = {
    { "adam alone", "adam lr=0.01", false, false },
    { "callbacks, history, report", "adam lr=0.01", true, false },
    { "256 rows of validation an epoch", "adam lr=0.01", true, true },
    { "guard back=yes", "adam lr=0.01 | guard back=yes", false, false },
    { "clip norm=1", "adam lr=0.01 | clip norm=1", false, false },
    { "schedule cosine", "adam lr=0.01 | schedule cosine", false, false },
    { "ema 0.999", "adam lr=0.01 | ema 0.999", false, false },
    { "decay 1e-5", "adam lr=0.01 | decay 1e-5", false, false },
    { "all of these, and stop",
      "adam lr=0.01 | guard back=yes | clip norm=1 | schedule cosine | ema 0.999 | decay 1e-5 | stop", true, true },
};
enum { VARIANTS = sizeof variants / sizeof *variants };

static int go_on(void *user, const ae_progress *progress)
{
    *(size_t *)user += progress->step;
    return 0;
}

/* Seconds of one step, on rows that are the same for all; 0 = it failed, and said why. */
static double measure(const variant *v, const float *x, size_t threads)
{
    static ae_epoch_record history[EPOCHS];
    ae_rows rows = AE_ROWS_F32(x, ROWS, 784), valid = AE_ROWS_F32(x, 256, 784);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_fit_report report = AE_FIT_REPORT_INIT;
    ae_model *model = NULL;
    ae_error e;
    size_t seen = 0;
    o.optimizer = v->optimizer;
    o.epochs = EPOCHS;
    o.batch = BATCH;
    o.threads = threads;
    o.user = &seen;
    o.on_step = o.on_epoch = v->watched ? go_on : NULL;
    o.history = v->watched ? history : NULL;
    o.history_capacity = v->watched ? EPOCHS : 0;
    o.report = v->watched ? &report : NULL;
    o.valid = v->validated ? &valid : NULL;
    if (ae_model_create(&model, bench_dense.spec, NULL, &e) != AE_OK)
        return bench_failed(e.text), 0;
    double began = kit_now();
    ae_status status = ae_model_fit(model, &rows, &o, &e);
    double seconds = kit_now() - began;
    ae_model_free(model);
    if (status != AE_OK)
        return bench_failed(e.text), 0;
    return seconds / STEPS;
}

static bool measure_all(double *least, const float *x, size_t rounds, size_t threads)
{
    for (size_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < VARIANTS; i++) {
            double seconds = measure(&variants[i], x, threads);
            if (seconds <= 0)
                return false;
            if (round == 0 || seconds < least[i])
                least[i] = seconds;
        }
    return true;
}

int main(int argc, char **argv)
{
    size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 20, threads = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    double least[VARIANTS];
    if (rounds < 1 || rounds > MOST_ROUNDS || threads < 1 || threads > 256)
        return fprintf(stderr, "usage: ae-policies [ROUNDS [THREADS]]\n"), 2;
    float *x = bench_digits((size_t)ROWS * 784);
    if (!measure_all(least, x, rounds, threads))
        return 1;
    for (size_t i = 0; i < VARIANTS; i++)
        printf("%-32s %8.4f ms a step  %+6.2f %%\n", variants[i].name, 1e3 * least[i], 100 * (least[i] / least[0] - 1));
    free(x);
    return 0;
}
