#include "model/ties.h"
#include <string.h>

static const char *stage_at(const void *stages, size_t index)
{
    const ae_stages *s = stages;
    return index < s->count ? s->list[index].name : NULL;
}

static bool has_key(const ae_layer *layer, const char *key)
{
    const ae_field *f = layer->fields;
    while (f->key && strcmp(f->key, key) != 0)
        f = ae_field_next(f);
    return f->key != NULL;
}

/* The layer that leads back from one of this kind; at this place only its kind matters. */
static const ae_layer *partner_of(const ae_layer *layer, const void *options)
{
    static const ae_shape any = { 2, { 1, 1 } }; /* an image, and a signal */
    _Alignas(max_align_t) unsigned char mirrored[AE_LAYER_OPTIONS_MAX] = { 0 };
    return has_key(layer, "tied") ? layer->mirror(mirrored, options, &any) : NULL;
}

/* What would shape a weight is for the layer that has it to say. */
static ae_status check_keys(const ae_layer_options *options, const ae_item *item, ae_error *e)
{
    static const char *const keys[] = { "init", "sd", "min", "max", "maxnorm" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (ae_item_value(item, keys[i]))
            return ae_fail_word(e, AE_EVALUE, ae_item_value(item, keys[i]),
                                "%.*s: %s= is about weights of its own, but tied=%s has it use another's; give it there",
                                ae_word_shown(&item->name), item->name.text, keys[i], options->tied);
    return AE_OK;
}

ae_status ae_tie_check(const ae_stages *stages, const ae_layer *layer, const ae_layer_options *options, const ae_item *item,
                       ae_error *e)
{
    const ae_word *word = ae_item_value(item, "tied");
    const ae_known known = { stage_at, stages };
    if (!options->tied)
        return AE_OK;
    const ae_stage *of = ae_stages_find(stages, options->tied);
    if (!of)
        return ae_fail_unknown(e, word, &item->name, "earlier layer", &known);
    if (partner_of(of->layer, of->options) != layer)
        return ae_fail_word(e, AE_EVALUE, word, "%s: tied=%s is a %s; the weights that fit here are those of a %s",
                            layer->name, of->name, of->layer->name, partner_of(layer, options)->name);
    return check_keys(options, item, e);
}
