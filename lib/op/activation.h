/* y = f(x), element by element. Input: x. */
#ifndef AE_OP_ACTIVATION_H
#define AE_OP_ACTIVATION_H

#include "op/op.h"

typedef struct ae_activation_attr {
    const ae_activation *activation;
    double slope;
} ae_activation_attr;

#endif
