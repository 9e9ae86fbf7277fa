/* tied=NAME: a layer that uses another layer's weights, transposed. */
#ifndef AE_MODEL_TIES_H
#define AE_MODEL_TIES_H

#include "model/stages.h"

/* The layer that is named must come before, and be of the kind that this one leads back from; and what would shape a weight
 * is for the layer that has it to say. Errors: AE_EWORD, AE_EVALUE, with line and column. */
ae_status ae_tie_check(const ae_stages *stages, const ae_layer *layer, const ae_layer_options *options, const ae_item *item,
                       ae_error *e);

#endif
