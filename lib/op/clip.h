/* y = x, brought into low ... high. Input: x. */
#ifndef AE_OP_CLIP_H
#define AE_OP_CLIP_H

#include "op/op.h"

typedef struct ae_clip_attr {
    double low, high;
} ae_clip_attr;

#endif
