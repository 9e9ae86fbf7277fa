/* Stops when a loss or a metric does not get better any more. The model then has the best weights that were seen at the end
 * of an epoch, also if the training ends for another reason. */
#include "policy/watched.h"

typedef struct stop {
    size_t patience;
    double min_delta;
    const char *on;
} stop;

static const ae_field fields[] = {
    { "patience", AE_FIELD_COUNT, offsetof(stop, patience), AE_DEFAULT("5", "epochs without a better loss, then it stops"),
      1, 1e9 },
    { "min_delta", AE_FIELD_REAL, offsetof(stop, min_delta), AE_DEFAULT("0", "better means lower by more than this"), 0,
      1e30 },
    AE_WATCHED_ON(stop),
    AE_FIELDS_END,
};

enum { SEEN, WAITED, COUNTERS, BEST = COUNTERS, NUMBERS };

static ae_status stop_prepare(const void *options, const ae_item *item, const ae_setting *s, ae_tuning *t, ae_error *e)
{
    return ae_watched_check(((const stop *)options)->on, item, s, t, e);
}

static ae_advice stop_epoch(const ae_chosen *c, const ae_clock *clock)
{
    const stop *o = c->options;
    const bool rises = ae_watched_rises(o->on, clock);
    double loss = ae_watched_loss(o->on, clock);
    if (rises || c->numbers[SEEN] == 0 || loss < c->numbers[BEST] - o->min_delta) {
        c->numbers[SEEN] = !rises;
        c->numbers[BEST] = loss;
        c->numbers[WAITED] = 0;
        return AE_ADVICE_BEST;
    }
    return ++c->numbers[WAITED] < (double)o->patience ? AE_ADVICE_GO : AE_ADVICE_STOP;
}

const ae_policy ae_policy_stop = {
    .name = "stop",
    .doc = AE_DOC("ends when the loss gets no better, with the best weights"),
    .source = AE_DOC("Prechelt 1998, Early stopping - but when? In: Neural networks: tricks of the trade"),
    .fields = fields,
    .options_size = sizeof(stop),
    .numbers = NUMBERS,
    .counters = COUNTERS,
    .slabs = AE_SLAB_BEST,
    .stops = AE_STOP_PATIENCE,
    .prepare = stop_prepare,
    .epoch = stop_epoch,
};
