#include "graph/graph.h"
#include <string.h>

static ae_status add_value(size_t *out, ae_graph *g, const ae_value *value, ae_error *e)
{
    size_t id = g->n_values;
    ae_value *v = ae_arena_push(g->scratch, &g->values, &g->n_values, &g->values_capacity, sizeof *v);
    if (!v)
        return ae_fail_memory(e);
    *v = *value;
    *out = id;
    return AE_OK;
}

ae_status ae_graph_bound(size_t *out, ae_graph *g, ae_base base, const ae_shape *shape, ae_error *e)
{
    const ae_value v = { .kind = AE_VALUE_BOUND, .shape = *shape, .root = g->n_values, .base = base };
    return add_value(out, g, &v, e);
}

static ae_status find_param(const ae_param **out, ae_graph *g, const ae_param *weight, ae_error *e)
{
    *out = ae_params_find(g->params, weight->name);
    if (*out)
        return AE_OK;
    if (!g->declares)
        return ae_fail(e, AE_EINTERNAL, "no parameter called %s", weight->name);
    AE_TRY(ae_params_add(g->declares, weight, g->arena, e));
    *out = &g->params->list[g->params->count - 1];
    return AE_OK;
}

ae_status ae_graph_param(size_t *out, ae_graph *g, const ae_param *weight, ae_error *e)
{
    const ae_param *p = NULL;
    char is[AE_SHAPE_TEXT], asked[AE_SHAPE_TEXT];
    AE_TRY(find_param(&p, g, weight, e));
    if (!ae_shape_same(&p->shape, &weight->shape))
        return ae_fail(e, AE_ESHAPE, "%s is %s here and %s elsewhere", weight->name, ae_shape_print(asked, &weight->shape),
                       ae_shape_print(is, &p->shape));
    const ae_value v = {
        .kind = AE_VALUE_PARAM, .shape = p->shape, .root = g->n_values, .param = (size_t)(p - g->params->list)
    };
    return add_value(out, g, &v, e);
}

ae_status ae_graph_reshape(size_t *out, ae_graph *g, size_t in, const ae_shape *shape, ae_error *e)
{
    char from[AE_SHAPE_TEXT], to[AE_SHAPE_TEXT];
    ae_value v = g->values[in];
    if (ae_shape_size(&v.shape) != ae_shape_size(shape))
        return ae_fail(e, AE_ESHAPE, "%s has %zu elements, %s has %zu", ae_shape_print(from, &v.shape),
                       ae_shape_size(&v.shape), ae_shape_print(to, shape), ae_shape_size(shape));
    v.shape = *shape;
    return add_value(out, g, &v, e);
}

static ae_status infer_shape(ae_shape *out, const ae_graph *g, const ae_node *node, ae_error *e)
{
    ae_shape shapes[AE_OP_INPUTS];
    memset(shapes, 0, sizeof shapes);
    for (size_t i = 0; i < node->n_in; i++)
        shapes[i] = g->values[node->in[i]].shape;
    return node->op->shape(out, shapes, node->n_in, node->attr, e);
}

static ae_status add_node(ae_graph *g, const ae_node *node, ae_error *e)
{
    if (g->n_nodes == AE_NODES_MAX)
        return ae_fail(e, AE_ESPEC, "the net takes more than %d operations", AE_NODES_MAX);
    ae_node *place = ae_arena_push(g->scratch, &g->nodes, &g->n_nodes, &g->nodes_capacity, sizeof *place);
    if (!place)
        return ae_fail_memory(e);
    *place = *node;
    return AE_OK;
}

ae_status ae_graph_apply_op(size_t *out, ae_graph *g, const ae_op *op, const char *name, const void *attr, const size_t *in,
                            size_t n_in, ae_error *e)
{
    ae_node node = { .op = op, .attr = attr, .n_in = n_in, .name = name, .weight = 1, .out = g->n_values };
    ae_value v = { .kind = AE_VALUE_COMPUTED, .root = g->n_values, .node = g->n_nodes };
    memcpy(node.in, in, n_in * sizeof *in); /* first of all: `out` may be one of them */
    AE_TRY(infer_shape(&v.shape, g, &node, e));
    AE_TRY(add_value(out, g, &v, e));
    return add_node(g, &node, e);
}

ae_status ae_graph_apply(size_t *out, ae_graph *g, const char *op_name, const char *name, const void *attr, const size_t *in,
                         size_t n_in, ae_error *e)
{
    const ae_op *op = ae_op_find(g->isa, op_name);
    if (!op || n_in > AE_OP_INPUTS)
        return ae_fail(e, AE_EINTERNAL, "no op called %s", op_name);
    return ae_graph_apply_op(out, g, op, name, attr, in, n_in, e);
}

ae_status ae_graph_publish(ae_graph *g, const char *name, size_t value, ae_error *e)
{
    size_t taken;
    if (ae_names_find(&taken, &g->names, name))
        return ae_fail(e, AE_EVALUE, "the net already has a value called \"%s\"", name);
    size_t *place = ae_arena_push(g->scratch, &g->named, &g->n_named, &g->named_capacity, sizeof *place);
    if (!place || !ae_names_add(&g->names, name, g->scratch))
        return ae_fail_memory(e);
    *place = value;
    return AE_OK;
}

bool ae_graph_find(size_t *value, const ae_graph *g, const char *name)
{
    size_t index;
    if (!ae_names_find(&index, &g->names, name))
        return false;
    *value = g->named[index];
    return true;
}

bool ae_graph_is_state(const ae_graph *g, size_t value)
{
    const ae_value *v = &g->values[value];
    return v->kind == AE_VALUE_PARAM && g->params->list[v->param].state;
}
