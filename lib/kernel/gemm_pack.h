/* Part of gemm.c: B and A as the tiles read them. */
#ifndef AE_KERNEL_GEMM_PACK_H
#define AE_KERNEL_GEMM_PACK_H

#include "base/memory.h"
#include "kernel/gemm.h"

/* out[(k - k0) * width + (j - j0)] = B(k, j) for k0 <= k < k1 and j0 <= j < j1, 0 for j1 <= j < j0 + width; width is a
 * multiple of AE_LANES. */
void AE_LOCAL(ae_pack)(ae_real *out, size_t width, const ae_matrix *b, size_t k0, size_t k1, size_t j0, size_t j1);
#define ae_pack AE_LOCAL(ae_pack)

/* A(row + i, k0 + k) goes to out[ae_packed_row(i, k1 - k0) + k * AE_PACK_HEIGHT], for i < rows and k < k1 - k0; A's rows lie
 * side by side (a->row is 1). */
void AE_LOCAL(ae_pack_rows)(ae_real *out, const ae_matrix *a, size_t row, size_t rows, size_t k0, size_t k1);
#define ae_pack_rows AE_LOCAL(ae_pack_rows)

enum { AE_PACK_HEIGHT = 12 }; /* a multiple of the height of every tile where A is packed */

static inline size_t ae_packed_row(size_t i, size_t depth)
{
    return i / AE_PACK_HEIGHT * AE_PACK_HEIGHT * depth + i % AE_PACK_HEIGHT;
}

/* Numbers that take `rows` rows. */
static inline size_t ae_packed_rows(size_t rows, size_t depth)
{
    return ae_round_up(rows, AE_PACK_HEIGHT) * depth;
}

#endif
