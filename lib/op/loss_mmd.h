/* How far the rows of a batch are from a normal distribution: the maximum mean discrepancy between them and as many draws
 * with mean 0 and deviation 1, with the kernel sum of C / (C + |x - y|^2) over several C: Tolstikhin et al. 2018,
 * "Wasserstein auto-encoders", section 4. Input: the rows. It is one number a step: every row's loss is that number.
 *
 * With q a row's weight over the sum of all, x the rows and z the draws, it is the estimate without bias
 *
 *     sum over i != j of q_i q_j (k(x_i, x_j) + k(z_i, z_j)) / sum over i != j of q_i q_j - 2 sum of q_i q_j k(x_i, z_j)
 *
 * which may be negative, and 0 where fewer than two rows count. A draw counts as much as the row that it belongs to. It is a
 * function of the run's seed and step, `name`, the data row and the element. */
#ifndef AE_OP_LOSS_MMD_H
#define AE_OP_LOSS_MMD_H

#include "op/op.h"

typedef struct ae_loss_mmd_attr {
    uint32_t name; /* ae_hash_name of what the draws belong to */
} ae_loss_mmd_attr;

#endif
