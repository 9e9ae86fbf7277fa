/* The squared Frobenius norm of the Jacobian of h = f(x W + b) with f the sigmoid or tanh, in closed form:
 * sum over j of f'_j^2 sum over i of W_ij^2: Rifai et al. 2011, "Contractive auto-encoders: explicit invariance during
 * feature extraction". Inputs: h, W. */
#ifndef AE_OP_LOSS_CONTRACTIVE_H
#define AE_OP_LOSS_CONTRACTIVE_H

#include "op/op.h"

typedef struct ae_loss_contractive_attr {
    bool tanh; /* otherwise sigmoid */
} ae_loss_contractive_attr;

#endif
