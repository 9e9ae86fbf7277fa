/* A step's last part: the optimizer goes over all weights, along their gradients. */
#ifndef AE_TRAIN_UPDATE_H
#define AE_TRAIN_UPDATE_H

#include "train/choice.h"

typedef struct ae_update {
    const ae_params *params;
    size_t isa;
    const ae_choice *choice;
    ae_real *weights, *slot[AE_OPTIM_SLOTS];
    const ae_real *gradients; /* at the place of state: what the forward pass saw */
    double numbers[AE_OPTIM_NUMBERS];
    ae_pool *pool;
} ae_update;

void ae_update_run(ae_update *u, uint64_t step); /* from 1 */

#endif
