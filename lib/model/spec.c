#include "model/spec.h"
#include "base/format.h"
#include <string.h>

enum { ITEMS_MAX = 1024 };

/* What an item does to the spec. Layers are looked up after these. */
typedef struct reading {
    ae_spec *spec;
    ae_arena *arena;
    ae_error *e;
    bool has_input, has_code, has_decoder, has_init;
} reading;

typedef struct word_rule {
    const char *name;
    ae_status (*read)(reading *r, const ae_item *item);
} word_rule;

ae_status ae_spec_blame(ae_error *e, ae_status status, const ae_word *at, const char *name)
{
    char text[sizeof e->text];
    if (!e || e->line != 0 || status == AE_ENOMEM)
        return status;
    memcpy(text, e->text, sizeof text);
    return ae_fail_word(e, status, at, "%s: %s", name, text);
}

static ae_status fail_item(reading *r, const ae_item *item, const char *why)
{
    return ae_fail_word(r->e, AE_ESPEC, &item->name, "%s", why);
}

/* ---- names of stages ---- */

static const ae_stage *find_stage(const ae_spec *spec, const char *name)
{
    for (size_t i = 0; i < spec->n_stages; i++)
        if (strcmp(spec->stages[i].name, name) == 0)
            return &spec->stages[i];
    return NULL;
}

static char *ordinal_name(const ae_spec *spec, const ae_layer *layer, ae_arena *arena)
{
    char text[96];
    size_t ordinal = 1;
    for (size_t i = 0; i < spec->n_stages; i++)
        ordinal += strcmp(spec->stages[i].layer->name, layer->name) == 0;
    size_t length = ae_format(text, sizeof text, "%s%zu", layer->name, ordinal);
    return ae_arena_text(arena, text, length);
}

ae_status ae_spec_add_stage(ae_spec *spec, const ae_layer *layer, const void *options, const char *weights_of,
                            const ae_item *item, ae_arena *arena, ae_error *e)
{
    const char *own = ((const ae_layer_options *)options)->name;
    const char *name = own ? own : ordinal_name(spec, layer, arena);
    if (!name)
        return ae_fail_memory(e);
    if (find_stage(spec, name))
        return ae_fail_word(e, AE_EVALUE, &item->name,
                            "another layer is called \"%s\" already; give this one a name= of its own", name);
    const ae_stage *of = weights_of ? find_stage(spec, weights_of) : NULL;
    if (of && of->weights_of)
        return ae_fail_word(e, AE_EVALUE, &item->name, "%s: %s uses the weights of %s and has none of its own to be tied to",
                            name, of->name, of->weights_of);
    ae_stage *s = ae_arena_push(arena, &spec->stages, &spec->n_stages, &spec->stages_capacity, sizeof *s);
    if (!s)
        return ae_fail_memory(e);
    *s = (ae_stage){ layer, options, name, weights_of, item->name };
    return AE_OK;
}

/* ---- items ---- */

typedef struct input_options {
    ae_shape shape;
} input_options;

static ae_status read_input(reading *r, const ae_item *item)
{
    static const ae_field fields[] = {
        { "", AE_FIELD_SHAPE, offsetof(input_options, shape), NULL, 1, 1e9, NULL, "the shape of a row: 784 or 1x28x28" },
        AE_FIELDS_END,
    };
    input_options o = { { 0 } };
    if (r->has_input)
        return fail_item(r, item, "a spec has one input item");
    AE_TRY(ae_item_decode(&o, item, fields, r->arena, r->e));
    if (ae_shape_size(&o.shape) > AE_ROW_ELEMENTS)
        return ae_fail_word(r->e, AE_EVALUE, &item->pairs[0].value, "input: %.*s: a row has at most %llu elements",
                            ae_word_shown(&item->pairs[0].value), item->pairs[0].value.text,
                            (unsigned long long)AE_ROW_ELEMENTS);
    r->spec->input = o.shape;
    r->has_input = true;
    return AE_OK;
}

static ae_status mark_code(reading *r, const ae_item *item)
{
    if (r->has_code)
        return fail_item(r, item, "a spec has one code item");
    r->has_code = true;
    r->spec->code = r->spec->n_stages;
    return AE_OK;
}

static ae_status read_code(reading *r, const ae_item *item)
{
    static const ae_field fields[] = { AE_FIELDS_END };
    ae_layer_options none;
    AE_TRY(ae_item_decode(&none, item, fields, r->arena, r->e));
    return mark_code(r, item);
}

static ae_status fail_crowd(reading *r, const ae_item *item)
{
    return fail_item(r, item, "decoder mirror stands for all layers after the code: remove the others");
}

