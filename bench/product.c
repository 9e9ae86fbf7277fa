#include "product.h"
#include "bench.h"
#include "kernel/dispatch.h"
#include <stdlib.h>

#define DECLARE(isa)                                                                          \
    size_t ae_gemm_scratch_##isa(ae_sum sum, size_t m, size_t n, size_t k, unsigned threads); \
    void ae_gemm_run_##isa(const ae_gemm *g, const ae_run *run);
AE_ISA_LIST(DECLARE)

#define ENTRY(isa) { ae_gemm_scratch_##isa, ae_gemm_run_##isa },
static const bench_gemm sets[] = { AE_ISA_LIST(ENTRY) };

bool bench_set(size_t *isa)
{
    ae_error e;
    return ae_isa_pick(isa, getenv("AE_KERNELS"), &e) == AE_OK || bench_failed(e.text);
}

const bench_gemm *bench_gemm_of(size_t isa)
{
    return &sets[isa];
}

void bench_product_open(bench_product *p, const bench_gemm *gemm, bench_kind kind, size_t m, size_t n, size_t k,
                        ae_pool *pool)
{
    bool flip_a = kind == WEIGHT_GRADIENT, flip_b = kind == INPUT_GRADIENT;
    *p = (bench_product){ .gemm = gemm, .a = bench_numbers(m * k), .b = bench_numbers(n * k) };
    p->g = (ae_gemm){ .m = m, .n = n, .k = k, .ldc = n, .c = bench_numbers(m * n) };
    p->g.sum = flip_a ? AE_SUM_ROWS : AE_SUM_FEATURES;
    p->run = (ae_run){ .rows = m, .pool = pool };
    p->run.scratch = bench_memory(gemm->scratch(p->g.sum, m, n, k, ae_pool_threads(pool)));
    p->g.a = flip_a ? (ae_matrix){ p->a, 1, m } : (ae_matrix){ p->a, k, 1 };
    p->g.b = flip_b ? (ae_matrix){ p->b, 1, k } : (ae_matrix){ p->b, n, 1 };
}

void bench_product_run(void *product)
{
    const bench_product *p = product;
    p->gemm->run(&p->g, &p->run);
}

void bench_product_close(bench_product *p)
{
    free(p->run.scratch);
    free(p->g.c);
    free(p->a);
    free(p->b);
}
