/* The reverse walk. Whoever first writes a gradient stores it, later writers add: so a value that is used twice (tied
 * weights, a skip connection) needs nothing special. */
#include "graph/plan.h"

typedef struct walk {
    const ae_graph *g;
    const ae_fold *fold;
    bool *wanted;  /* per value (roots): does a parameter lie behind it? */
    bool *written; /* per value (roots) and, behind those, per parameter */
} walk;

static void find_wanted(walk *w)
{
    const ae_graph *g = w->g;
    for (size_t v = 0; v < g->n_values; v++)
        w->wanted[v] = g->values[v].kind == AE_VALUE_PARAM && !ae_plan_is_state(g, v);
    for (size_t n = 0; n < g->n_nodes; n++)
        for (size_t i = 0; i < g->nodes[n].n_in; i++)
            if (w->wanted[g->values[g->nodes[n].in[i]].root])
                w->wanted[g->nodes[n].out] = true;
}

static ae_ref gradient_ref(const ae_graph *g, size_t root)
{
    const ae_value *v = &g->values[root];
    if (v->kind == AE_VALUE_PARAM)
        return (ae_ref){ AE_BASE_GRAD, g->params->list[v->param].offset };
    return (ae_ref){ AE_BASE_WORK, g->n_values + root };
}

static bool *written_flag(walk *w, size_t root)
{
    const ae_value *v = &w->g->values[root];
    return &w->written[v->kind == AE_VALUE_PARAM ? w->g->n_values + v->param : root];
}

/* Keeps of the node's tensors only what its backward reads, so that the others' memory is free by then. */
static void forget_unread(ae_step *s, const ae_node *node)
{
    for (size_t i = 0; i < s->n_in; i++)
        if (!(node->op->reads & (1u << i)))
            s->in[i].base = AE_BASE_NONE;
    if (!(node->op->reads & AE_READS_OUT))
        s->out.base = AE_BASE_NONE;
}

static void bind_gradients(walk *w, ae_step *s, const ae_node *node)
{
    for (size_t i = 0; i < node->n_in; i++) {
        size_t root = w->g->values[node->in[i]].root;
        if (!w->wanted[root])
            continue;
        bool *written = written_flag(w, root);
        s->din[i] = gradient_ref(w->g, root);
        s->add[i] = *written;
        *written = true;
    }
}

static ae_status push_backward(walk *w, ae_plan *plan, size_t *capacity, size_t n, ae_error *e)
{
    const ae_node *node = &w->g->nodes[n];
    if (!w->fold->needed[n] || !w->wanted[node->out] || !(node->op->loss || w->written[node->out]))
        return AE_OK;
    ae_step *s = ae_plan_push(plan, capacity, w->g, node);
    if (!s)
        return ae_fail_memory(e);
    s->backward = true;
    ae_plan_bind_state(s, w->g, node);
    if (!node->op->loss)
        s->dout = gradient_ref(w->g, node->out);
    forget_unread(s, node);
    bind_gradients(w, s, node);
    return AE_OK;
}

ae_status ae_grad_steps(ae_plan *plan, size_t *capacity, const ae_graph *g, const ae_fold *fold, ae_error *e)
{
    walk w = { g, fold, NULL, NULL };
    w.wanted = ae_arena_take(g->scratch, g->n_values, sizeof *w.wanted);
    w.written = ae_arena_take(g->scratch, g->n_values + g->params->count, sizeof *w.written);
    if (!w.wanted || !w.written)
        return ae_fail_memory(e);
    find_wanted(&w);
    for (size_t n = g->n_nodes; n-- > 0;)
        AE_TRY(push_backward(&w, plan, capacity, n, e));
    return AE_OK;
}
