/* `decoder mirror`: each encoder stage, last to first, led back to what came into it. A mirrored stage makes what
 * the stage before its original made, and so takes that one's activation; the last takes the item's own `act=`. Whatever
 * shape came into a stage, its partner's result has it again. */
#include "model/spec.h"

/* The shapes along the way are found by emitting every stage into a throw-away graph. */
typedef struct way {
    ae_spec *spec;
    const ae_mirror_options *options;
    const ae_item *item;
    ae_arena *arena;
    ae_error *e;
    ae_graph graph;
    size_t value; /* the last one */
    ae_shape *in; /* what comes into each encoder stage */
} way;

static const ae_shape *shape_now(const way *w)
{
    return &w->graph.values[w->value].shape;
}

static ae_status emit_stage(way *w, const ae_stage *s)
{
    ae_builder b = {
        .graph = &w->graph, .name = s->name, .weights_of = s->weights_of, .net = &w->spec->init, .error = w->e
    };
    ae_status status = s->layer->emit(&w->value, &b, s->options, &w->value, 1);
    return status == AE_OK ? AE_OK : ae_spec_blame(w->e, status, &s->place, s->name);
}

static ae_status emit_encoder(way *w)
{
    AE_TRY(ae_graph_bound(&w->value, &w->graph, AE_BASE_INPUT, &w->spec->input, w->e));
    for (size_t i = 0; i < w->spec->code; i++) {
        w->in[i] = *shape_now(w);
        AE_TRY(emit_stage(w, &w->spec->stages[i]));
    }
    return AE_OK;
}

/* Whether the stage's partner computes something. */
static bool computes_back(const ae_stage *s, const ae_shape *in)
{
    _Alignas(max_align_t) unsigned char options[AE_LAYER_OPTIONS_MAX] = { 0 };
    const ae_layer *layer = s->layer->mirror(options, s->options, in);
    return layer && !layer->passes;
}

/* The activation that made what stage i receives. Where no stage before has a partner that computes, this one's partner is
 * the last, which has the item's own. */
static ae_layer_options activation_before(const ae_spec *spec, size_t i, const ae_shape *in, const ae_mirror_options *o)
{
    const ae_layer_options *made = NULL;
    while (i-- > 0) {
        const ae_stage *s = &spec->stages[i];
        if (!made && !s->layer->passes)
            made = s->options;
        if (made && computes_back(s, &in[i]))
            return *made;
    }
    return (ae_layer_options){ .act = o->act, .slope = o->slope, .alpha = o->alpha };
}

static ae_status add_stage(way *w, const ae_layer *layer, const void *options, const char *weights_of)
{
    AE_TRY(ae_spec_add_stage(w->spec, layer, options, weights_of, w->item, w->arena, w->e));
    return emit_stage(w, &w->spec->stages[w->spec->n_stages - 1]);
}

/* A layer that took an image for a flat row is led back to a flat row: it gets the image's shape again. */
static ae_status restore_shape(way *w, const ae_shape *shape)
{
    if (ae_shape_same(shape_now(w), shape))
        return AE_OK;
    void *options = ae_arena_take(w->arena, 1, AE_LAYER_OPTIONS_MAX);
    if (!options)
        return ae_fail_memory(w->e);
    return add_stage(w, ae_layer_flatten.mirror(options, NULL, shape), options, NULL);
}

static ae_status mirror_stage(way *w, size_t i)
{
    const ae_stage s = w->spec->stages[i];
    ae_layer_options *mirrored = ae_arena_take(w->arena, 1, AE_LAYER_OPTIONS_MAX);
    if (!mirrored)
        return ae_fail_memory(w->e);
    const ae_layer *layer = s.layer->mirror(mirrored, s.options, &w->in[i]);
    if (!layer)
        return AE_OK;
    ae_layer_options before = activation_before(w->spec, i, w->in, w->options);
    mirrored->name = mirrored->tied = NULL;
    mirrored->act = layer->passes ? 0 : before.act;
    mirrored->slope = before.slope;
    mirrored->alpha = before.alpha;
    AE_TRY(add_stage(w, layer, mirrored, w->options->tied ? s.name : NULL));
    return restore_shape(w, &w->in[i]);
}

static ae_status mirror_encoder(way *w)
{
    AE_TRY(emit_encoder(w));
    for (size_t i = w->spec->code; i-- > 0;)
        AE_TRY(mirror_stage(w, i));
    return AE_OK;
}

ae_status ae_spec_mirror(ae_spec *spec, const ae_mirror_options *options, const ae_item *item, ae_arena *arena, ae_error *e)
{
    ae_params params = { 0 };
    ae_arena scratch;
    way w = { spec,  options, item,
              arena, e,       { .arena = &scratch, .scratch = &scratch, .params = &params, .declares = &params },
              0,     NULL };
    ae_arena_init(&scratch, &arena->allocator);
    w.in = ae_arena_take(&scratch, spec->code, sizeof *w.in);
    ae_status status = w.in ? mirror_encoder(&w) : ae_fail_memory(e);
    ae_arena_free(&scratch);
    return status;
}
