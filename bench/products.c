/* Matrix products, straight from the kernels. */
#include "bench.h"
#include "product.h"

typedef struct bench_case {
    const char *name;
    size_t m, n, k;
    bench_kind kind;
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
    { "weight_gradient_1024_of_1024", 1024, 1024, 1024, WEIGHT_GRADIENT, 1 },
    { "weight_gradient_784x128_of_4096", 784, 128, 4096, WEIGHT_GRADIENT, 1 },
    { "row_784x128", 1, 128, 784, FORWARD, 1 },
    { "row_128x784", 1, 784, 128, FORWARD, 1 },
    { "row_4096x4096", 1, 4096, 4096, FORWARD, 1 },
    { "row_4096x4096_2t", 1, 4096, 4096, FORWARD, 2 },
    { "row_3136x2", 1, 2, 3136, FORWARD, 1 },
    { "row_3136x64", 1, 64, 3136, FORWARD, 1 },
    { "row_65536x16", 1, 16, 65536, FORWARD, 1 },
    { "row_65536x16_2t", 1, 16, 65536, FORWARD, 2 },
    { "row_65536x128", 1, 128, 65536, FORWARD, 1 },
    { "rows_16_784x128", 16, 128, 784, FORWARD, 1 },
    { "tied_row_128x784", 1, 784, 128, INPUT_GRADIENT, 1 },
};

static bool measure(size_t index)
{
    const bench_case *c = &cases[index];
    double work = 2e-9 * (double)c->m * (double)c->n * (double)c->k;
    bench_product p;
    ae_pool *pool;
    size_t isa;
    ae_error e;
    if (!bench_set(&isa))
        return false;
    if (ae_pool_create(&pool, c->threads, NULL, &e) != AE_OK)
        return bench_failed(e.text);
    bench_product_open(&p, bench_gemm_of(isa), c->kind, c->m, c->n, c->k, pool);
    bench_time t = bench_measure(bench_product_run, &p, BENCH_CASE_SECONDS);
    bench_print(c->name, work / t.best, "gflops", work / t.median);
    bench_product_close(&p);
    ae_pool_free(pool);
    return true;
}

static const char *name(size_t index)
{
    return index < sizeof cases / sizeof *cases ? cases[index].name : NULL;
}

const bench_family bench_products = { name, measure };
