/* The program of a model: its spec turned into one plan for each thing that a model does. Mode is a property of the program:
 * training and inference are different plans, and no op asks which one it is in. */
#ifndef AE_MODEL_PROGRAM_H
#define AE_MODEL_PROGRAM_H

#include "graph/plan.h"
#include "model/spec.h"

typedef enum ae_mode {
    AE_MODE_ENCODE,
    AE_MODE_DECODE,
    AE_MODE_RECONSTRUCT,
    AE_MODE_SCORE,    /* the objectives' losses */
    AE_MODE_EVALUATE, /* the same, then mean squared and mean absolute error as two more losses */
    AE_MODE_TRAIN,
    AE_MODES
} ae_mode;

typedef struct ae_program {
    ae_spec spec;
    ae_params params;
    size_t isa;
    ae_plan plan[AE_MODES];
    ae_shape *stage_shape; /* what each stage puts out */
    ae_shape code, output;
    size_t width[AE_MODES], out_width[AE_MODES]; /* elements of a row that goes in and comes out */
} ae_program;

/* `reuse` false keeps every tensor apart: for tests. Errors: as ae_model_create. */
ae_status ae_program_make(ae_program *p, const char *spec, size_t isa, bool reuse, ae_arena *arena, ae_error *e);

const char *ae_mode_name(ae_mode mode);

#endif
