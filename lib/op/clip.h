/* y = x, brought into low ... high. Input: x. What lies at an end does not move with x and has no gradient; where `returns`,
 * it has the gradient that leads back between the ends, so that training can bring x back. */
#ifndef AE_OP_CLIP_H
#define AE_OP_CLIP_H

#include "op/op.h"

typedef struct ae_clip_attr {
    double low, high;
    bool returns;
} ae_clip_attr;

#endif
