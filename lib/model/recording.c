#include "model/recording.h"
#include "model/subjects.h"
#include "op/activation.h"
#include "op/pad.h"
#include <string.h>

/* A graph while it is recorded. */
typedef struct recorder {
    ae_recording *r;
    const ae_program *p;
    const ae_entry_rule *rule;
    size_t value;  /* the last one */
    size_t output; /* what the decoder's last layer gives */
    size_t labels; /* as they are bound */
    ae_prepared_row row;
    ae_prepared_target target;
    ae_error *e;
} recorder;

static ae_builder builder_of(recorder *c, const char *name, const char *weights_of)
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

/* Whether all that is to be put out has been recorded. */
static bool has_all(const recorder *c)
{
    size_t value;
    for (const char *const *name = c->rule->to; *name; name++)
        if (!ae_graph_find(&value, &c->r->graph, *name))
            return false;
    return true;
}

static ae_status record_stage(recorder *c, const ae_stage *s)
{
    ae_builder b = builder_of(c, s->name, s->weights_of);
    ae_status status = s->layer->emit(&c->value, &b, s->options, &c->value, 1);
    if (status == AE_OK)
        status = ae_graph_publish(&c->r->graph, s->name, c->value, c->e);
    return ae_spec_blame(c->e, status, &s->place, s->name);
}

static ae_status record_output(recorder *c)
{
    ae_builder b = builder_of(c, "output", NULL);
    return ae_prepare_output(&c->p->spec.preparation, &b, c->value);
}

/* The rest of the net need not be recorded. */
static bool is_complete(const recorder *c)
{
    return !c->rule->losses && !c->rule->metrics && has_all(c);
}

static ae_status record_stages(recorder *c)
{
    const ae_spec *spec = &c->p->spec;
    bool decodes = strcmp(c->rule->from, "code") == 0;
    for (size_t i = decodes ? spec->code : 0; i <= spec->decoder && !is_complete(c); i++) {
        if (i == spec->code && !decodes)
            AE_TRY(ae_graph_publish(&c->r->graph, "code", c->value, c->e));
        if (i < spec->decoder)
            AE_TRY(record_stage(c, &spec->stages[i]));
        else if (spec->has_decoder)
            AE_TRY(record_output(c));
    }
    c->output = c->value;
    return AE_OK;
}

static ae_status record_head(recorder *c, const ae_head *head)
{
    ae_graph_find(&c->value, &c->r->graph, "code");
    for (size_t i = head->first; i < head->end; i++)
        AE_TRY(record_stage(c, &c->p->spec.stages[i]));
    return ae_spec_blame(c->e, ae_graph_publish(&c->r->graph, head->name, c->value, c->e), &head->place, "head");
}

static ae_status record_heads(recorder *c)
{
    for (size_t i = 0; i < c->p->spec.heads.count && (c->rule->heads || !has_all(c)); i++)
        AE_TRY(record_head(c, &c->p->spec.heads.list[i]));
    return AE_OK;
}

static ae_status record_preparation(recorder *c)
{
    ae_builder b = builder_of(c, "input", NULL);
    AE_TRY(ae_prepare_input(&c->row, &c->p->spec.preparation, &b, c->value));
    c->value = c->row.net;
    return AE_OK;
}

static ae_status record_net(recorder *c)
{
    bool decodes = strcmp(c->rule->from, "code") == 0;
    const ae_shape *shape = decodes ? &c->p->code : &c->p->spec.input;
    AE_TRY(ae_graph_bound(&c->value, &c->r->graph, AE_BASE_INPUT, shape, c->e));
    AE_TRY(ae_graph_publish(&c->r->graph, c->rule->from, c->value, c->e));
    if (!decodes)
        AE_TRY(record_preparation(c));
    AE_TRY(record_stages(c));
    return record_heads(c);
}

/* ---- losses ---- */

static ae_status keep_loss(recorder *c, const ae_loss *loss)
{
    ae_recording *r = c->r;
    ae_loss *kept = ae_arena_push(r->graph.scratch, &r->losses, &r->n_losses, &r->losses_capacity, sizeof *kept);
    if (!kept)
        return ae_fail_memory(c->e);
    *kept = *loss;
    return AE_OK;
}

/* A loss knows which columns of a row are there, and which are categories. */
static ae_builder loss_builder(recorder *c, const char *name)
{
    ae_builder b = builder_of(c, name, NULL);
    b.present = c->target.weighs ? &c->target.weights : NULL;
    b.target = c->target.weighs ? c->target.raw : c->target.value;
    b.layout = c->p->spec.preparation.categories ? &c->p->spec.preparation.layout : NULL;
    return b;
}

/* Of a loss in[0] is what the net gives and in[1] what it is compared with; a penalty has one subject. */
static ae_status record_loss(recorder *c, ae_builder b, const ae_goal *goal, ae_loss_kind kind, const size_t *in,
                             size_t n_in)
{
    size_t loss;
    ae_status status = goal->objective->emit(&loss, &b, goal->options, in, n_in);
    if (status != AE_OK)
        return ae_spec_blame(c->e, status, &goal->place, goal->objective->item);
    return keep_loss(c, &(ae_loss){ loss, kind, goal->name, 0, 0 });
}

