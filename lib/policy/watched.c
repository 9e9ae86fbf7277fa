#include "policy/watched.h"

enum { AUTO, VALID, TRAIN };
const char *const ae_watched_words[] = { "auto", "valid", "train", NULL };

ae_status ae_watched_check(int on, const ae_item *item, const ae_setting *s, ae_error *e)
{
    const ae_word *name = &item->name;
    if (!s->per_epoch)
        return ae_fail_word(e, AE_EOPTION, name, "%.*s looks at the end of each epoch: set the option `steps_per_epoch`",
                            ae_word_shown(name), name->text);
    if (on == VALID && !s->valid)
        return ae_fail_word(e, AE_EOPTION, name, "%.*s on=valid needs validation rows, and there are none",
                            ae_word_shown(name), name->text);
    return AE_OK;
}

double ae_watched_loss(int on, const ae_clock *clock)
{
    bool valid = on == VALID || (on == AUTO && clock->valid_loss == clock->valid_loss);
    return valid ? clock->valid_loss : clock->loss;
}
