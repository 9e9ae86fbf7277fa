/* The table of a model's parameters. It is filled while the model is made and const from then on: any number of threads may
 * record graphs over it. */
#ifndef AE_GRAPH_PARAMS_H
#define AE_GRAPH_PARAMS_H

#include "base/names.h"
#include "tensor/init.h"

/* A tensor that training changes. All graphs of a model share one table, and the numbers lie in one slab.
 * Most are weights: the optimizer steps them along their gradient. State, such as a running mean, has no gradient: the
 * batch's own value takes that place, and a step moves the state towards it. */
typedef struct ae_param {
    const char *name; /* "dense1.weight" */
    ae_shape shape;
    size_t offset, size; /* in the slab, in elements; offsets are multiples of AE_ALIGN bytes */
    ae_initializer init;
    const double *values; /* what its elements begin as; NULL: as `init` says */
    size_t fan_in, fan_out;
    size_t groups;     /* of a convolution's weight; 0 = of another's */
    bool decays;       /* weight decay applies: weights yes, biases no */
    bool state;        /* not a weight */
    bool fitted;       /* state that no step moves: it is filled in before the first one */
    double momentum;   /* of state: state += momentum (the batch's value - state) */
    double norm_limit; /* of its columns, after each step of training; 0 = none */
} ae_param;

typedef struct ae_params {
    ae_param *list;
    size_t count, capacity;
    size_t total; /* elements of the slab */
    ae_names names;
} ae_params;

/* The parameter of this name, or NULL. */
const ae_param *ae_params_find(const ae_params *params, const char *name);

/* Adds a parameter that is not there yet, as `p` describes it; its name is copied, its offset and size are filled in.
 * AE_ESHAPE if it cannot be addressed. */
ae_status ae_params_add(ae_params *params, const ae_param *p, ae_arena *arena, ae_error *e);

/* Numbers of all weights, or of all state. */
size_t ae_params_count(const ae_params *params, bool state);

#endif
