/* How to train on rows of which nobody has said how: a net, an optimizer and how long, by rules from what the rows are.
 * docs/choosing.md says which, and what they were measured on. */
#ifndef KIT_ADVISE_H
#define KIT_ADVISE_H

#include "kit/understand.h"

typedef struct kit_advice {
    char *spec;            /* items with | between them */
    const char *optimizer; /* as for training; NULL: the default */
    size_t batch;
    size_t steps, epochs; /* one of the two is 0 */
    size_t components;    /* of the density that the codes of new rows are to be drawn from; 0: none */
} kit_advice;

/* Are rows pictures, whose numbers are all of one kind, rather than columns? */
bool kit_is_picture(const kit_table *table);

/* The sizes of a picture. */
typedef struct kit_picture {
    size_t channels, height, width;
} kit_picture;

/* Of a shape that is more than one line, grey or of three channels, one after the other. */
bool kit_picture_of_shape(kit_picture *out, const size_t *shape, size_t rank);

/* Those that the table has; or, of many bytes of no known sizes, those of a square. */
bool kit_picture_of_rows(kit_picture *out, const kit_table *table);

/* What the net is for. */
typedef enum kit_aim {
    KIT_FOR_SCORES,   /* telling unusual rows from usual ones, and giving rows back */
    KIT_FOR_FEATURES, /* codes in place of the rows, for what classifies, compares or groups them */
    KIT_FOR_SAMPLES,  /* new rows, like those that it has learnt from */
    KIT_AIMS
} kit_aim;

/* `scores`, `features`, `samples`. KIT_AIMS: none is called so. */
kit_aim kit_aim_called(const char *name);

/* What is not left to the rules; nothing but zeros is the usual way. */
typedef struct kit_wishes {
    kit_aim aim;
    const char *missing; /* what becomes of gaps, where there are any; NULL: mask */
    size_t code;         /* numbers of the code; 0: by the rules */
} kit_wishes;

/* For all columns of the table, of which `u` says what they are; NULL for pictures. kit_advice_free either way. */
bool kit_advise(kit_advice *out, const kit_table *table, const kit_understanding *u, const kit_wishes *wishes,
                kit_message *why);
void kit_advice_free(kit_advice *a);

/* Of a spec in the form of ae_model_spec, whose output has `width` numbers: a loss of the reconstruction that is a mean over
 * them, beside which `loss kl_normal`, a sum, counts more than four times as much as it would beside a sum. */
typedef struct kit_imbalance {
    char loss[64]; /* "mse" */
    double weight; /* what kl_normal's would have to be */
} kit_imbalance;
bool kit_divergence_rules(kit_imbalance *out, const char *spec, size_t width);

#endif
