/* A spec text, read: the input's shape, the stages, where the encoder ends, the objectives. Nothing here has numbers yet. */
#ifndef AE_MODEL_SPEC_H
#define AE_MODEL_SPEC_H

#include "model/stages.h"
#include "objective/objective.h"
#include "prepare/prepare.h"

typedef struct ae_goal {
    const ae_objective *objective;
    const ae_objective_options *options; /* of the objective's own type */
    ae_word place, on_place;             /* its item's name; what stands after on=, or again the item's name */
} ae_goal;

typedef struct ae_goals {
    ae_goal *list;
    size_t count, capacity;
} ae_goals;

typedef struct ae_spec {
    const char *text; /* canonical: one item a line */
    ae_shape input;
    ae_preparation preparation; /* of the rows; all 0: the net gets them as they are */
    ae_stage *stages;
    size_t n_stages;
    size_t code;       /* stages before the code */
    bool encoder_only; /* nothing follows the code: the model encodes and does nothing else. It has no losses */
    ae_goals losses, penalties;
    ae_init_options init;
} ae_spec;

/* The text is read twice. First every word, value and shape is checked, and nothing is kept: a mistake costs little memory,
 * wherever it stands. Then the spec is made. What two items must agree in is checked there: names, and ties between layers.
 * What a loss or penalty needs of the net is checked when they are recorded. */
ae_status ae_spec_read(ae_spec *spec, const char *text, ae_arena *arena, ae_error *e);

/* goals.c: reads a `loss` or `penalty` item, and adds it to a list. */
ae_status ae_goal_read(ae_goal *goal, const ae_item *item, ae_arena *arena, ae_error *e);
ae_status ae_goals_add(ae_goals *goals, const ae_goal *goal, ae_arena *arena, ae_error *e);

/* goals.c: adds `loss mse`. */
ae_status ae_goals_add_default(ae_goals *losses, ae_arena *arena, ae_error *e);

#endif
