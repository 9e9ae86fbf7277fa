#include "train/choice.h"
#include <string.h>

static const char *optimizer_at(const void *isa, size_t index)
{
    const ae_optimizer *o = ae_optimizer_at(*(const size_t *)isa, index);
    return o ? o->name : NULL;
}

ae_status ae_choice_read(ae_choice *out, const char *source, size_t isa, ae_arena *arena, ae_error *e)
{
    const ae_known known = { optimizer_at, &isa };
    ae_text text;
    char *copy = ae_arena_text(arena, source, strlen(source));
    if (!copy)
        return ae_fail_memory(e);
    AE_TRY(ae_text_read(&text, copy, e));
    if (text.count != 1)
        return ae_fail(e, AE_EOPTION, "the optimizer's text holds %zu items; it must hold one, such as \"adam lr=0.01\"",
                       text.count);
    out->optimizer = ae_optimizer_find(isa, &text.item.name);
    if (!out->optimizer)
        return ae_fail_unknown(e, &text.item.name, NULL, "optimizer", &known);
    void *options = ae_arena_take(arena, 1, out->optimizer->options_size);
    out->text = ae_text_print(copy, arena);
    if (!options || !out->text)
        return ae_fail_memory(e);
    out->options = options;
    if (strlen(out->text) >= AE_OPTIMIZER_TEXT)
        return ae_fail(e, AE_EOPTION, "the optimizer's text is longer than %d bytes", AE_OPTIMIZER_TEXT - 1);
    AE_TRY(ae_item_decode(options, &text.item, out->optimizer->fields, arena, e));
    out->slots = out->optimizer->slots(options);
    return AE_OK;
}
