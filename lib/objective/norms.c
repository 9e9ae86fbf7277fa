#include "objective/norms.h"
#include "op/loss_weights.h"

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
