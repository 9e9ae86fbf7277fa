/* The mean row: what always answering with the mean of all rows would get, without a net. No other constant answer has a
 * smaller mean squared error, so a model that has learnt something is below it. */
#ifndef AE_MODEL_MEAN_ROW_H
#define AE_MODEL_MEAN_ROW_H

#include "base/pool.h"
#include "kernel/spread.h"
#include "tensor/layout.h"

typedef struct ae_mean_row {
    ae_real *first; /* each: one number a column. The memory is a context's */
    double *sum, *squares, *seen;
    size_t columns, rows;
    bool gaps;               /* NaN is a gap, which does not count */
    const ae_layout *layout; /* categories do not count either; NULL: there are none */
} ae_mean_row;

void ae_mean_row_begin(ae_mean_row *m);

/* The next rows. The result does not depend on how rows are cut into batches, on threads, or on the set. */
void ae_mean_row_add(ae_mean_row *m, size_t isa, const ae_real *x, size_t rows, ae_pool *pool);

/* The mean squared error, over all numbers that are there, of the mean of all rows; 0 if there are none. */
double ae_mean_row_mse(const ae_mean_row *m);

#endif
