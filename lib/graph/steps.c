#include "graph/planning.h"

ae_ref ae_value_ref(const ae_planning *p, size_t value)
{
    const ae_graph *g = p->graph;
    size_t root = g->values[value].root;
    const ae_value *v = &g->values[root];
    if (p->buffer[root])
        return (ae_ref){ AE_BASE_OUTPUT, { p->buffer[root] - 1 } };
    if (v->kind == AE_VALUE_BOUND)
        return (ae_ref){ v->base, { 0 } };
    if (v->kind == AE_VALUE_PARAM)
        return (ae_ref){ AE_BASE_PARAM, { g->params->list[v->param].offset } };
    return (ae_ref){ AE_BASE_WORK, { .storage = root } };
}

/* 0 for what is no loss. */
static size_t loss_at(const ae_request *r, size_t value)
{
    size_t i = r->n_losses;
    while (i > 0 && r->losses[i - 1].value != value)
        i--;
    return i ? i - 1 : 0;
}

ae_step *ae_step_push(ae_planning *p, const ae_node *node)
{
    ae_plan *plan = p->plan;
    ae_step *s = ae_arena_push(p->graph->scratch, &plan->steps, &plan->n_steps, &p->capacity, sizeof *s);
    if (!s)
        return NULL;
    *s = (ae_step){ .op = node->op, .name = node->name, .attr = node->attr, .weight = node->weight, .n_in = node->n_in };
    s->loss = loss_at(p->request, node->out);
    for (size_t i = 0; i < node->n_in; i++) {
        s->shape[i] = p->graph->values[node->in[i]].shape;
        s->in[i] = ae_value_ref(p, node->in[i]);
    }
    s->out_shape = p->graph->values[node->out].shape;
    s->out = ae_value_ref(p, node->out);
    return s;
}

void ae_step_bind_state(ae_step *s, const ae_graph *g, const ae_node *node)
{
    for (size_t i = 0; node->op->observes && i < node->n_in; i++)
        if (ae_graph_is_state(g, node->in[i]))
            s->din[i] = (ae_ref){ AE_BASE_GRAD, { s->in[i].offset } };
}
