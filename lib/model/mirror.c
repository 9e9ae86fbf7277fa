/* `decoder mirror`: each encoder stage, last to first, led back to what came into it. A mirrored stage makes what
 * the stage before its original made, and so takes that one's activation; the last takes the item's own `act=`. Whatever
 * shape came into a stage, its partner's result has it again. */
#include "model/mirror.h"
#include <string.h>

typedef struct way {
    ae_stages *stages;
    const ae_mirror_options *options;
    const ae_word *item;
    const ae_init_options *net;
    ae_arena *arena;
    ae_error *e;
    size_t encoder;                  /* stages that are mirrored */
    ae_shape from, back;             /* what the net gets, and what it gives back: not the indicators of gaps */
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

static ae_status next_shape(way *w, const ae_stage *s)
{
    ae_arena scratch;
    ae_arena_init(&scratch, &w->arena->allocator);
    ae_status status = ae_stage_shape(&w->shape, s, w->net, &scratch, w->e);
    ae_arena_free(&scratch);
    return status;
}

/* Of layers that compute, only a dense one's partner makes a row of any size. */
static bool leads_to_any(const ae_stage *s, const ae_shape *in)
{
    return s->layer == &ae_layer_dense || !computes_back(s, in);
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
        if (!computed && ae_shape_same(&w->shape, &w->from) && leads_to_any(s, &w->shape))
            w->in[i] = w->back;
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

/* A layer that took an image for a flat row is led back to a flat row: it gets the image's shape again. */
static ae_status restore_shape(way *w, const ae_shape *shape)
{
    any_options options;
    if (ae_shape_same(&w->shape, shape))
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
    for (size_t i = w->encoder; i-- > 0;)
        AE_TRY(mirror_stage(w, i));
    return AE_OK;
}

static ae_status check_tied(const ae_mirror_options *options, const ae_word *item, const ae_preparation *rows, ae_error *e)
{
    if (!options->tied || ae_shape_size(&rows->in) == ae_shape_size(&rows->out))
        return AE_OK;
    return ae_fail_word(e, AE_EVALUE, item,
                        "decoder mirror tied=yes: with `missing indicators=yes` the first layer gets more numbers than the "
                        "last one gives back, so they cannot share weights");
}

ae_status ae_mirror_add(ae_stages *stages, const ae_mirror_options *options, const ae_word *item, const ae_preparation *rows,
                        const ae_init_options *net, ae_arena *arena, ae_error *e)
{
    ae_arena scratch;
    way w = { stages,           options, item, net, arena, e, .encoder = stages->count, .from = rows->in, .back = rows->out,
              .shape = rows->in };
    AE_TRY(check_tied(options, item, rows, e));
    ae_arena_init(&scratch, &arena->allocator);
    w.in = ae_arena_take(&scratch, w.encoder, sizeof *w.in);
    w.before = ae_arena_take(&scratch, w.encoder, sizeof *w.before);
    ae_status status = w.in && w.before ? mirror_encoder(&w) : ae_fail_memory(e);
    ae_arena_free(&scratch);
    return status;
}
