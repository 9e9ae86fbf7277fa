/* Makes the learning rate smaller when a loss does not get better any more. */
#include "base/curve.h"
#include "policy/watched.h"

typedef struct plateau {
    double factor, least, min_delta;
    size_t patience, cooldown;
    int on;
} plateau;

static const ae_field fields[] = {
    { "factor", AE_FIELD_REAL, offsetof(plateau, factor), "0.1", 1e-6, 1, NULL, "what the rate is multiplied by" },
    { "patience", AE_FIELD_COUNT, offsetof(plateau, patience), "5", 1, 1e9, NULL,
      "epochs without a better loss, then the rate falls" },
    { "cooldown", AE_FIELD_COUNT, offsetof(plateau, cooldown), "0", 0, 1e9, NULL,
      "epochs after a fall that are not counted" },
    { "least", AE_FIELD_REAL, offsetof(plateau, least), "0", 0, 1, NULL,
      "the share of the optimizer's rate below which it does not fall" },
    { "min_delta", AE_FIELD_REAL, offsetof(plateau, min_delta), "0", 0, 1e30, NULL, "better means lower by more than this" },
    { "on", AE_FIELD_CHOICE, offsetof(plateau, on), "auto", 0, 0, ae_watched_words, AE_WATCHED_DOC },
    AE_FIELDS_END,
};

enum { SEEN, WAITED, RESTS, FALLS, COUNTERS, BEST = COUNTERS, NUMBERS };

static ae_status plateau_prepare(const void *options, const ae_item *item, const ae_setting *s, ae_tuning *t, ae_error *e)
{
    (void)t;
    return ae_watched_check(((const plateau *)options)->on, item, s, e);
}

static void fall(const plateau *o, double *numbers)
{
    numbers[FALLS]++;
    numbers[WAITED] = 0;
    numbers[RESTS] = (double)o->cooldown;
}

static ae_advice plateau_epoch(const ae_chosen *c, const ae_clock *clock)
{
    const plateau *o = c->options;
    double *n = c->numbers, loss = ae_watched_loss(o->on, clock);
    bool better = !n[SEEN] || loss < n[BEST] - o->min_delta;
    bool rests = n[RESTS] > 0;
    if (better)
        n[BEST] = loss;
    n[SEEN] = 1;
    n[RESTS] -= rests;
    n[WAITED] = better || rests ? 0 : n[WAITED] + 1;
    if (n[WAITED] >= (double)o->patience)
        fall(o, n);
    return AE_ADVICE_GO;
}

static double plateau_rate(const ae_chosen *c, const ae_clock *clock)
{
    const plateau *o = c->options;
    double rate = ae_power(o->factor, c->numbers[FALLS]);
    (void)clock;
    return rate > o->least ? rate : o->least;
}

const ae_policy ae_policy_plateau = {
    .name = "plateau",
    .doc = "the learning rate falls when the loss gets no better",
    .fields = fields,
    .options_size = sizeof(plateau),
    .numbers = NUMBERS,
    .counters = COUNTERS,
    .prepare = plateau_prepare,
    .rate = plateau_rate,
    .epoch = plateau_epoch,
};
