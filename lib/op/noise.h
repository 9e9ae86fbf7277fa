/* y = x with random numbers in it. Input: x. What is drawn is a function of the run's seed and step, `name`, the data row
 * and the element: backward draws it again. */
#ifndef AE_OP_NOISE_H
#define AE_OP_NOISE_H

#include "op/op.h"

/* With d = offset + scale * draw: */
typedef enum ae_noise_kind {
    AE_NOISE_ADD,      /* x + d */
    AE_NOISE_MULTIPLY, /* x d */
    AE_NOISE_REPLACE   /* x scale; but with probability p, `low` or `high` in its place, both equally likely */
} ae_noise_kind;

typedef struct ae_noise_attr {
    ae_noise_kind kind;
    bool normal;   /* draws have mean 0 and deviation 1; otherwise they are uniform in 0 ... 1, as REPLACE needs them */
    bool fixed;    /* drawn once for each data row; otherwise anew each step */
    uint32_t name; /* ae_hash_name of the node's name */
    size_t shared; /* elements side by side with one draw between them: a channel's, otherwise 1 */
    double offset, scale, p, low, high;
} ae_noise_attr;

#endif
