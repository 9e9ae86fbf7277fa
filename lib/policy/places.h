/* Parameters by the name of their layer or their own, or by the part of the net. */
#ifndef AE_POLICY_PLACES_H
#define AE_POLICY_PLACES_H

#include "policy/policy.h"

/* Whether parameter number i is this tensor, "dense1.weight", one of this layer, "dense1", or one of this part of the net,
 * "encoder", "decoder" or a head. */
bool ae_place_has(const ae_word *place, const ae_tuning *t, size_t i);

/* AE_EWORD, with the place and the nearest name, unless some parameter is at the place. */
ae_status ae_place_check(const ae_word *place, const ae_word *item, const ae_tuning *t, ae_error *e);

/* AE_EVALUE, in the name of the item, where nothing is left to be trained. */
ae_status ae_places_left(const ae_word *item, const ae_tuning *t, ae_error *e);

#endif
