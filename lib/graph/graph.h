/* The graph: values and the nodes that make them, recorded in order. One graph is what one entry computes, such as a code
 * from an input, or a training step. A value is found by its index, and those that others ask for by a name. */
#ifndef AE_GRAPH_GRAPH_H
#define AE_GRAPH_GRAPH_H

#include "base/names.h"
#include "graph/params.h"
#include "op/op.h"

/* Where numbers lie while a plan runs. */
typedef enum ae_base {
    AE_BASE_NONE,
    AE_BASE_WORK,    /* working memory: offset x capacity */
    AE_BASE_PARAM,   /* the parameters' slab */
    AE_BASE_GRAD,    /* the gradients' slab; at the place of state, the batch's own value */
    AE_BASE_CLOSING, /* what closing steps leave for later ones (plan.h) */
    AE_BASE_INPUT,   /* what the caller bound */
    AE_BASE_TARGET,
    AE_BASE_LABELS,
    AE_BASE_CONDITION,
    AE_BASE_OUTPUT, /* buffers that the caller bound: the offset is the buffer's number */
    AE_BASES
} ae_base;

typedef enum ae_value_kind { AE_VALUE_BOUND, AE_VALUE_PARAM, AE_VALUE_COMPUTED } ae_value_kind;

typedef struct ae_value {
    ae_value_kind kind;
    ae_shape shape;
    size_t root;  /* the value whose memory this one shares: itself, or what it reshapes */
    size_t node;  /* COMPUTED: its maker */
    size_t param; /* PARAM: its place in the table */
    ae_base base; /* BOUND: input, target, labels or condition */
} ae_value;

typedef struct ae_node {
    const ae_op *op;
    const void *attr;
    size_t in[AE_OP_INPUTS], n_in, out;
    const char *name; /* of the item that emitted it */
    double weight;    /* a loss's weight in the total */
} ae_node;

enum { AE_NODES_MAX = 4096 }; /* of one graph: more is refused, so that a short text cannot ask for long planning */

typedef struct ae_graph {
    ae_arena *arena;   /* of what outlives the graph: attributes, the plan. Neither is owned */
    ae_arena *scratch; /* of what ends with it: values, nodes, all that planning needs */
    size_t isa;
    const ae_params *params;
    ae_params *declares; /* only while a model is made: the same table, to which parameters are added. Otherwise NULL */
    ae_value *values;
    size_t n_values, values_capacity;
    ae_node *nodes;
    size_t n_nodes, nodes_capacity;
    ae_names names; /* of published values */
    size_t *named;  /* for each of the names, its value */
    size_t n_named, named_capacity;
} ae_graph;

/* A value that the caller will bind: the input, the target, the labels or the condition. */
ae_status ae_graph_bound(size_t *out, ae_graph *g, ae_base base, const ae_shape *shape, ae_error *e);

/* The parameter that `weight` describes. Where the graph declares none, it must be in the table. AE_ESHAPE if it is there
 * with another shape. */
ae_status ae_graph_param(size_t *out, ae_graph *g, const ae_param *weight, ae_error *e);

/* The same memory under another shape of the same size. */
ae_status ae_graph_reshape(size_t *out, ae_graph *g, size_t in, const ae_shape *shape, ae_error *e);

/* y = op(in...): checks shapes and records a node called `name`. `attr` must live as long as what is in the
 * graph's arena, `name` too. */
ae_status ae_graph_apply(size_t *out, ae_graph *g, const char *op, const char *name, const void *attr, const size_t *in,
                         size_t n_in, ae_error *e);
ae_status ae_graph_apply_op(size_t *out, ae_graph *g, const ae_op *op, const char *name, const void *attr, const size_t *in,
                            size_t n_in, ae_error *e);

/* Gives a value a name, which must live as long as the graph; AE_EVALUE if it is taken. */
ae_status ae_graph_publish(ae_graph *g, const char *name, size_t value, ae_error *e);
bool ae_graph_find(size_t *value, const ae_graph *g, const char *name);

bool ae_graph_is_state(const ae_graph *g, size_t value); /* a parameter that the optimizer does not move */

#endif
