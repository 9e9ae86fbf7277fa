/* Makes the learning rate smaller when a loss does not get better any more. */
#include "base/curve.h"
#include "policy/watched.h"

typedef struct plateau {
    double factor, least, min_delta;
    size_t patience, cooldown;
    const char *on;
} plateau;

static const ae_field fields[] = {
    { "factor", AE_FIELD_REAL, offsetof(plateau, factor), AE_DEFAULT("0.1", "what the rate is multiplied by"), 1e-6, 1 },
    { "patience", AE_FIELD_COUNT, offsetof(plateau, patience),
      AE_DEFAULT("5", "epochs without a better loss, then the rate falls"), 1, 1e9 },
    { "cooldown", AE_FIELD_COUNT, offsetof(plateau, cooldown), AE_DEFAULT("0", "epochs after a fall that are not counted"),
      0, 1e9 },
    { "least", AE_FIELD_REAL, offsetof(plateau, least),
      AE_DEFAULT("0", "the share of the optimizer's rate below which it does not fall"), 0, 1 },
    { "min_delta", AE_FIELD_REAL, offsetof(plateau, min_delta), AE_DEFAULT("0", "better means lower by more than this"), 0,
      1e30 },
    AE_WATCHED_ON(plateau),
    AE_FIELDS_END,
};

enum { SEEN, WAITED, RESTS, FALLS, COUNTERS, BEST = COUNTERS, NUMBERS };

static ae_status plateau_prepare(const void *options, const ae_item *item, const ae_setting *s, ae_tuning *t, ae_error *e)
{
    return ae_watched_check(((const plateau *)options)->on, item, s, t, e);
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
    const bool rises = ae_watched_rises(o->on, clock);
    bool better = rises || n[SEEN] == 0 || loss < n[BEST] - o->min_delta;
    bool rests = n[RESTS] > 0;
    if (better)
        n[BEST] = loss;
    n[SEEN] = !rises;
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
    .doc = AE_DOC("the learning rate falls when the loss gets no better"),
    .fields = fields,
    .options_size = sizeof(plateau),
    .numbers = NUMBERS,
    .counters = COUNTERS,
    .prepare = plateau_prepare,
    .rate = plateau_rate,
    .epoch = plateau_epoch,
};
