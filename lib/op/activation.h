/* y = f(x), element by element. Input: x. */
#ifndef AE_OP_ACTIVATION_H
#define AE_OP_ACTIVATION_H

#include "op/op.h"
#include <string.h>

typedef struct ae_activation_attr {
    const ae_activation *activation;
    double parameter;
} ae_activation_attr;

/* The attributes of an op that is this one, in whichever set; NULL if it is another. */
static inline const ae_activation_attr *ae_activation_applied(const ae_op *op, const void *attr)
{
    return strcmp(op->name, "activation") == 0 ? attr : NULL;
}

#endif
