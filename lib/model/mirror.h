/* `decoder mirror`: the way back from the code to the input. */
#ifndef AE_MODEL_MIRROR_H
#define AE_MODEL_MIRROR_H

#include "model/spec.h"

typedef struct ae_mirror_options {
    int how; /* only one way so far: mirror */
    int tied;
    int act; /* of the last layer */
    double slope, alpha;
} ae_mirror_options;

/* Whether a mirror has a partner for the layer, which gets this shape. */
bool ae_mirror_has_partner(const ae_layer *layer, const void *options, const ae_shape *in);

/* Appends the partners of all stages so far, which are the encoder; `item` is what asks for them. Of the spec it is known
 * what stands before the layers, and how they are initialised. The way back leads to what the rows' preparation takes back.
 */
ae_status ae_mirror_add(ae_stages *stages, const ae_mirror_options *options, const ae_word *item, const ae_spec *spec,
                        ae_arena *arena, ae_error *e);

#endif
