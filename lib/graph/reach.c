#include "graph/reach.h"
#include "op/activation.h"

const ae_reach ae_reach_all = { -INFINITY, INFINITY };

/* The node that makes a value; NULL if the caller binds it. */
static const ae_node *maker_of(const ae_graph *g, size_t value)
{
    const ae_value *v = &g->values[g->values[value].root];
    return v->kind == AE_VALUE_COMPUTED ? &g->nodes[v->node] : NULL;
}

static ae_reach reach_of(const ae_activation *a, double parameter)
{
    return (ae_reach){ a->takes == AE_TAKES_ALPHA ? a->low * parameter : a->low, a->high };
}

/* Of a node that is an activation, of elements or, as an op of its own, of rows. */
static ae_reach reach_of_node(const ae_graph *g, const ae_node *node)
{
    const ae_activation_attr *applied = ae_activation_applied(node->op, node->attr);
    const ae_activation *of_rows = ae_activation_find(g->isa, node->op->name);
    if (applied)
        return reach_of(applied->activation, applied->parameter);
    return of_rows ? reach_of(of_rows, 0) : ae_reach_all;
}

/* What only chooses, moves or averages numbers stays within their ends, and 0. */
ae_reach ae_graph_reach(const ae_graph *g, size_t value)
{
    const ae_node *node = maker_of(g, value);
    ae_reach ends = { INFINITY, -INFINITY };
    for (; node && node->op->between; node = maker_of(g, node->in[0]))
        ends = (ae_reach){ 0, 0 };
    const ae_reach reach = node ? reach_of_node(g, node) : ae_reach_all;
    return (ae_reach){ reach.low < ends.low ? reach.low : ends.low, reach.high > ends.high ? reach.high : ends.high };
}
