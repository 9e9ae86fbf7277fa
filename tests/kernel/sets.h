/* Every kernel set of this build side by side, for tests that hold them against each other. */
#ifndef TESTS_KERNEL_SETS_H
#define TESTS_KERNEL_SETS_H

#include "kernel/dispatch.h"
#include "kernel/gemm.h"

typedef struct kernel_set {
    size_t (*gemm_scratch)(ae_sum sum, size_t m, size_t n, size_t k, unsigned threads);
    void (*gemm_run)(const ae_gemm *g, const ae_run *run);
    void (*sum_rows)(ae_real *out, const ae_real *x, size_t rows, size_t columns, bool add, const ae_run *run);
} kernel_set;

#define DECLARE_SET(isa)                                                                       \
    size_t ae_gemm_scratch_##isa(ae_sum sum, size_t m, size_t n, size_t k, unsigned threads);  \
    void ae_gemm_run_##isa(const ae_gemm *g, const ae_run *run);                               \
    void ae_sum_rows_##isa(ae_real *out, const ae_real *x, size_t rows, size_t columns, bool add, const ae_run *run);
AE_ISA_LIST(DECLARE_SET)

#define SET_ENTRY(isa) { ae_gemm_scratch_##isa, ae_gemm_run_##isa, ae_sum_rows_##isa },
static const kernel_set kernel_sets[] = { AE_ISA_LIST(SET_ENTRY) };

#endif
