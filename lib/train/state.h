/* What a training is made of, besides its plan and its working memory: all that changes from step to step. A checkpoint
 * holds this, the slabs that are kept, and the policies' numbers; nothing else of a trainer outlives a step. */
#ifndef AE_TRAIN_STATE_H
#define AE_TRAIN_STATE_H

#include "optim/optim.h"

/* A place in a training: what the model's record and the optimizer say there. */
typedef struct ae_mark {
    uint64_t steps, rows; /* done; steps that were refused count */
    uint64_t updates;     /* of the optimizer since it was fresh */
    double last_loss;
    double optimizer[AE_OPTIM_NUMBERS];
} ae_mark;

typedef struct ae_training_state {
    ae_mark now;
    ae_mark good; /* when the slab "good" was filled */
    ae_mark best; /* when the slab "best" was filled */
    uint64_t has_good, has_best;
    double epoch_loss, epoch_weight; /* sums over the steps of the epoch so far */
    double parts[AE_LOSSES_MAX];     /* the same of each loss */
    uint64_t best_epoch;             /* 0 = none yet */
    double best_loss;
    uint64_t refused;                             /* steps, by the guard */
    double drift_count, drift_mean, drift_square; /* of the steps' losses: how many, their running mean and variance */
    double seconds;                               /* of the training before this trainer was made */
    double rate;                                  /* of the last step, times the optimizer's own; only in a checkpoint */
    uint64_t ended;                               /* steps after which the policies have last seen the end of an epoch */
    uint64_t stopped;                             /* an ae_stop: which policy has ended the training */
} ae_training_state;

#endif
