/* The losses of an entry: those of the output and of the heads, penalties, metrics, and each column's share. */
#include "base/format.h"
#include "model/recorder.h"
#include "model/subjects.h"
#include "op/pad.h"
#include <string.h>

static ae_status keep_loss(ae_recorder *c, const ae_loss *loss)
{
    ae_recording *r = c->r;
    ae_loss *kept = ae_arena_push(r->graph.scratch, &r->losses, &r->n_losses, &r->losses_capacity, sizeof *kept);
    if (!kept)
        return ae_fail_memory(c->e);
    *kept = *loss;
    return AE_OK;
}

static bool is_of_output(const ae_goal *goal)
{
    return !goal->head && !goal->objective->of_gaussian;
}

/* A loss knows which columns of a row are there, which are categories, and how sure the net is of each. */
static ae_builder loss_builder(ae_recorder *c, const char *name)
{
    ae_builder b = ae_recorder_builder(c, name, NULL);
    b.present = c->target.weighs ? &c->target.weights : NULL;
    b.target = c->target.weighs ? c->target.raw : c->target.value;
    b.layout = c->p->spec.preparation.categories ? &c->p->spec.preparation.layout : NULL;
    b.log_variance = ae_graph_find(&c->log_variance, &c->r->graph, "output.log_variance") ? &c->log_variance : NULL;
    return b;
}

/* Of a loss in[0] is what the net gives and in[1] what it is compared with; a penalty has one subject. */
static ae_status record_loss(ae_recorder *c, ae_builder b, const ae_goal *goal, ae_loss_kind kind, const size_t *in,
                             size_t n_in)
{
    size_t loss;
    ae_status status = goal->objective->emit(&loss, &b, goal->options, in, n_in);
    if (status != AE_OK)
        return ae_spec_blame(c->e, status, &goal->place, goal->objective->item);
    return keep_loss(c, &(ae_loss){ loss, kind, goal->name, 0, 0 });
}

static ae_status record_goal(ae_recorder *c, const ae_goal *goal, ae_loss_kind kind, const size_t *in, size_t n_in)
{
    const char *name = goal->objective->name;
    return record_loss(c, n_in > 1 ? loss_builder(c, name) : ae_recorder_builder(c, name, NULL), goal, kind, in, n_in);
}

static ae_status record_penalty(ae_recorder *c, const ae_goal *penalty)
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

