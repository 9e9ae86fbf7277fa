#include "model/spec.h"
#include "model/mirror.h"
#include "model/ties.h"
#include <string.h>

enum { ITEMS_MAX = 1024 };

/* One pass over the text: a trial, which keeps nothing, or the one that makes the spec. Layers are looked up after the
 * rules. */
typedef struct reading {
    ae_spec *spec;
    ae_arena *arena; /* in a trial an item's own */
    ae_error *e;
    bool trial;
    ae_stages stages;        /* a trial only counts the names */
    ae_shape shape;          /* trial: what the next layer gets */
    size_t layers, partners; /* trial: so far; of those before the code, how many a mirror has an answer to */
    ae_word last, loss;      /* the last item's name; that of the first loss */
    ae_word condition;       /* its item's name */
    bool has_columns, has_scaler, has_missing, has_condition, has_layers;
    bool has_input, has_code, has_mirror, has_init, has_loss, ends_at_code;
    bool has_heads;
    ae_shape code; /* trial: what heads get */
} reading;

typedef struct word_rule {
    const char *name;
    ae_status (*read)(reading *r, const ae_item *item);
} word_rule;

static ae_status fail_item(reading *r, const ae_word *item, const char *why)
{
    return ae_fail_word(r->e, AE_ESPEC, item, "%s", why);
}

/* ---- items ---- */

typedef struct input_options {
    ae_shape shape;
} input_options;

static ae_status read_input(reading *r, const ae_item *item)
{
    static const ae_field fields[] = {
        { "", AE_FIELD_SHAPE, offsetof(input_options, shape), AE_REQUIRED("the shape of a row: 784 or 1x28x28"), 1, 1e9 },
        AE_FIELDS_END,
    };
    input_options o = { { 0 } };
    if (r->has_input)
        return fail_item(r, &item->name, "a spec has one input item");
    AE_TRY(ae_item_decode(&o, item, fields, r->arena, r->e));
    if (ae_shape_size(&o.shape) > AE_ROW_ELEMENTS)
        return ae_fail_word(r->e, AE_EVALUE, &item->pairs[0].value, "input: %.*s: a row has at most %llu elements",
                            ae_word_shown(&item->pairs[0].value), item->pairs[0].value.text,
                            (unsigned long long)AE_ROW_ELEMENTS);
    r->spec->input = r->spec->preparation.raw = o.shape;
    r->has_input = true;
    return AE_OK;
}

const ae_field ae_condition_fields[] = {
    { "", AE_FIELD_COUNT, offsetof(ae_spec, condition), AE_REQUIRED("how many numbers come with each row"), 1, 1e9 },
    AE_FIELDS_END,
};

typedef ae_status (*preparation_fn)(ae_preparation *p, const ae_item *item, ae_arena *arena, ae_error *e);

/* What says what the net gets stands before all layers, each once. */
static ae_status begin_item(reading *r, const ae_item *item, bool *has)
{
    if (*has)
        return ae_fail_word(r->e, AE_ESPEC, &item->name, "a spec has one %.*s item", ae_word_shown(&item->name),
                            item->name.text);
    if (r->has_layers)
        return ae_fail_word(r->e, AE_ESPEC, &item->name, "%.*s stands directly after the input item, before all layers",
                            ae_word_shown(&item->name), item->name.text);
    *has = true;
    return AE_OK;
}

static ae_status read_preparation(reading *r, const ae_item *item, bool *has, preparation_fn read)
{
    AE_TRY(begin_item(r, item, has));
    r->spec->preparation.place = item->name;
    return read(&r->spec->preparation, item, r->arena, r->e);
}

static ae_status read_columns(reading *r, const ae_item *item)
{
    return read_preparation(r, item, &r->has_columns, ae_prepare_read_columns);
}

static ae_status read_scaler(reading *r, const ae_item *item)
{
    return read_preparation(r, item, &r->has_scaler, ae_prepare_read_scaler);
}

static ae_status read_missing(reading *r, const ae_item *item)
{
    return read_preparation(r, item, &r->has_missing, ae_prepare_read_missing);
}

