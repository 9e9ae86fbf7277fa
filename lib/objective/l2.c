/* l2: sum of squares. */
#include "objective/norms.h"

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    (void)n_in;
    return ae_objective_norm(out, b, options, true, in);
}

const ae_objective ae_objective_l2 = {
    .item = "penalty",
    .name = "l2",
    .doc = AE_DOC("sum of squares"),
    .fields = ae_norm_fields,
    .options_size = sizeof(ae_norm_options),
    .emit = emit,
};
