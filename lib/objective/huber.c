/* huber: squared near 0, linear beyond delta: Huber 1964, "Robust estimation of a location parameter"; mean over a row's
 * elements. */
#include "objective/objective.h"

typedef struct huber_options {
    ae_objective_options objective;
    double delta;
} huber_options;

static const ae_field fields[] = {
    { "delta", AE_FIELD_REAL, offsetof(huber_options, delta), AE_DEFAULT("1", "where the line begins"), 1e-6, 1e6 },
    AE_FIELDS_MORE(ae_loss_fields),
};

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const huber_options *o = options;
    return ae_objective_loss(out, b, &o->objective, "loss_huber", (ae_loss_attr){ .delta = o->delta }, in, n_in);
}

const ae_objective ae_objective_huber = {
    .item = "loss",
    .name = "huber",
    .doc = AE_DOC("Huber's loss"),
    .fields = fields,
    .options_size = sizeof(huber_options),
    .labels = AE_LABELS_NUMBERS,
    .emit = emit,
};
