/* The loss that a policy by epoch watches. */
#ifndef AE_POLICY_WATCHED_H
#define AE_POLICY_WATCHED_H

#include "policy/policy.h"

/* The field `on`: an int. */
extern const char *const ae_watched_words[];
#define AE_WATCHED_DOC "which loss; auto: that of the validation rows if there are some"

/* AE_EOPTION if there will be no such loss. */
ae_status ae_watched_check(int on, const ae_item *item, const ae_setting *s, ae_error *e);

double ae_watched_loss(int on, const ae_clock *clock);

#endif
