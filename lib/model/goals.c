/* `loss` and `penalty` items: which objective is meant, and its options. */
#include "model/spec.h"
#include <string.h>

/* The objectives of one item; "" stands for another's. */
static const char *objective_at(const void *item, size_t index)
{
    const ae_objective *o = ae_objective_at(index);
    return !o ? NULL : strcmp(o->item, item) == 0 ? o->name : "";
}

static ae_status find_objective(const ae_objective **out, const ae_item *item, ae_error *e)
{
    static const char *const kinds[][2] = { { "penalty", "l1 weight=0.001" }, { "loss", "mse" } };
    const char *const *kind = kinds[ae_word_is(&item->name, "loss")];
    const ae_known known = { objective_at, kind[0] };
    const ae_word *name = ae_item_value(item, "");
    if (!name)
        return ae_fail_word(e, AE_ESPEC, &item->name, "%s: say which, for example `%s %s`", kind[0], kind[0], kind[1]);
    *out = ae_objective_find(&item->name, name);
    return *out ? AE_OK : ae_fail_unknown(e, name, &item->name, kind[0], &known);
}

ae_status ae_goal_read(ae_goal *goal, const ae_item *item, ae_arena *arena, ae_error *e)
{
    const ae_objective *objective;
    const ae_word *on = ae_item_value(item, "on");
    AE_TRY(find_objective(&objective, item, e));
    void *options = ae_arena_take(arena, 1, objective->options_size);
    if (!options)
        return ae_fail_memory(e);
    *goal = (ae_goal){ objective, options, item->name, on ? *on : item->name };
    return ae_item_decode(options, item, objective->fields, arena, e);
}

ae_status ae_goals_add(ae_goals *goals, const ae_goal *goal, ae_arena *arena, ae_error *e)
{
    ae_goal *added = ae_arena_push(arena, &goals->list, &goals->count, &goals->capacity, sizeof *added);
    if (!added)
        return ae_fail_memory(e);
    *added = *goal;
    return AE_OK;
}

ae_status ae_goals_add_default(ae_goals *losses, ae_arena *arena, ae_error *e)
{
    ae_text text;
    ae_goal mse;
    AE_TRY(ae_text_read(&text, "loss mse", e));
    AE_TRY(ae_goal_read(&mse, &text.item, arena, e));
    return ae_goals_add(losses, &mse, arena, e);
}
