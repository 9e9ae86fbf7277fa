/* The columns of a condition as a table has them: words of classes, and numbers. */
#include "ae_condition_parts.h"
#include <math.h>
#include <stdlib.h>

static bool make_room(condition_texts *out, size_t rows, kit_message *why)
{
    out->names = calloc(out->n, sizeof *out->names);
    out->texts = calloc(rows, out->n * sizeof *out->texts);
    out->numbers = calloc(rows, out->n * sizeof *out->numbers);
    return (out->names && out->texts && out->numbers) ||
           kit_explain(why, "out of memory: %zu rows with %zu columns of a condition", rows, out->n);
}

/* Nothing where a row is of no class alone, or could not be used. */
static const char *text_of(const kit_table_column *known, const float *at, char number[KIT_FLOAT_TEXT])
{
    if (known->kind != KIT_NUMBER) {
        size_t class_of = 0;
        while (class_of < known->n_levels && at[class_of] != 1)
            class_of++;
        return class_of < known->n_levels ? known->levels[class_of] : "";
    }
    if (!isnan(*at))
        kit_float_text(number, *at);
    return number;
}

bool condition_texts_make(condition_texts *out, const condition *c, const ae_array *of, size_t rows, kit_message *why)
{
    *out = (condition_texts){ .n = c->known.width };
    if (!make_room(out, rows, why))
        return false;
    const float *numbers = of->data;
    const size_t step = of->flags & AE_ARRAY_ONE_ROW ? 0 : c->width;
    for (size_t k = 0; k < out->n; numbers += condition_column_width(&c->known.columns[k++])) {
        out->names[k] = condition_column_name(&c->known.columns[k]);
        for (size_t row = 0, i = k; row < rows; row++, i += out->n)
            out->texts[i] = text_of(&c->known.columns[k], numbers + row * step, out->numbers[i]);
    }
    return true;
}

void condition_texts_free(condition_texts *t)
{
    free(t->names);
    free(t->texts);
    free(t->numbers);
    *t = (condition_texts){ 0 };
}