static ae_status record_goal(recorder *c, const ae_goal *goal, ae_loss_kind kind, const size_t *in, size_t n_in)
{
    const char *name = goal->objective->name;
    return record_loss(c, n_in > 1 ? loss_builder(c, name) : builder_of(c, name, NULL), goal, kind, in, n_in);
}

static ae_status record_penalty(recorder *c, const ae_goal *penalty)
{
    ae_subjects on = { 0 };
    AE_TRY(ae_subjects_find(&on, penalty, &c->r->graph, c->e));
    for (size_t i = 0; i < on.count; i++)
        AE_TRY(record_goal(c, penalty, AE_LOSS_PENALTY, &on.list[i], 1));
    return AE_OK;
}

/* What is measured beside the losses, by the names that ae_metrics has for it. */
static const struct metric {
    const char *name, *op;
} metrics[] = { { "mse", "loss_mse" }, { "mae", "loss_mae" } };

_Static_assert(sizeof metrics / sizeof *metrics + AE_HEADS_MAX <= AE_METRICS_MAX, "there is room for every metric");

static ae_status record_metrics(recorder *c, const size_t in[2])
{
    ae_builder b = loss_builder(c, "metric");
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        size_t loss;
        AE_TRY(ae_objective_measure(&loss, &b, metrics[i].op, in));
        AE_TRY(keep_loss(c, &(ae_loss){ loss, AE_LOSS_METRIC, metrics[i].name, 0, 0 }));
    }
    return AE_OK;
}

/* Each feature's share of the row's loss, which all losses together make up. */
static ae_status record_errors(recorder *c, const size_t in[2])
{
    size_t shares = 0;
    bool any = false;
    for (size_t i = 0; i < c->p->spec.losses.count; i++) {
        const ae_goal *goal = &c->p->spec.losses.list[i];
        ae_builder b = loss_builder(c, goal->objective->name);
        b.by_feature = true;
        b.shares = any ? &shares : NULL;
        if (goal->head)
            continue;
        any = true;
        AE_TRY(goal->objective->emit(&shares, &b, goal->options, in, 2));
    }
    return ae_graph_publish(&c->r->graph, "errors", shares, c->e);
}

static bool wants(const ae_entry_rule *rule, const char *name)
{
    const char *const *to = rule->to;
    while (*to && strcmp(*to, name) != 0)
        to++;
    return *to != NULL;
}

static ae_status record_goals(recorder *c, const size_t in[2])
{
    for (size_t i = 0; i < c->p->spec.losses.count; i++)
        if (!c->p->spec.losses.list[i].head)
            AE_TRY(record_goal(c, &c->p->spec.losses.list[i], AE_LOSS_GOAL, in, 2));
    return AE_OK;
}

static ae_status record_penalties(recorder *c)
{
    for (size_t i = 0; i < c->p->spec.penalties.count; i++)
        AE_TRY(record_penalty(c, &c->p->spec.penalties.list[i]));
    return AE_OK;
}

/* A loss that takes targets in 0 ... 1 takes scaled ones only if they cannot be others. */
static ae_status check_unit_targets(const recorder *c, const ae_goal *goal)
{
    const ae_preparation *p = &c->p->spec.preparation;
    if (goal->objective->unit_targets && p->categories)
        return ae_fail_word(c->e, AE_EVALUE, &goal->place,
                            "loss %s is no loss of categories: mse, mae and huber are, for the numbers beside them",
                            goal->objective->name);
    if (goal->objective->unit_targets && !ae_prepare_keeps_unit(p))
        return ae_fail_word(c->e, AE_EVALUE, &goal->place,
                            "loss %s takes targets in 0 ... 1; with `scaler range to=0,1 clip=yes` they are",
                            goal->objective->name);
    return AE_OK;
}

static ae_status check_goals(const recorder *c)
{
    for (size_t i = 0; i < c->p->spec.losses.count; i++)
        if (!c->p->spec.losses.list[i].head)
            AE_TRY(check_unit_targets(c, &c->p->spec.losses.list[i]));
    return AE_OK;
}

/* Targets come as the rows do. */
static ae_status record_target(size_t *value, recorder *c)
{
    ae_graph *g = &c->r->graph;
    const ae_preparation *p = &c->p->spec.preparation;
    ae_builder b = builder_of(c, "target", NULL);
    size_t raw;
    AE_TRY(check_goals(c));
    *value = c->row.filled;
    if (c->rule->copies && ae_prepare_does_anything(p))
        return ae_prepare_copy(&c->target, p, &b, &c->row);
    AE_TRY(ae_graph_bound(&raw, g, AE_BASE_TARGET, p->categories ? &p->raw : &g->values[c->output].shape, c->e));
    AE_TRY(ae_prepare_target(&c->target, p, &b, raw));
    *value = c->target.value;
    return AE_OK;
}

