/* y = activation(x W + bias): a row times a matrix. Inputs: x, W, and perhaps the bias. */
#ifndef AE_OP_AFFINE_H
#define AE_OP_AFFINE_H

#include "op/layout.h"

typedef struct ae_affine_attr {
    bool transpose; /* W is stored [out][in] instead of [in][out]: another layer's weights, tied */
    const ae_activation
        *activation; /* folded in by the planner; NULL = none. backward is then given the gradient before it */
    double parameter;
    const ae_layout *layout; /* affine_codes: of its x; otherwise NULL */
} ae_affine_attr;

/* ae_op.shape and ae_op.fold: they compute no numbers, and are compiled once for all sets. */
ae_status ae_affine_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e);
ae_status ae_affine_codes_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e);
const void *ae_affine_fold(const void *attr, const ae_activation *activation, double parameter, ae_arena *arena);

#endif
