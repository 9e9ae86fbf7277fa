/* Part of gemm*.c: products of a single row, where B is large or narrow. */
#ifndef AE_KERNEL_GEMM_ROW_H
#define AE_KERNEL_GEMM_ROW_H

#include "kernel/gemm.h"

/* Whether this product is made here. */
bool AE_LOCAL(ae_row_suits)(const ae_gemm *g);

/* How many numbers `sums` needs for products that are at most this large. */
size_t AE_LOCAL(ae_row_size)(size_t n, size_t k);

/* sums[0 ... n) = the row's sums over k, in the order of AE_SUM_FEATURES. */
void AE_LOCAL(ae_row_sums)(ae_real *sums, const ae_gemm *g, ae_pool *pool);

#define ae_row_suits AE_LOCAL(ae_row_suits)
#define ae_row_size  AE_LOCAL(ae_row_size)
#define ae_row_sums  AE_LOCAL(ae_row_sums)

#endif
