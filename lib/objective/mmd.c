/* mmd: the rows of a batch are to be spread as a normal distribution is: Tolstikhin et al. 2018, "Wasserstein
 * auto-encoders". */
#include "objective/objective.h"
#include "op/loss_mmd.h"

static const ae_field fields[] = {
    AE_PENALTY_ON("code", "code or a layer"),
    AE_FIELDS_MORE(ae_penalty_fields),
};

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const ae_objective_options *o = options;
    if (b->graph->values[*in].kind == AE_VALUE_PARAM)
        return ae_fail(b->error, AE_EVALUE, "mmd on=%s: that is no layer", o->on);
    ae_loss_mmd_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    attr->name = ae_objective_hash(o);
    return ae_objective_apply(out, b, o, "loss_mmd", attr, in, n_in);
}

const ae_objective ae_objective_mmd = {
    .item = "penalty",
    .name = "mmd",
    .doc = AE_DOC("distance of the batch from a normal distribution"),
    .fields = fields,
    .options_size = sizeof(ae_objective_options),
    .makes_normal = true,
    .emit = emit,
};
