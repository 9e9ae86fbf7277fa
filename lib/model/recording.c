#include "base/format.h"
#include "model/recorder.h"
#include "op/activation.h"
#include <string.h>

ae_builder ae_recorder_builder(const ae_recorder *c, const char *name, const char *weights_of)
{
    return (ae_builder){ .graph = &c->r->graph,
                         .name = name,
                         .weights_of = weights_of,
                         .net = &c->p->spec.init,
                         .training = c->rule->gradients,
                         .frozen = c->rule->frozen,
                         .error = c->e };
}

/* ---- stages ---- */

/* Of the encoder alone: what its last layer stands for is drawn where training needs it. */
static bool draws(const ae_recorder *c, size_t stage)
{
    return (c->rule->gradients || c->rule->draws) && stage < c->p->spec.code;
}

/* Whether all that is to be put out has been recorded. */
static bool has_all(const ae_recorder *c)
{
    size_t value;
    for (const char *const *name = c->rule->to; *name; name++)
        if (!ae_graph_find(&value, &c->r->graph, *name))
            return false;
    return true;
}

static ae_status record_stage(ae_recorder *c, size_t number)
{
    const ae_stage *s = &c->p->spec.stages[number];
    ae_builder b = ae_recorder_builder(c, s->name, s->weights_of);
    b.draws = draws(c, number);
    ae_status status = s->layer->emit(&c->value, &b, s->options, &c->value, 1);
    if (status == AE_OK)
        status = ae_graph_publish(&c->r->graph, s->name, c->value, c->e);
    return ae_spec_blame(c->e, status, &s->place, s->name);
}

/* What is left of stages first ... end - 1 without those at their end that only give another shape. */
static size_t without_shapes(const ae_spec *spec, size_t first, size_t end)
{
    while (end > first &&
           (spec->stages[end - 1].layer == &ae_layer_reshape || spec->stages[end - 1].layer == &ae_layer_flatten))
        end--;
    return end;
}

/* What the distribution that the last of these stages makes consists of, from a part on, is found by another name, too. */
static ae_status publish_parts(ae_recorder *c, size_t first, size_t end, const char *name, ae_moment moment)
{
    const size_t made = without_shapes(&c->p->spec, first, end);
    for (ae_moment i = moment; i < AE_MOMENTS && made > first; i++) {
        size_t value;
        char part[AE_PARAM_NAME];
        ae_format(part, sizeof part, "%s.%s", c->p->spec.stages[made - 1].name, ae_moments[i]);
        ae_builder b = ae_recorder_builder(c, name, NULL);
        if (ae_graph_find(&value, &c->r->graph, part))
            AE_TRY(ae_builder_publish(&b, ae_moments[i], value));
    }
    return AE_OK;
}

static ae_status record_code(ae_recorder *c)
{
    AE_TRY(ae_graph_publish(&c->r->graph, "code", c->value, c->e));
    return publish_parts(c, 0, c->p->spec.code, "code", AE_MEAN);
}

/* The mean is the output itself, before it is unscaled. */
static ae_status record_moments(ae_recorder *c)
{
    return publish_parts(c, c->p->spec.code, c->p->spec.decoder, "output", AE_LOG_VARIANCE);
}

static ae_status record_output(ae_recorder *c)
{
    ae_builder b = ae_recorder_builder(c, "output", NULL);
    AE_TRY(ae_prepare_output(&c->p->spec.preparation, &b, c->value));
    return record_moments(c);
}

static ae_status record_drawn_output(ae_recorder *c)
{
    ae_builder b = ae_recorder_builder(c, "output", NULL);
    AE_TRY(record_moments(c));
    AE_TRY(ae_record_draw(&c->value, c, c->value));
    return ae_prepare_output(&c->p->spec.preparation, &b, c->value);
}

/* What a layer gets: the value so far, and the condition. */
static ae_status join_condition(ae_recorder *c)
{
    ae_builder b = ae_recorder_builder(c, "condition", NULL);
    const size_t in[] = { c->value, c->condition };
    return c->p->spec.condition ? ae_builder_apply(&c->value, &b, "concat", NULL, in, 2) : AE_OK;
}

/* The rest of the net need not be recorded. */
static bool is_complete(const ae_recorder *c)
{
    return !c->rule->losses && !c->rule->metrics && has_all(c);
}

