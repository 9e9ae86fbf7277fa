/* The planes of an image, resized: the nearest element, or a line between the two neighbours along each axis, with the
 * corners of the two images (not the middles of their corner elements) on each other. */
#ifndef AE_OP_UPSAMPLE_H
#define AE_OP_UPSAMPLE_H

#include "op/op.h"

typedef struct ae_upsample_attr {
    size_t height, width; /* of the result */
    bool linear;
} ae_upsample_attr;

#endif
