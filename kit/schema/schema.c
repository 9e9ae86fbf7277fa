#include "kit/schema.h"
#include "kit/table/columns.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Columns without names that do not stand where they stood in the file: some of it are not in the row. */
static bool have_moved(const kit_table *table)
{
    for (size_t i = 0; i < table->width; i++)
        if (table->columns[i].name || kit_table_place(table, i) != i + 1)
            return !table->columns[i].name;
    return false;
}

/* Their numbers are then their names, by which they are found again. */
static kit_table_column *name_by_place(const kit_table *table)
{
    kit_table_column *all = malloc(table->width * sizeof *all), *named;
    kit_label *numbers = malloc(table->width * sizeof *numbers);
    for (size_t i = 0; all && numbers && i < table->width; i++) {
        snprintf(numbers[i], sizeof numbers[i], "%zu", kit_table_place(table, i));
        all[i] = table->columns[i];
        all[i].name = numbers[i];
    }
    named = all && numbers ? kit_columns_take(all, NULL, table->width) : NULL;
    free(numbers);
    free(all);
    return named;
}

/* But for gaps. */
static bool is_whole(const kit_table *table, size_t column)
{
    for (size_t i = 0; i < table->rows; i++) {
        const double x = kit_table_number(table, i, column);
        if (x == x && x != floor(x))
            return false;
    }
    return true;
}

bool kit_schema_make(kit_schema *out, const kit_table *table, kit_message *why)
{
    *out = (kit_schema){ .width = table->width };
    if (!table->columns)
        return true;
    out->columns = have_moved(table) ? name_by_place(table) : kit_columns_take(table->columns, NULL, table->width);
    for (size_t k = 0; out->columns && k < out->width; k++) {
        kit_table_column *c = &out->columns[k];
        c->whole = c->kind == KIT_NUMBER && !c->log1p && is_whole(table, k);
    }
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

/* 0 has no sign. */
void kit_schema_round(const kit_schema *s, float *rows, size_t n)
{
    for (size_t k = 0; s->columns && k < s->width; k++)
        for (size_t i = 0; s->columns[k].whole && i < n; i++)
            rows[i * s->width + k] = roundf(rows[i * s->width + k]) + 0.0f;
}
