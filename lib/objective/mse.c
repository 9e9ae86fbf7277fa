/* mse: mean over a row's elements of the squared error. */
#include "objective/objective.h"

static const ae_field fields[] = { AE_OBJECTIVE_FIELDS, AE_OBJECTIVE_FIELDS_END };

static ae_status emit(size_t *out, ae_builder *b, const void *options, size_t prediction, size_t target)
{
    return ae_objective_loss(out, b, options, "loss_mse", NULL, prediction, target);
}

const ae_objective ae_objective_mse = { "mse", "mean over a row's elements of the squared error", fields,
                                        sizeof(ae_objective_options), emit };
