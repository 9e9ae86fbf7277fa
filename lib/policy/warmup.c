/* The weight of a loss or penalty rises evenly to its own. It is a function of the step's number: there is nothing to keep.
 */
#include "policy/policy.h"
#include <string.h>

typedef struct warmup {
    const char *on;
    size_t steps;
    double from;
} warmup;

static const ae_field fields[] = {
    { "on", AE_FIELD_PLACE, offsetof(warmup, on),
      AE_DEFAULT("kl_normal", "the loss or penalty, by its name in the history, such as l1 or digit.cross_entropy") },
    { "steps", AE_FIELD_COUNT, offsetof(warmup, steps), AE_REQUIRED("so many first steps rise"), 1, 1e9 },
    { "from", AE_FIELD_REAL, offsetof(warmup, from), AE_DEFAULT("0", "the share of its weight that the rise begins at"), 0,
      1 },
    AE_FIELDS_END,
};

static double warmup_weight(const ae_chosen *c, const ae_clock *clock, const char *loss)
{
    const warmup *o = c->options;
    if (clock->step >= o->steps || strcmp(loss, o->on) != 0)
        return 1;
    return o->from + (1 - o->from) * (double)clock->step / (double)o->steps;
}

static bool is_known(const char *name, const ae_known *known)
{
    const char *text;
    for (size_t i = 0; (text = known->at(known->list, i)); i++)
        if (strcmp(text, name) == 0)
            return true;
    return false;
}

/* The default, where the text names no loss, is blamed at the item. */
static ae_status check_name(const warmup *o, const ae_item *item, const ae_known *losses, ae_error *e)
{
    const ae_word *on = ae_item_value(item, "on");
    const ae_word meant = { o->on, strlen(o->on), item->name.line, item->name.column };
    return is_known(o->on, losses) ? AE_OK : ae_fail_unknown(e, on ? on : &meant, &item->name, "loss or penalty", losses);
}

static ae_status warmup_prepare(const void *options, const ae_item *item, const ae_setting *s, ae_tuning *t, ae_error *e)
{
    const warmup *o = options;
    AE_TRY(check_name(o, item, &t->losses, e));
    if (s->steps && o->steps > s->steps)
        return ae_fail_word(e, AE_EVALUE, ae_item_value(item, "steps"),
                            "warmup: steps=%zu does not end within the %llu steps", o->steps, (unsigned long long)s->steps);
    return AE_OK;
}

const ae_policy ae_policy_warmup = {
    .name = "warmup",
    .doc = AE_DOC("the weight of a loss rises evenly"),
    .source = AE_DOC("Bowman et al. 2016, Generating sentences from a continuous space; Sønderby et al. 2016, Ladder "
                     "variational autoencoders"),
    .fields = fields,
    .options_size = sizeof(warmup),
    .repeats = true,
    .prepare = warmup_prepare,
    .weight = warmup_weight,
};
