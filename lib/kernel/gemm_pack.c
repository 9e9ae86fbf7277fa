#include "kernel/gemm_pack.h"
#include "base/size.h"
#include "kernel/fetch.h"
#include "kernel/gemm_tile.h"

static void pack_row(ae_real *out, size_t width, const ae_real *b, size_t columns)
{
    for (size_t j = 0; j < width; j += AE_LANES)
        v_store(out + j, j + AE_LANES <= columns ? v_load(b + j) : v_load_n(b + j, columns - j));
}

/* The stored rows are B's columns: this writes one vector of columns. */
static void pack_columns(ae_real *out, size_t width, const ae_real *b, size_t column, size_t depth)
{
    size_t k = 0;
    for (; k + 4 <= depth; k += 4)
        v_transpose(out + k * width, width, b + k, column);
    for (; k < depth; k++)
        for (size_t j = 0; j < AE_LANES; j++)
            out[k * width + j] = b[j * column + k];
}

static void pack_last_columns(ae_real *out, size_t width, const ae_real *b, size_t column, size_t depth, size_t columns)
{
    for (size_t k = 0; k < depth; k++)
        for (size_t j = 0; j < AE_LANES; j++)
            out[k * width + j] = j < columns ? b[j * column + k] : 0;
}

static void pack_lines(ae_real *out, size_t width, const ae_real *b, size_t column, size_t depth, size_t columns)
{
    for (size_t j = 0; j < width; j += AE_LANES)
        if (j + AE_LANES <= columns)
            pack_columns(out + j, width, b + j * column, column, depth);
        else
            pack_last_columns(out + j, width, b + j * column, column, depth, columns - j);
}

void ae_pack(ae_real *out, size_t width, const ae_matrix *b, size_t k0, size_t k1, size_t j0, size_t j1)
{
    const ae_real *p = b->p + k0 * b->row + j0 * b->column;
    if (b->column != 1)
        pack_lines(out, width, p, b->column, k1 - k0, j1 - j0);
    else
        for (size_t k = 0; k < k1 - k0; k++)
            pack_row(out + k * width, width, p + k * b->row, j1 - j0);
}

#if AE_PACKS_A
/* One k; from twelve rows to the next, `group` numbers. */
static void pack_heights(ae_real *out, size_t group, const ae_real *a, size_t rows)
{
    size_t i = 0;
    for (; i + AE_PACK_HEIGHT <= rows; i += AE_PACK_HEIGHT, out += group)
        memcpy(out, a + i, AE_PACK_HEIGHT * sizeof *a);
    for (; i < rows; i++)
        *out++ = a[i];
}

void ae_pack_a(ae_real *out, const ae_matrix *a, size_t row, size_t rows, size_t k0, size_t k1, size_t k)
{
    const ae_real *p = a->p + row;
    for (size_t l = k0; l < k1; l++) {
        ae_fetch(p + ae_least(l + AE_AHEAD, k - 1) * a->column, rows);
        pack_heights(out + (l - k0) * AE_PACK_HEIGHT, AE_PACK_HEIGHT * (k1 - k0), p + l * a->column, rows);
    }
}
#endif