static ae_status read_condition(reading *r, const ae_item *item)
{
    AE_TRY(begin_item(r, item, &r->has_condition));
    r->condition = item->name;
    return ae_item_decode(r->spec, item, ae_condition_fields, r->arena, r->e);
}

/* What a layer gets: this, and the condition. */
static ae_status join_condition(reading *r, const ae_shape *shape)
{
    char text[AE_SHAPE_TEXT];
    r->shape = ae_shape_joined(shape, r->spec->condition);
    if (!r->spec->condition || ae_shape_size(&r->shape) <= AE_ROW_ELEMENTS)
        return AE_OK;
    return ae_fail_word(r->e, AE_EVALUE, &r->condition, "condition: with it, %s has more than %llu elements",
                        ae_shape_print(text, shape), (unsigned long long)AE_ROW_ELEMENTS);
}

/* With the first layer, or the code, it is known what the net gets. */
static ae_status begin_layers(reading *r)
{
    if (r->has_layers)
        return AE_OK;
    r->has_layers = true;
    AE_TRY(ae_prepare_shape(&r->spec->preparation, r->e));
    AE_TRY(join_condition(r, &r->spec->preparation.in));
    return r->trial ? AE_OK : ae_prepare_settle(&r->spec->preparation, r->arena, r->e);
}

static ae_status read_code(reading *r, const ae_item *item)
{
    static const ae_field fields[] = { AE_FIELDS_END };
    ae_layer_options none;
    AE_TRY(ae_item_decode(&none, item, fields, r->arena, r->e));
    if (r->has_code)
        return fail_item(r, &item->name, "a spec has one code item");
    AE_TRY(begin_layers(r));
    r->has_code = r->ends_at_code = true;
    r->code = r->shape;
    r->spec->code = r->stages.count;
    return join_condition(r, &r->code);
}

/* With the first head the decoder ends. */
static void end_decoder(reading *r)
{
    if (r->has_heads)
        return;
    r->has_heads = true;
    r->spec->decoder = r->stages.count;
    r->spec->has_decoder = !r->ends_at_code;
}

static ae_status read_head(reading *r, const ae_item *item)
{
    if (!r->has_code)
        return fail_item(r, &item->name, "a head comes after the code item");
    end_decoder(r);
    r->shape = r->code;
    r->ends_at_code = false;
    return ae_head_read(&r->spec->heads, &r->stages, item, r->trial, r->arena, r->e);
}

static ae_status fail_crowd(reading *r, const ae_item *item)
{
    return fail_item(r, &item->name, "decoder mirror stands for all layers after the code: remove the others");
}

static ae_status add_mirror(reading *r, const ae_mirror_options *o, const ae_item *item)
{
    if (!r->trial)
        return ae_mirror_add(&r->stages, o, &item->name, r->spec, r->arena, r->e);
    if (r->layers + r->partners <= AE_LAYERS_MAX)
        return AE_OK;
    return ae_fail_word(r->e, AE_ESPEC, &item->name, "a spec has at most %d layers; with its mirror this one has %zu",
                        AE_LAYERS_MAX, r->layers + r->partners);
}

static ae_status read_decoder(reading *r, const ae_item *item)
{
    static const char *const ways[] = { "mirror", NULL };
    static const ae_field fields[] = {
        { "", AE_FIELD_CHOICE, offsetof(ae_mirror_options, how), AE_REQUIRED("mirror: the encoder's way back"),
          .words = ways },
        { "tied", AE_FIELD_FLAG, offsetof(ae_mirror_options, tied),
          AE_DEFAULT("no", "use the encoder's weights, transposed") },
        { "act", AE_FIELD_CHOICE, offsetof(ae_mirror_options, act), AE_DEFAULT("linear", "of the last layer"),
          .words = ae_activation_words },
        { "slope", AE_FIELD_REAL, offsetof(ae_mirror_options, slope), AE_DEFAULT("0.01", "leaky_relu: slope below zero"), 0,
          1 },
        { "alpha", AE_FIELD_REAL, offsetof(ae_mirror_options, alpha), AE_DEFAULT("1", "elu: limit, negated"), 0, 100 },
        AE_FIELDS_END,
    };
    ae_mirror_options o = { 0 };
    AE_TRY(ae_item_decode(&o, item, fields, r->arena, r->e));
    if (!r->has_code)
        return fail_item(r, &item->name, "decoder mirror comes after the code item");
    if (r->has_heads)
        return fail_item(r, &item->name, "decoder mirror comes before the heads");
    if (!r->ends_at_code)
        return fail_crowd(r, item);
    r->has_mirror = true;
    r->ends_at_code = false;
    return add_mirror(r, &o, item);
}

