#include "objective/norms.h"
#include "op/loss_weights.h"

const ae_field ae_norm_fields[] = {
    AE_PENALTY_ON("code", "code, a layer, a tensor such as dense1.weight, or weights for all of them"),
    { "reduce", AE_FIELD_CHOICE, offsetof(ae_norm_options, reduce), AE_DEFAULT("sum", "over a row's or a tensor's elements"),
      .words = ae_reduce_words },
    AE_FIELDS_MORE(ae_penalty_fields),
};

static ae_status on_weights(size_t *out, ae_builder *b, const ae_norm_options *o, bool square, const size_t *on)
{
    ae_loss_weights_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_loss_weights_attr){ .square = square, .sum = o->reduce == 1 };
    return ae_objective_apply(out, b, &o->objective, "loss_weights", attr, on, 1);
}

ae_status ae_objective_norm(size_t *out, ae_builder *b, const ae_norm_options *o, bool square, const size_t *on)
{
    if (b->graph->values[*on].kind == AE_VALUE_PARAM)
        return on_weights(out, b, o, square, on);
    return ae_objective_loss(out, b, &o->objective, square ? "loss_mse" : "loss_mae",
                             (ae_loss_attr){ .sum = o->reduce == 1 }, on, 1);
}
