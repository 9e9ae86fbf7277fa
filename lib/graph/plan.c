#include "base/size.h"
#include "graph/planning.h"

/* There is room for what one step saw. */
static ae_status bind_state(ae_planning *p, ae_step *s, const ae_node *node)
{
    const ae_graph *g = p->graph;
    ae_step_bind_state(s, g, node);
    for (size_t i = 0; i < node->n_in; i++) {
        bool *moved = &p->moved[g->values[node->in[i]].param];
        if (s->din[i].base != AE_BASE_GRAD)
            continue;
        if (*moved)
            return ae_fail(p->error, AE_EINTERNAL, "two steps of one plan move the state of %s", node->name);
        *moved = true;
    }
    return AE_OK;
}

static ae_status forward_steps(ae_planning *p)
{
    const ae_graph *g = p->graph;
    for (size_t n = 0; n < g->n_nodes; n++) {
        if (!p->fold.needed[n] || p->fold.folded[n])
            continue;
        ae_step *s = ae_step_push(p, &g->nodes[n]);
        if (!s)
            return ae_fail_memory(p->error);
        s->attr = p->fold.attr[n];
        s->out = ae_value_ref(p, p->fold.out[n]);
        if (p->request->gradients)
            AE_TRY(bind_state(p, s, &g->nodes[n]));
    }
    p->plan->n_forward = p->plan->n_steps;
    return AE_OK;
}

static ae_status list_losses(ae_planning *p)
{
    const ae_request *r = p->request;
    p->plan->losses = ae_arena_take(p->graph->arena, r->n_losses, sizeof *p->plan->losses);
    p->plan->n_losses = r->n_losses;
    if (!p->plan->losses)
        return ae_fail_memory(p->error);
    for (size_t i = 0; i < r->n_losses; i++)
        p->plan->losses[i] = (ae_loss_at){ .at = ae_value_ref(p, r->losses[i].value),
                                           .kind = r->losses[i].kind,
                                           .name = r->losses[i].name,
                                           .label = r->losses[i].label,
                                           .labels = r->losses[i].labels };
    return AE_OK;
}

/* They were pushed one after the other; now that there are no more, they get a place of just their size. */
static ae_status keep_steps(ae_planning *p)
{
    ae_plan *plan = p->plan;
    ae_step *kept = ae_arena_take(p->graph->arena, plan->n_steps, sizeof *kept);
    if (!kept)
        return ae_fail_memory(p->error);
    for (size_t i = 0; i < plan->n_steps; i++)
        kept[i] = plan->steps[i];
    plan->steps = kept;
    return AE_OK;
}

static ae_status list_buffers(ae_planning *p)
{
    const ae_graph *g = p->graph;
    p->buffer = ae_arena_take(g->scratch, g->n_values, sizeof *p->buffer);
    p->moved = ae_arena_take(g->scratch, g->params->count, sizeof *p->moved);
    if (!p->buffer || !p->moved)
        return ae_fail_memory(p->error);
    for (size_t i = 0; i < p->request->n_outputs; i++)
        p->buffer[g->values[p->request->outputs[i]].root] = i + 1;
    return AE_OK;
}

ae_status ae_plan_make(ae_plan *plan, const ae_graph *g, const ae_request *request, ae_error *e)
{
    ae_planning p = { .graph = g, .request = request, .plan = plan, .error = e };
    *plan = (ae_plan){ .sums = g->params->total };
    AE_TRY(list_buffers(&p));
    AE_TRY(ae_fold_make(&p));
    AE_TRY(forward_steps(&p));
    AE_TRY(list_losses(&p));
    if (request->gradients)
        AE_TRY(ae_grad_steps(&p));
    AE_TRY(ae_plan_place(plan, g, !request->apart, e));
    return keep_steps(&p);
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
