/* Matrix products, straight from the kernels. */
#include "bench.h"
#include "kernel/dispatch.h"
#include "kernel/gemm.h"
#include <stdlib.h>

#define DECLARE_SET(isa)                                                                                                    \
    size_t ae_gemm_scratch_##isa(size_t m, size_t n, size_t k, unsigned threads);                                           \
    void ae_gemm_run_##isa(const ae_gemm *g, const ae_run *run);
AE_ISA_LIST(DECLARE_SET)

typedef struct kernel_set {
    size_t (*scratch)(size_t m, size_t n, size_t k, unsigned threads);
    void (*run)(const ae_gemm *g, const ae_run *run);
} kernel_set;

#define SET_ENTRY(isa) { ae_gemm_scratch_##isa, ae_gemm_run_##isa },
static const kernel_set sets[] = { AE_ISA_LIST(SET_ENTRY) };

typedef struct bench_case {
    const char *name;
    size_t m, n, k;
    enum { FORWARD, INPUT_GRADIENT, WEIGHT_GRADIENT } kind; /* B flipped; A flipped and summed over rows */
    unsigned threads;
} bench_case;

static const bench_case cases[] = {
    { "sgemm_1024_1t", 1024, 1024, 1024, FORWARD, 1 },
    { "sgemm_1024_2t", 1024, 1024, 1024, FORWARD, 2 },
    { "forward_256x4096x4096", 256, 4096, 4096, FORWARD, 1 },
    { "forward_256x784x128", 256, 128, 784, FORWARD, 1 },
    { "forward_256x128x64", 256, 64, 128, FORWARD, 1 },
    { "forward_256x64x128", 256, 128, 64, FORWARD, 1 },
    { "forward_256x128x784", 256, 784, 128, FORWARD, 1 },
    { "forward_256x128x784_2t", 256, 784, 128, FORWARD, 2 },
    { "input_gradient_256x64x128", 256, 128, 64, INPUT_GRADIENT, 1 },
    { "input_gradient_256x128x64", 256, 64, 128, INPUT_GRADIENT, 1 },
    { "input_gradient_256x784x128", 256, 128, 784, INPUT_GRADIENT, 1 },
    { "input_gradient_1024", 1024, 1024, 1024, INPUT_GRADIENT, 1 },
    { "weight_gradient_784x128", 784, 128, 256, WEIGHT_GRADIENT, 1 },
    { "weight_gradient_128x64", 128, 64, 256, WEIGHT_GRADIENT, 1 },
    { "weight_gradient_64x128", 64, 128, 256, WEIGHT_GRADIENT, 1 },
    { "weight_gradient_128x784", 128, 784, 256, WEIGHT_GRADIENT, 1 },
    { "weight_gradient_128x784_2t", 128, 784, 256, WEIGHT_GRADIENT, 2 },
    { "weight_gradient_1024", 1024, 1024, 256, WEIGHT_GRADIENT, 1 },
    { "weight_gradient_784x128_of_4096", 784, 128, 4096, WEIGHT_GRADIENT, 1 },
    { "row_784x128", 1, 128, 784, FORWARD, 1 },
    { "row_128x784", 1, 784, 128, FORWARD, 1 },
    { "row_4096x4096", 1, 4096, 4096, FORWARD, 1 },
    { "rows_16_784x128", 16, 128, 784, FORWARD, 1 },
    { "tied_row_128x784", 1, 784, 128, INPUT_GRADIENT, 1 },
};

typedef struct product {
    const kernel_set *set;
    ae_gemm g;
    ae_run run;
    float *a, *b;
} product;

static void multiply(void *argument)
{
    const product *p = argument;
    p->set->run(&p->g, &p->run);
}

static bool open_product(product *p, const bench_case *c)
{
    ae_error e;
    size_t isa;
    if (ae_isa_pick(&isa, getenv("AE_KERNELS"), &e) != AE_OK || ae_pool_create(&p->run.pool, c->threads, NULL, &e) != AE_OK)
        return bench_failed(e.text);
    bool flip_a = c->kind == WEIGHT_GRADIENT, flip_b = c->kind == INPUT_GRADIENT;
    p->set = &sets[isa];
    p->run.rows = c->m;
    p->run.scratch = bench_memory(p->set->scratch(c->m, c->n, c->k, c->threads));
    p->a = bench_numbers(c->m * c->k);
    p->b = bench_numbers(c->n * c->k);
    p->g = (ae_gemm){ .m = c->m, .n = c->n, .k = c->k, .ldc = c->n, .c = bench_numbers(c->m * c->n) };
    p->g.a = flip_a ? (ae_matrix){ p->a, 1, c->m } : (ae_matrix){ p->a, c->k, 1 };
    p->g.b = flip_b ? (ae_matrix){ p->b, 1, c->k } : (ae_matrix){ p->b, c->n, 1 };
    p->g.sum = flip_a ? AE_SUM_ROWS : AE_SUM_FEATURES;
    return true;
}

static void close_product(product *p)
{
    ae_pool_free(p->run.pool);
    free(p->run.scratch);
    free(p->g.c);
    free(p->a);
    free(p->b);
}

static bool measure(size_t index)
{
    const bench_case *c = &cases[index];
    double work = 2e-9 * (double)c->m * (double)c->n * (double)c->k;
    product p = { 0 };
    if (!open_product(&p, c))
        return false;
    bench_time t = bench_measure(multiply, &p, BENCH_CASE_SECONDS);
    bench_print(c->name, work / t.best, "gflops", work / t.median);
    close_product(&p);
    return true;
}

static const char *name(size_t index)
{
    return index < sizeof cases / sizeof *cases ? cases[index].name : NULL;
}

const bench_family bench_products = { name, measure };
