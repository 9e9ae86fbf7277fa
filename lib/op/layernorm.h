/* y = (x - mean) / sqrt(variance + eps) * weight + bias: mean and biased variance of each row, weight and bias for each
 * element (Ba, Kiros, Hinton 2016). Inputs: x, weight, bias. */
#ifndef AE_OP_LAYERNORM_H
#define AE_OP_LAYERNORM_H

#include "op/op.h"

typedef struct ae_layernorm_attr {
    double eps;
} ae_layernorm_attr;

#endif
