#include "graph/replay.h"

typedef struct replay {
    ae_graph *g;
    size_t *now; /* per value of before that owns memory: what takes its place */
    ae_error *e;
} replay;

/* What takes the place of a value, under its shape. */
static ae_status look_up(size_t *out, replay *r, size_t value)
{
    size_t root = r->g->values[value].root, now = r->now[root];
    const ae_shape shape = r->g->values[value].shape;
    *out = value;
    if (now == root)
        return AE_OK;
    *out = now;
    return ae_shape_same(&shape, &r->g->values[now].shape) ? AE_OK : ae_graph_reshape(out, r->g, now, &shape, r->e);
}

static ae_status replay_node(replay *r, size_t index)
{
    const ae_node node = r->g->nodes[index];
    size_t in[AE_OP_INPUTS], out;
    bool changed = false;
    for (size_t i = 0; i < node.n_in; i++) {
        AE_TRY(look_up(&in[i], r, node.in[i]));
        changed |= in[i] != node.in[i];
    }
    for (size_t i = 0; changed && i < node.n_in; i++)
        if (ae_graph_is_state(r->g, node.in[i]))
            return ae_fail(
                r->e, AE_EVALUE,
                "%s takes the batch's statistics, and can do so once a step only; layernorm in its place would fit",
                node.name);
    if (!changed)
        return AE_OK;
    AE_TRY(ae_graph_apply(&out, r->g, node.op->name, node.name, node.attr, in, node.n_in, r->e));
    r->now[node.out] = out;
    return AE_OK;
}

ae_status ae_graph_replay(size_t *out, ae_graph *g, size_t from, size_t to, size_t value, ae_error *e)
{
    const ae_value *v = &g->values[g->values[value].root];
    size_t nodes = v->kind == AE_VALUE_COMPUTED ? v->node + 1 : 0;
    replay r = { g, ae_arena_take(g->scratch, g->n_values, sizeof *r.now), e };
    if (!r.now)
        return ae_fail_memory(e);
    for (size_t i = 0; i < g->n_values; i++)
        r.now[i] = i;
    r.now[g->values[from].root] = to;
    for (size_t i = 0; i < nodes; i++)
        AE_TRY(replay_node(&r, i));
    return look_up(out, &r, value);
}
