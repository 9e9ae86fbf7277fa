/* The graph: values and the nodes that make them, recorded in order. One graph is one program: what encoding computes, or
 * what a training step computes. A value is named by its index. */
#ifndef AE_GRAPH_GRAPH_H
#define AE_GRAPH_GRAPH_H

#include "op/op.h"
#include "tensor/init.h"

/* A tensor that training changes. All programs of a model share one table, and the numbers lie in one slab.
 * Most are weights: the optimizer steps them along their gradient. State, such as a running mean, has no gradient: the
 * batch's own value takes that place, and a step moves the state towards it. */
typedef struct ae_param {
    const char *name; /* "dense1.weight" */
    ae_shape shape;
    size_t offset, size; /* in the slab, in elements; offsets are multiples of AE_ALIGN bytes */
    ae_initializer init;
    size_t fan_in, fan_out;
    size_t groups;     /* of a convolution's weight; 0 = of another's */
    bool decays;       /* weight decay applies: weights yes, biases no */
    bool state;        /* not a weight */
    double momentum;   /* of state: state += momentum (the batch's value - state) */
    double norm_limit; /* of its columns, after each step of training; 0 = none */
} ae_param;

typedef struct ae_params {
    ae_param *list;
    size_t count, capacity;
    size_t total; /* elements of the slab */
    size_t next;  /* where the next search begins */
} ae_params;

/* Finds the parameter of this name, or adds it as `wish` describes it (its offset and size are filled in).
 * AE_ESHAPE if it exists with another shape or cannot be addressed. */
ae_status ae_params_get(size_t *index, ae_params *params, const ae_param *wish, ae_arena *arena, ae_error *e);

typedef enum ae_value_kind { AE_VALUE_INPUT, AE_VALUE_TARGET, AE_VALUE_PARAM, AE_VALUE_COMPUTED } ae_value_kind;

typedef struct ae_value {
    ae_value_kind kind;
    ae_shape shape;
    size_t root;  /* the value whose memory this one shares: itself, or what it reshapes */
    size_t node;  /* COMPUTED: its maker */
    size_t param; /* PARAM: its place in the table */
} ae_value;

typedef struct ae_node {
    const ae_op *op;
    const void *attr;
    size_t in[AE_OP_INPUTS], n_in, out;
    const char *name; /* of the item that emitted it */
    double weight;    /* a loss's weight in the total */
} ae_node;

typedef struct ae_graph {
    ae_arena *arena;   /* of what outlives the graph: parameters, attributes, the plan. Neither is owned */
    ae_arena *scratch; /* of what ends with it: values, nodes, all that planning needs */
    size_t isa;
    ae_params *params;
    ae_value *values;
    size_t n_values, values_capacity;
    ae_node *nodes;
    size_t n_nodes, nodes_capacity;
} ae_graph;

ae_status ae_graph_value(size_t *out, ae_graph *g, ae_value_kind kind, const ae_shape *shape, ae_error *e);
ae_status ae_graph_param(size_t *out, ae_graph *g, const ae_param *wish, ae_error *e);

/* The same memory under another shape of the same size. */
ae_status ae_graph_reshape(size_t *out, ae_graph *g, size_t in, const ae_shape *shape, ae_error *e);

/* y = op(in...): checks shapes and records a node called `name`. `attr` must live as long as what is in the
 * graph's arena, `name` too. */
ae_status ae_graph_apply(size_t *out, ae_graph *g, const char *op, const char *name, const void *attr, const size_t *in,
                         size_t n_in, ae_error *e);

#endif
