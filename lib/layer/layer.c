#include "layer/layer.h"
#include "op/activation.h"

static const ae_layer *const registry[] = {
#define ENTRY(name) &ae_layer_##name,
    AE_LAYER_LIST(ENTRY)
#undef ENTRY
};
enum { COUNT = sizeof registry / sizeof *registry };

const ae_layer *ae_layer_at(size_t index)
{
    return index < COUNT ? registry[index] : NULL;
}

const char *ae_layer_kind(const ae_layer *layer)
{
    const ae_field *f = layer->fields;
    return f->key && !*f->key && f->type == AE_FIELD_CHOICE && !f->words[1] ? f->words[0] : NULL;
}

/* Without a main value any will do: its table says what is missing. */
const ae_layer *ae_layer_find(const ae_item *item)
{
    const ae_word *main = ae_item_value(item, "");
    for (size_t i = 0; i < COUNT; i++) {
        const char *kind = ae_layer_kind(registry[i]);
        if (ae_word_is(&item->name, registry[i]->name) && (!kind || !main || ae_word_is(main, kind)))
            return registry[i];
    }
    return NULL;
}

const char *const ae_activation_words[] = { "linear", "sigmoid",  "relu",    "leaky_relu", "tanh",
                                            "elu",    "softplus", "softmax", NULL };

/* The parameter that the activation takes from the options. */
static double parameter_of(const char *activation, const ae_layer_options *o)
{
    return activation[0] == 'e' ? o->alpha : o->slope;
}

ae_status ae_layer_activate(size_t *out, ae_builder *b, const ae_layer_options *options, size_t in)
{
    const char *word = ae_activation_words[options->act];
    *out = in;
    if (options->act == 0)
        return AE_OK;
    const ae_activation *activation = ae_isa_activation(b->graph->isa, word);
    if (!activation)
        return ae_builder_apply(out, b, word, NULL, &in, 1); /* softmax looks at the whole row: an op of its own */
    ae_activation_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_activation_attr){ activation, parameter_of(word, options) };
    return ae_builder_apply(out, b, "activation", attr, &in, 1);
}
