/* A learning rate of its own for a layer or a tensor: the optimizer's, times a factor. */
#include "policy/places.h"

typedef struct rate {
    const char *on;
    double factor;
} rate;

static const ae_field fields[] = {
    { "", AE_FIELD_PLACE, offsetof(rate, on), AE_REQUIRED("whose rate") },
    { "", AE_FIELD_REAL, offsetof(rate, factor), AE_REQUIRED("times the learning rate"), 0, 1e6 },
    AE_FIELDS_END,
};

static ae_status rate_prepare(const void *options, const ae_item *item, const ae_setting *s, ae_tuning *t, ae_error *e)
{
    const rate *o = options;
    const ae_word *place = ae_item_value(item, "");
    (void)s;
    AE_TRY(ae_place_check(place, &item->name, t, e));
    for (size_t p = 0; p < t->params->count; p++)
        if (ae_place_has(place, t, p))
            t->rate[p] *= o->factor;
    return AE_OK;
}

const ae_policy ae_policy_rate = {
    .name = "rate",
    .doc = AE_DOC("a layer or tensor has a learning rate of its own"),
    .fields = fields,
    .options_size = sizeof(rate),
    .repeats = true,
    .prepare = rate_prepare,
};
