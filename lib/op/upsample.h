/* The planes of an image, resized along both axes as kernel/stretch.h does it along one. */
#ifndef AE_OP_UPSAMPLE_H
#define AE_OP_UPSAMPLE_H

#include "op/op.h"

typedef struct ae_upsample_attr {
    size_t height, width; /* of the result */
    bool linear;
} ae_upsample_attr;

#endif
