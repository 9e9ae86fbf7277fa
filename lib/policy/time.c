/* Stops after so many seconds, the step under way included. Those before a resumed training's checkpoint count. */
#include "policy/policy.h"

typedef struct time_limit {
    double seconds;
} time_limit;

static const ae_field fields[] = {
    { "seconds", AE_FIELD_REAL, offsetof(time_limit, seconds), AE_REQUIRED("how long the training may take"), 0, 1e9 },
    AE_FIELDS_END,
};

static double time_most_seconds(const void *options)
{
    return ((const time_limit *)options)->seconds;
}

static ae_advice time_step(const ae_chosen *c, const ae_clock *clock)
{
    const time_limit *o = c->options;
    return clock->seconds >= o->seconds ? AE_ADVICE_STOP : AE_ADVICE_GO;
}

const ae_policy ae_policy_time = {
    .name = "time",
    .doc = AE_DOC("ends when its time is over"),
    .fields = fields,
    .options_size = sizeof(time_limit),
    .stops = AE_STOP_TIME,
    .most_seconds = time_most_seconds,
    .step = time_step,
};
