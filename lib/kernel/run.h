/* What a computing call carries besides its tensors. */
#ifndef AE_KERNEL_RUN_H
#define AE_KERNEL_RUN_H

#include "base/pool.h"
#include "tensor/shape.h"

typedef struct ae_run {
    size_t rows;       /* of this batch or chunk */
    ae_pool *pool;     /* NULL = serial */
    void *scratch;     /* AE_ALIGN-aligned; as much as the plan asked for, shared by all its steps */
    ae_sgemm_fn sgemm; /* NULL = own kernels */
    void *sgemm_user;
    const float *row_weights; /* NULL = 1 each */
    const uint32_t
        *ids; /* row i is data row first + ids[i]; NULL: first + i. With seed and step, the place of what is drawn */
    size_t first;
    uint64_t seed;
    uint32_t step;         /* from 1; what is drawn once and for all is drawn at step 0 */
    double gradient_scale; /* d(total loss)/d(sum over rows of weight x row loss): 1 / sum of the batch's weights */
    const double *factors; /* for each loss of the plan, what its weight is multiplied by; NULL = 1 each */
    double mean_scale;     /* 1 / sum of these rows' weights: another number where they are a piece of the batch */
} ae_run;

#endif
