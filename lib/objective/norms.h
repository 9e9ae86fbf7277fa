/* What l1 and l2 share. */
#ifndef AE_OBJECTIVE_NORMS_H
#define AE_OBJECTIVE_NORMS_H

#include "objective/objective.h"

typedef struct ae_norm_options {
    ae_objective_options objective;
    int reduce;
} ae_norm_options;

#define AE_NORM_FIELDS                                                                                      \
    AE_PENALTY_FIELDS("code", "code, a layer, a tensor such as dense1.weight, or weights for all of them"), \
        { "reduce", AE_FIELD_CHOICE, offsetof(ae_norm_options, reduce),    "sum", 0,                        \
          0,        ae_reduce_words, "over a row's or a tensor's elements" },                               \
        AE_FIELDS_END

/* A loss op without a target where `on` is a value, the penalty op of parameters where it is one. */
ae_status ae_objective_norm(size_t *out, ae_builder *b, const ae_norm_options *options, bool square, const size_t *on);

#endif
