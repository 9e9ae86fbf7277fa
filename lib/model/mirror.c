/* `decoder mirror`: each encoder stage, last to first, led back to what came into it. A mirrored stage makes what
 * the stage before its original made, and so takes that one's activation; the last takes the item's own `act=`. Whatever
 * shape came into a stage, its partner's result has it again. */
#include "model/mirror.h"
#include <string.h>

typedef struct way {
    ae_stages *stages;
    const ae_mirror_options *options;
    const ae_word *item;
    const ae_spec *spec;
    ae_arena *arena;
    ae_error *e;
    size_t encoder;                  /* stages that are mirrored */
    ae_shape from, back;             /* what the net gets, and what it gives back: no indicators of gaps and no condition */
    ae_shape *in;                    /* what comes into each of them, and its partner leads back to */
    const ae_layer_options **before; /* whose activation made that; NULL: the item's own goes to the partner */
    ae_shape shape;                  /* what the last stage so far puts out */
} way;

/* Room for the options of any layer. */
typedef union any_options {
    ae_layer_options layer;
    max_align_t align;
    unsigned char bytes[AE_LAYER_OPTIONS_MAX];
} any_options;

static const ae_layer *partner_of(any_options *mirrored, const ae_layer *layer, const void *options, const ae_shape *in)
{
    memset(mirrored, 0, sizeof *mirrored);
    return layer->mirror(mirrored, options, in);
}

bool ae_mirror_has_partner(const ae_layer *layer, const void *options, const ae_shape *in)
{
    any_options mirrored;
    return partner_of(&mirrored, layer, options, in) != NULL;
}

static bool computes_back(const ae_stage *s, const ae_shape *in)
{
    any_options mirrored;
    const ae_layer *layer = partner_of(&mirrored, s->layer, s->options, in);
    return layer && !layer->passes;
}

static ae_status follow(ae_shape *shape, const way *w, const ae_stage *s, ae_error *e)
{
    ae_arena scratch;
    ae_arena_init(&scratch, &w->arena->allocator);
    ae_status status = ae_stage_shape(shape, s, &w->spec->init, &scratch, e);
    ae_arena_free(&scratch);
    return status;
}

static ae_status fail_condition(const way *w)
{
    char is[AE_SHAPE_TEXT], back[AE_SHAPE_TEXT];
    return ae_fail_word(
        w->e, AE_ESHAPE, w->item,
        "decoder mirror: with `condition` the way back gets as far as %s, and does not lead to %s; write the layers after "
        "the code instead",
        ae_shape_print(is, &w->shape), ae_shape_print(back, &w->back));
}

static ae_status next_shape(way *w, const ae_stage *s)
{
    const ae_status status = follow(&w->shape, w, s, w->e);
    return status == AE_ESHAPE && w->spec->condition ? fail_condition(w) : status;
}

/* What the stage's partner makes of what the stage makes, if it is to lead back to another shape, one that the stage could
 * get, too. */
static ae_status go_and_return(ae_shape *shape, const way *w, const ae_stage *s)
{
    any_options mirrored;
    ae_shape of_back = w->back;
    AE_TRY(follow(&of_back, w, s, NULL));
    AE_TRY(follow(shape, w, s, NULL));
    const ae_layer *layer = partner_of(&mirrored, s->layer, s->options, &w->back);
    const ae_stage partner = { .layer = layer, .options = &mirrored, .name = s->name, .place = s->place };
    return follow(shape, w, &partner, NULL);
}

/* What the first partner that is to lead back to the caller's row leads to. Of layers that compute, a dense one's can lead
 * to a row of any size, and a convolution's to any number of channels. */
static ae_status choose_end(ae_shape *in, const way *w, const ae_stage *s)
{
    ae_shape end = w->shape;
    if (ae_shape_same(&w->from, &w->back))
        return AE_OK;
    const bool computes = computes_back(s, &w->shape);
    const ae_status status = computes ? go_and_return(&end, w, s) : AE_OK;
    if (status == AE_OK && (!computes || ae_shape_size(&end) == ae_shape_size(&w->back)))
        *in = w->back;
    return status == AE_ENOMEM ? ae_fail_memory(w->e) : AE_OK;
}

/* What comes into each stage, and the activation that made it: that of the last stage with one. Where no stage up to that
 * one has a partner that computes, this stage's partner is the last that does, and has the item's own activation. */