static ae_status read_init(reading *r, const ae_item *item)
{
    static const ae_field fields[] = { AE_INIT_FIELDS(ae_spec, init, ""), AE_FIELDS_END };
    const ae_init_options before = r->spec->init;
    if (r->has_init)
        return fail_item(r, &item->name, "a spec has one init item");
    r->has_init = true;
    AE_TRY(ae_item_decode(r->spec, item, fields, r->arena, r->e));
    ae_init_options *now = &r->spec->init; /* what the item leaves open stays as it was */
    now->weight = now->weight ? now->weight : before.weight;
    now->bias = now->bias ? now->bias : before.bias;
    return AE_OK;
}

static ae_status read_goal(reading *r, ae_goals *list, const ae_item *item)
{
    ae_goal goal;
    AE_TRY(ae_goal_read(&goal, item, r->arena, r->e));
    return r->trial ? AE_OK : ae_goals_add(list, &goal, r->arena, r->e);
}

static ae_status read_loss(reading *r, const ae_item *item)
{
    r->loss = r->has_loss ? r->loss : item->name;
    r->has_loss = true;
    return read_goal(r, &r->spec->losses, item);
}

static ae_status read_penalty(reading *r, const ae_item *item)
{
    return read_goal(r, &r->spec->penalties, item);
}

static const word_rule rules[] = { { "input", read_input },     { "columns", read_columns },     { "scaler", read_scaler },
                                   { "missing", read_missing }, { "condition", read_condition }, { "code", read_code },
                                   { "decoder", read_decoder }, { "head", read_head },           { "init", read_init },
                                   { "loss", read_loss },       { "penalty", read_penalty } };
enum { RULES = sizeof rules / sizeof *rules };

/* ---- unknown words ---- */

/* The rules, then the layers; those of one name stand together and count once. */
static const char *item_at(const void *none, size_t index)
{
    (void)none;
    if (index < RULES)
        return rules[index].name;
    const ae_layer *layer = ae_layer_at(index - RULES), *before = index > RULES ? ae_layer_at(index - RULES - 1) : NULL;
    return !layer ? NULL : before && strcmp(before->name, layer->name) == 0 ? "" : layer->name;
}

/* The kinds of layers that have the item's name. */
static const char *kind_at(const void *name, size_t index)
{
    const ae_layer *layer = ae_layer_at(index);
    return !layer ? NULL : ae_word_is(name, layer->name) ? ae_layer_kind(layer) : "";
}

static ae_status unknown_layer(reading *r, const ae_item *item)
{
    const ae_known items = { item_at, NULL }, kinds = { kind_at, &item->name };
    for (size_t i = 0; ae_layer_at(i); i++)
        if (ae_word_is(&item->name, ae_layer_at(i)->name))
            return ae_fail_unknown(r->e, ae_item_value(item, ""), &item->name, "kind", &kinds);
    return ae_fail_unknown(r->e, &item->name, NULL, "item", &items);
}

/* ---- layers ---- */

/* Finds out what shape the layer makes of the one before. */
static ae_status try_layer(reading *r, ae_stage *stage)
{
    char name[AE_STAGE_NAME];
    ae_stages_name(name, &r->stages, stage->layer, stage->options);
    stage->name = name;
    r->layers++;
    r->partners += !r->has_code && ae_mirror_has_partner(stage->layer, stage->options, &r->shape);
    return ae_stage_shape(&r->shape, stage, &r->spec->init, r->arena, r->e);
}

static ae_status add_layer(reading *r, const ae_stage *stage, const ae_item *item)
{
    AE_TRY(ae_tie_check(&r->stages, stage->layer, stage->options, item, r->e));
    return ae_stages_add(&r->stages, stage, r->arena, r->e);
}

