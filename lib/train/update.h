/* A step's last part: what is done with the gradients, in one order for all trainings. Where the text
 * chooses no policy, the guard and the optimizer are all of it. */
#ifndef AE_TRAIN_UPDATE_H
#define AE_TRAIN_UPDATE_H

#include "policy/choice.h"
#include "policy/slices.h"

typedef struct ae_update {
    const ae_choice *choice;
    ae_pass pass;
    ae_real *slot[AE_OPTIM_SLOTS];
    double *numbers; /* the optimizer's, AE_OPTIM_NUMBERS of them */
    double rate;     /* of the last step, times the optimizer's own */
} ae_update;

/* Whether all gradients are finite, and what state would go towards. */
bool ae_update_is_finite(const ae_update *u);

/* The policies' hooks before, the rate, the optimizer's pass number `pass` (from 1), norms' limits, the hooks after. */
void ae_update_run(ae_update *u, const ae_clock *clock, uint64_t pass);

#endif
