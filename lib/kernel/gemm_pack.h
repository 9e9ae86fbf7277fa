/* Part of gemm.c: B as the tiles read it. */
#ifndef AE_KERNEL_GEMM_PACK_H
#define AE_KERNEL_GEMM_PACK_H

#include "kernel/gemm.h"

/* out[(k - k0) * width + (j - j0)] = B(k, j) for k0 <= k < k1 and j0 <= j < j1, 0 for j1 <= j < j0 + width; width is a
 * multiple of AE_LANES. */
void AE_LOCAL(ae_pack)(ae_real *out, size_t width, const ae_matrix *b, size_t k0, size_t k1, size_t j0, size_t j1);
#define ae_pack AE_LOCAL(ae_pack)

#endif
