/* Recording: from a spec to the graph of one thing that a model is asked for. */
#ifndef AE_MODEL_RECORDING_H
#define AE_MODEL_RECORDING_H

#include "graph/plan.h"
#include "model/program.h"

/* What a model can be asked for, as one row of a table. */
typedef struct ae_entry_rule {
    const char *name;      /* "encode" */
    const char *from;      /* the value that the caller binds: "input" or "code" */
    const char *const *to; /* the values that it puts out, ended by NULL; may be none. "errors": the losses by feature */
    bool losses;           /* the output's: together they are a row's score */
    bool heads;            /* the heads' losses, for which rows need labels */
    bool penalties, metrics;
    bool gradients;     /* it trains */
    bool draws;         /* a gaussian code is a draw, as it is where gradients are asked for */
    bool draws_output;  /* the output is a draw from what its loss says of it, before it is brought to the data's units */
    bool copies;        /* each row is its own target, and need not be prepared twice */
    bool pieces;        /* as in ae_request */
    bool apart;         /* as in ae_request, for tests */
    const bool *frozen; /* as in ae_request */
} ae_entry_rule;

typedef struct ae_recording {
    ae_graph graph;
    ae_loss *losses;
    size_t n_losses, losses_capacity;
    size_t *outputs; /* one for each name in `to` */
    size_t n_outputs;
} ae_recording;

/* The graph's arenas, kernel set and parameters have been filled in. While a model is made, its parameters are declared by
 * this. Exporters read the graph. Errors: as ae_model_create; AE_EOPTION for a value that the net does not have. */
ae_status ae_recording_make(ae_recording *r, const ae_program *p, const ae_entry_rule *rule, ae_error *e);

#endif
