/* How far the numbers of a column lie from its first one, added up a batch of rows at a time.
 *
 * Distances from a number of the column itself are small where the column's numbers lie close together, however far from 0
 * they are, so that nothing is lost to rounding. Each column's sums go over the rows in their order. */
#ifndef AE_KERNEL_SPREAD_H
#define AE_KERNEL_SPREAD_H

#include "kernel/dispatch.h"
#include "kernel/isa.h"
#include "tensor/shape.h"

typedef struct ae_spread {
    ae_real *first; /* of each column */
    double *sum, *squares;
    double *seen; /* how many numbers of each column are there, and no NaN; NULL: all are, and `first` is set already */
    size_t columns;
} ae_spread;

/* Adds `rows` rows of x to the sums of columns from ... to - 1. For set `isa` of kernel/dispatch.h. */
void ae_isa_spread_add(size_t isa, const ae_spread *s, const ae_real *x, size_t rows, size_t from, size_t to);

/* --- the sets' own --- */
#define AE_SPREAD_DECLARE_(isa) \
    void AE_SHARED(ae_spread_add, isa)(const ae_spread *s, const ae_real *x, size_t rows, size_t from, size_t to);
AE_ISA_LIST(AE_SPREAD_DECLARE_)

#define ae_spread_add AE_LOCAL(ae_spread_add)

#endif
