#include "layer/layer.h"
#include "op/activation.h"

static const ae_layer *const registry[] = {
#define ENTRY(name) &ae_layer_##name,
    AE_LAYER_LIST(ENTRY)
#undef ENTRY
};

const ae_layer *ae_layer_at(size_t index)
{
    return index < AE_LAYER_COUNT ? registry[index] : NULL;
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
    for (size_t i = 0; i < AE_LAYER_COUNT; i++) {
        const char *kind = ae_layer_kind(registry[i]);
        if (ae_word_is(&item->name, registry[i]->name) && (!kind || !main || ae_word_is(main, kind)))
            return registry[i];
    }
    return NULL;
}

/* ---- what layers share ---- */

const ae_field ae_layer_fields[] = {
    { "name", AE_FIELD_NAME, offsetof(ae_layer_options, name), AE_DEFAULT("", "own name, for the weights in the file") },
    AE_FIELDS_END,
};

const ae_field ae_weighted_fields[] = {
    AE_ACTIVATION_FIELDS("act"),
    { "bias", AE_FIELD_FLAG, offsetof(ae_weighted_options, bias), AE_DEFAULT("yes", "whether a bias is added") },
    AE_INIT_FIELDS(ae_weighted_options, init, "init"),
    { "tied", AE_FIELD_NAME, offsetof(ae_layer_options, tied), AE_DEFAULT("", "layer whose weights it uses, transposed") },
    AE_FIELDS_MORE(ae_layer_fields),
};

/* The activation's parameter, from the option that it takes. */
static double parameter_of(const ae_activation *activation, const ae_layer_options *o)
{
    const double option[AE_TAKES] = { [AE_TAKES_SLOPE] = o->slope, [AE_TAKES_ALPHA] = o->alpha };
    return option[activation->takes];
}

ae_status ae_layer_activate(size_t *out, ae_builder *b, const ae_layer_options *options, size_t in)
{
    const ae_activation *activation = ae_activation_at(b->graph->isa, (size_t)options->act);
    *out = in;
    if (options->act == 0)
        return AE_OK;
    if (activation->of_rows)
        return ae_builder_apply(out, b, activation->name, NULL, &in, 1);
    ae_activation_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_activation_attr){ activation, parameter_of(activation, options) };
    return ae_builder_apply(out, b, "activation", attr, &in, 1);
}
