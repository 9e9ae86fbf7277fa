/* The density of a model's codes, from rows. */
#ifndef AE_MODEL_DENSITY_FIT_H
#define AE_MODEL_DENSITY_FIT_H

#include "base/fpu.h"
#include "model/density.h"

/* As ae_density_fit, with options whose defaults are filled in; the model's own density is replaced at the end. */
ae_status ae_density_from_rows(ae_model *m, const ae_rows *rows, const ae_density_options *options, ae_fpu *host,
                               ae_error *e);

#endif
