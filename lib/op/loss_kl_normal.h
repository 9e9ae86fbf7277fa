/* How far normal distributions, one for each element of a row, are from the standard one: the sum over the row of the
 * Kullback-Leibler divergences (mean^2 + variance - 1 - log variance) / 2, in nats (Kingma & Welling 2014, "Auto-Encoding
 * Variational Bayes", appendix B). Inputs: mean, log_variance. */
#ifndef AE_OP_LOSS_KL_NORMAL_H
#define AE_OP_LOSS_KL_NORMAL_H

#include "op/op.h"

typedef struct ae_loss_kl_normal_attr {
    double free_bits; /* each element counts as at least so many nats; at less than that it has no gradient. 0 = none */
} ae_loss_kl_normal_attr;

#endif
