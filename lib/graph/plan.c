#include "graph/plan.h"
#include "base/size.h"

static const size_t no_output = SIZE_MAX;

ae_ref ae_plan_ref(const ae_graph *g, size_t value, size_t output)
{
    static const ae_base base[] = { AE_BASE_INPUT, AE_BASE_TARGET, AE_BASE_PARAM, AE_BASE_WORK };
    size_t root = g->values[value].root;
    const ae_value *v = &g->values[root];
    if (output != no_output && g->values[output].root == root)
        return (ae_ref){ AE_BASE_OUTPUT, 0 };
    size_t offset = v->kind == AE_VALUE_PARAM ? g->params->list[v->param].offset : v->kind == AE_VALUE_COMPUTED ? root : 0;
    return (ae_ref){ base[v->kind], offset };
}

ae_step *ae_plan_push(ae_plan *plan, size_t *capacity, const ae_graph *g, const ae_node *node)
{
    ae_step *s = ae_arena_push(g->scratch, &plan->steps, &plan->n_steps, capacity, sizeof *s);
    if (!s)
        return NULL;
    *s = (ae_step){ .op = node->op, .name = node->name, .attr = node->attr, .weight = node->weight, .n_in = node->n_in };
    for (size_t i = 0; i < node->n_in; i++) {
        s->shape[i] = g->values[node->in[i]].shape;
        s->in[i] = ae_plan_ref(g, node->in[i], no_output);
    }
    s->out_shape = g->values[node->out].shape;
    s->out = ae_plan_ref(g, node->out, no_output);
    return s;
}

bool ae_plan_is_state(const ae_graph *g, size_t value)
{
    const ae_value *v = &g->values[value];
    return v->kind == AE_VALUE_PARAM && g->params->list[v->param].state;
}

void ae_plan_bind_state(ae_step *s, const ae_graph *g, const ae_node *node)
{
    for (size_t i = 0; node->op->observes && i < node->n_in; i++)
        if (ae_plan_is_state(g, node->in[i]))
            s->din[i] = (ae_ref){ AE_BASE_GRAD, s->in[i].offset };
}

static bool share_state(const ae_step *a, const ae_step *b)
{
    for (size_t i = 0; i < a->n_in; i++)
        for (size_t j = 0; a->din[i].base == AE_BASE_GRAD && j < b->n_in; j++)
            if (b->din[j].base == AE_BASE_GRAD && b->din[j].offset == a->din[i].offset)
                return true;
    return false;
}

/* There is room for what one step saw. */
static ae_status bind_state(ae_plan *plan, ae_step *s, const ae_graph *g, const ae_node *node, ae_error *e)
{
    ae_plan_bind_state(s, g, node);
    for (const ae_step *other = plan->steps; other < s; other++)
        if (share_state(s, other))
            return ae_fail(e, AE_EINTERNAL, "two steps of one plan move the state of %s", node->name);
    return AE_OK;
}

static ae_status forward_steps(ae_plan *plan, size_t *capacity, const ae_graph *g, const ae_fold *fold, const ae_wish *wish,
                               ae_error *e)
{
    size_t output = wish->output ? *wish->output : no_output;
    for (size_t n = 0; n < g->n_nodes; n++) {
        if (!fold->needed[n] || fold->folded[n])
            continue;
        ae_step *s = ae_plan_push(plan, capacity, g, &g->nodes[n]);
        if (!s)
            return ae_fail_memory(e);
        s->attr = fold->attr[n];
        s->out = ae_plan_ref(g, fold->out[n], output);
        if (wish->gradients)
            AE_TRY(bind_state(plan, s, g, &g->nodes[n], e));
    }
    plan->n_forward = plan->n_steps;
    return AE_OK;
}

static ae_status list_losses(ae_plan *plan, const ae_graph *g, const ae_wish *wish, ae_error *e)
{
    plan->n_losses = wish->n_losses;
    plan->losses = ae_arena_take(g->arena, wish->n_losses, sizeof *plan->losses);
    if (!plan->losses)
        return ae_fail_memory(e);
    for (size_t i = 0; i < wish->n_losses; i++)
        plan->losses[i] = ae_plan_ref(g, wish->losses[i], no_output);
    return AE_OK;
}

/* They were pushed one after the other; now that there are no more, they get a place of just their size. */
static ae_status keep_steps(ae_plan *plan, const ae_graph *g, ae_error *e)
{
    ae_step *kept = ae_arena_take(g->arena, plan->n_steps, sizeof *kept);
    if (!kept)
        return ae_fail_memory(e);
    for (size_t i = 0; i < plan->n_steps; i++)
        kept[i] = plan->steps[i];
    plan->steps = kept;
    return AE_OK;
}

ae_status ae_plan_make(ae_plan *plan, const ae_graph *g, const ae_wish *wish, ae_error *e)
{
    ae_fold fold;
    size_t capacity = 0;
    *plan = (ae_plan){ 0 };
    AE_TRY(ae_fold_make(&fold, g, wish, e));
    AE_TRY(forward_steps(plan, &capacity, g, &fold, wish, e));
    AE_TRY(list_losses(plan, g, wish, e));
    if (wish->gradients)
        AE_TRY(ae_grad_steps(plan, &capacity, g, &fold, e));
    AE_TRY(ae_plan_place(plan, g, wish->reuse, e));
    return keep_steps(plan, g, e);
}

size_t ae_plan_scratch(const ae_plan *plan, size_t rows, unsigned threads)
{
    size_t most = 0;
    for (size_t i = 0; i < plan->n_steps; i++) {
        const ae_step *s = &plan->steps[i];
        size_t bytes = s->op->scratch ? s->op->scratch(s->attr, s->shape, &s->out_shape, rows, threads) : 0;
        most = ae_most(most, bytes);
    }
    return most;
}
