/* Stops at the end of the epoch in which a loss or a metric has become good enough. */
#include "policy/watched.h"

typedef struct target {
    double loss;
    const char *on;
} target;

static const ae_field fields[] = {
    { "loss", AE_FIELD_REAL, offsetof(target, loss), AE_REQUIRED("good enough: at most this; of an accuracy, at least this"),
      -1e30, 1e30 },
    AE_WATCHED_ON(target),
    AE_FIELDS_END,
};

static ae_status target_prepare(const void *options, const ae_item *item, const ae_setting *s, ae_tuning *t, ae_error *e)
{
    return ae_watched_check(((const target *)options)->on, item, s, t, e);
}

static ae_advice target_epoch(const ae_chosen *c, const ae_clock *clock)
{
    const target *o = c->options;
    const bool good = !ae_watched_rises(o->on, clock) && ae_watched_loss(o->on, clock) <= ae_watched_goal(o->on, o->loss);
    return good ? AE_ADVICE_STOP : AE_ADVICE_GO;
}

const ae_policy ae_policy_target = {
    .name = "target",
    .doc = AE_DOC("ends when a loss is good enough"),
    .fields = fields,
    .options_size = sizeof(target),
    .stops = AE_STOP_TARGET,
    .prepare = target_prepare,
    .epoch = target_epoch,
};
