/* Who keeps a fit's checkpoints: goes on from one where it is there, and writes one when it is time to. */
#ifndef AE_TRAIN_KEEPER_H
#define AE_TRAIN_KEEPER_H

#include "train/checkpoint.h"

typedef struct ae_keeper { /* {0}: keeps none */
    const char *path;
    uint64_t every;   /* steps; 0 = they do not matter */
    size_t epochs;    /* the same: the steps of so many epochs */
    double seconds;   /* 0 = time does not matter */
    uint64_t written; /* the step after which the last one was written, or read */
    double at;        /* when */
} ae_keeper;

/* Looks whether the options' path can be written. Where it or PATH.old is there already, the trainer goes on from that,
 * which the report tells. Errors: as ae_checkpoint_read. */
ae_status ae_keeper_open(ae_keeper *k, ae_fit_report *report, ae_trainer *t, const ae_fit_options *o, ae_error *e);

/* After a step, unless there is one of it already: writes if it is time, or if that was the last one. */
ae_status ae_keeper_step(ae_keeper *k, const ae_trainer *t, bool last, ae_error *e);

#endif
