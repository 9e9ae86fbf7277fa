#include "kit/schema.h"
#include "kit/table/columns.h"
#include <math.h>
#include <stdlib.h>

bool kit_schema_make(kit_schema *out, const kit_table *table, kit_message *why)
{
    *out = (kit_schema){ .width = table->width };
    if (!table->columns)
        return true;
    out->columns = kit_columns_take(table->columns, NULL, table->width);
    return out->columns || kit_explain(why, "%s: out of memory", table->source);
}

bool kit_schema_copy(kit_schema *out, const kit_schema *s, kit_message *why)
{
    *out = *s;
    out->columns = s->columns ? kit_columns_take(s->columns, NULL, s->width) : NULL;
    return out->columns || !s->columns || kit_explain(why, "out of memory");
}

bool kit_schema_without_logs(kit_schema *out, const kit_schema *s, kit_message *why)
{
    bool ok = kit_schema_copy(out, s, why);
    for (size_t k = 0; out->columns && k < s->width; k++)
        out->columns[k].log1p = false;
    return ok;
}

void kit_schema_free(kit_schema *s)
{
    free(s->columns);
    *s = (kit_schema){ 0 };
}

bool kit_schema_tells(const kit_schema *s)
{
    for (size_t i = 0; s->columns && i < s->width; i++) {
        const kit_table_column *c = &s->columns[i];
        if (c->name || c->kind != KIT_NUMBER || c->log1p)
            return true;
    }
    return false;
}

const char *kit_schema_word(const kit_schema *s, size_t column, double code)
{
    const kit_table_column *c = s->columns ? &s->columns[column] : NULL;
    return c && code >= 0 && code < (double)c->n_levels && code == floor(code) ? c->levels[(size_t)code] : NULL;
}

void kit_schema_undo_logs(const kit_schema *s, float *rows, size_t n)
{
    for (size_t k = 0; s->columns && k < s->width; k++)
        for (size_t i = 0; s->columns[k].log1p && i < n; i++)
            rows[i * s->width + k] = (float)expm1(rows[i * s->width + k]);
}
