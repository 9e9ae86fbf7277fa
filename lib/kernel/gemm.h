/* Matrix products with the library's defined order of arithmetic (docs/determinism.md).
 *   C[m][n] (+)= epilogue( sum over k of A[m][k] * B[k][n] )
 * Order of the sum over k of each element, whatever the instruction set, tiling and threads:
 *   AE_SUM_FEATURES  blocks of 256 k in ascending order; in a block one FMA chain over ascending k that starts at +0; the
 *                    blocks' results added in ascending order (total = total + block), the first taken as it is.
 *   AE_SUM_ROWS      blocks of 32 k; in a block one FMA chain as above; the blocks combined by the fixed binary tree: the
 * left half holds the largest power of two of blocks smaller than their number (so ((0+1)+(2+3))+4 for five). Then the bias
 * is added, then the activation is applied, then the product with a derivative taken; with `add`, the old C is added last:
 * C = C + result. */
#ifndef AE_KERNEL_GEMM_H
#define AE_KERNEL_GEMM_H

#include "kernel/activation.h"
#include "kernel/isa.h"
#include "kernel/run.h"
#include "tensor/tree.h"

enum { AE_FEATURE_BLOCK = 256, AE_ROW_BLOCK = AE_TREE_BLOCK };

typedef enum ae_sum { AE_SUM_FEATURES, AE_SUM_ROWS } ae_sum;

typedef struct ae_matrix { /* element (i, j) at p[i * row + j * column]; one of the two strides is 1 */
    const ae_real *p;
    size_t row, column;
} ae_matrix;

typedef struct ae_gemm {
    size_t m, n, k;
    ae_matrix a, b;
    ae_real *c; /* row-major, dense */
    size_t ldc;
    ae_sum sum;
    bool add;                        /* not together with an activation or a derivative */
    const ae_real *bias;             /* n, or NULL */
    const ae_activation *activation; /* or NULL */
    double parameter;                /* the activation's parameter */
    const ae_activation *derivative; /* or NULL: the result is multiplied by this one's derivative at y ... */
    const ae_real *y;                /* ... which is shaped as C */
    double y_parameter;
} ae_gemm;

#ifdef AE_ISA
/* Bytes of scratch for products with this kind of sum that are at most as large in m, n and k, with at most so many threads;
 * SIZE_MAX = more than can be addressed. */
size_t AE_LOCAL(ae_gemm_scratch)(ae_sum sum, size_t m, size_t n, size_t k, unsigned threads);
void AE_LOCAL(ae_gemm_run)(const ae_gemm *g, const ae_run *run);

/* out[j] (+)= sum over `rows` of x[i][j], in the order of AE_SUM_ROWS (plain additions inside a block, starting from its
 * first row). */
void AE_LOCAL(ae_sum_rows)(ae_real *out, const ae_real *x, size_t rows, size_t columns, bool add, const ae_run *run);

#define ae_gemm_scratch AE_LOCAL(ae_gemm_scratch)
#define ae_gemm_run     AE_LOCAL(ae_gemm_run)
#define ae_sum_rows     AE_LOCAL(ae_sum_rows)
#endif

#endif
