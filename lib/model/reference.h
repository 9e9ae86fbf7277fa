/* A scorer from reference rows: what usual scores are. */
#ifndef AE_MODEL_REFERENCE_H
#define AE_MODEL_REFERENCE_H

#include "base/fpu.h"
#include "model/scorer.h"

/* As ae_scorer_fit, of an options' kind and threads; the model's own scorer is replaced at the end. */
ae_status ae_reference_fit(ae_model *m, const ae_rows *rows, const char *kind, size_t threads, ae_fpu *host, ae_error *e);

#endif
