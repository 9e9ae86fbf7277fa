/* A batch is worked through in pieces, one after the other, so that only a piece has to fit into memory. Their gradients are
 * added up by the tree over rows, so that the result has the bits of the whole batch. */
#include "policy/policy.h"

typedef struct accumulate {
    size_t pieces;
} accumulate;

static const ae_field fields[] = {
    { "", AE_FIELD_COUNT, offsetof(accumulate, pieces), AE_REQUIRED("pieces of a batch, at most"), 1, 65536 },
    AE_FIELDS_END,
};

static ae_status accumulate_prepare(const void *options, const ae_item *item, const ae_setting *s, ae_tuning *t, ae_error *e)
{
    (void)item, (void)s, (void)e;
    t->pieces = ((const accumulate *)options)->pieces;
    return AE_OK;
}

const ae_policy ae_policy_accumulate = {
    .name = "accumulate",
    .doc = AE_DOC("batches larger than memory, in pieces"),
    .fields = fields,
    .options_size = sizeof(accumulate),
    .prepare = accumulate_prepare,
};
