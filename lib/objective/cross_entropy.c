/* cross_entropy: of two distributions over a row's elements. It is computed from what goes into the output's softmax, which
 * neither overflows nor loses digits. A head's label is the number of a class: a column that is a category, as in the loss
 * of columns, in which there is then no number whose loss would matter. */
#include "objective/objective.h"

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const size_t logits = ae_objective_before(b->graph, in[0], "softmax"), from[] = { logits, in[1] };
    if (logits == in[0])
        return ae_fail(b->error, AE_EVALUE, "cross_entropy needs an output that sums to 1: give the last layer act=softmax");
    return b->classes
               ? ae_objective_loss(out, b, options, "loss_mse", (ae_loss_attr){ .sum = false }, from, n_in)
               : ae_objective_loss(out, b, options, "loss_cross_entropy_logits", (ae_loss_attr){ .sum = true }, from, n_in);
}

const ae_objective ae_objective_cross_entropy = {
    .item = "loss",
    .name = "cross_entropy",
    .doc = AE_DOC("of categories, summed over a row's elements"),
    .fields = ae_loss_fields,
    .options_size = sizeof(ae_objective_options),
    .unit_targets = true,
    .is_likelihood = ae_objective_is_likelihood,
    .labels = AE_LABELS_CLASS,
    .emit = emit,
};
