/* mae: mean over a row's elements of the absolute error. */
#include "objective/objective.h"

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    return ae_objective_loss(out, b, options, "loss_mae", (ae_loss_attr){ 0 }, in, n_in);
}

const ae_objective ae_objective_mae = {
    .item = "loss",
    .name = "mae",
    .doc = AE_DOC("mean over a row's elements of the absolute error"),
    .fields = ae_loss_fields,
    .options_size = sizeof(ae_objective_options),
    .labels = AE_LABELS_NUMBERS,
    .emit = emit,
};
