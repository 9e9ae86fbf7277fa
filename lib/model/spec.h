/* A spec text, read: the input's shape, the stages, where the encoder ends, the objectives. Nothing here has numbers yet. */
#ifndef AE_MODEL_SPEC_H
#define AE_MODEL_SPEC_H

#include "layer/layer.h"
#include "objective/objective.h"

typedef struct ae_stage {
    const ae_layer *layer;
    const void *options;
    const char *name;       /* unique: "dense1" */
    const char *weights_of; /* tied: whose weights it uses, transposed */
    ae_word place;          /* its item's name */
} ae_stage;

typedef struct ae_goal {
    const ae_objective *objective;
    const ae_objective_options *options; /* of the objective's own type */
    ae_word place, on_place;             /* its item's name; what stands behind on=, or again the item's name */
} ae_goal;

typedef struct ae_goals {
    ae_goal *list;
    size_t count, capacity;
} ae_goals;

typedef struct ae_spec {
    const char *text; /* canonical: one item a line */
    ae_shape input;
    ae_stage *stages;
    size_t n_stages, stages_capacity;
    size_t code;       /* stages before the code */
    bool encoder_only; /* nothing follows the code: the model encodes and does nothing else. It has no losses */
    ae_goals losses, penalties;
    ae_init_options init;
} ae_spec;

ae_status ae_spec_read(ae_spec *spec, const char *text, ae_arena *arena, ae_error *e);

/* Puts "line L, column C: NAME: " before an error that has no place yet. Returns its status. */
ae_status ae_spec_blame(ae_error *e, ae_status status, const ae_word *at, const char *name);

/* goals.c: a `loss` or `penalty` item, added to its list; and `loss mse` if there is no other. */
ae_status ae_spec_add_goal(ae_goals *goals, const ae_item *item, ae_arena *arena, ae_error *e);
ae_status ae_spec_default_loss(ae_goals *losses, ae_arena *arena, ae_error *e);

/* `decoder mirror` (mirror.c): appends to the stages the way back, from the code to the input. */
typedef struct ae_mirror_options {
    int how; /* only one way so far: mirror */
    int tied;
    int act; /* of the last layer */
    double slope, alpha;
} ae_mirror_options;
ae_status ae_spec_mirror(ae_spec *spec, const ae_mirror_options *options, const ae_item *item, ae_arena *arena, ae_error *e);

/* Appends a stage with its name (own or by ordinal); AE_EVALUE if the name is taken. */
ae_status ae_spec_add_stage(ae_spec *spec, const ae_layer *layer, const void *options, const char *weights_of,
                            const ae_item *item, ae_arena *arena, ae_error *e);

#endif
