/* Why a training ended, in words. */
#ifndef AE_TOOL_ENDING_H
#define AE_TOOL_ENDING_H

#include "ae.h"

typedef struct ending {
    char reason[96];   /* "stopped: no better loss for 5 epochs" */
    char weights[128]; /* "the weights are those of epoch 12 (valid loss 0.0037)"; empty where no epoch has ended */
} ending;

/* `trained` is what the model says of its training, `stopper` who cancelled it, `valid` whether rows were held out. */
ending describe_ending(const ae_fit_report *fit, const ae_model_info *trained, const char *stopper, bool valid);

/* Of 1 or of more. */
const char *plural(uint64_t n);

#endif
