/* The layers or tensors stay as they are. Their gradients are not even worked out, unless a layer before them needs them.
 * State such as a running mean stays, too. */
#include "policy/places.h"

typedef struct freeze {
    ae_places on;
} freeze;

static const ae_field fields[] = {
    { "", AE_FIELD_PLACES, offsetof(freeze, on), AE_REQUIRED("what stays as it is") },
    AE_FIELDS_END,
};

static ae_status freeze_prepare(const void *options, const ae_item *item, const ae_setting *s, ae_tuning *t, ae_error *e)
{
    const freeze *o = options;
    (void)s;
    for (size_t i = 0; i < o->on.count; i++) {
        AE_TRY(ae_place_check(&o->on.words[i], &item->name, t, e));
        for (size_t p = 0; p < t->params->count; p++)
            t->frozen[p] |= ae_place_has(&o->on.words[i], t, p);
    }
    return ae_places_left(&item->name, t, e);
}

const ae_policy ae_policy_freeze = {
    .name = "freeze",
    .doc = AE_DOC("layers or tensors stay as they are"),
    .fields = fields,
    .options_size = sizeof(freeze),
    .prepare = freeze_prepare,
};
