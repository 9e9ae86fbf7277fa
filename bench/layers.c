#include "layers.h"
#include "product.h"

enum { PRODUCTS = 3 * BENCH_LAYERS };

typedef struct products {
    bench_product list[PRODUCTS];
    size_t count;
} products;

static void multiply(void *argument)
{
    products *p = argument;
    for (size_t i = 0; i < p->count; i++)
        bench_product_run(&p->list[i]);
}

static void open_layers(products *p, const bench_layer *layers, size_t n, size_t batch, const bench_gemm *gemm,
                        ae_pool *pool)
{
    for (size_t i = 0; i < n; i++) {
        size_t in = layers[i].in, out = layers[i].out;
        bench_product_open(&p->list[p->count++], gemm, FORWARD, batch, out, in, pool);
        bench_product_open(&p->list[p->count++], gemm, WEIGHT_GRADIENT, in, out, batch, pool);
        if (i > 0)
            bench_product_open(&p->list[p->count++], gemm, INPUT_GRADIENT, batch, in, out, pool);
    }
}

bench_time bench_layers_time(const bench_layer *layers, size_t n, size_t batch, unsigned threads, double seconds)
{
    products p = { .count = 0 };
    ae_pool *pool;
    size_t isa;
    ae_error e;
    if (!bench_set(&isa))
        return (bench_time){ 0, 0 };
    if (ae_pool_create(&pool, threads, NULL, &e) != AE_OK)
        return bench_failed(e.text), (bench_time){ 0, 0 };
    open_layers(&p, layers, n, batch, bench_gemm_of(isa), pool);
    bench_time time = bench_measure(multiply, &p, seconds);
    while (p.count > 0)
        bench_product_close(&p.list[--p.count]);
    ae_pool_free(pool);
    return time;
}

/* ---- those of nets.h ---- */

static const bench_layer dense[] = { { 784, 128 }, { 128, 64 }, { 64, 128 }, { 128, 784 } };
static const bench_layer vae[] = { { 784, 500 }, { 500, 15 }, { 500, 15 }, { 15, 500 }, { 500, 784 } };

static const struct step {
    const char *name;
    const bench_layer *layers;
    size_t n, batch;
    unsigned threads;
} steps[] = {
    { "dense_products_1t", dense, sizeof dense / sizeof *dense, 256, 1 },
    { "dense_products_2t", dense, sizeof dense / sizeof *dense, 256, 2 },
    { "vae_products_1t", vae, sizeof vae / sizeof *vae, 128, 1 },
    { "vae_products_2t", vae, sizeof vae / sizeof *vae, 128, 2 },
};

static bool measure(size_t index)
{
    const struct step *s = &steps[index];
    const bench_time t = bench_layers_time(s->layers, s->n, s->batch, s->threads, BENCH_CASE_SECONDS);
    if (t.best > 0)
        bench_print(s->name, t.best * 1e3, "ms", t.median * 1e3);
    return t.best > 0;
}

static const char *name(size_t index)
{
    return index < sizeof steps / sizeof *steps ? steps[index].name : NULL;
}

const bench_family bench_layers = { name, measure };
