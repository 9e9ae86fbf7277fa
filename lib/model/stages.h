/* The layers of a spec, one after the other, and their names. */
#ifndef AE_MODEL_STAGES_H
#define AE_MODEL_STAGES_H

#include "base/names.h"
#include "layer/layer.h"

enum { AE_LAYERS_MAX = 1024 }; /* of a spec, those that a mirror adds included */
enum { AE_STAGE_NAME = 96 };

typedef struct ae_stage {
    const ae_layer *layer;
    const void *options;
    const char *name;       /* unique: "dense1" */
    const char *weights_of; /* tied: whose weights it uses, transposed */
    ae_word place;          /* its item's name */
} ae_stage;

typedef struct ae_stages { /* begins as all zeros */
    ae_stage *list;
    size_t count, capacity;
    uint16_t of_name[AE_LAYER_COUNT]; /* how many layers of this name there are: at the place of its first kind */
    ae_names names;
    ae_word head; /* the head that the next ones belong to; length 0 = none */
} ae_stages;

/* Counts one more of this layer, and writes how it is called: by its own name, or by kind and ordinal, in a head after the
 * head's name: so other layers keep theirs, whatever heads there are. */
void ae_stages_name(char text[AE_STAGE_NAME], ae_stages *stages, const ae_layer *layer, const void *options);

/* Appends a stage and fills in its name. AE_EVALUE if that is taken, or if its weights are those of a stage that has none of
 * its own; AE_ESPEC beyond AE_LAYERS_MAX. */
ae_status ae_stages_add(ae_stages *stages, const ae_stage *stage, ae_arena *arena, ae_error *e);

/* Whether every net has a value or a part of this name (docs/spec.md). */
bool ae_stages_is_reserved(const char *name);

/* NULL if there is none. */
const ae_stage *ae_stages_find(const ae_stages *stages, const char *name);

/* Turns the shape that comes into the stage into that of what comes out. Emits the stage into a graph of its own, of which
 * nothing is used afterwards: what this costs does not depend on the rest of the spec. */
ae_status ae_stage_shape(ae_shape *shape, const ae_stage *stage, const ae_init_options *net, ae_arena *scratch, ae_error *e);

/* Puts "line L, column C: NAME: " before an error that has no place yet. Returns its status; AE_OK leaves it alone. */
ae_status ae_spec_blame(ae_error *e, ae_status status, const ae_word *at, const char *name);

#endif