static ae_status read_layer(reading *r, const ae_item *item)
{
    const ae_layer *layer = ae_layer_find(item);
    if (!layer)
        return unknown_layer(r, item);
    if (r->has_mirror && !r->has_heads)
        return fail_crowd(r, item);
    AE_TRY(begin_layers(r));
    r->ends_at_code = false;
    ae_layer_options *options = ae_arena_take(r->arena, 1, layer->options_size);
    if (!options)
        return ae_fail_memory(r->e);
    AE_TRY(ae_item_decode(options, item, layer->fields, r->arena, r->e));
    ae_stage stage = { .layer = layer, .options = options, .weights_of = options->tied, .place = item->name };
    return r->trial ? try_layer(r, &stage) : add_layer(r, &stage, item);
}

/* ---- the whole ---- */

static ae_status read_item(reading *r, const ae_item *item)
{
    for (size_t i = 0; i < RULES; i++)
        if (ae_word_is(&item->name, rules[i].name))
            return rules[i].read(r, item);
    return read_layer(r, item);
}

static ae_status check_place(reading *r, const ae_item *item, size_t number)
{
    if (number > ITEMS_MAX)
        return ae_fail_word(r->e, AE_ESPEC, &item->name, "a spec has at most %d items", ITEMS_MAX);
    if (number == 1 && !ae_word_is(&item->name, "input"))
        return fail_item(r, &item->name, "a spec begins with its input item, such as `input 784`");
    r->last = item->name;
    return AE_OK;
}

static ae_status check_whole(reading *r, size_t items)
{
    static const ae_word nowhere = { "", 0, 1, 1 };
    if (items == 0)
        return fail_item(r, &nowhere, "the spec is empty; it begins with an input item such as `input 784`");
    if (!r->has_code)
        return fail_item(r, &r->last, "the spec has no code item, which says where the encoder ends");
    if (r->ends_at_code && r->has_loss)
        return fail_item(
            r, &r->loss,
            "the spec ends at its code, so its model only encodes and has no output for a loss; add the decoder "
            "after the code, such as `decoder mirror`, or remove the loss");
    return AE_OK;
}

/* In an arena that ends with the item. */
static ae_status try_item(reading *r, const ae_item *item)
{
    ae_arena *kept = r->arena, scratch;
    ae_arena_init(&scratch, &kept->allocator);
    r->arena = &scratch;
    ae_status status = read_item(r, item);
    r->arena = kept;
    ae_arena_free(&scratch);
    return status;
}

static ae_status read_items(reading *r, const char *source)
{
    const ae_item *item;
    ae_text text;
    AE_TRY(ae_text_open(&text, source, r->e));
    for (;;) {
        AE_TRY(ae_text_next(&item, &text, r->e));
        if (!item)
            return check_whole(r, text.count);
        AE_TRY(check_place(r, item, text.count));
        AE_TRY(r->trial ? try_item(r, item) : read_item(r, item));
    }
}

static ae_status make(reading *r, const reading *trial, const char *source)
{
    ae_spec *s = r->spec;
    const char *copy = ae_arena_text(r->arena, source, strlen(source)); /* words point into it */
    r->stages.capacity = trial->layers + (trial->has_mirror ? trial->partners : 0);
    r->stages.list = ae_arena_take(r->arena, r->stages.capacity, sizeof *r->stages.list);
    s->text = ae_text_print(source, r->arena);
    if (!copy || !r->stages.list || !s->text)
        return ae_fail_memory(r->e);
    AE_TRY(read_items(r, copy));
    s->stages = r->stages.list;
    s->n_stages = r->stages.count;
    end_decoder(r);
    AE_TRY(ae_head_end(&s->heads, &r->stages, r->e));
    return ae_goals_settle(s, r->arena, r->e);
}

ae_status ae_spec_read(ae_spec *spec, const char *source, ae_arena *arena, ae_error *e)
{
    static const ae_spec empty = { .init = { .weight = AE_INIT_GLOROT_UNIFORM, .bias = AE_INIT_ZEROS } };
    ae_spec draft = empty;
    reading trial = { .spec = &draft, .arena = arena, .e = e, .trial = true };
    reading made = { .spec = spec, .arena = arena, .e = e };
    *spec = empty;
    AE_TRY(read_items(&trial, source));
    return make(&made, &trial, source);
}
