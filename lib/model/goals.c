/* `loss` and `penalty` items: which objective is meant, and its options. */
#include "model/spec.h"
#include <string.h>

static ae_status unknown_objective(const ae_item *item, const ae_word *name, const char *kind, ae_error *e)
{
    const char *names[32] = { NULL };
    for (size_t i = 0, n = 0; n < 31 && ae_objective_at(i); i++)
        if (strcmp(ae_objective_at(i)->item, kind) == 0)
            names[n++] = ae_objective_at(i)->name;
    return ae_fail_unknown(e, name, &item->name, kind, names);
}

static ae_status find_objective(const ae_objective **out, const ae_item *item, ae_error *e)
{
    static const char *const kinds[][2] = { { "penalty", "l1 weight=0.001" }, { "loss", "mse" } };
    const char *const *kind = kinds[ae_word_is(&item->name, "loss")];
    const ae_word *name = ae_item_value(item, "");
    if (!name)
        return ae_fail_word(e, AE_ESPEC, &item->name, "%s: say which, for example `%s %s`", kind[0], kind[0], kind[1]);
    *out = ae_objective_find(&item->name, name);
    return *out ? AE_OK : unknown_objective(item, name, kind[0], e);
}

ae_status ae_spec_add_goal(ae_goals *goals, const ae_item *item, ae_arena *arena, ae_error *e)
{
    const ae_objective *objective;
    const ae_word *on = ae_item_value(item, "on");
    AE_TRY(find_objective(&objective, item, e));
    void *options = ae_arena_take(arena, 1, objective->options_size);
    if (!options)
        return ae_fail_memory(e);
    AE_TRY(ae_item_decode(options, item, objective->fields, arena, e));
    ae_goal *goal = ae_arena_push(arena, &goals->list, &goals->count, &goals->capacity, sizeof *goal);
    if (!goal)
        return ae_fail_memory(e);
    *goal = (ae_goal){ objective, options, item->name, on ? *on : item->name };
    return AE_OK;
}

ae_status ae_spec_default_loss(ae_goals *losses, ae_arena *arena, ae_error *e)
{
    ae_text text = { 0 };
    if (losses->count)
        return AE_OK;
    AE_TRY(ae_text_parse(&text, "loss mse", arena, e));
    return ae_spec_add_goal(losses, text.items, arena, e);
}
