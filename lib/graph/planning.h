/* Inside graph/: how a plan comes about. plan.c asks the others in this order: fold.c decides what is needed and what is
 * merged, steps.c writes single steps, grad.c walks back, place.c gives every storage its offset. */
#ifndef AE_GRAPH_PLANNING_H
#define AE_GRAPH_PLANNING_H

#include "graph/plan.h"

/* fold.c: which nodes are needed at all, and which activations their maker applies itself. */
typedef struct ae_fold {
    bool *needed;      /* per node */
    bool *folded;      /* per node: an activation that no forward step runs */
    const void **attr; /* per node: its attributes, with the folded activation */
    size_t *out;       /* per node: the value it writes */
    size_t *readers;   /* per value that owns memory: how many needed nodes read it */
} ae_fold;

typedef struct ae_planning {
    const ae_graph *graph;
    const ae_request *request;
    ae_plan *plan;
    size_t capacity; /* steps that there is room for */
    size_t *buffer;  /* per value that owns memory: 1 + the number of the buffer that it is written to, or 0 */
    bool *moved;     /* per parameter: a step moves this state already */
    ae_fold fold;
    ae_error *error;
} ae_planning;

ae_status ae_fold_make(ae_planning *p);

/* steps.c. Refs to working memory hold storage numbers: value v is storage v, its gradient is storage n_values + v. */
ae_ref ae_value_ref(const ae_planning *p, size_t value);
ae_step *ae_step_push(ae_planning *p, const ae_node *node);                  /* NULL if there is no memory */
void ae_step_bind_state(ae_step *s, const ae_graph *g, const ae_node *node); /* din[i] of inputs that are state */

/* writers.c: where the writers of parameters' gradients write, in a plan for pieces of batches. */
typedef struct ae_writers {
    ae_planning *p;
    ae_step *closing; /* the steps that will be appended to the plan's */
    size_t n_closing, capacity;
    ae_ref *so_far; /* per parameter: where, once the closing steps so far are done, the sum of its writers so far is */
    bool *taken;    /* per parameter: its own place has a writer */
} ae_writers;

ae_status ae_writers_open(ae_writers *w, ae_planning *p);
/* Input i of the step is this parameter. */
ae_status ae_writers_bind(ae_writers *w, ae_step *s, size_t i, size_t param);
ae_status ae_writers_close(ae_writers *w);

/* grad.c: the reverse walk. Appends backward steps, unless an older step does as much. */
ae_status ae_grad_steps(ae_planning *p);

/* place.c: gives every storage its offset. */
ae_status ae_plan_place(ae_plan *plan, const ae_graph *g, bool reuse, ae_error *e);

#endif