static ae_status record_metrics(ae_recorder *c, const size_t in[2])
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
static ae_status record_errors(ae_recorder *c, const size_t in[2])
{
    size_t shares = 0;
    bool any = false;
    for (size_t i = 0; i < c->p->spec.losses.count; i++) {
        const ae_goal *goal = &c->p->spec.losses.list[i];
        ae_builder b = loss_builder(c, goal->objective->name);
        b.by_feature = true;
        b.shares = any ? &shares : NULL;
        if (!is_of_output(goal))
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

static ae_status record_goals(ae_recorder *c, const size_t in[2])
{
    for (size_t i = 0; i < c->p->spec.losses.count; i++)
        if (is_of_output(&c->p->spec.losses.list[i]))
            AE_TRY(record_goal(c, &c->p->spec.losses.list[i], AE_LOSS_GOAL, in, 2));
    return AE_OK;
}

ae_status ae_record_draw(size_t *out, ae_recorder *c, size_t value)
{
    const ae_goal *loss;
    ae_builder b = loss_builder(c, "sample.output"); /* no layer has such a name */
    AE_TRY(ae_goals_drawn(&loss, &c->p->spec, c->e));
    return loss->objective->draw(out, &b, loss->options, value);
}

/* ---- losses of a distribution ---- */

static ae_status find_distribution(size_t in[AE_MOMENTS + 1], ae_recorder *c, const ae_goal *goal)
{
    ae_subjects on = { 0 };
    AE_TRY(ae_subjects_find(&on, goal, &c->r->graph, c->e));
    in[AE_MOMENTS] = on.list[0];
    for (ae_moment i = 0; i < AE_MOMENTS; i++) {
        char name[AE_PARAM_NAME];
        ae_format(name, sizeof name, "%s.%s", goal->options->on, ae_moments[i]);
        if (!ae_graph_find(&in[i], &c->r->graph, name))
            return ae_fail_word(c->e, AE_EVALUE, &goal->on_place,
                                "loss %s on=%s: no layer `gaussian N` made it, so it has no distribution",
                                goal->objective->name, goal->options->on);
    }
    return AE_OK;
}

static ae_status record_distribution_loss(ae_recorder *c, const ae_goal *goal)
{
    size_t in[AE_MOMENTS + 1];
    ae_builder b = ae_recorder_builder(c, goal->objective->name, NULL);
    b.draws = c->rule->draws;
    AE_TRY(find_distribution(in, c, goal));
    return record_loss(c, b, goal, AE_LOSS_GOAL, in, AE_MOMENTS + 1);
}

static ae_status record_distribution_losses(ae_recorder *c)
{
    const ae_goals *losses = &c->p->spec.losses;
    for (size_t i = 0; i < losses->count; i++)
        if (losses->list[i].objective->of_gaussian)
            AE_TRY(record_distribution_loss(c, &losses->list[i]));
    return AE_OK;
}

static ae_status record_penalties(ae_recorder *c)
{
    for (size_t i = 0; i < c->p->spec.penalties.count; i++)
        AE_TRY(record_penalty(c, &c->p->spec.penalties.list[i]));
    return AE_OK;
}

/* A loss that takes targets in 0 ... 1 takes scaled ones only if they cannot be others. */
static ae_status check_unit_targets(const ae_recorder *c, const ae_goal *goal)
{
    const ae_preparation *p = &c->p->spec.preparation;
    if (goal->objective->unit_targets && p->categories)
        return ae_fail_word(
            c->e, AE_EVALUE, &goal->place,
            "loss %s is no loss of categories: mse, sse, mae, huber and gaussian are, for the numbers beside them",
            goal->objective->name);
    if (goal->objective->unit_targets && !ae_prepare_keeps_unit(p))
        return ae_fail_word(c->e, AE_EVALUE, &goal->place,
                            "loss %s takes targets in 0 ... 1; with `scaler range to=0,1 clip=yes` they are",
                            goal->objective->name);
    return AE_OK;
}

static ae_status check_goals(const ae_recorder *c)
{
    for (size_t i = 0; i < c->p->spec.losses.count; i++)
        if (is_of_output(&c->p->spec.losses.list[i]))
            AE_TRY(check_unit_targets(c, &c->p->spec.losses.list[i]));
    return AE_OK;
}

/* Targets come as the rows do. */
static ae_status record_target(size_t *value, ae_recorder *c)
{
    ae_graph *g = &c->r->graph;
    const ae_preparation *p = &c->p->spec.preparation;
    ae_builder b = ae_recorder_builder(c, "target", NULL);
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
static ae_status record_labels(size_t *out, ae_recorder *c, const ae_head *head)
{
    ae_graph *g = &c->r->graph;
    ae_builder b = ae_recorder_builder(c, head->name, NULL);
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

static ae_builder head_builder(ae_recorder *c, const ae_head *head)
{
    ae_builder b = ae_recorder_builder(c, head->name, NULL);
    b.layout = &head->labels;
    b.classes = head->classes;
    return b;
}

static ae_status record_head_metric(ae_recorder *c, const ae_head *head, const size_t in[2])
{
    static const ae_objective_options plain = { .weight = 1 };
    ae_builder b = head_builder(c, head);
    size_t metric;
    AE_TRY(head->classes ? ae_builder_apply(&metric, &b, "hits", NULL, in, 2)
                         : ae_objective_mse.emit(&metric, &b, &plain, in, 2));
    return keep_loss(c, &(ae_loss){ metric, AE_LOSS_METRIC, head->metric, head->label, head->labels.columns });
}

static ae_status record_head_losses(ae_recorder *c, size_t number)
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

static ae_status record_all_head_losses(ae_recorder *c)
{
    const ae_heads *heads = &c->p->spec.heads;
    const ae_shape row = { 1, { heads->labels.columns } };
    AE_TRY(ae_graph_bound(&c->labels, &c->r->graph, AE_BASE_LABELS, &row, c->e));
    for (size_t i = 1; i <= heads->count; i++)
        AE_TRY(record_head_losses(c, i));
    return AE_OK;
}

/* ---- all losses ---- */

static ae_status record_output_losses(ae_recorder *c)
{
    size_t in[2] = { c->output };
    AE_TRY(record_target(&in[1], c));
    if (wants(c->rule, "errors"))
        AE_TRY(record_errors(c, in));
    if (c->rule->losses)
        AE_TRY(record_goals(c, in));
    return c->rule->metrics ? record_metrics(c, in) : AE_OK;
}

ae_status ae_record_losses(ae_recorder *c)
{
    const ae_spec *spec = &c->p->spec;
    if (spec->has_decoder && (c->rule->losses || c->rule->metrics || wants(c->rule, "errors")))
        AE_TRY(record_output_losses(c));
    if (c->rule->losses)
        AE_TRY(record_distribution_losses(c));
    if (spec->heads.count && c->rule->heads)
        AE_TRY(record_all_head_losses(c));
    return c->rule->penalties ? record_penalties(c) : AE_OK;
}