static ae_status follow_encoder(way *w)
{
    const ae_layer_options *made = NULL;
    bool computed = false;
    for (size_t i = 0; i < w->encoder; i++) {
        const ae_stage *s = &w->stages->list[i];
        w->in[i] = w->shape;
        if (!computed && ae_shape_same(&w->shape, &w->from))
            AE_TRY(choose_end(&w->in[i], w, s));
        w->before[i] = made;
        computed = computed || computes_back(s, &w->in[i]);
        if (!s->layer->passes)
            made = computed ? s->options : NULL;
        AE_TRY(next_shape(w, s));
    }
    return AE_OK;
}

static ae_status add_stage(way *w, const ae_layer *layer, const any_options *made, const char *weights_of)
{
    void *options = ae_arena_take(w->arena, 1, layer->options_size);
    if (!options)
        return ae_fail_memory(w->e);
    memcpy(options, made, layer->options_size);
    ae_stage stage = { .layer = layer, .options = options, .weights_of = weights_of, .place = *w->item };
    AE_TRY(ae_stages_add(w->stages, &stage, w->arena, w->e));
    return next_shape(w, &w->stages->list[w->stages->count - 1]);
}

/* A layer that took an image for a flat row is led back to a flat row: it gets the image's shape again. What still has the
 * planes of a condition goes on as it is. */
static ae_status restore_shape(way *w, const ae_shape *shape)
{
    any_options options;
    if (ae_shape_same(&w->shape, shape) || ae_shape_size(&w->shape) != ae_shape_size(shape))
        return AE_OK;
    const ae_layer *layer = partner_of(&options, &ae_layer_flatten, NULL, shape);
    return add_stage(w, layer, &options, NULL);
}

static ae_status mirror_stage(way *w, size_t i)
{
    const ae_stage s = w->stages->list[i];
    const ae_layer_options own = { .act = w->options->act, .slope = w->options->slope, .alpha = w->options->alpha };
    const ae_layer_options *before = w->before[i] ? w->before[i] : &own;
    any_options mirrored;
    const ae_layer *layer = partner_of(&mirrored, s.layer, s.options, &w->in[i]);
    if (!layer)
        return AE_OK;
    mirrored.layer =
        (ae_layer_options){ .act = layer->passes ? 0 : before->act, .slope = before->slope, .alpha = before->alpha };
    AE_TRY(add_stage(w, layer, &mirrored, w->options->tied ? s.name : NULL));
    return restore_shape(w, &w->in[i]);
}

static ae_status mirror_encoder(way *w)
{
    AE_TRY(follow_encoder(w));
    w->shape = ae_shape_joined(&w->shape, w->spec->condition);
    for (size_t i = w->encoder; i-- > 0;)
        AE_TRY(mirror_stage(w, i));
    return w->spec->condition && ae_shape_size(&w->shape) != ae_shape_size(&w->back) ? fail_condition(w) : AE_OK;
}

static ae_status check_tied(const way *w)
{
    if (!w->options->tied || ae_shape_size(&w->from) == ae_shape_size(&w->back))
        return AE_OK;
    return ae_fail_word(w->e, AE_EVALUE, w->item,
                        "decoder mirror tied=yes: with `%s` the first layer gets more numbers than the last one gives back, "
                        "so they cannot share weights",
                        w->spec->condition ? "condition" : "missing indicators=yes");
}

ae_status ae_mirror_add(ae_stages *stages, const ae_mirror_options *options, const ae_word *item, const ae_spec *spec,
                        ae_arena *arena, ae_error *e)
{
    ae_arena scratch;
    const ae_shape from = ae_shape_joined(&spec->preparation.in, spec->condition);
    way w = {
        stages,       options, item, spec, arena, e, .encoder = stages->count, .from = from, .back = spec->preparation.out,
        .shape = from
    };
    AE_TRY(check_tied(&w));
    ae_arena_init(&scratch, &arena->allocator);
    w.in = ae_arena_take(&scratch, w.encoder, sizeof *w.in);
    w.before = ae_arena_take(&scratch, w.encoder, sizeof *w.before);
    ae_status status = w.in && w.before ? mirror_encoder(&w) : ae_fail_memory(e);
    ae_arena_free(&scratch);
    return status;
}
