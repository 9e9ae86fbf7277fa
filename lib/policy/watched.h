/* What a policy by epoch watches: a loss, or a metric of the validation rows. */
#ifndef AE_POLICY_WATCHED_H
#define AE_POLICY_WATCHED_H

#include "policy/policy.h"

/* The row of the field `on`: a const char *. */
#define AE_WATCHED_ON(options)                                                                                 \
    {                                                                                                          \
        "on", AE_FIELD_PLACE, offsetof(options, on),                                                           \
            AE_DEFAULT("auto", "auto (the loss of the validation rows if there are some), valid, train, or a " \
                               "metric of a head such as digit.accuracy")                                      \
    }

/* Notes what is watched. AE_EWORD and AE_EOPTION if there will be no such number. */
ae_status ae_watched_check(const char *on, const ae_item *item, const ae_setting *s, ae_tuning *t, ae_error *e);

/* Is it the training's own loss, in an epoch in which the weight of one still rose? Then no loss can be compared with it. */
bool ae_watched_rises(const char *on, const ae_clock *clock);

/* Lower is better: an accuracy, of which more is better, counts with the other sign. */
double ae_watched_loss(const char *on, const ae_clock *clock);
double ae_watched_goal(const char *on, double goal);

#endif
