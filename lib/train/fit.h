/* fit: steps over epochs, with everything that watches them. */
#ifndef AE_TRAIN_FIT_H
#define AE_TRAIN_FIT_H

#include "train/trainer.h"

/* Callbacks run with the host's floating-point mode, all else with the library's. Options have their defaults filled in but
 * for batch, epochs and steps, which depend on the rows. */
ae_status ae_fit_run(ae_model *model, const ae_rows *rows, const ae_fit_options *options, ae_error *e);
ae_status ae_fit_bytes(size_t *bytes, const ae_model *model, const ae_rows *rows, const ae_fit_options *options,
                       ae_error *e);

#endif
