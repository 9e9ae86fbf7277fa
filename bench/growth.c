/* How the cost of a training step grows: with the batch, the width, the depth, the threads. Prints tables; beside each step
 * stands how long its matrix products take by themselves, one after another. */
#include "autoencoder.h"
#include "bench.h"
#include "kit/program.h"
#include "layers.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LAYERS = BENCH_LAYERS, SPEC = 32 * (LAYERS + 3) };
static const double seconds = 0.3;

/* width[0] numbers go in, layer i turns width[i] into width[i + 1]. */
typedef struct net {
    size_t layers, width[LAYERS + 1];
} net;

/* ---- the step ---- */

/* The code is what the middle layer makes. */
static void write_spec(char spec[SPEC], const net *n)
{
    size_t used = (size_t)snprintf(spec, SPEC, "input %zu", n->width[0]);
    for (size_t i = 0; i < n->layers; i++) {
        used += (size_t)snprintf(spec + used, SPEC - used, " | dense %zu act=sigmoid", n->width[i + 1]);
        if (i == (n->layers - 1) / 2)
            used += (size_t)snprintf(spec + used, SPEC - used, " | code");
    }
}

typedef struct training {
    ae_trainer *trainer;
    ae_rows rows;
    ae_error error;
    ae_status status;
} training;

static void step(void *argument)
{
    training *t = argument;
    t->status = ae_trainer_step(NULL, t->trainer, &t->rows, &t->error);
}

/* Seconds, or 0 if it failed. */
static double time_step(const net *n, size_t batch, unsigned threads)
{
    char spec[SPEC];
    float *x = bench_digits(batch * n->width[0]);
    training t = { .rows = AE_ROWS_F32(x, batch, n->width[0]) };
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_model *model = NULL;
    double best = 0;
    options.batch = batch;
    options.threads = threads;
    write_spec(spec, n);
    t.status = ae_model_create(&model, spec, NULL, &t.error);
    if (t.status == AE_OK)
        t.status = ae_trainer_create(&t.trainer, model, &options, &t.error);
    if (t.status == AE_OK)
        best = bench_measure(step, &t, seconds).best;
    ae_trainer_free(t.trainer);
    ae_model_free(model);
    free(x);
    return t.status == AE_OK ? best : (bench_failed(t.error.text), 0);
}

/* ---- its products ---- */

/* Seconds, or 0 if it failed. */
static double time_products(const net *n, size_t batch, unsigned threads)
{
    bench_layer layers[LAYERS];
    for (size_t i = 0; i < n->layers; i++)
        layers[i] = (bench_layer){ n->width[i], n->width[i + 1] };
    return bench_layers_time(layers, n->layers, batch, threads, seconds).best;
}

static double work_of(const net *n, size_t batch)
{
    double work = 0;
    for (size_t i = 0; i < n->layers; i++)
        work += 2 * (i > 0 ? 3.0 : 2.0) * (double)batch * (double)n->width[i] * (double)n->width[i + 1];
    return work;
}

/* ---- tables ---- */

static bool print_point(size_t at, const net *n, size_t batch, unsigned threads)
{
    double took = time_step(n, batch, threads), alone = time_products(n, batch, threads), work = work_of(n, batch);
    if (!(took > 0 && alone > 0))
        return false;
    printf("| %zu | %u | %.4g | %.4g | %.4g | %.1f | %.1f | %.0f %% |\n", at, threads, took * 1e3,
           took * 1e6 / (double)batch, alone * 1e3, work / took / 1e9, work / alone / 1e9, 100 * alone / took);
    fflush(stdout);
    return true;
}

static void print_head(const char *what, const char *title)
{
    printf("\n%s\n\n", title);
    printf("| %s | threads | step, ms | a row, us | products alone, ms | step, GFLOP/s | products, GFLOP/s | products' "
           "share |\n",
           what);
    printf("|---|---|---|---|---|---|---|---|\n");
}

static const net chapter = { 4, { 784, 128, 64, 128, 784 } };

static bool print_batches(void)
{
    bool ok = true;
    print_head("batch", "784 - 128 - 64 - 128 - 784, by the batch:");
    for (unsigned threads = 1; threads <= 2 && threads <= kit_processors(); threads++)
        for (size_t batch = 1; batch <= 4096 && ok; batch *= 2)
            ok = print_point(batch, &chapter, batch, threads);
    return ok;
}

static bool print_widths(void)
{
    bool ok = true;
    print_head("width", "W - W - W, batch 256, by the width W:");
    for (unsigned threads = 1; threads <= 2 && threads <= kit_processors(); threads++)
        for (size_t w = 64; w <= 4096 && ok; w *= 2)
            ok = print_point(w, &(net){ 2, { w, w, w } }, 256, threads);
    return ok;
}

static bool print_depths(void)
{
    bool ok = true;
    print_head("layers", "layers of 256, batch 256, by their number:");
    for (unsigned threads = 1; threads <= 2 && threads <= kit_processors(); threads++)
        for (size_t layers = 1; layers <= 16 && ok; layers *= 2) {
            net n = { .layers = layers };
            for (size_t i = 0; i <= layers; i++)
                n.width[i] = 256;
            ok = print_point(layers, &n, 256, threads);
        }
    return ok;
}

/* One thread more than there are processors, to see what that costs. */
static bool print_threads(void)
{
    bool ok = true;
    print_head("batch", "784 - 128 - 64 - 128 - 784, by the threads:");
    for (size_t batch = 32; batch <= 2048 && ok; batch *= 8)
        for (unsigned threads = 1; threads <= kit_processors() + 1 && ok; threads++)
            ok = print_point(batch, &chapter, batch, threads);
    return ok;
}

typedef struct table {
    const char *name;
    bool (*print)(void);
} table;

static const table tables[] = {
    { "batch", print_batches },
    { "width", print_widths },
    { "depth", print_depths },
    { "threads", print_threads },
};
enum { TABLES = sizeof tables / sizeof *tables };

static const table *find(const char *name)
{
    for (size_t i = 0; i < TABLES; i++)
        if (strcmp(tables[i].name, name) == 0)
            return &tables[i];
    return NULL;
}

static const char usage[] = "ae-growth [batch] [width] [depth] [threads]: the tables, or some of them\n";

int main(int argc, char **argv)
{
    bool help = argc == 2 && strcmp(argv[1], "--help") == 0;
    for (int i = 1; i < argc; i++)
        if (!find(argv[i]))
            return fputs(usage, help ? stdout : stderr), help ? 0 : 2;
    for (size_t i = 0; argc < 2 && i < TABLES; i++)
        if (!tables[i].print())
            return 1;
    for (int i = 1; i < argc; i++)
        if (!find(argv[i])->print())
            return 1;
    return 0;
}
