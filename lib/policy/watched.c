#include "policy/watched.h"
#include <string.h>

static const char *const losses[] = { "auto", "valid", "train" };
enum { AUTO, VALID, TRAIN, LOSSES };

static const char *word_at(const void *setting, size_t index)
{
    const char *const *metrics = ((const ae_setting *)setting)->metrics;
    return index < LOSSES ? losses[index] : metrics ? metrics[index - LOSSES] : NULL;
}

/* Its place among the words that are known; of one that is not, where the list ends. */
static size_t place_of(const char *on, const ae_setting *s)
{
    size_t i = 0;
    while (word_at(s, i) && strcmp(word_at(s, i), on) != 0)
        i++;
    return i;
}

ae_status ae_watched_check(const char *on, const ae_item *item, const ae_setting *s, ae_tuning *t, ae_error *e)
{
    const ae_word *name = &item->name;
    const ae_known known = { word_at, s };
    const size_t place = place_of(on, s);
    if (!s->per_epoch)
        return ae_fail_word(e, AE_EOPTION, name, "%.*s looks at the end of each epoch: set the option `steps_per_epoch`",
                            ae_word_shown(name), name->text);
    if (!word_at(s, place))
        return ae_fail_unknown(e, ae_item_value(item, "on"), name, "loss or metric", &known);
    if (place != AUTO && place != TRAIN && !s->valid)
        return ae_fail_word(e, AE_EOPTION, name, "%.*s on=%s needs validation rows, and there are none", ae_word_shown(name),
                            name->text, on);
    if (place >= LOSSES)
        t->watched |= UINT64_C(1) << (place - LOSSES);
    return AE_OK;
}

static bool is_accuracy(const char *on)
{
    const char *part = strrchr(on, '.');
    return part && strcmp(part, ".accuracy") == 0;
}

double ae_watched_goal(const char *on, double goal)
{
    return is_accuracy(on) ? -goal : goal;
}

double ae_watched_loss(const char *on, const ae_clock *clock)
{
    for (size_t i = 0; i < clock->n_metrics; i++)
        if (strcmp(clock->metrics[i].name, on) == 0)
            return ae_watched_goal(on, clock->metrics[i].value);
    bool has_valid = clock->valid_loss == clock->valid_loss;
    return has_valid && strcmp(on, losses[TRAIN]) != 0 ? clock->valid_loss : clock->loss;
}

bool ae_watched_rises(const char *on, const ae_clock *clock)
{
    const bool has_valid = clock->valid_loss == clock->valid_loss;
    return clock->rises && (strcmp(on, losses[TRAIN]) == 0 || (!has_valid && strcmp(on, losses[AUTO]) == 0));
}
