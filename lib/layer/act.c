/* act: an activation as an item of its own. */
#include "layer/layer.h"

static const ae_field fields[] = { AE_ACTIVATION_FIELDS(""), AE_FIELDS_MORE(ae_layer_fields) };

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    (void)n_in;
    return ae_layer_activate(out, b, options, in[0]);
}

static const ae_layer *mirror(void *mirrored, const void *options, const ae_shape *in)
{
    (void)mirrored;
    (void)options;
    (void)in;
    return NULL; /* the mirrored layer before takes this activation over */
}

const ae_layer ae_layer_act = {
    .name = "act",
    .doc = AE_DOC("activation"),
    .fields = fields,
    .options_size = sizeof(ae_layer_options),
    .emit = emit,
    .mirror = mirror,
};
