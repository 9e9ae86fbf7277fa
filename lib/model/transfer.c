#include "model/transfer.h"
#include <string.h>

typedef struct transfer {
    ae_model *to;
    const ae_model *from;
    const char *layers; /* names; NULL = those of all tensors that both have */
    ae_error *e;
} transfer;

/* ---- the list of layers ---- */

static const char separators[] = " \t\r\n,";

/* The next name, with which *at moves on; false after the last. */
static bool next_layer(ae_word *word, const char **at)
{
    *at += strspn(*at, separators);
    *word = (ae_word){ .text = *at, .length = strcspn(*at, separators) };
    *at += word->length;
    return word->length > 0;
}

/* Whether the name stands in the list before `end`; NULL: anywhere. */
static bool is_listed(const char *layers, const char *end, const ae_word *name)
{
    ae_word word;
    while (next_layer(&word, &layers) && (!end || word.text < end))
        if (word.length == name->length && memcmp(word.text, name->text, word.length) == 0)
            return true;
    return false;
}

static const char *layer_at(const void *model, size_t index)
{
    const ae_spec *spec = &((const ae_model *)model)->program.spec;
    return index < spec->n_stages ? spec->stages[index].name : NULL;
}

static bool has_layer(const ae_model *m, const ae_word *name)
{
    size_t i = 0;
    while (layer_at(m, i) && !ae_word_is(name, layer_at(m, i)))
        i++;
    return layer_at(m, i) != NULL;
}

static ae_status require_layer(const ae_model *m, const char *which, const ae_word *name, ae_error *e)
{
    const ae_known known = { layer_at, m };
    char hint[sizeof e->text];
    if (has_layer(m, name))
        return AE_OK;
    ae_suggest(hint, sizeof hint, name, &known);
    return ae_fail(e, AE_EARGUMENT, "layers: %s has no layer \"%.*s\"; %s", which, ae_word_shown(name), name->text, hint);
}

static ae_status check_layers(const transfer *t)
{
    const char *at = t->layers;
    ae_word name;
    size_t n = 0;
    for (; next_layer(&name, &at); n++) {
        AE_TRY(require_layer(t->to, "the model", &name, t->e));
        AE_TRY(require_layer(t->from, "the model to copy from", &name, t->e));
        if (is_listed(t->layers, name.text, &name))
            return ae_fail(t->e, AE_EARGUMENT, "layers: \"%.*s\" is named twice", ae_word_shown(&name), name.text);
    }
    return n ? AE_OK : ae_fail(t->e, AE_EARGUMENT, "layers names no layer; NULL takes all that both models have");
}

/* ---- tensors: all are called LAYER.PART ---- */

static ae_word layer_of(const ae_param *p)
{
    return (ae_word){ .text = p->name, .length = strcspn(p->name, ".") };
}

/* The other model's tensor to be copied into p, or NULL. What was fitted for rows that are prepared in another
 * way would be wrong. */
static const ae_param *source_of(const transfer *t, const ae_param *p)
{
    ae_word layer = layer_of(p);
    if (p->fitted && !ae_prepare_same(&t->to->program.spec.preparation, &t->from->program.spec.preparation))
        return NULL;
    return !t->layers || is_listed(t->layers, NULL, &layer) ? ae_params_find(&t->from->program.params, p->name) : NULL;
}

static ae_status fail_shape(const transfer *t, const ae_param *p, const ae_param *source)
{
    char here[AE_SHAPE_TEXT], there[AE_SHAPE_TEXT];
    ae_word layer = layer_of(p);
    return ae_fail(t->e, AE_ESHAPE, "%s is %s, and %s in the model to copy from; %s %.*s", p->name,
                   ae_shape_print(here, &p->shape), ae_shape_print(there, &source->shape),
                   t->layers ? "leave out" : "name the layers to take, without", ae_word_shown(&layer), layer.text);
}

static ae_status check_tensors(size_t *tensors, const transfer *t)
{
    const ae_params *params = &t->to->program.params;
    *tensors = 0;
    for (size_t i = 0; i < params->count; i++) {
        const ae_param *p = &params->list[i], *source = source_of(t, p);
        if (source && !ae_shape_same(&p->shape, &source->shape))
            return fail_shape(t, p, source);
        *tensors += source != NULL;
    }
    return *tensors
               ? AE_OK
               : ae_fail(t->e, AE_EARGUMENT, "the models have no tensor in common%s", t->layers ? " in these layers" : "");
}

static void copy_tensors(const transfer *t)
{
    const ae_params *params = &t->to->program.params;
    for (size_t i = 0; i < params->count; i++) {
        const ae_param *p = &params->list[i], *source = source_of(t, p);
        if (source)
            memcpy(t->to->weights + p->offset, t->from->weights + source->offset, p->size * sizeof *t->to->weights);
    }
}

ae_status ae_transfer(size_t *tensors, ae_model *to, const ae_model *from, const char *layers, ae_error *e)
{
    const transfer t = { to, from, layers, e };
    size_t count;
    if (layers)
        AE_TRY(check_layers(&t));
    AE_TRY(check_tensors(&count, &t));
    if (to != from) {
        copy_tensors(&t);
        ae_model_forget(to);
    }
    if (!to->record.optimizer[0])
        to->scale = from->scale;
    *tensors = count;
    return AE_OK;
}
