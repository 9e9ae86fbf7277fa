/* The plan: a graph, decided. A list of steps whose operands are base + offset, never pointers; const once made, shared by
 * any number of contexts, each of which brings its own memory. Offsets into working memory are in elements of one row: a
 * context multiplies them by its capacity, so one plan serves every capacity. */
#ifndef AE_GRAPH_PLAN_H
#define AE_GRAPH_PLAN_H

#include "base/format.h"
#include "graph/graph.h"
#include "tensor/tree.h"

/* Capacities are multiples of this, so that every tensor in working memory is aligned and no block of rows is cut. */
enum { AE_CAPACITY_STEP = AE_TREE_BLOCK };
_Static_assert(AE_CAPACITY_STEP * sizeof(ae_real) % AE_ALIGN == 0, "tensors are aligned");

typedef struct ae_ref {
    ae_base base;
    union {
        size_t offset;  /* in a finished plan; of AE_BASE_OUTPUT: the buffer's number */
        size_t storage; /* in working memory, until place.c has given the storages their offsets */
    };
} ae_ref;

typedef struct ae_step {
    const ae_op *op;
    bool backward, closing; /* closing: one of the steps that see no rows */
    const char *name;
    const void *attr;
    double weight;
    size_t loss; /* of a loss: its place among the plan's */
    size_t n_in;
    ae_shape shape[AE_OP_INPUTS], out_shape;
    ae_ref in[AE_OP_INPUTS], out, dout, din[AE_OP_INPUTS], sums; /* a loss's `out` holds one double a row */
    bool add[AE_OP_INPUTS];
    const ae_activation *derivative; /* din[0] is that of what this activation made in[0] of; or NULL */
    double parameter;
} ae_step;

/* What a row's loss is for. Goals are what the model's spec calls its losses: they make up a row's score. Penalties count in
 * training only. Metrics are measured and never trained on. */
typedef enum ae_loss_kind { AE_LOSS_GOAL, AE_LOSS_PENALTY, AE_LOSS_METRIC } ae_loss_kind;

typedef struct ae_loss { /* in a graph */
    size_t value;        /* of the loss's node */
    ae_loss_kind kind;
    const char *name;     /* "mse" */
    size_t label, labels; /* a metric of these columns of the labels, from which a row may lack some; 0 labels = of none */
} ae_loss;

typedef struct ae_loss_at { /* in a plan: one double a row */
    ae_ref at;
    ae_loss_kind kind;
    const char *name;
    size_t label, labels;
} ae_loss_at;

typedef struct ae_plan {
    ae_step *steps;
    size_t n_forward, n_closing,
        n_steps;        /* first the forward steps, then the backward ones; the last n_closing are closing */
    ae_loss_at *losses; /* in the order in which they were asked for */
    size_t n_losses;
    size_t work;    /* elements of working memory for one row */
    size_t sums;    /* elements of the gradients' slab: at least those of the parameters */
    size_t closing; /* elements of AE_BASE_CLOSING */
} ae_plan;

/* What a plan is asked for. */
typedef struct ae_request {
    const size_t
        *outputs; /* values to be written to the caller's buffers 0, 1 ...; all of them computed, no two of one root */
    size_t n_outputs;
    const ae_loss *losses;
    size_t n_losses;
    bool gradients; /* of all parameters, of the sum of the losses */
    bool pieces;    /* a batch may come in pieces: what backward steps leave in the gradients' slab are sums over rows, which
                     * are added up over the pieces before closing steps make gradients of them (writers.c) */
    bool apart;     /* every storage keeps its memory for itself: for tests */
    const bool *frozen; /* per parameter: it gets no gradient; NULL = none is frozen */
} ae_request;

/* The names of its losses and steps are the graph's: they must outlive the plan. */
ae_status ae_plan_make(ae_plan *plan, const ae_graph *g, const ae_request *request, ae_error *e);

/* Scratch bytes that any of its steps may need. */
size_t ae_plan_scratch(const ae_plan *plan, size_t rows, unsigned threads);

/* The plan as text, one step a line. */
void ae_plan_dump(ae_writer *w, const ae_plan *plan);

#endif
