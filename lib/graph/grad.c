/* The reverse walk. Whoever first writes a gradient stores it, later writers add: so a value that is used twice (tied
 * weights, a skip connection) needs nothing special. Two kinds of steps are left to the one before them, while the numbers
 * are still warm: an activation's, to the only step that makes the gradient of its output; and, to the last step forward, if
 * that is a loss, the first one backward, which is its own. */
#include "graph/planning.h"
#include "op/activation.h"

typedef struct walk {
    ae_planning *p;
    const ae_graph *g;
    bool *wanted;       /* per value (roots): does a parameter lie behind it? */
    bool *written;      /* per value (roots) and, behind those, per parameter */
    ae_writers writers; /* of parameters' gradients, where batches come in pieces */
    size_t *only;       /* per value (roots): the step that alone made its gradient so far and can derive, counted from 1 */
} walk;

static void find_wanted(walk *w)
{
    const ae_graph *g = w->g;
    const bool *frozen = w->p->request->frozen;
    for (size_t v = 0; v < g->n_values; v++)
        w->wanted[v] =
            g->values[v].kind == AE_VALUE_PARAM && !ae_graph_is_state(g, v) && !(frozen && frozen[g->values[v].param]);
    for (size_t n = 0; n < g->n_nodes; n++)
        for (size_t i = 0; i < g->nodes[n].n_in; i++)
            if (w->wanted[g->values[g->nodes[n].in[i]].root])
                w->wanted[g->nodes[n].out] = true;
}

static ae_ref gradient_ref(const ae_graph *g, size_t root)
{
    const ae_value *v = &g->values[root];
    if (v->kind == AE_VALUE_PARAM)
        return (ae_ref){ AE_BASE_GRAD, { g->params->list[v->param].offset } };
    return (ae_ref){ AE_BASE_WORK, { .storage = g->n_values + root } };
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

static void bind_gradient(walk *w, ae_step *s, size_t number, size_t i, size_t root)
{
    bool *written = written_flag(w, root);
    s->din[i] = gradient_ref(w->g, root);
    s->add[i] = *written;
    w->only[root] = !*written && i == 0 && s->op->derives ? number + 1 : 0;
    *written = true;
}

static ae_status bind_gradients(walk *w, ae_step *s, size_t number, const ae_node *node)
{
    for (size_t i = 0; i < node->n_in; i++) {
        size_t root = w->g->values[node->in[i]].root;
        const ae_value *v = &w->g->values[root];
        if (!w->wanted[root])
            continue;
        if (w->p->request->pieces && v->kind == AE_VALUE_PARAM)
            AE_TRY(ae_writers_bind(&w->writers, s, i, v->param));
        else
            bind_gradient(w, s, number, i, root);
    }
    return AE_OK;
}

/* Whether another step passes this activation's gradient on. */
static bool derive(walk *w, const ae_node *node)
{
    size_t out = w->g->values[node->out].root, in = w->g->values[node->in[0]].root;
    const ae_activation_attr *attr = ae_activation_applied(node->op, node->attr);
    if (!attr || !w->only[out] || !w->wanted[in] || *written_flag(w, in))
        return false;
    ae_step *s = &w->p->plan->steps[w->only[out] - 1];
    s->derivative = attr->activation;
    s->parameter = attr->parameter;
    s->din[0] = gradient_ref(w->g, in);
    *written_flag(w, in) = true;
    return true;
}

/* Whether this node is a loss whose forward step is the last one so far. */
static bool is_at_once(const walk *w, const ae_node *node)
{
    ae_ref out = ae_value_ref(w->p, node->out);
    const ae_step *last = &w->p->plan->steps[w->p->plan->n_steps - 1];
    return node->op->at_once && last->out.base == out.base && last->out.storage == out.storage && !last->backward;
}

static ae_status push_backward(walk *w, const ae_node *node)
{
    ae_step *s = ae_step_push(w->p, node);
    if (!s)
        return ae_fail_memory(w->p->error);
    s->backward = true;
    ae_step_bind_state(s, w->g, node);
    if (!node->op->loss)
        s->dout = gradient_ref(w->g, node->out);
    forget_unread(s, node);
    return bind_gradients(w, s, w->p->plan->n_steps - 1, node);
}

static ae_status go_back(walk *w, size_t n)
{
    const ae_node *node = &w->g->nodes[n];
    size_t last = w->p->plan->n_steps - 1;
    if (!w->p->fold.needed[n] || !w->wanted[node->out] || !(node->op->loss || w->written[node->out]))
        return AE_OK;
    if (is_at_once(w, node))
        return bind_gradients(w, &w->p->plan->steps[last], last, node);
    return derive(w, node) ? AE_OK : push_backward(w, node);
}

ae_status ae_grad_steps(ae_planning *p)
{
    const ae_graph *g = p->graph;
    walk w = { .p = p, .g = g };
    w.wanted = ae_arena_take(g->scratch, g->n_values, sizeof *w.wanted);
    w.written = ae_arena_take(g->scratch, g->n_values + g->params->count, sizeof *w.written);
    w.only = ae_arena_take(g->scratch, g->n_values, sizeof *w.only);
    if (!w.wanted || !w.written || !w.only)
        return ae_fail_memory(p->error);
    AE_TRY(ae_writers_open(&w.writers, p));
    find_wanted(&w);
    for (size_t n = g->n_nodes; n-- > 0;)
        AE_TRY(go_back(&w, n));
    return ae_writers_close(&w.writers);
}
