/* Passes over one row of n numbers each, for ops that build their results row by row. `y` may be `x`. */
#ifndef AE_KERNEL_ROW_H
#define AE_KERNEL_ROW_H

#include "kernel/isa.h"
#include "tensor/shape.h"

void AE_LOCAL(ae_row_fill)(ae_real *y, ae_real value, size_t n);
void AE_LOCAL(ae_row_add)(ae_real *y, const ae_real *x, size_t n);                     /* y += x */
void AE_LOCAL(ae_row_max)(ae_real *y, const ae_real *x, size_t n);                     /* y = y > x ? y : x */
void AE_LOCAL(ae_row_divide)(ae_real *y, const ae_real *x, ae_real divisor, size_t n); /* y = x / divisor */

/* y[i] = x[i * stride], and its adjoint, y[i * stride] += x[i], for any stride, 0 too. Not in place. */
void AE_LOCAL(ae_row_gather)(ae_real *y, const ae_real *x, size_t stride, size_t n);
void AE_LOCAL(ae_row_scatter)(ae_real *y, const ae_real *x, size_t stride, size_t n);

/* y = a + share (b - a), and its adjoint: da += (1 - share) dy, db += share dy. With share 0 nothing is asked of b. */
void AE_LOCAL(ae_row_mix)(ae_real *y, const ae_real *a, const ae_real *b, ae_real share, size_t n);
void AE_LOCAL(ae_row_unmix)(ae_real *da, ae_real *db, const ae_real *dy, ae_real share, size_t n);

/* Moves to `y` the numbers of `from` where a and b are the same; what is moved, or was not there, is 0. */
void AE_LOCAL(ae_row_move)(ae_real *y, ae_real *from, const ae_real *a, const ae_real *b, size_t n);

#define ae_row_fill    AE_LOCAL(ae_row_fill)
#define ae_row_add     AE_LOCAL(ae_row_add)
#define ae_row_max     AE_LOCAL(ae_row_max)
#define ae_row_divide  AE_LOCAL(ae_row_divide)
#define ae_row_gather  AE_LOCAL(ae_row_gather)
#define ae_row_scatter AE_LOCAL(ae_row_scatter)
#define ae_row_mix     AE_LOCAL(ae_row_mix)
#define ae_row_unmix   AE_LOCAL(ae_row_unmix)
#define ae_row_move    AE_LOCAL(ae_row_move)

#endif
