/* Parameters by the name of their layer or their own. */
#ifndef AE_POLICY_PLACES_H
#define AE_POLICY_PLACES_H

#include "policy/policy.h"

/* Whether the parameter is this tensor, "dense1.weight", or one of this layer, "dense1". */
bool ae_place_has(const ae_word *place, const ae_param *p);

/* AE_EWORD, with the place and the nearest name, unless some parameter is at the place. */
ae_status ae_place_check(const ae_word *place, const ae_word *item, const ae_tuning *t, ae_error *e);

#endif
