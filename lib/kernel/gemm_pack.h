/* Part of gemm*.c: B and A as the tiles read them. */
#ifndef AE_KERNEL_GEMM_PACK_H
#define AE_KERNEL_GEMM_PACK_H

#include "base/memory.h"
#include "kernel/gemm.h"

enum { AE_PACK_HEIGHT = 12 }; /* rows of A side by side: a multiple of the height of every tile where A is packed */

/* Where row i begins. */
static inline size_t ae_packed_row(size_t i, size_t depth)
{
    return i / AE_PACK_HEIGHT * AE_PACK_HEIGHT * depth + i % AE_PACK_HEIGHT;
}

/* Numbers that so many rows take. */
static inline size_t ae_packed_rows(size_t rows, size_t depth)
{
    return ae_round_up(rows, AE_PACK_HEIGHT) * depth;
}

#ifdef AE_ISA
/* out[(k - k0) * width + (j - j0)] = B(k, j) for k0 <= k < k1 and j0 <= j < j1, 0 for j1 <= j < j0 + width; width is a
 * multiple of AE_LANES. */
void AE_LOCAL(ae_pack)(ae_real *out, size_t width, const ae_matrix *b, size_t k0, size_t k1, size_t j0, size_t j1);

/* out[ae_packed_row(i, k1 - k0) + (l - k0) * AE_PACK_HEIGHT] = A(row + i, l) for i < rows and k0 <= l < k1 <= k, of an A of
 * k columns whose rows lie side by side (a->row is 1). */
void AE_LOCAL(ae_pack_a)(ae_real *out, const ae_matrix *a, size_t row, size_t rows, size_t k0, size_t k1, size_t k);

#define ae_pack   AE_LOCAL(ae_pack)
#define ae_pack_a AE_LOCAL(ae_pack_a)
#endif

#endif
