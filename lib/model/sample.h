/* New codes, by chance. */
#ifndef AE_MODEL_SAMPLE_H
#define AE_MODEL_SAMPLE_H

#include "model/model.h"

/* Whether it is known how the model's codes are spread and, where the flags ask for that, its rows. AE_EUNSUPPORTED, with
 * what would help. */
ae_status ae_sample_check(const ae_model *m, uint64_t flags, ae_error *e);

/* Codes of the rows with these numbers, one after the other. Each is a function of seed and row alone. */
void ae_sample_codes(float *codes, const ae_model *m, const ae_sample_options *o);

#endif