/* ---- heads ---- */

/* The labels of one head: all of them, or those columns of the row of labels. Nothing is computed from them that would need
 * a gradient. */
static ae_status record_labels(size_t *out, recorder *c, const ae_head *head)
{
    ae_graph *g = &c->r->graph;
    ae_builder b = builder_of(c, head->name, NULL);
    const size_t columns = head->labels.columns;
    const ae_shape row = { 3, { 1, 1, c->p->spec.heads.labels.columns } }, own = { 1, { columns } };
    size_t all;
    *out = c->labels;
    if (c->p->spec.heads.count == 1)
        return AE_OK;
    ae_pad_attr *attr = ae_builder_attr(&b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_pad_attr){ .left = -(ptrdiff_t)head->label, .height = 1, .width = columns };
    AE_TRY(ae_graph_reshape(&all, g, c->labels, &row, c->e));
    AE_TRY(ae_builder_apply(out, &b, "pad", attr, &all, 1));
    return ae_graph_reshape(out, g, *out, &own, c->e);
}

static ae_builder head_builder(recorder *c, const ae_head *head)
{
    ae_builder b = builder_of(c, head->name, NULL);
    b.layout = &head->labels;
    b.classes = head->classes;
    return b;
}

static ae_status record_head_metric(recorder *c, const ae_head *head, const size_t in[2])
{
    static const ae_objective_options plain = { .weight = 1 };
    ae_builder b = head_builder(c, head);
    size_t metric;
    AE_TRY(head->classes ? ae_builder_apply(&metric, &b, "hits", NULL, in, 2)
                         : ae_objective_mse.emit(&metric, &b, &plain, in, 2));
    return keep_loss(c, &(ae_loss){ metric, AE_LOSS_METRIC, head->metric, head->label, head->labels.columns });
}

static ae_status record_head_losses(recorder *c, size_t number)
{
    const ae_head *head = &c->p->spec.heads.list[number - 1];
    const ae_goals *losses = &c->p->spec.losses;
    size_t in[2];
    ae_graph_find(&in[0], &c->r->graph, head->name);
    AE_TRY(record_labels(&in[1], c, head));
    for (size_t i = 0; i < losses->count; i++)
        if (losses->list[i].head == number)
            AE_TRY(record_loss(c, head_builder(c, head), &losses->list[i], AE_LOSS_GOAL, in, 2));
    return c->rule->metrics ? record_head_metric(c, head, in) : AE_OK;
}

static ae_status record_all_head_losses(recorder *c)
{
    const ae_heads *heads = &c->p->spec.heads;
    const ae_shape row = { 1, { heads->labels.columns } };
    AE_TRY(ae_graph_bound(&c->labels, &c->r->graph, AE_BASE_LABELS, &row, c->e));
    for (size_t i = 1; i <= heads->count; i++)
        AE_TRY(record_head_losses(c, i));
    return AE_OK;
}

/* ---- all losses ---- */

static ae_status record_output_losses(recorder *c)
{
    size_t in[2] = { c->output };
    AE_TRY(record_target(&in[1], c));
    if (wants(c->rule, "errors"))
        AE_TRY(record_errors(c, in));
    if (c->rule->losses)
        AE_TRY(record_goals(c, in));
    return c->rule->metrics ? record_metrics(c, in) : AE_OK;
}

static ae_status record_losses(recorder *c)
{
    const ae_spec *spec = &c->p->spec;
    if (spec->has_decoder && (c->rule->losses || c->rule->metrics || wants(c->rule, "errors")))
        AE_TRY(record_output_losses(c));
    if (spec->heads.count && c->rule->heads)
        AE_TRY(record_all_head_losses(c));
    return c->rule->penalties ? record_penalties(c) : AE_OK;
}

/* ---- outputs ---- */

static ae_status copy_value(size_t *value, recorder *c)
{
    ae_builder b = builder_of(c, "copy", NULL);
    const size_t from = *value;
    ae_activation_attr *attr = ae_builder_attr(&b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_activation_attr){ ae_activation_at(c->p->isa, 0), 0 };
    return ae_builder_apply(value, &b, "activation", attr, &from, 1);
}

/* Whether a step writes this value, and not to another buffer already. */
static bool is_free(const recorder *c, size_t value)
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
static ae_status put_out(recorder *c, const char *name)
{
    size_t value;
    if (!ae_graph_find(&value, &c->r->graph, name))
        return ae_fail(c->e, AE_EOPTION, "the net has no value called \"%s\"", name);
    if (!is_free(c, value))
        AE_TRY(copy_value(&value, c));
    c->r->outputs[c->r->n_outputs++] = value;
    return AE_OK;
}

static ae_status put_all_out(recorder *c)
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
    recorder c = { .r = r, .p = p, .rule = rule, .e = e };
    AE_TRY(record_net(&c));
    AE_TRY(record_losses(&c));
    return put_all_out(&c);
}
