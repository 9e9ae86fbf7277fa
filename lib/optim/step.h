/* For the files of optimizers. */
#ifndef AE_OPTIM_STEP_H
#define AE_OPTIM_STEP_H

#include "kernel/loop.h"
#include "optim/optim.h"

/* `begin` of those that keep nothing but their slots from step to step. */
static inline void ae_no_state(const void *options, double *state, uint64_t step)
{
    (void)options, (void)state, (void)step;
}

#endif
