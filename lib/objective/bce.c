/* bce: binary cross-entropy. After a sigmoid it is computed from what goes into the sigmoid, which neither overflows nor
 * loses digits; otherwise from the probabilities, kept away from 0 and 1. */
#include "objective/objective.h"

typedef struct bce_options {
    ae_objective_options objective;
    int reduce;
} bce_options;

static const ae_field fields[] = {
    { "reduce", AE_FIELD_CHOICE, offsetof(bce_options, reduce), AE_DEFAULT("mean", "over a row's elements"),
      .words = ae_reduce_words },
    AE_FIELDS_MORE(ae_loss_fields),
};

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const bce_options *o = options;
    const size_t logits = ae_objective_before(b->graph, in[0], "sigmoid"), from[] = { logits, in[1] };
    return ae_objective_loss(out, b, &o->objective, logits == in[0] ? "loss_bce" : "loss_bce_logits",
                             (ae_loss_attr){ .sum = o->reduce == 1 }, from, n_in);
}

static bool is_likelihood(const void *options)
{
    return ((const bce_options *)options)->reduce == 1;
}

static ae_status draw(size_t *out, ae_builder *b, const void *options, size_t value)
{
    (void)options;
    return ae_objective_draw(out, b, (ae_draw_attr){ .chances = true }, value);
}

const ae_objective ae_objective_bce = {
    .item = "loss",
    .name = "bce",
    .doc = AE_DOC("binary cross-entropy"),
    .fields = fields,
    .options_size = sizeof(bce_options),
    .unit_targets = true,
    .is_likelihood = is_likelihood,
    .emit = emit,
    .draw = draw,
};
