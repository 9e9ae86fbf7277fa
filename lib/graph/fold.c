/* Two small decisions before steps are written.
 *
 * Nodes that nothing asks for get no step: what is needed is marked from the outputs and losses back to the input.
 *
 * An activation is folded into the op that makes its input, its host:
 *
 *     recorded:   x --[ affine ]--> z --[ activation tanh ]--> y      two nodes
 *     planned:    x --[ affine, tanh ]-----------------------> y      one step
 *
 * The host applies the activation to its results while they are in the cache, and z is never written. So z must have no
 * other reader, must not be a value that someone looks at from outside, and the host must have an epilogue (ae_op.fold).
 * The host's step then has attributes that hold the activation, and y as its output. In the backward direction the step that
 * makes the gradient of y multiplies it with the activation's derivative, which is a function of y (grad.c). */
#include "graph/planning.h"
#include "op/activation.h"

static void mark_needed(ae_fold *fold, const ae_graph *g, size_t value)
{
    const ae_value *v = &g->values[g->values[value].root];
    if (v->kind == AE_VALUE_COMPUTED)
        fold->needed[v->node] = true;
}

static void find_needed(ae_fold *fold, const ae_graph *g, const ae_request *r)
{
    for (size_t i = 0; i < r->n_outputs; i++)
        mark_needed(fold, g, r->outputs[i]);
    for (size_t i = 0; i < r->n_losses; i++)
        mark_needed(fold, g, r->losses[i].value);
    for (size_t n = g->n_nodes; n-- > 0;)
        for (size_t i = 0; fold->needed[n] && i < g->nodes[n].n_in; i++)
            mark_needed(fold, g, g->nodes[n].in[i]);
}

static void count_readers(ae_fold *fold, const ae_graph *g)
{
    for (size_t n = 0; n < g->n_nodes; n++)
        for (size_t i = 0; fold->needed[n] && i < g->nodes[n].n_in; i++)
            fold->readers[g->values[g->nodes[n].in[i]].root]++;
}

/* The node whose epilogue can apply activation node `a`, or n_nodes. */
static size_t host_of(const ae_planning *p, const ae_node *a)
{
    const ae_graph *g = p->graph;
    size_t root = g->values[a->in[0]].root;
    const ae_value *v = &g->values[root];
    bool alone = v->kind == AE_VALUE_COMPUTED && p->fold.readers[root] == 1 && !p->buffer[root];
    return alone && g->nodes[v->node].op->fold ? v->node : g->n_nodes;
}

static ae_status fold_activation(ae_planning *p, size_t n)
{
    const ae_graph *g = p->graph;
    const ae_node *a = &g->nodes[n];
    size_t host = host_of(p, a);
    if (host == g->n_nodes)
        return AE_OK;
    const ae_activation_attr *attr = a->attr;
    p->fold.attr[host] = g->nodes[host].op->fold(g->nodes[host].attr, attr->activation, attr->parameter, g->arena);
    if (!p->fold.attr[host])
        return ae_fail_memory(p->error);
    p->fold.out[host] = a->out;
    p->fold.folded[n] = true;
    return AE_OK;
}

static bool take_fold(ae_fold *fold, const ae_graph *g)
{
    fold->needed = ae_arena_take(g->scratch, g->n_nodes, sizeof *fold->needed);
    fold->folded = ae_arena_take(g->scratch, g->n_nodes, sizeof *fold->folded);
    fold->attr = ae_arena_take(g->scratch, g->n_nodes, sizeof *fold->attr);
    fold->out = ae_arena_take(g->scratch, g->n_nodes, sizeof *fold->out);
    fold->readers = ae_arena_take(g->scratch, g->n_values, sizeof *fold->readers);
    return fold->needed && fold->folded && fold->attr && fold->out && fold->readers;
}

ae_status ae_fold_make(ae_planning *p)
{
    const ae_graph *g = p->graph;
    ae_fold *fold = &p->fold;
    if (!take_fold(fold, g))
        return ae_fail_memory(p->error);
    for (size_t n = 0; n < g->n_nodes; n++) {
        fold->attr[n] = g->nodes[n].attr;
        fold->out[n] = g->nodes[n].out;
    }
    find_needed(fold, g, p->request);
    count_readers(fold, g);
    for (size_t n = 0; n < g->n_nodes; n++)
        if (fold->needed[n] && ae_activation_applied(g->nodes[n].op, g->nodes[n].attr))
            AE_TRY(fold_activation(p, n));
    return AE_OK;
}
