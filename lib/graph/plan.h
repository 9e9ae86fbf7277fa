/* The plan: a graph, decided. A list of steps whose operands are base + offset, never pointers; const once made, shared by
 * any number of contexts, each of which brings its own memory. Offsets into working memory are in elements of one row: a
 * context multiplies them by its capacity, so one plan serves every capacity. */
#ifndef AE_GRAPH_PLAN_H
#define AE_GRAPH_PLAN_H

#include "base/format.h"
#include "graph/graph.h"

/* Capacities are multiples of this, so that every tensor in working memory is aligned and no 32-row block is cut. */
enum { AE_CAPACITY_STEP = 32 };

typedef enum ae_base {
    AE_BASE_NONE,
    AE_BASE_WORK,  /* working memory: offset x capacity */
    AE_BASE_PARAM, /* the parameters' slab */
    AE_BASE_GRAD,  /* the gradients' slab; at the place of state, the batch's own value */
    AE_BASE_INPUT, /* what the caller bound */
    AE_BASE_TARGET,
    AE_BASE_OUTPUT,
    AE_BASES
} ae_base;

typedef struct ae_ref {
    ae_base base;
    size_t offset;
} ae_ref;

typedef struct ae_step {
    const ae_op *op;
    bool backward;
    const char *name;
    const void *attr;
    double weight;
    size_t n_in;
    ae_shape shape[AE_OP_INPUTS], out_shape;
    ae_ref in[AE_OP_INPUTS], out, dout, din[AE_OP_INPUTS]; /* a loss's `out` holds one double a row */
    bool add[AE_OP_INPUTS];
    const ae_activation *derivative; /* din[0] is that of what this activation made in[0] of; or NULL */
    double slope;
} ae_step;

typedef struct ae_plan {
    ae_step *steps;
    size_t n_forward, n_steps; /* backward steps follow the forward ones */
    ae_ref *losses;            /* one for each loss, in the order of the graph */
    size_t n_losses;
    size_t work; /* elements of working memory for one row */
} ae_plan;

/* What the plan is for. */
typedef struct ae_wish {
    const size_t *output; /* value to be written to AE_BASE_OUTPUT, or NULL */
    const size_t *losses; /* values of loss nodes */
    size_t n_losses;
    bool gradients; /* of all parameters, of the sum of the losses */
    bool reuse;     /* memory of dead values is used again; false only in tests */
} ae_wish;

ae_status ae_plan_make(ae_plan *plan, const ae_graph *g, const ae_wish *wish, ae_error *e);

/* Scratch bytes that any of its steps may need. */
size_t ae_plan_scratch(const ae_plan *plan, size_t rows, unsigned threads);

/* The plan as text, one step a line. */
void ae_plan_dump(ae_writer *w, const ae_plan *plan);

/* --- inside graph/ --- */

/* fold.c: which nodes are needed at all, and which activations their maker applies itself. */
typedef struct ae_fold {
    bool *needed;      /* per node */
    bool *folded;      /* per node: an activation that no forward step runs */
    const void **attr; /* per node: its attributes, with the folded activation */
    size_t *out;       /* per node: the value it writes */
    size_t *readers;   /* per value that owns memory: how many needed nodes read it */
} ae_fold;
ae_status ae_fold_make(ae_fold *fold, const ae_graph *g, const ae_wish *wish, ae_error *e);

/* grad.c: the reverse walk. Appends backward steps, unless an older step does as much; refs to working memory hold storage
 * numbers: value v is storage v, its gradient is storage n_values + v. */
ae_status ae_grad_steps(ae_plan *plan, size_t *capacity, const ae_graph *g, const ae_fold *fold, ae_error *e);

/* plan.c: helpers for both. */
ae_ref ae_plan_ref(const ae_graph *g, size_t value, size_t output);
ae_step *ae_plan_push(ae_plan *plan, size_t *capacity, const ae_graph *g, const ae_node *node);
bool ae_plan_is_state(const ae_graph *g, size_t value);
void ae_plan_bind_state(ae_step *s, const ae_graph *g, const ae_node *node); /* din[i] of inputs that are state */

/* place.c: gives every storage its offset. */
ae_status ae_plan_place(ae_plan *plan, const ae_graph *g, bool reuse, ae_error *e);

#endif
