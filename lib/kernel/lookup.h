/* Products of a matrix with rows in which almost all numbers are 0: only the others' rows of the matrix are looked up. The
 * bits are those of ae_gemm_run with the zeros, since a fused multiplication by 0 changes no sum. One thing differs: a sum
 * of numbers that are each too small for a float may be -0 instead of 0. */
#ifndef AE_KERNEL_LOOKUP_H
#define AE_KERNEL_LOOKUP_H

#include "kernel/isa.h"
#include "tensor/shape.h"

typedef struct ae_lookup { /* of row `row` of the matrix, `factor` times */
    uint32_t row;
    ae_real factor;
} ae_lookup;

/* c[0 ... n) = bias + sum of what is looked up, rows ascending, of a matrix of n columns: in the order of AE_SUM_FEATURES.
 * `bias` may be NULL. */
void AE_LOCAL(ae_lookup_sum)(ae_real *c, const ae_real *matrix, const ae_real *bias, size_t n, const ae_lookup *list,
                             size_t count);

/* c[0 ... n) += sum of some rows of x, which has n columns: in the order of AE_SUM_ROWS. Rows are counted from 1 here, so
 * that 0 ends the list: the first of them is `row`, and after any comes next[row - 1], a larger one. */
void AE_LOCAL(ae_lookup_add_rows)(ae_real *c, const ae_real *x, size_t n, uint32_t row, const uint32_t *next);

#define ae_lookup_sum      AE_LOCAL(ae_lookup_sum)
#define ae_lookup_add_rows AE_LOCAL(ae_lookup_add_rows)

#endif
