/* One matrix product, straight from the kernels, with memory of its own. */
#ifndef AE_BENCH_PRODUCT_H
#define AE_BENCH_PRODUCT_H

#include "kernel/gemm.h"

typedef struct bench_gemm { /* one set's */
    size_t (*scratch)(ae_sum sum, size_t m, size_t n, size_t k, unsigned threads);
    void (*run)(const ae_gemm *g, const ae_run *run);
} bench_gemm;

/* The set that AE_KERNELS names, otherwise the best; by number and its gemm. false = there is none, and it was said why. */
bool bench_set(size_t *isa);
const bench_gemm *bench_gemm_of(size_t isa);

/* Of a layer that turns k numbers into n: its result; the gradient of what went in, B flipped; the gradient of its weights,
 * A flipped and summed over rows. */
typedef enum bench_kind { FORWARD, INPUT_GRADIENT, WEIGHT_GRADIENT } bench_kind;

typedef struct bench_product {
    const bench_gemm *gemm;
    ae_gemm g;
    ae_run run;
    float *a, *b;
} bench_product;

void bench_product_open(bench_product *p, const bench_gemm *gemm, bench_kind kind, size_t m, size_t n, size_t k,
                        ae_pool *pool);
void bench_product_run(void *product);
void bench_product_close(bench_product *p); /* not the pool */

#endif
