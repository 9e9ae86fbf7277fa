/* What categories cost: nets and single passes over 20 categories of 500 levels, which are 10,000 columns of zeros and ones,
 * beside the same over 20 numbers and over 10,000 columns. All in turn, on one thread.
 *
 *   ae-columns [ROWS]      rows of a batch; default: 256 */
#include "autoencoder.h"
#include "bench.h"
#include "kernel/dispatch.h"
#include "op/affine.h"
#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS = 20, LEVELS = 500, WIDTH = COLUMNS * LEVELS, ROUNDS = 5 };
enum { NUMBERS, CODES, EXPANDED, KINDS };
static const char *const kinds[KINDS] = { "20 numbers", "20 categories", "10,000 columns" };
static const size_t units_of[] = { 16, 64, 256 };
static const double seconds = 0.02;

static void print(const char *what, size_t units, const double best[KINDS])
{
    printf("%-14s %4zu units:", what, units);
    for (int kind = 0; kind < KINDS; kind++)
        printf("  %s %8.1f us (%6.2f x)", kinds[kind], best[kind] * 1e6, best[kind] / best[NUMBERS]);
    printf("\n");
    fflush(stdout);
}

/* In turn, so that what disturbs the machine disturbs all. */
static void compare(const char *what, size_t units, void (*work)(void *), void *argument[KINDS])
{
    double best[KINDS];
    for (int round = 0; round < ROUNDS; round++)
        for (int kind = 0; kind < KINDS; kind++) {
            double t = bench_measure(work, argument[kind], seconds).best;
            best[kind] = round == 0 || t < best[kind] ? t : best[kind];
        }
    print(what, units, best);
}

static size_t row_width(int kind)
{
    return kind == EXPANDED ? WIDTH : COLUMNS;
}

static ae_real *make_rows(int kind, size_t rows)
{
    ae_real *x = bench_memory(rows * row_width(kind) * sizeof *x);
    for (size_t i = 0; kind == EXPANDED && i < rows * WIDTH; i++)
        x[i] = 0;
    for (size_t i = 0; i < rows * COLUMNS; i++) {
        size_t code = i * 2654435761u / 1024 % LEVELS;
        if (kind == EXPANDED)
            x[i * LEVELS + code] = 1;
        else
            x[i] = kind == CODES ? (ae_real)code : (ae_real)code / LEVELS;
    }
    return x;
}

/* ---- single passes, without bias ---- */

static ae_layout_column column[COLUMNS];
static const ae_layout layout = { COLUMNS, WIDTH, column };

typedef struct layer {
    const ae_op *op;
    ae_shape in[2], out;
    ae_affine_attr attr;
    ae_run run;
    ae_call call;
    ae_real *x, *w, *y, *dy, *dw;
} layer;

static void layer_open(layer *l, size_t isa, int kind, size_t rows, size_t units)
{
    size_t width = kind == NUMBERS ? COLUMNS : WIDTH;
    *l = (layer){ .op = ae_op_find(isa, kind == CODES ? "affine_codes" : "affine"), .attr = { .layout = &layout } };
    l->in[0] = (ae_shape){ 1, { row_width(kind) } };
    l->in[1] = (ae_shape){ 2, { width, units } };
    l->out = (ae_shape){ 1, { units } };
    l->x = make_rows(kind, rows);
    l->w = bench_numbers(width * units);
    l->dw = bench_numbers(width * units);
    l->y = bench_numbers(rows * units);
    l->dy = bench_numbers(rows * units);
    l->run = (ae_run){ .rows = rows, .scratch = bench_memory(l->op->scratch(&l->attr, l->in, &l->out, rows, 1)) };
    l->call = (ae_call){ .run = &l->run,
                         .attr = &l->attr,
                         .shape = l->in,
                         .out_shape = &l->out,
                         .in = { l->x, l->w },
                         .out = l->y,
                         .dout = l->dy,
                         .din = { NULL, l->dw } };
}

static void layer_close(layer *l)
{
    free(l->run.scratch);
    free(l->x);
    free(l->w);
    free(l->dw);
    free(l->y);
    free(l->dy);
}

