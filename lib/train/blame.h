/* Why a step's loss is not finite: a value among its rows, or the weights. */
#ifndef AE_TRAIN_BLAME_H
#define AE_TRAIN_BLAME_H

#include "data/dataset.h"

typedef struct ae_blamed { /* a batch whose loss is not finite */
    const ae_dataset *dataset;
    const ae_reading *reading;
    const double *losses; /* of its rows */
    size_t rows;
} ae_blamed;

/* AE_EDATA, with row and column, if the first of these rows whose loss is not finite holds a value that is far too large;
 * otherwise AE_EDIVERGED. */
ae_status ae_blame_step(const ae_blamed *b, uint64_t step, double loss, ae_error *e);

/* The same AE_EDATA for the first such value of any rows that have been read, or AE_OK if there is none. */
ae_status ae_blame_rows(const ae_dataset *dataset, const ae_reading *reading, size_t rows, ae_error *e);

#endif