static ae_status read_decoder(reading *r, const ae_item *item)
{
    static const char *const ways[] = { "mirror", NULL };
    static const ae_field fields[] = {
        { "", AE_FIELD_CHOICE, offsetof(ae_mirror_options, how), NULL, 0, 0, ways, "mirror: the encoder's way back" },
        { "tied", AE_FIELD_FLAG, offsetof(ae_mirror_options, tied), "no", 0, 0, NULL,
          "use the encoder's weights, transposed" },
        { "act", AE_FIELD_CHOICE, offsetof(ae_mirror_options, act), "linear", 0, 0, ae_activation_words,
          "of the last layer" },
        { "slope", AE_FIELD_REAL, offsetof(ae_mirror_options, slope), "0.01", 0, 1, NULL, "leaky_relu: slope below zero" },
        { "alpha", AE_FIELD_REAL, offsetof(ae_mirror_options, alpha), "1", 0, 100, NULL, "elu: limit, negated" },
        AE_FIELDS_END,
    };
    ae_mirror_options o = { 0 };
    AE_TRY(ae_item_decode(&o, item, fields, r->arena, r->e));
    if (!r->has_code)
        return fail_item(r, item, "decoder mirror comes after the code item");
    if (r->has_decoder || r->spec->n_stages != r->spec->code)
        return fail_crowd(r, item);
    r->has_decoder = true;
    return ae_spec_mirror(r->spec, &o, item, r->arena, r->e);
}

static ae_status read_init(reading *r, const ae_item *item)
{
    static const ae_field fields[] = { AE_INIT_FIELDS(ae_spec, init, ""), AE_FIELDS_END };
    const ae_init_options before = r->spec->init;
    if (r->has_init)
        return fail_item(r, item, "a spec has one init item");
    r->has_init = true;
    AE_TRY(ae_item_decode(r->spec, item, fields, r->arena, r->e));
    ae_init_options *now = &r->spec->init; /* what the item leaves open stays as it was */
    now->weight = now->weight ? now->weight : before.weight;
    now->bias = now->bias ? now->bias : before.bias;
    return AE_OK;
}

static ae_status read_loss(reading *r, const ae_item *item)
{
    return ae_spec_add_goal(&r->spec->losses, item, r->arena, r->e);
}

static ae_status read_penalty(reading *r, const ae_item *item)
{
    return ae_spec_add_goal(&r->spec->penalties, item, r->arena, r->e);
}

static const word_rule rules[] = { { "input", read_input }, { "code", read_code }, { "decoder", read_decoder },
                                   { "init", read_init },   { "loss", read_loss }, { "penalty", read_penalty },
                                   { NULL, NULL } };

static ae_status unknown_item(reading *r, const ae_item *item)
{
    const char *names[64] = { NULL };
    size_t n = 0;
    for (; rules[n].name; n++)
        names[n] = rules[n].name;
    for (size_t i = 0; n < 63 && ae_layer_at(i); i++)
        if (strcmp(ae_layer_at(i)->name, names[n - 1]) != 0) /* those of one name stand together */
            names[n++] = ae_layer_at(i)->name;
    return ae_fail_unknown(r->e, &item->name, NULL, "item", names);
}

static ae_status unknown_layer(reading *r, const ae_item *item)
{
    const char *kinds[32] = { NULL };
    size_t n = 0;
    for (size_t i = 0; n < 31 && ae_layer_at(i); i++)
        if (ae_word_is(&item->name, ae_layer_at(i)->name))
            kinds[n++] = ae_layer_kind(ae_layer_at(i));
    return n ? ae_fail_unknown(r->e, ae_item_value(item, ""), &item->name, "kind", kinds) : unknown_item(r, item);
}

/* ---- tied layers ---- */

static bool has_key(const ae_layer *layer, const char *key)
{
    const ae_field *f = layer->fields;
    while (f->key && strcmp(f->key, key) != 0)
        f++;
    return f->key != NULL;
}

static ae_status unknown_stage(reading *r, const ae_item *item, const ae_word *word)
{
    const ae_spec *s = r->spec;
    const char **names = ae_arena_take(r->arena, s->n_stages + 1, sizeof *names);
    if (!names)
        return ae_fail_memory(r->e);
    for (size_t i = 0; i < s->n_stages; i++)
        names[i] = s->stages[i].name;
    return ae_fail_unknown(r->e, word, &item->name, "earlier layer", names);
}

/* The layer that leads back from one of this kind; at this place only its kind matters. */
static const ae_layer *partner_of(const ae_layer *layer, const void *options)
{
    static const ae_shape any = { 2, { 1, 1 } }; /* an image, and a signal */
    _Alignas(max_align_t) unsigned char mirrored[AE_LAYER_OPTIONS_MAX] = { 0 };
    return has_key(layer, "tied") ? layer->mirror(mirrored, options, &any) : NULL;
}

