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

/* The row is one category: a level of it is drawn, and becomes 1 among zeros. */
static ae_status draw(size_t *out, ae_builder *b, const void *options, size_t value)
{
    const ae_shape shape = b->graph->values[value].shape;
    const size_t logits = ae_objective_before(b->graph, value, "softmax");
    struct one_category {
        ae_layout_attr attr;
        ae_layout layout;
        ae_layout_column column;
    } *of = ae_builder_attr(b, sizeof *of);
    ae_builder own = *b;
    (void)options;
    if (!of)
        return AE_ENOMEM;
    of->column = (ae_layout_column){ ae_shape_size(&shape), 0 };
    of->layout = (ae_layout){ 1, ae_shape_size(&shape), &of->column };
    of->attr.layout = own.layout = &of->layout;
    AE_TRY(ae_objective_draw(out, &own, (ae_draw_attr){ 0 }, logits));
    AE_TRY(ae_builder_apply(out, b, "collapse", &of->attr, out, 1));
    AE_TRY(ae_builder_apply(out, b, "expand", &of->attr, out, 1));
    return ae_graph_reshape(out, b->graph, *out, &shape, b->error);
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
    .draw = draw,
};
