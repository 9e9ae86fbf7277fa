#include "kernel/gemm_pack.h"
#include "kernel/simd.h"

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void pack_row(ae_real *out, size_t width, const ae_real *b, size_t columns)
{
    for (size_t j = 0; j < width; j += AE_LANES)
        v_store(out + j, j + AE_LANES <= columns ? v_load(b + j) : v_load_n(b + j, j < columns ? columns - j : 0));
}

/* The stored rows are B's columns. A few lines of k at a time, so that what is written stays in the first cache. */
static void pack_columns(ae_real *out, size_t width, const ae_real *b, size_t column, size_t depth, size_t columns)
{
    for (size_t k0 = 0; k0 < depth; k0 += 16)
        for (size_t j = 0; j < width; j++)
            for (size_t k = k0; k < least(k0 + 16, depth); k++)
                out[k * width + j] = j < columns ? b[j * column + k] : 0;
}

void ae_pack(ae_real *out, size_t width, const ae_matrix *b, size_t k0, size_t k1, size_t j0, size_t j1)
{
    const ae_real *p = b->p + k0 * b->row + j0 * b->column;
    if (b->column != 1)
        pack_columns(out, width, p, b->column, k1 - k0, j1 - j0);
    else
        for (size_t k = 0; k < k1 - k0; k++)
            pack_row(out + k * width, width, p + k * b->row, j1 - j0);
}
