/* What a step costs where several processes train the chapter's net: under mpirun, by bench/parts.sh.
 *
 *   ae-parts [--batch N] [--threads N] [--steps N]
 *
 * The first process prints one line: ranks, threads, ms a step (the fastest and the median), of which the exchange takes so
 * many; bytes that a process sends a step; ms of one plain MPI_Allreduce of the gradients' bytes (the fastest and the
 * median). */
#include "autoencoder_mpi.h"
#include "kit/program.h"
#include "kit/random.h"
#include "nets.h"
#include <stdio.h>
#include <stdlib.h>

enum { WIDTH = 784, MOST = 100000 };

typedef struct watch {
    ae_mpi link;
    double last, in_exchange, bytes;
    double steps[MOST], exchanges[MOST];
    size_t n;
} watch;

static int exchange(void *user, void *to, const void *from, size_t step, size_t bytes)
{
    watch *w = user;
    double start = kit_now();
    int status = ae_mpi_exchange(&w->link, to, from, step, bytes);
    w->in_exchange += kit_now() - start;
    w->bytes += (double)bytes;
    return status;
}

static int on_step(void *user, const ae_progress *p)
{
    watch *w = user;
    double now = kit_now();
    (void)p;
    if (w->n < MOST) {
        w->steps[w->n] = now - w->last;
        w->exchanges[w->n++] = w->in_exchange;
    }
    w->in_exchange = 0;
    w->last = now;
    return 0;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_times(double *seconds, size_t n)
{
    qsort(seconds, n, sizeof *seconds, by_size);
    printf(" %.4g %.4g", 1e3 * seconds[0], 1e3 * seconds[n / 2]);
}

static float *make_rows(size_t n)
{
    float *x = malloc(n * WIDTH * sizeof *x);
    for (size_t i = 0; x && i < n * WIDTH; i++)
        x[i] = (float)(kit_mix(i) >> 40) / 16777216.0f;
    return x;
}

static ae_status train(watch *w, const float *x, size_t batch, size_t threads, size_t steps, size_t *parameters, ae_error *e)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_model_info info = AE_MODEL_INFO_INIT;
    const ae_rows rows = AE_ROWS_F32(x, 4 * batch, WIDTH);
    ae_model *model = NULL;
    ae_status status = ae_model_create(&model, bench_dense.spec, NULL, e);
    if (status == AE_OK)
        status = ae_model_get_info(&info, model, e);
    *parameters = info.parameters;
    if (status == AE_OK && ae_mpi_link(&o, &w->link) != 0)
        status = AE_EHOST;
    o.exchange = exchange;
    o.exchange_user = w;
    o.optimizer = bench_dense.optimizer;
    o.batch = batch;
    o.steps = steps;
    o.threads = threads;
    o.on_step = on_step;
    o.user = w;
    w->last = kit_now();
    if (status == AE_OK)
        status = ae_model_fit(model, &rows, &o, e);
    ae_model_free(model);
    return status;
}

static void time_allreduce(watch *w, size_t numbers)
{
    float *from = calloc(numbers, sizeof *from), *to = calloc(numbers, sizeof *to);
    for (w->n = 0; from && to && w->n < 200; w->n++) {
        double start = kit_now();
        MPI_Allreduce(from, to, (int)numbers, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
        w->steps[w->n] = kit_now() - start;
    }
    free(from);
    free(to);
}

static int measure(size_t batch, size_t threads, size_t steps)
{
    static watch w = { .link = AE_MPI_INIT };
    int rank, ranks;
    size_t parameters = 0;
    ae_error e = { 0, 0, 0, "no memory" };
    float *x = make_rows(4 * batch);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    if (!x || train(&w, x, batch, threads, steps, &parameters, &e) != AE_OK)
        return fprintf(stderr, "ae-parts: %s\n", e.text), 1;
    free(x);
    if (rank == 0) {
        printf("%d %zu", ranks, threads);
        print_times(w.steps, w.n);
        print_times(w.exchanges, w.n);
        printf(" %.0f", w.bytes / (double)w.n);
    }
    time_allreduce(&w, parameters);
    if (rank == 0) {
        print_times(w.steps, w.n);
        putchar('\n');
    }
    return 0;
}

int main(int argc, char **argv)
{
    size_t batch = 1024, threads = 1, steps = 300;
    const kit_option options[] = {
        { "--batch", "rows in a step", &batch, 1, NULL, NULL },
        { "--threads", "of each process", &threads, 1, NULL, NULL },
        { "--steps", "to measure", &steps, 1, NULL, NULL },
    };
    MPI_Init(&argc, &argv);
    int code = kit_options_read(options, sizeof options / sizeof *options, argc, argv) ? measure(batch, threads, steps) : 2;
    MPI_Finalize();
    return code;
}
