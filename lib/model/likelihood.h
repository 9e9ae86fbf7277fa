/* How likely a variational autoencoder finds rows, by importance sampling. */
#ifndef AE_MODEL_LIKELIHOOD_H
#define AE_MODEL_LIKELIHOOD_H

#include "model/infer.h"

typedef struct ae_likelihood {
    const ae_model *model;
    ae_context *context;
    const ae_entry *entry;      /* ae_context_draws */
    float *likelihoods, *elbos; /* one for each row; either may be NULL */
    size_t draws;
    uint64_t seed;
} ae_likelihood;

/* Errors: as ae_model_likelihood. */
ae_status ae_likelihood_run(const ae_likelihood *l, const ae_dataset *d, ae_error *e);

#endif
