/* The loss of a row of numbers and categories, in which each column counts alike. Inputs: the net's row, with a category's
 * elements as logits; the caller's row, a NaN or no code being a gap; where the attributes say so, a weight for each column
 * of the caller's row. Row loss = sum or mean over columns of weight x feature x term, with the term of a number that of
 * another loss, and that of a category log(sum exp z) - z[code]. A gap's term is 0.
 *
 * The op by feature has the same inputs and, as the last one, the parts of the losses before, if there are any. It writes a
 * part for each column. */
#ifndef AE_OP_LOSS_COLUMNS_H
#define AE_OP_LOSS_COLUMNS_H

#include "op/layout.h"

typedef struct ae_loss_columns_attr {
    const ae_layout *layout;
    const ae_op *numbers;    /* loss_mse, loss_mae, loss_huber ...: one that has `terms`, of the kernel set that will run */
    double delta;            /* its; 0 = 1 */
    const ae_real *features; /* a weight for each column; NULL = 1 each */
    bool weighted;           /* the third input are weights */
    bool sum;                /* over the columns, instead of the mean */
} ae_loss_columns_attr;

#endif
