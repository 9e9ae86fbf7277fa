/* The program of a model: its spec, read, and what follows from it without a plan: the parameters, and the values that have
 * a name. Plans are made from it by entry.h, wherever one is needed; a program is const by then. */
#ifndef AE_MODEL_PROGRAM_H
#define AE_MODEL_PROGRAM_H

#include "graph/reach.h"
#include "model/spec.h"

typedef struct ae_named { /* a value that a run can be asked for */
    const char *name;     /* "input", "dense1", "code", "output" */
    ae_shape shape;
    ae_reach reach;
} ae_named;

typedef struct ae_program {
    ae_spec spec;
    ae_params params;
    size_t isa;
    ae_named *values; /* in the order of the net; then "score" and "errors", which come of the losses */
    size_t n_values;
    ae_names names;        /* theirs */
    ae_shape code, output; /* without a decoder, the output has rank 0 */
    bool unit_targets;     /* a loss takes targets in 0 ... 1 only */
} ae_program;

/* Reads the spec and declares the parameters. Nothing is planned, and losses and penalties are not looked into yet: before
 * that a loader compares a file's tensors. Errors: as ae_model_create. */
ae_status ae_program_make(ae_program *p, const char *spec, size_t isa, ae_arena *arena, ae_error *e);

/* All else that can be wrong with a net is found when its training is recorded. Errors: as ae_model_create. */
ae_status ae_program_check(const ae_program *p, const ae_allocator *allocator, ae_error *e);

/* The value of this name, or NULL. */
const ae_named *ae_program_value(const ae_program *p, const char *name);

/* The part of the net that a parameter belongs to: "encoder", "decoder", or the name of a head. What prepares the rows
 * counts to the encoder. */
const char *ae_program_side(const ae_program *p, const ae_param *param);

/* The names of all values, for ae_known. */
const char *ae_program_known(const void *program, size_t index);

#endif
