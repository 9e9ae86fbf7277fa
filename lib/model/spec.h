/* A spec text, read: the input's shape, the stages, where the encoder ends, the objectives. Nothing here has numbers yet. */
#ifndef AE_MODEL_SPEC_H
#define AE_MODEL_SPEC_H

#include "model/heads.h"
#include "objective/objective.h"
#include "prepare/prepare.h"

typedef struct ae_goal {
    const ae_objective *objective;
    const ae_objective_options *options; /* of the objective's own type */
    ae_word place, on_place;             /* its item's name; what stands after on=, or again the item's name */
    size_t head;                         /* a loss of this head, from 1; 0 = of the output */
    const char *name;                    /* "mse", "digit.cross_entropy" */
} ae_goal;

typedef struct ae_goals {
    ae_goal *list;
    size_t count, capacity;
} ae_goals;

typedef struct ae_spec {
    const char *text; /* canonical: one item a line */
    ae_shape input;
    ae_preparation preparation; /* of the rows; all 0: the net gets them as they are */
    size_t condition; /* numbers that each row brings besides: the first layer and the decoder get them. 0 = none */
    ae_stage *stages;
    size_t n_stages;
    size_t code;      /* stages before the code */
    size_t decoder;   /* stages before the heads */
    bool has_decoder; /* something follows the code, before the heads, if only a layer that changes nothing */
    ae_heads heads;
    ae_goals losses, penalties;
    ae_init_options init;
} ae_spec;

extern const ae_field ae_condition_fields[]; /* of the item `condition` */

/* The text is read twice. First every word, value and shape is checked, and nothing is kept: a mistake costs little memory,
 * wherever it stands. Then the spec is made. What two items must agree in is checked there: names, and ties between layers.
 * What a loss or penalty needs of the net is checked when they are recorded. */
ae_status ae_spec_read(ae_spec *spec, const char *text, ae_arena *arena, ae_error *e);

/* goals.c: reads a `loss` or `penalty` item, and adds it to a list. */
ae_status ae_goal_read(ae_goal *goal, const ae_item *item, ae_arena *arena, ae_error *e);
ae_status ae_goals_add(ae_goals *goals, const ae_goal *goal, ae_arena *arena, ae_error *e);

/* goals.c: the names of a spec's losses and penalties, for ae_known: "" for one that an earlier one has, too. */
const char *ae_goals_known(const void *spec, size_t index);

/* goals.c: finds out which losses are those of heads, and gives each output that has none its usual one. The spec's stages
 * and heads are known. */
ae_status ae_goals_settle(ae_spec *spec, ae_arena *arena, ae_error *e);

/* goals.c: the one loss of the output, where it says how rows are spread; else AE_EUNSUPPORTED, with what would help. */
ae_status ae_goals_drawn(const ae_goal **out, const ae_spec *spec, ae_error *e);

/* goals.c: whether the losses of the output and of the code make a likelihood: AE_EUNSUPPORTED, and which does not. */
ae_status ae_likelihood_check(const ae_spec *spec, ae_error *e);

#endif
