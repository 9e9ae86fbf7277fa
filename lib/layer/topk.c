/* topk: only the largest numbers of a row stay. */
#include "op/topk.h"
#include "layer/layer.h"

typedef struct topk_options {
    ae_layer_options layer;
    size_t k, infer;
} topk_options;
_Static_assert(sizeof(topk_options) <= AE_LAYER_OPTIONS_MAX, "options fit");

static const ae_field fields[] = {
    { "", AE_FIELD_COUNT, offsetof(topk_options, k), AE_REQUIRED("how many stay"), 1, 16777216 },
    { "infer", AE_FIELD_COUNT, offsetof(topk_options, infer),
      AE_DEFAULT("0", "how many stay outside of training; 0 = as many"), 0, 16777216 },
    AE_FIELDS_MORE(ae_layer_fields),
};

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const topk_options *o = options;
    const size_t x = in[0];
    ae_topk_attr *attr = ae_builder_attr(b, sizeof *attr);
    (void)n_in;
    if (!attr)
        return AE_ENOMEM;
    attr->k = o->infer && !b->training ? o->infer : o->k;
    return ae_builder_apply(out, b, "topk", attr, &x, 1);
}

static const ae_layer *mirror(void *mirrored, const void *options, const ae_shape *in)
{
    (void)mirrored, (void)options, (void)in;
    return NULL;
}

const ae_layer ae_layer_topk = {
    .name = "topk",
    .doc = AE_DOC("the largest numbers of a row"),
    .fields = fields,
    .options_size = sizeof(topk_options),
    .emit = emit,
    .mirror = mirror,
    .passes = true,
};
