#include "model/program.h"
#include "model/subjects.h"
#include "op/activation.h"

/* What each mode computes. */
static const struct mode_rule {
    const char *name;
    bool decoder_only, encoder_only, losses, metrics, gradients;
} rules[AE_MODES] = {
    [AE_MODE_ENCODE] = { "encode", false, true, false, false, false },
    [AE_MODE_DECODE] = { "decode", true, false, false, false, false },
    [AE_MODE_RECONSTRUCT] = { "reconstruct", false, false, false, false, false },
    [AE_MODE_SCORE] = { "score", false, false, true, false, false },
    [AE_MODE_EVALUATE] = { "evaluate", false, false, true, true, false },
    [AE_MODE_TRAIN] = { "train", false, false, true, false, true },
};

const char *ae_mode_name(ae_mode mode)
{
    return rules[mode].name;
}

/* The graph of one mode while it is recorded. */
typedef struct recording {
    ae_program *p;
    ae_graph graph;
    size_t value;  /* the last one */
    size_t *after; /* the value after each stage */
    size_t *losses, n_losses, losses_capacity;
    bool training;
    ae_error *e;
} recording;

static ae_status record_stages(recording *r, size_t from, size_t to)
{
    r->after = ae_arena_take(r->graph.scratch, r->p->spec.n_stages, sizeof *r->after);
    if (!r->after)
        return ae_fail_memory(r->e);
    for (size_t i = from; i < to; i++) {
        const ae_stage *s = &r->p->spec.stages[i];
        ae_builder b = { &r->graph, s->name, s->weights_of, &r->p->spec.init, r->training, r->e };
        ae_status status = s->layer->emit(&r->value, &b, s->options, &r->value, 1);
        if (status != AE_OK)
            return ae_spec_blame(r->e, status, &s->place, s->name);
        r->after[i] = r->value;
        r->p->stage_shape[i] = r->graph.values[r->value].shape;
    }
    return AE_OK;
}

/* An output must be written by a step. Where nothing computes it (an empty encoder), a copy does. */
static ae_status record_copy(recording *r)
{
    ae_builder b = { &r->graph, "copy", NULL, NULL, r->training, r->e };
    const size_t from = r->value;
    ae_activation_attr *attr = ae_builder_attr(&b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_activation_attr){ ae_isa_activation(r->p->isa, "linear"), 0 };
    return ae_builder_apply(&r->value, &b, "activation", attr, &from, 1);
}

static ae_status keep_loss(recording *r, size_t loss)
{
    size_t *kept = ae_arena_push(r->graph.scratch, &r->losses, &r->n_losses, &r->losses_capacity, sizeof *kept);
    if (!kept)
        return ae_fail_memory(r->e);
    *kept = loss;
    return AE_OK;
}

static ae_status record_goal(recording *r, const ae_goal *goal, const size_t *in, size_t n_in)
{
    ae_builder b = { &r->graph, goal->objective->name, NULL, &r->p->spec.init, r->training, r->e };
    size_t loss;
    ae_status status = goal->objective->emit(&loss, &b, goal->options, in, n_in);
    if (status != AE_OK)
        return ae_spec_blame(r->e, status, &goal->place, goal->objective->item);
    return keep_loss(r, loss);
}

static ae_status record_penalty(recording *r, const ae_goal *penalty)
{
    ae_subjects on = { .after = r->after };
    AE_TRY(ae_subjects_find(&on, penalty, &r->p->spec, &r->graph, r->e));
    for (size_t i = 0; i < on.count; i++)
        AE_TRY(record_goal(r, penalty, &on.list[i], 1));
    return AE_OK;
}

static ae_status record_metrics(recording *r, const size_t in[2])
{
    static const char *const ops[] = { "loss_mse", "loss_mae" };
    ae_builder b = { &r->graph, "metric", NULL, &r->p->spec.init, r->training, r->e };
    size_t loss;
    for (size_t i = 0; i < 2; i++) {
        AE_TRY(ae_builder_apply(&loss, &b, ops[i], NULL, in, 2));
        AE_TRY(keep_loss(r, loss));
    }
    return AE_OK;
}

/* Losses first, then what this mode has beside them. */
static ae_status record_losses(recording *r, const struct mode_rule *rule)
{
    const ae_spec *spec = &r->p->spec;
    size_t in[2] = { r->value };
    AE_TRY(ae_graph_value(&in[1], &r->graph, AE_VALUE_TARGET, &r->graph.values[r->value].shape, r->e));
    for (size_t i = 0; i < spec->losses.count; i++)
        AE_TRY(record_goal(r, &spec->losses.list[i], in, 2));
    for (size_t i = 0; r->training && i < spec->penalties.count; i++)
        AE_TRY(record_penalty(r, &spec->penalties.list[i]));
    return rule->metrics ? record_metrics(r, in) : AE_OK;
}

static ae_status record(recording *r, const struct mode_rule *rule)
{
    ae_program *p = r->p;
    size_t from = rule->decoder_only ? p->spec.code : 0, to = rule->encoder_only ? p->spec.code : p->spec.n_stages;
    AE_TRY(ae_graph_value(&r->value, &r->graph, AE_VALUE_INPUT, rule->decoder_only ? &p->code : &p->spec.input, r->e));
    AE_TRY(record_stages(r, from, to));
    if (rule->losses)
        return record_losses(r, rule);
    return r->graph.values[r->graph.values[r->value].root].kind == AE_VALUE_COMPUTED ? AE_OK : record_copy(r);
}

static ae_status make_mode(ae_program *p, ae_mode mode, bool reuse, ae_arena *arena, ae_arena *scratch, ae_error *e)
{
    const struct mode_rule *rule = &rules[mode];
    recording r = { .p = p, .graph = { .arena = arena, .scratch = scratch, .isa = p->isa, .params = &p->params }, .e = e };
    r.training = rule->gradients;
    AE_TRY(record(&r, rule));
    ae_wish wish = { rule->losses ? NULL : &r.value, r.losses, r.n_losses, rule->gradients, reuse };
    AE_TRY(ae_plan_make(&p->plan[mode], &r.graph, &wish, e));
    p->width[mode] = ae_shape_size(&r.graph.values[0].shape); /* the input is recorded first */
    p->out_width[mode] = ae_shape_size(&r.graph.values[r.value].shape);
    if (mode == AE_MODE_ENCODE)
        p->code = r.graph.values[r.value].shape;
    if (mode == AE_MODE_RECONSTRUCT)
        p->output = r.graph.values[r.value].shape;
    return AE_OK;
}

ae_status ae_program_make(ae_program *p, const char *spec, size_t isa, bool reuse, ae_arena *arena, ae_error *e)
{
    *p = (ae_program){ .isa = isa };
    AE_TRY(ae_spec_read(&p->spec, spec, arena, e));
    p->stage_shape = ae_arena_take(arena, p->spec.n_stages, sizeof *p->stage_shape);
    if (!p->stage_shape)
        return ae_fail_memory(e);
    for (int mode = 0; mode < AE_MODES; mode++) { /* encode first: decoding begins with its shape */
        ae_arena scratch;
        ae_arena_init(&scratch, &arena->allocator);
        ae_status status = make_mode(p, (ae_mode)mode, reuse, arena, &scratch, e);
        ae_arena_free(&scratch);
        AE_TRY(status);
    }
    return AE_OK;
}
