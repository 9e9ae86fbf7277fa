/* Runs a plan. Nothing here can fail, and nothing allocates. */
#ifndef AE_GRAPH_EXEC_H
#define AE_GRAPH_EXEC_H

#include "graph/plan.h"

/* The memory that one execution brings: an address for each base, and the rows that working memory has room for. */
typedef struct ae_frame {
    ae_real *base[AE_BASES];
    ae_real *const *output; /* the buffers of AE_BASE_OUTPUT */
    size_t capacity;
} ae_frame;

void ae_exec_forward(const ae_plan *plan, const ae_frame *frame, const ae_run *run);
void ae_exec_backward(const ae_plan *plan, const ae_frame *frame, const ae_run *run);

/* Of a plan for pieces: once all of them are in the gradients' slab. Of the run, `rows` is 1, and only the pool, factors
 * and gradient_scale are looked at. */
void ae_exec_closing(const ae_plan *plan, const ae_frame *frame, const ae_run *run);

/* The rows' losses that forward left, for loss number i. */
const double *ae_exec_losses(const ae_plan *plan, const ae_frame *frame, size_t i);

#endif
