#include "graph/graph.h"
#include <string.h>

/* Every program asks for the parameters in about the same order: the search goes round, from behind the last one found. */
static ae_param *find_param(ae_params *params, const char *name)
{
    for (size_t i = 0; i < params->count; i++) {
        params->next = params->next < params->count ? params->next : 0;
        ae_param *p = &params->list[params->next++];
        if (strcmp(p->name, name) == 0)
            return p;
    }
    return NULL;
}

static ae_status add_param(ae_params *params, const ae_param *wish, ae_arena *arena, ae_error *e)
{
    size_t size = ae_shape_size(&wish->shape), padded = ae_round_up(size, AE_ALIGN / sizeof(float)), total, bytes;
    if (!ae_size_add(&total, params->total, padded) || !ae_size_mul(&bytes, total, sizeof(double)))
        return ae_fail(e, AE_ESHAPE, "%s has more elements than memory can address", wish->name);
    const char *name = ae_arena_text(arena, wish->name, strlen(wish->name));
    ae_param *p = ae_arena_push(arena, &params->list, &params->count, &params->capacity, sizeof *p);
    if (!name || !p)
        return ae_fail_memory(e);
    *p = *wish;
    p->name = name;
    p->size = size;
    p->offset = params->total;
    params->total = total;
    return AE_OK;
}

ae_status ae_params_get(size_t *index, ae_params *params, const ae_param *wish, ae_arena *arena, ae_error *e)
{
    ae_param *p = find_param(params, wish->name);
    char is[AE_SHAPE_TEXT], asked[AE_SHAPE_TEXT];
    if (!p) {
        AE_TRY(add_param(params, wish, arena, e));
        p = &params->list[params->count - 1];
    }
    if (!ae_shape_same(&p->shape, &wish->shape))
        return ae_fail(e, AE_ESHAPE, "%s is %s here and %s elsewhere", wish->name, ae_shape_print(asked, &wish->shape),
                       ae_shape_print(is, &p->shape));
    *index = (size_t)(p - params->list);
    return AE_OK;
}

ae_status ae_graph_value(size_t *out, ae_graph *g, ae_value_kind kind, const ae_shape *shape, ae_error *e)
{
    size_t id = g->n_values;
    ae_value *v = ae_arena_push(g->scratch, &g->values, &g->n_values, &g->values_capacity, sizeof *v);
    if (!v)
        return ae_fail_memory(e);
    *v = (ae_value){ .kind = kind, .shape = *shape, .root = id };
    *out = id;
    return AE_OK;
}

ae_status ae_graph_param(size_t *out, ae_graph *g, const ae_param *wish, ae_error *e)
{
    size_t index;
    AE_TRY(ae_params_get(&index, g->params, wish, g->arena, e));
    AE_TRY(ae_graph_value(out, g, AE_VALUE_PARAM, &wish->shape, e));
    g->values[*out].param = index;
    return AE_OK;
}

ae_status ae_graph_reshape(size_t *out, ae_graph *g, size_t in, const ae_shape *shape, ae_error *e)
{
    char from[AE_SHAPE_TEXT], to[AE_SHAPE_TEXT];
    ae_value v = g->values[in];
    if (ae_shape_size(&v.shape) != ae_shape_size(shape))
        return ae_fail(e, AE_ESHAPE, "%s has %zu elements, %s has %zu", ae_shape_print(from, &v.shape),
                       ae_shape_size(&v.shape), ae_shape_print(to, shape), ae_shape_size(shape));
    AE_TRY(ae_graph_value(out, g, v.kind, shape, e));
    v.shape = *shape;
    g->values[*out] = v;
    return AE_OK;
}

static ae_status infer_shape(ae_shape *out, const ae_graph *g, const ae_op *op, const void *attr, const size_t *in,
                             size_t n_in, ae_error *e)
{
    ae_shape shapes[AE_OP_INPUTS];
    memset(shapes, 0, sizeof shapes);
    for (size_t i = 0; i < n_in; i++)
        shapes[i] = g->values[in[i]].shape;
    return op->shape(out, shapes, n_in, attr, e);
}

ae_status ae_graph_apply(size_t *out, ae_graph *g, const char *op_name, const char *name, const void *attr, const size_t *in,
                         size_t n_in, ae_error *e)
{
    const ae_op *op = ae_op_find(g->isa, op_name);
    ae_shape shape = { 0 };
    ae_node node = { .op = op, .attr = attr, .n_in = n_in, .name = name, .weight = 1 };
    if (!op || n_in > AE_OP_INPUTS)
        return ae_fail(e, AE_EINTERNAL, "no op called %s", op_name);
    memcpy(node.in, in, n_in * sizeof *in); /* first of all: `out` may be one of them */
    AE_TRY(infer_shape(&shape, g, op, attr, node.in, n_in, e));
    AE_TRY(ae_graph_value(out, g, AE_VALUE_COMPUTED, &shape, e));
    g->values[*out].node = g->n_nodes;
    ae_node *place = ae_arena_push(g->scratch, &g->nodes, &g->n_nodes, &g->nodes_capacity, sizeof *place);
    if (!place)
        return ae_fail_memory(e);
    node.out = *out;
    *place = node;
    return AE_OK;
}
