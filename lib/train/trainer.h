/* A trainer: the memory of training, and one step on one batch. */
#ifndef AE_TRAIN_TRAINER_H
#define AE_TRAIN_TRAINER_H

#include "model/infer.h"

/* Makes a trainer from options whose defaults are filled in, for batches of at most options->batch rows. */
ae_status ae_trainer_make(ae_trainer **out, ae_model *model, const ae_fit_options *options, ae_error *e);
void ae_trainer_destroy(ae_trainer *trainer);
ae_status ae_trainer_bytes(size_t *bytes, const ae_model *model, const ae_fit_options *options, ae_error *e);

/* One step on a batch of a dataset. What is drawn at random in it hangs on the options' seed, the trainer's number of steps
 * and the rows' numbers. The loss before the update. Errors: AE_ENONFINITE, AE_EDATA, AE_EHOST, AE_EDIVERGED: in each case
 * the weights are as before. */
ae_status ae_trainer_run(ae_trainer *trainer, const ae_dataset *dataset, const ae_batch *batch, double *loss, ae_error *e);

/* Once training has diverged: goes through all rows for a value that is far too large. Its step may have had a loss and
 * spoilt the weights of later ones. AE_EDATA with its row and column, AE_OK if there is none. */
ae_status ae_trainer_blame(ae_trainer *trainer, const ae_dataset *dataset, ae_error *e);

/* The batch's sum of weights in the last step: what its loss counts in an epoch's mean. */
double ae_trainer_weight(const ae_trainer *trainer);

/* Keeps a copy of the model's weights, scale and record, and puts it back. */
void ae_trainer_keep(ae_trainer *trainer);
void ae_trainer_restore(ae_trainer *trainer);
bool ae_trainer_is_finite(const ae_trainer *trainer); /* the weights */

ae_model *ae_trainer_model(ae_trainer *trainer);
size_t ae_trainer_batch(const ae_trainer *trainer);
uint32_t *ae_trainer_ids(ae_trainer *trainer); /* room for a batch's row numbers */
/* Writes what was done so far into the model: after each step, so that a callback can save it. */
void ae_trainer_record(ae_trainer *trainer, double scale);

#endif
