/* Two small decisions before steps are written: nodes that nothing asks for are dropped, and an activation whose only reader
 * of its input it is, is applied by the op that makes that input (its epilogue), while the numbers are still warm. */
#include "graph/plan.h"
#include "op/activation.h"

static void mark_needed(ae_fold *fold, const ae_graph *g, size_t value)
{
    const ae_value *v = &g->values[g->values[value].root];
    if (v->kind == AE_VALUE_COMPUTED)
        fold->needed[v->node] = true;
}

static void find_needed(ae_fold *fold, const ae_graph *g, const ae_wish *wish)
{
    if (wish->output)
        mark_needed(fold, g, *wish->output);
    for (size_t i = 0; i < wish->n_losses; i++)
        mark_needed(fold, g, wish->losses[i]);
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

static bool is_output(const ae_graph *g, const ae_wish *wish, size_t root)
{
    return wish->output && g->values[*wish->output].root == root;
}

/* The node whose epilogue can apply activation node `a`, or n_nodes. */
static size_t host_of(const ae_fold *fold, const ae_graph *g, const ae_wish *wish, const ae_node *a)
{
    size_t root = g->values[a->in[0]].root;
    const ae_value *v = &g->values[root];
    bool alone = v->kind == AE_VALUE_COMPUTED && fold->readers[root] == 1 && !is_output(g, wish, root);
    return alone && g->nodes[v->node].op->fold ? v->node : g->n_nodes;
}

static ae_status fold_activation(ae_fold *fold, const ae_graph *g, const ae_wish *wish, size_t n, ae_error *e)
{
    const ae_node *a = &g->nodes[n];
    size_t host = host_of(fold, g, wish, a);
    if (host == g->n_nodes)
        return AE_OK;
    const ae_activation_attr *attr = a->attr;
    fold->attr[host] = g->nodes[host].op->fold(g->nodes[host].attr, attr->activation, attr->slope, g->arena);
    if (!fold->attr[host])
        return ae_fail_memory(e);
    fold->out[host] = a->out;
    fold->folded[n] = true;
    return AE_OK;
}

ae_status ae_fold_make(ae_fold *fold, const ae_graph *g, const ae_wish *wish, ae_error *e)
{
    fold->needed = ae_arena_take(g->scratch, g->n_nodes, sizeof *fold->needed);
    fold->folded = ae_arena_take(g->scratch, g->n_nodes, sizeof *fold->folded);
    fold->attr = ae_arena_take(g->scratch, g->n_nodes, sizeof *fold->attr);
    fold->out = ae_arena_take(g->scratch, g->n_nodes, sizeof *fold->out);
    fold->readers = ae_arena_take(g->scratch, g->n_values, sizeof *fold->readers);
    if (!fold->needed || !fold->folded || !fold->attr || !fold->out || !fold->readers)
        return ae_fail_memory(e);
    for (size_t n = 0; n < g->n_nodes; n++) {
        fold->attr[n] = g->nodes[n].attr;
        fold->out[n] = g->nodes[n].out;
    }
    find_needed(fold, g, wish);
    count_readers(fold, g);
    for (size_t n = 0; n < g->n_nodes; n++)
        if (fold->needed[n] && ae_activation_applied(g->nodes[n].op, g->nodes[n].attr))
            AE_TRY(fold_activation(fold, g, wish, n, e));
    return AE_OK;
}
