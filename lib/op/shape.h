/* Shapes of results that several ops have; once for all kernel sets. Each but the last is an `ae_op.shape`. */
#ifndef AE_OP_SHAPE_H
#define AE_OP_SHAPE_H

#include "op/op.h"

/* The first input's. */
ae_status ae_op_shape_same(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e);

/* Of a loss: one number, from a prediction and, where there is one, a target of as many. */
ae_status ae_op_shape_loss(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e);

/* Of a loss's op by feature: the prediction's. */
ae_status ae_op_shape_terms(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e);

/* The first input's, where each of the others has the shape `wanted`; `what` says in an error what they are: "layernorm:
 * weights". */
ae_status ae_op_shape_with(ae_shape *out, const ae_shape *in, size_t n_in, const ae_shape *wanted, const char *what,
                           ae_error *e);

#endif
