/* Sum or mean over a parameter's elements of |w| or w^2. Input: the parameter. It is one number a step: every row's loss is
 * that number, so that it is in their weighted mean once. */
#ifndef AE_OP_LOSS_WEIGHTS_H
#define AE_OP_LOSS_WEIGHTS_H

#include "op/op.h"

typedef struct ae_loss_weights_attr {
    bool square; /* instead of the absolute value */
    bool sum;    /* instead of the mean */
} ae_loss_weights_attr;

#endif