static ae_status record_stages(ae_recorder *c)
{
    const ae_spec *spec = &c->p->spec;
    bool decodes = strcmp(c->rule->from, "code") == 0;
    for (size_t i = decodes ? spec->code : 0; i <= spec->decoder && !is_complete(c); i++) {
        if (i == spec->code && !decodes)
            AE_TRY(record_code(c));
        if (i == spec->code && spec->has_decoder)
            AE_TRY(join_condition(c));
        if (i < spec->decoder)
            AE_TRY(record_stage(c, i));
        else if (spec->has_decoder)
            AE_TRY(c->rule->draws_output ? record_drawn_output(c) : record_output(c));
    }
    c->output = c->value;
    return AE_OK;
}

static ae_status record_head(ae_recorder *c, const ae_head *head)
{
    ae_graph_find(&c->value, &c->r->graph, "code");
    for (size_t i = head->first; i < head->end; i++)
        AE_TRY(record_stage(c, i));
    return ae_spec_blame(c->e, ae_graph_publish(&c->r->graph, head->name, c->value, c->e), &head->place, "head");
}

static ae_status record_heads(ae_recorder *c)
{
    for (size_t i = 0; i < c->p->spec.heads.count && (c->rule->heads || !has_all(c)); i++)
        AE_TRY(record_head(c, &c->p->spec.heads.list[i]));
    return AE_OK;
}

static ae_status record_preparation(ae_recorder *c)
{
    ae_builder b = ae_recorder_builder(c, "input", NULL);
    AE_TRY(ae_prepare_input(&c->row, &c->p->spec.preparation, &b, c->value));
    c->value = c->row.net;
    return join_condition(c);
}

static ae_status record_condition(ae_recorder *c)
{
    const ae_shape shape = { 1, { c->p->spec.condition } };
    return c->p->spec.condition ? ae_graph_bound(&c->condition, &c->r->graph, AE_BASE_CONDITION, &shape, c->e) : AE_OK;
}

static ae_status record_net(ae_recorder *c)
{
    bool decodes = strcmp(c->rule->from, "code") == 0;
    const ae_shape *shape = decodes ? &c->p->code : &c->p->spec.input;
    AE_TRY(ae_graph_bound(&c->value, &c->r->graph, AE_BASE_INPUT, shape, c->e));
    AE_TRY(ae_graph_publish(&c->r->graph, c->rule->from, c->value, c->e));
    AE_TRY(record_condition(c));
    if (!decodes)
        AE_TRY(record_preparation(c));
    AE_TRY(record_stages(c));
    return record_heads(c);
}

/* ---- outputs ---- */

static ae_status copy_value(size_t *value, ae_recorder *c)
{
    ae_builder b = ae_recorder_builder(c, "copy", NULL);
    const size_t from = *value;
    ae_activation_attr *attr = ae_builder_attr(&b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_activation_attr){ ae_activation_at(c->p->isa, 0), 0 };
    return ae_builder_apply(value, &b, "activation", attr, &from, 1);
}

/* Whether a step writes this value, and not to another buffer already. */
static bool is_free(const ae_recorder *c, size_t value)
{
    const ae_graph *g = &c->r->graph;
    size_t root = g->values[value].root;
    bool free = g->values[root].kind == AE_VALUE_COMPUTED;
    for (size_t i = 0; i < c->r->n_outputs; i++)
        free &= g->values[c->r->outputs[i]].root != root;
    return free;
}

/* A buffer must be written by a step of its own. Where no step is free to do it, such as for the code of an empty encoder, a
 * copy does. */
static ae_status put_out(ae_recorder *c, const char *name)
{
    size_t value;
    if (!ae_graph_find(&value, &c->r->graph, name))
        return ae_fail(c->e, AE_EOPTION, "the net has no value called \"%s\"", name);
    if (!is_free(c, value))
        AE_TRY(copy_value(&value, c));
    c->r->outputs[c->r->n_outputs++] = value;
    return AE_OK;
}

static ae_status put_all_out(ae_recorder *c)
{
    size_t n = 0;
    while (c->rule->to[n])
        n++;
    c->r->outputs = ae_arena_take(c->r->graph.scratch, n, sizeof *c->r->outputs);
    if (!c->r->outputs)
        return ae_fail_memory(c->e);
    for (size_t i = 0; i < n; i++)
        AE_TRY(put_out(c, c->rule->to[i]));
    return AE_OK;
}

ae_status ae_recording_make(ae_recording *r, const ae_program *p, const ae_entry_rule *rule, ae_error *e)
{
    ae_recorder c = { .r = r, .p = p, .rule = rule, .e = e };
    AE_TRY(record_net(&c));
    AE_TRY(ae_record_losses(&c));
    return put_all_out(&c);
}
