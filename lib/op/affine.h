/* y = activation(x W + bias): a row times a matrix. Inputs: x, W, and perhaps the bias. */
#ifndef AE_OP_AFFINE_H
#define AE_OP_AFFINE_H

#include "op/op.h"

typedef struct ae_affine_attr {
    bool transpose; /* W is stored [out][in] instead of [in][out]: another layer's weights, tied */
    const ae_activation
        *activation; /* folded in by the planner; NULL = none. backward is then given the gradient before it */
    double parameter;
} ae_affine_attr;

#endif
