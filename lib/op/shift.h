/* y = x, moved: each plane of a row by the same number of rows and columns, each evenly from -by to by; 0 comes in from the
 * sides. Input: x, channels x height x width. What is drawn is a function of the run's seed and step, `name` and the data row:
 * backward draws it again. */
#ifndef AE_OP_SHIFT_H
#define AE_OP_SHIFT_H

#include "op/op.h"

typedef struct ae_shift_attr {
    size_t by;
    bool fixed;    /* drawn once for each data row; otherwise anew each step */
    uint32_t name; /* ae_hash_name of the node's name */
} ae_shift_attr;

#endif
