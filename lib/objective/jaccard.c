/* jaccard: the soft Jaccard (Tanimoto) distance of a row: Duque-Arias et al. 2021, "On power Jaccard losses for semantic
 * segmentation", with power 2. */
#include "objective/objective.h"

typedef struct jaccard_options {
    ae_objective_options objective;
    double smooth;
} jaccard_options;

static const ae_field fields[] = {
    { "smooth", AE_FIELD_REAL, offsetof(jaccard_options, smooth), AE_DEFAULT("1e-6", "added to both sums"), 1e-12, 1e6 },
    AE_FIELDS_MORE(ae_loss_fields),
};

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const jaccard_options *o = options;
    return ae_objective_loss(out, b, &o->objective, "loss_jaccard", (ae_loss_attr){ .sum = true, .delta = o->smooth }, in,
                             n_in);
}

const ae_objective ae_objective_jaccard = {
    .item = "loss",
    .name = "jaccard",
    .doc = AE_DOC("1 minus the soft Jaccard index"),
    .fields = fields,
    .options_size = sizeof(jaccard_options),
    .unit_targets = true,
    .emit = emit,
};