/* What would shape a weight is for the layer that has it to say. */
static ae_status check_tied_keys(reading *r, const ae_layer_options *options, const ae_item *item)
{
    static const char *const keys[] = { "init", "sd", "min", "max", "maxnorm" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (ae_item_value(item, keys[i]))
            return ae_fail_word(r->e, AE_EVALUE, ae_item_value(item, keys[i]),
                                "%.*s: %s= is about weights of its own, but tied=%s has it use another's; give it there",
                                ae_word_shown(&item->name), item->name.text, keys[i], options->tied);
    return AE_OK;
}

/* A layer that names another's weights must be of the kind that leads back from it. */
static ae_status check_tie(reading *r, const ae_layer *layer, const ae_layer_options *options, const ae_item *item)
{
    const ae_word *word = ae_item_value(item, "tied");
    if (!options->tied)
        return AE_OK;
    const ae_stage *of = find_stage(r->spec, options->tied);
    if (!of)
        return unknown_stage(r, item, word);
    if (partner_of(of->layer, of->options) != layer)
        return ae_fail_word(r->e, AE_EVALUE, word, "%s: tied=%s is a %s; the weights that fit here are those of a %s",
                            layer->name, of->name, of->layer->name, partner_of(layer, options)->name);
    return check_tied_keys(r, options, item);
}

static ae_status read_layer(reading *r, const ae_item *item)
{
    const ae_layer *layer = ae_layer_find(item);
    if (!layer)
        return unknown_layer(r, item);
    if (r->has_decoder)
        return fail_crowd(r, item);
    void *options = ae_arena_take(r->arena, 1, AE_LAYER_OPTIONS_MAX);
    if (!options)
        return ae_fail_memory(r->e);
    AE_TRY(ae_item_decode(options, item, layer->fields, r->arena, r->e));
    AE_TRY(check_tie(r, layer, options, item));
    return ae_spec_add_stage(r->spec, layer, options, ((ae_layer_options *)options)->tied, item, r->arena, r->e);
}

static ae_status read_item(reading *r, const ae_item *item)
{
    for (const word_rule *rule = rules; rule->name; rule++)
        if (ae_word_is(&item->name, rule->name))
            return rule->read(r, item);
    return read_layer(r, item);
}

static ae_status check_whole(reading *r, const ae_text *text)
{
    static const ae_item nowhere = { .name = { "", 0, 1, 1 } };
    if (text->count == 0)
        return fail_item(r, &nowhere, "the spec is empty; it begins with an input item such as `input 784`");
    if (text->count > ITEMS_MAX)
        return fail_item(r, &text->items[ITEMS_MAX], "a spec has at most 1024 items");
    if (!ae_word_is(&text->items[0].name, "input"))
        return fail_item(r, &text->items[0], "a spec begins with its input item, such as `input 784`");
    return AE_OK;
}

/* A decoder item counts even where the encoder has nothing to be led back: such a model reconstructs. */
static ae_status finish_losses(reading *r)
{
    ae_spec *s = r->spec;
    s->encoder_only = !r->has_decoder && s->n_stages == s->code;
    if (!s->encoder_only)
        return ae_spec_default_loss(&s->losses, r->arena, r->e);
    if (s->losses.count == 0)
        return AE_OK;
    return ae_fail_word(r->e, AE_ESPEC, &s->losses.list[0].place,
                        "the spec ends at its code, so its model only encodes and has no output for a loss; add the decoder "
                        "after the code, such as `decoder mirror`, or remove the loss");
}

static ae_status read_items(reading *r, const ae_text *text)
{
    AE_TRY(check_whole(r, text));
    for (size_t i = 0; i < text->count; i++)
        AE_TRY(read_item(r, &text->items[i]));
    if (!r->has_code)
        return fail_item(r, &text->items[text->count - 1], "the spec has no code item, which says where the encoder ends");
    return finish_losses(r);
}

ae_status ae_spec_read(ae_spec *spec, const char *source, ae_arena *arena, ae_error *e)
{
    ae_text text = { 0 };
    reading r = { .spec = spec, .arena = arena, .e = e };
    char *copy = ae_arena_text(arena, source, strlen(source)); /* words point into it */
    *spec = (ae_spec){ .init = { .weight = AE_INIT_GLOROT_UNIFORM, .bias = AE_INIT_ZEROS } };
    if (!copy)
        return ae_fail_memory(e);
    AE_TRY(ae_text_parse(&text, copy, arena, e));
    AE_TRY(read_items(&r, &text));
    spec->text = ae_text_print(&text, arena);
    return spec->text ? AE_OK : ae_fail_memory(e);
}
