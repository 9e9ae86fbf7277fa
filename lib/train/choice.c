#include "train/choice.h"
#include <string.h>

ae_status ae_choice_read(ae_choice *out, const char *source, size_t isa, ae_arena *arena, ae_error *e)
{
    ae_text text;
    char *copy = ae_arena_text(arena, source, strlen(source));
    if (!copy)
        return ae_fail_memory(e);
    AE_TRY(ae_text_read(&text, copy, e));
    if (text.count != 1)
        return ae_fail(e, AE_EOPTION, "the optimizer's text holds %zu items; it must hold one, such as \"adam lr=0.01\"",
                       text.count);
    AE_TRY(ae_optimizer_read(&out->optimizer, &out->options, &text.item, isa, arena, e));
    out->text = ae_text_print(copy, arena);
    if (!out->text)
        return ae_fail_memory(e);
    if (strlen(out->text) >= AE_OPTIMIZER_TEXT)
        return ae_fail(e, AE_EOPTION, "the optimizer's text is longer than %d bytes", AE_OPTIMIZER_TEXT - 1);
    out->slots = out->optimizer->slots(out->options);
    return AE_OK;
}
