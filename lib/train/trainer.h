/* A trainer: the memory of training, steps on batches, and what follows from their losses. */
#ifndef AE_TRAIN_TRAINER_H
#define AE_TRAIN_TRAINER_H

#include "model/infer.h"
#include "model/scaling.h"
#include "train/facts.h"
#include "train/link.h"
#include "train/state.h"

/* Makes a trainer from options whose defaults are filled in, for batches of at most options->batch rows. The link to the
 * other parts of the training must outlive it; NULL: it opens its own. */
ae_status ae_trainer_make(ae_trainer **out, ae_model *model, const ae_fit_options *options, const ae_setting *setting,
                          ae_link *link, ae_error *e);
void ae_trainer_destroy(ae_trainer *trainer);
ae_status ae_trainer_bytes(size_t *bytes, const ae_model *model, const ae_fit_options *options, const ae_setting *setting,
                           ae_link *link, ae_error *e);

/* The model's scaling may have been fitted since the last step. */
void ae_trainer_follow_scaling(ae_trainer *trainer);

/* One step on a batch of a dataset. What is drawn at random in it hangs on the options' seed, the trainer's number of steps
 * and the rows' numbers. The loss before the update. Errors: AE_ENONFINITE, AE_EDATA, AE_EHOST, AE_EDIVERGED: in each case
 * the weights are as before, or, if they are to blame, the last good ones. */
ae_status ae_trainer_run(ae_trainer *trainer, const ae_dataset *dataset, const ae_batch *batch, double *loss, ae_error *e);

/* Parts of one training stop together. Notes that this one was told to; the others hear of it with the next step, after
 * which all know the reason. AE_STOP_DONE: none was told. */
void ae_trainer_wish(ae_trainer *trainer, ae_stop reason);
ae_stop ae_trainer_agreed(const ae_trainer *trainer);

/* Once training has diverged: goes through all rows for a value that is far too large. Its step may have had a loss and
 * spoilt the weights of later ones. AE_EDATA with its row and column, AE_OK if there is none. */
ae_status ae_trainer_blame(ae_trainer *trainer, const ae_dataset *dataset, ae_error *e);

/* Of the validation rows: NaN and nothing where there are none. */
typedef struct ae_validation {
    double loss;
    size_t n_metrics;
    ae_metric metrics[AE_METRICS_MAX];
} ae_validation;

/* Epochs: begin one; its loss so far, NaN if no row had a weight; at its end, ask the policies. */
void ae_trainer_begin_epoch(ae_trainer *trainer);
double ae_trainer_epoch_loss(const ae_trainer *trainer);
void ae_trainer_end_epoch(ae_trainer *trainer, const ae_validation *valid);

/* Whether a policy looks at this metric of the validation rows. */
bool ae_trainer_watches(const ae_trainer *trainer, const char *metric);

/* The same for a host that makes its steps one by one: after each of them. A training that is over gets its best weights. */
void ae_trainer_turn_epoch(ae_trainer *trainer);

/* Why a policy has ended the training; AE_STOP_DONE: none has. */
ae_stop ae_trainer_stopped(const ae_trainer *trainer);

/* The training is over: if a policy kept the best weights, the model gets them. */
void ae_trainer_finish(ae_trainer *trainer);

/* Puts back the last good weights, with the optimizer's memory of that time. */
void ae_trainer_go_back(ae_trainer *trainer);
bool ae_trainer_is_finite(const ae_trainer *trainer); /* the weights */

/* What a checkpoint says of rows; reads those that lie in memory. Of no use if `cancel` is set meanwhile. Errors: as
 * ae_trainer_run. */
ae_status ae_trainer_look(ae_rows_facts *facts, ae_trainer *trainer, const ae_dataset *dataset,
                          const volatile int32_t *cancel, ae_error *e);
ae_facts *ae_trainer_facts(ae_trainer *trainer);

ae_model *ae_trainer_model(ae_trainer *trainer);
size_t ae_trainer_batch(const ae_trainer *trainer);
uint32_t *ae_trainer_ids(ae_trainer *trainer); /* room for a batch's row numbers */
const ae_training_state *ae_trainer_state(const ae_trainer *trainer);
double ae_trainer_rate(const ae_trainer *trainer);                         /* of the last step */
size_t ae_trainer_losses(const ae_trainer *trainer);                       /* losses and penalties, at most AE_LOSSES_MAX */
const char *ae_trainer_loss_name(const ae_trainer *trainer, size_t index); /* its name */
double ae_trainer_seconds(const ae_trainer *trainer);
double ae_trainer_seconds_left(const ae_trainer *trainer); /* of a training whose steps are known: as in ae_progress */
bool ae_trainer_may_stop(const ae_trainer *trainer);       /* likewise */
void ae_trainer_describe(ae_trainer_info *info, const ae_trainer *trainer);

/* Writes what was done so far into the model: after each step, so that a callback can save it. */
void ae_trainer_record(ae_trainer *trainer, double scale);

#endif
