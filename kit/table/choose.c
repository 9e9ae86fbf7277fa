/* Choosing rows of a table, such as those with a label. */
#include "kit/table/choice.h"
#include "kit/table/format.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Elements `list` of an array, in memory of their own; NULL for an array of NULL, and without memory. */
static void *take(const void *from, size_t size, const size_t *list, size_t n)
{
    char *to = from && n <= SIZE_MAX / size ? malloc(n * size) : NULL;
    for (size_t i = 0; to && i < n; i++)
        memcpy(to + i * size, (const char *)from + list[i] * size, size);
    return to;
}

bool kit_table_take_rows(kit_table *table, const size_t *list, size_t n, kit_message *why)
{
    kit_table rows = { .data = take(table->data, table->width * kit_dtype_size(table->dtype), list, n) };
    rows.labels = take(table->labels, sizeof *rows.labels, list, n);
    rows.more_labels = take(table->more_labels, table->n_more * sizeof *rows.labels, list, n);
    rows.conditions = take(table->conditions, table->n_conditions * sizeof *rows.labels, list, n);
    rows.ids = take(table->ids, sizeof *rows.ids, list, n);
    rows.weights = take(table->weights, sizeof *rows.weights, list, n);
    rows.groups = take(table->groups, sizeof *rows.groups, list, n);
    if (!rows.data || !rows.labels != !table->labels || !rows.ids != !table->ids || !rows.weights != !table->weights ||
        !rows.groups != !table->groups || !rows.more_labels != !table->more_labels ||
        !rows.conditions != !table->conditions) {
        kit_table_drop_rows(&rows);
        return kit_explain(why, "%s: out of memory", table->source);
    }
    kit_table_drop_rows(table);
    table->data = rows.data;
    table->labels = rows.labels;
    table->more_labels = rows.more_labels;
    table->conditions = rows.conditions;
    table->ids = rows.ids;
    table->weights = rows.weights;
    table->groups = rows.groups;
    table->rows = n;
    return true;
}

bool kit_table_keep_label(kit_table *table, const char *label, kit_message *why)
{
    if (!table->labels)
        return kit_explain(why, "%s: has no labels to choose rows by (--label says which column)", table->source);
    size_t n = 0, *rows = malloc(table->rows * sizeof *rows);
    for (size_t i = 0; rows && i < table->rows; i++)
        if (kit_same_text(table->labels[i], label))
            rows[n++] = i;
    bool ok =
        !rows ? kit_explain(why, "%s: out of memory", table->source)
        : n   ? kit_table_take_rows(table, rows, n, why)
            : kit_explain(why, "%s: no row has the label '%s'; the first has '%s'", table->source, label, table->labels[0]);
    free(rows);
    return ok;
}

static bool has_gap(const kit_table *table, size_t row)
{
    for (size_t i = 0; i < table->width; i++)
        if (isnan(kit_table_number(table, row, i)))
            return true;
    return false;
}

/* "2 rows with gaps left out (rows 4, 8)" */
static void tell_dropped(kit_table *table, const size_t *dropped, size_t n)
{
    enum { NAMED = 5 };
    char *text = table->guessed;
    const size_t room = sizeof table->guessed;
    size_t used = strlen(text);
    used += (size_t)snprintf(text + used, room - used, "%s%zu row%s with gaps left out (row%s", used ? ", " : "", n,
                             n == 1 ? "" : "s", n == 1 ? "" : "s");
    for (size_t i = 0; i < n && i < NAMED && used < room; i++)
        used += (size_t)snprintf(text + used, room - used, "%s%zu", i ? ", " : " ", dropped[i] + 1);
    if (used < room)
        snprintf(text + used, room - used, n > NAMED ? ", ...)" : ")");
}

bool kit_table_drop_gaps(kit_table *table, kit_message *why)
{
    size_t dropped = 0, *rows = malloc(table->rows * sizeof *rows);
    for (size_t i = 0; i < table->rows; i++)
        dropped += has_gap(table, i);
    const size_t kept = table->rows - dropped;
    for (size_t i = 0, k = 0, d = kept; rows && i < table->rows; i++)
        rows[has_gap(table, i) ? d++ : k++] = i;
    bool ok = !rows      ? kit_explain(why, "%s: out of memory", table->source)
              : kept > 0 ? dropped == 0 || kit_table_take_rows(table, rows, kept, why)
                         : kit_explain(why, "%s: every row has a gap, so that none is left", table->source);
    if (ok && dropped > 0)
        tell_dropped(table, rows + kept, dropped);
    free(rows);
    return ok;
}
