/* Why a step was refused: a row, a value in it, or the weights. */
#ifndef AE_TRAIN_BLAME_H
#define AE_TRAIN_BLAME_H

#include "data/dataset.h"
#include "policy/policy.h"
#include "prepare/statistics.h"

typedef struct ae_blamed { /* a batch whose loss, or whose gradient, is no ordinary one */
    const ae_dataset *dataset;
    const ae_scaling *scaling; /* that the net gets its numbers by */
    const ae_reading *reading;
    const double *losses; /* of its rows */
    const float *weights; /* the same; NULL = 1 each */
    size_t rows;
    const ae_clock *clock; /* with the batch's loss */
    double usual;          /* what losses were like before; 0 = not known */
    bool gradients;        /* the loss was taken; a gradient is not finite */
} ae_blamed;

/* AE_EDATA, with row and column, if the row of the largest loss holds a value that is far too large. Otherwise AE_EDIVERGED,
 * with that row if its loss alone makes up the batch's. */
ae_status ae_blame_step(const ae_blamed *b, ae_error *e);

/* The same AE_EDATA for the first such value of any rows that have been read, or AE_OK if there is none. */
ae_status ae_blame_rows(const ae_dataset *dataset, const ae_scaling *scaling, const ae_reading *reading, size_t rows,
                        ae_error *e);

#endif
