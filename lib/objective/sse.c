/* sse: sum over a row's elements of the squared error. */
#include "objective/objective.h"

static const ae_field fields[] = { AE_OBJECTIVE_FIELDS, AE_FIELDS_END };

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    return ae_objective_loss(out, b, options, "loss_mse", (ae_loss_attr){ .sum = true }, in, n_in);
}

const ae_objective ae_objective_sse = {
    .item = "loss",
    .name = "sse",
    .doc = "sum over a row's elements of the squared error",
    .fields = fields,
    .options_size = sizeof(ae_objective_options),
    .emit = emit,
};
