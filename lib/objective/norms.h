/* What l1 and l2 share. */
#ifndef AE_OBJECTIVE_NORMS_H
#define AE_OBJECTIVE_NORMS_H

#include "objective/objective.h"

typedef struct ae_norm_options {
    ae_objective_options objective;
    int reduce;
} ae_norm_options;

extern const ae_field ae_norm_fields[];

/* A loss op without a target where `on` is a value, the penalty op of parameters where it is one. */
ae_status ae_objective_norm(size_t *out, ae_builder *b, const ae_norm_options *options, bool square, const size_t *on);

#endif
