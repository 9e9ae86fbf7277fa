/* Only the layers or tensors are trained: all others stay as they are, as with `freeze`. */
#include "policy/places.h"

typedef struct only {
    ae_places on;
} only;

static const ae_field fields[] = {
    { "", AE_FIELD_PLACES, offsetof(only, on), AE_REQUIRED("what is trained") },
    AE_FIELDS_END,
};

static bool is_named(const only *o, const ae_tuning *t, size_t param)
{
    for (size_t i = 0; i < o->on.count; i++)
        if (ae_place_has(&o->on.words[i], t, param))
            return true;
    return false;
}

static ae_status only_prepare(const void *options, const ae_item *item, const ae_setting *s, ae_tuning *t, ae_error *e)
{
    const only *o = options;
    (void)s;
    for (size_t i = 0; i < o->on.count; i++)
        AE_TRY(ae_place_check(&o->on.words[i], &item->name, t, e));
    for (size_t p = 0; p < t->params->count; p++)
        t->frozen[p] |= !is_named(o, t, p);
    return ae_places_left(&item->name, t, e);
}

const ae_policy ae_policy_only = {
    .name = "only",
    .doc = AE_DOC("only these layers or tensors are trained"),
    .fields = fields,
    .options_size = sizeof(only),
    .prepare = only_prepare,
};
