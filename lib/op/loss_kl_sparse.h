/* The Kullback-Leibler divergence of each element's mean over the batch from rho, summed over the elements: Ng 2011, "Sparse
 * autoencoder" (CS294A lecture notes), section 3. Input: values in 0 ... 1. The mean is weighted by the rows' weights and
 * kept 2^-23 away from 0 and 1. It is one number a step: every row's loss is that number. */
#ifndef AE_OP_LOSS_KL_SPARSE_H
#define AE_OP_LOSS_KL_SPARSE_H

#include "op/op.h"

typedef struct ae_loss_kl_sparse_attr {
    double rho; /* in 0 ... 1, without the ends */
} ae_loss_kl_sparse_attr;

#endif