static void forward(void *argument)
{
    const layer *l = argument;
    l->op->forward(&l->call);
}

static void backward(void *argument)
{
    const layer *l = argument;
    l->op->backward(&l->call);
}

static bool compare_passes(size_t rows, size_t units)
{
    layer l[KINDS];
    void *arguments[KINDS] = { &l[0], &l[1], &l[2] };
    size_t isa;
    ae_error e;
    if (ae_isa_pick(&isa, getenv("AE_KERNELS"), &e) != AE_OK)
        return bench_failed(e.text);
    for (int kind = 0; kind < KINDS; kind++)
        layer_open(&l[kind], isa, kind, rows, units);
    compare("forward", units, forward, arguments);
    compare("backward", units, backward, arguments);
    for (int kind = 0; kind < KINDS; kind++)
        layer_close(&l[kind]);
    return true;
}

/* ---- nets ---- */

static const char *const inputs[KINDS] = { "20", "20 | columns category:500*20", "10000" };
static const char *const outputs[KINDS] = { "20", "10000", "10000" };

typedef struct net {
    ae_model *model;
    ae_context *context;
    ae_trainer *trainer;
    ae_rows rows;
    ae_real *x, *codes;
    ae_error error;
    ae_status status;
} net;

static void encode(void *argument)
{
    net *n = argument;
    n->status = ae_model_encode(n->codes, n->model, n->context, &n->rows, &n->error);
}

static void step(void *argument)
{
    net *n = argument;
    n->status = ae_trainer_step(NULL, n->trainer, &n->rows, &n->error);
}

static void net_open(net *n, int kind, size_t rows, size_t units)
{
    char spec[200];
    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    ae_context_options context = AE_CONTEXT_OPTIONS_INIT;
    fit.batch = context.rows = rows;
    fit.threads = context.threads = 1;
    context.outputs = AE_OUT_CODE;
    snprintf(spec, sizeof spec, "input %s | dense %zu act=tanh | code | dense %s", inputs[kind], units, outputs[kind]);
    *n = (net){ .x = make_rows(kind, rows), .codes = bench_numbers(rows * units) };
    n->rows = (ae_rows)AE_ROWS_F32(n->x, rows, row_width(kind));
    n->status = ae_model_create(&n->model, spec, NULL, &n->error);
    if (n->status == AE_OK)
        n->status = ae_context_create(&n->context, n->model, &context, &n->error);
    if (n->status == AE_OK)
        n->status = ae_trainer_create(&n->trainer, n->model, &fit, &n->error);
}

static bool net_close(net *n)
{
    ae_trainer_free(n->trainer);
    ae_context_free(n->context);
    ae_model_free(n->model);
    free(n->x);
    free(n->codes);
    return n->status == AE_OK || bench_failed(n->error.text);
}

static bool compare_nets(size_t rows, size_t units)
{
    net n[KINDS];
    void *arguments[KINDS] = { &n[0], &n[1], &n[2] };
    bool all = true;
    for (int kind = 0; kind < KINDS; kind++) {
        net_open(&n[kind], kind, rows, units);
        all = all && n[kind].status == AE_OK;
    }
    if (all)
        compare("encode", units, encode, arguments);
    if (all)
        compare("training step", units, step, arguments);
    for (int kind = 0; kind < KINDS; kind++)
        all = net_close(&n[kind]) && all;
    return all;
}

int main(int argc, char **argv)
{
    size_t rows = argc > 1 ? strtoul(argv[1], NULL, 10) : 256;
    bool all = rows > 0 || bench_failed("usage: ae-columns [ROWS]");
    for (size_t i = 0; i < COLUMNS; i++)
        column[i] = (ae_layout_column){ LEVELS, i * LEVELS };
    for (size_t i = 0; all && i < sizeof units_of / sizeof *units_of; i++)
        all = compare_passes(rows, units_of[i]) && compare_nets(rows, units_of[i]);
    return all ? 0 : 1;
}
