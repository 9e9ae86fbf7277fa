/* Norms of a matrix's columns: rows x columns, row-major. In a matrix of weights a column is what one unit receives.
 *
 * A column's squares are rounded to ae_real, then added as doubles, rows ascending. */
#ifndef AE_KERNEL_COLUMNS_H
#define AE_KERNEL_COLUMNS_H

#include "kernel/dispatch.h"
#include "kernel/isa.h"
#include "kernel/run.h"

/* A column whose norm is above the limit is multiplied by limit / norm; its norm is then at most limit (1 + 2^-22). For set
 * `isa` of kernel/dispatch.h. */
void ae_isa_limit_columns(size_t isa, ae_real *w, size_t rows, size_t columns, double limit, ae_pool *pool);

/* --- the sets' own --- */

/* ae_column_squares: out[j] = sum over the rows of w[i][j]^2, rounded once. */
#define AE_COLUMNS_DECLARE_(isa)                                                                                         \
    void AE_SHARED(ae_column_squares, isa)(ae_real * out, const ae_real *w, size_t rows, size_t columns, ae_pool *pool); \
    void AE_SHARED(ae_limit_columns, isa)(ae_real * w, size_t rows, size_t columns, double limit, ae_pool *pool);
AE_ISA_LIST(AE_COLUMNS_DECLARE_)

#define ae_column_squares AE_LOCAL(ae_column_squares)
#define ae_limit_columns  AE_LOCAL(ae_limit_columns)

#endif
