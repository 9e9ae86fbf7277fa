/* A convolution and its transposition (kernel/conv.h). Inputs: images, weights, and perhaps the bias. */
#ifndef AE_OP_CONV_H
#define AE_OP_CONV_H

#include "kernel/conv.h"
#include "op/op.h"

typedef struct ae_conv_attr {
    ae_conv conv;
    bool transposed;                 /* makes x of y, where the convolution makes y of x */
    const ae_activation *activation; /* folded in by the planner; NULL = none */
    double parameter;
} ae_conv_attr;

/* ae_op.shape and ae_op.fold: they compute no numbers, and are compiled once for all sets. */
ae_status ae_conv_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e);
const void *ae_conv_fold(const void *attr, const ae_activation *activation, double parameter, ae_arena *arena);

#endif
