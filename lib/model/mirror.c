/* `decoder mirror`: each encoder stage, last to first, led back to what came into it. A mirrored stage makes what
 * the stage before its original made, and so takes that one's activation; the last takes the item's own `act=`. */
#include "model/spec.h"

/* The shapes that come into each encoder stage are found by emitting the encoder into a throw-away graph. */
static ae_status emit_encoder(ae_shape *in, const ae_spec *spec, ae_arena *scratch, ae_error *e)
{
    ae_params params = { 0 };
    ae_graph g = { .arena = scratch, .scratch = scratch, .params = &params };
    size_t value;
    AE_TRY(ae_graph_value(&value, &g, AE_VALUE_INPUT, &spec->input, e));
    for (size_t i = 0; i < spec->code; i++) {
        const ae_stage *s = &spec->stages[i];
        ae_builder b = { &g, s->name, NULL, &spec->init, false, e };
        in[i] = g.values[value].shape;
        ae_status status = s->layer->emit(&value, &b, s->options, &value, 1);
        if (status != AE_OK)
            return ae_spec_blame(e, status, &s->place, s->name);
    }
    return AE_OK;
}

static ae_status encoder_shapes(ae_shape *in, const ae_spec *spec, const ae_arena *arena, ae_error *e)
{
    ae_arena scratch;
    ae_arena_init(&scratch, &arena->allocator);
    ae_status status = emit_encoder(in, spec, &scratch, e);
    ae_arena_free(&scratch);
    return status;
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
    return (ae_layer_options){ NULL, o->act, o->slope, o->alpha };
}

static ae_status mirror_stage(ae_spec *spec, size_t i, const ae_shape in[], const ae_mirror_options *o, const ae_item *item,
                              ae_arena *arena, ae_error *e)
{
    const ae_stage s = spec->stages[i];
    ae_layer_options *mirrored = ae_arena_take(arena, 1, AE_LAYER_OPTIONS_MAX);
    if (!mirrored)
        return ae_fail_memory(e);
    const ae_layer *layer = s.layer->mirror(mirrored, s.options, &in[i]);
    if (!layer)
        return AE_OK;
    ae_layer_options before = activation_before(spec, i, in, o);
    mirrored->name = NULL;
    mirrored->act = layer->passes ? 0 : before.act;
    mirrored->slope = before.slope;
    mirrored->alpha = before.alpha;
    return ae_spec_add_stage(spec, layer, mirrored, o->tied ? s.name : NULL, item, arena, e);
}

ae_status ae_spec_mirror(ae_spec *spec, const ae_mirror_options *options, const ae_item *item, ae_arena *arena, ae_error *e)
{
    ae_shape *in = ae_arena_take(arena, spec->code, sizeof *in);
    if (!in)
        return ae_fail_memory(e);
    AE_TRY(encoder_shapes(in, spec, arena, e));
    for (size_t i = spec->code; i-- > 0;)
        AE_TRY(mirror_stage(spec, i, in, options, item, arena, e));
    return AE_OK;
}
