#include "graph/codes.h"
#include "op/affine.h"
#include <string.h>

enum { SPARSE = 2 }; /* how many times wider than a caller's row one is, at least, where looking up is faster */

/* The node that makes what this product reads, if it expands categories and nothing else. */
static const ae_node *find_expand(const ae_graph *g, const ae_node *product)
{
    const ae_value *x = &g->values[g->values[product->in[0]].root];
    const ae_node *made = x->kind == AE_VALUE_COMPUTED ? &g->nodes[x->node] : NULL;
    return made && strcmp(made->op->name, "expand") == 0 && made->n_in == 1 ? made : NULL;
}

static ae_status look_up(ae_graph *g, ae_node *product, const ae_node *expand, ae_error *e)
{
    ae_affine_attr *attr = ae_arena_take(g->arena, 1, sizeof *attr);
    if (!attr)
        return ae_fail_memory(e);
    *attr = *(const ae_affine_attr *)product->attr;
    attr->layout = ((const ae_layout_attr *)expand->attr)->layout;
    if (attr->transpose || attr->layout->width / SPARSE < attr->layout->columns)
        return AE_OK;
    product->op = ae_op_find(g->isa, "affine_codes");
    product->attr = attr;
    product->in[0] = expand->in[0];
    return AE_OK;
}

ae_status ae_graph_look_up_codes(ae_graph *g, ae_error *e)
{
    for (ae_node *n = g->nodes; n < g->nodes + g->n_nodes; n++) {
        const ae_node *expand = strcmp(n->op->name, "affine") == 0 ? find_expand(g, n) : NULL;
        if (expand)
            AE_TRY(look_up(g, n, expand, e));
    }
    return AE_OK;
}
