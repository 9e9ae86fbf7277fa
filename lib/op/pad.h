/* The planes of an image with margins added or, where they are negative, cut off. */
#ifndef AE_OP_PAD_H
#define AE_OP_PAD_H

#include "op/op.h"

typedef struct ae_pad_attr {
    ptrdiff_t top, left;  /* what is added before the first row and column */
    size_t height, width; /* of the result */
    bool replicate;       /* margins repeat the edge; otherwise they are 0. Nothing is cut off then */
} ae_pad_attr;

#endif
