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
    const ae_gemm *g;
    const ae_run *run;
} product;

static void multiply(void *argument)
{
    const product *p = argument;
    p->set->run(p->g, p->run);
}

static void measure(const bench_case *b, const kernel_set *set)
{
    double work = 2e-9 * (double)b->m * (double)b->n * (double)b->k;
    ae_run run = { .rows = b->m, .scratch = bench_memory(set->scratch(b->m, b->n, b->k, b->threads)) };
    ae_gemm g = { .m = b->m, .n = b->n, .k = b->k, .ldc = b->n, .c = bench_numbers(b->m * b->n) };
    float *a_numbers = bench_numbers(b->m * b->k), *b_numbers = bench_numbers(b->n * b->k);
    bool flip_a = b->kind == WEIGHT_GRADIENT, flip_b = b->kind == INPUT_GRADIENT;
    g.a = flip_a ? (ae_matrix){ a_numbers, 1, b->m } : (ae_matrix){ a_numbers, b->k, 1 };
    g.b = flip_b ? (ae_matrix){ b_numbers, 1, b->k } : (ae_matrix){ b_numbers, b->n, 1 };
    g.sum = flip_a ? AE_SUM_ROWS : AE_SUM_FEATURES;
    if (ae_pool_create(&run.pool, b->threads, NULL, NULL) == AE_OK) {
        product p = { set, &g, &run };
        bench_time t = bench_measure(multiply, &p);
        bench_print(b->name, work / t.best, "gflops", work / t.median);
    }
    ae_pool_free(run.pool);
    free(run.scratch);
    free(g.c);
    free(a_numbers);
    free(b_numbers);
}

bool bench_products(const char *wanted)
{
    ae_error e;
    size_t isa;
    if (ae_isa_pick(&isa, getenv("AE_KERNELS"), &e) != AE_OK)
        return bench_failed(e.text);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (bench_wanted(cases[i].name, wanted))
            measure(&cases[i], &sets[isa]);
    return true;
}
