#include "kit/judge.h"
#include <stdlib.h>

/* SIZE_MAX for a label that is no whole number. */
static size_t class_of(const kit_table *table, size_t row, size_t classes, size_t of_each)
{
    char *end;
    if (!table)
        return row / of_each % classes;
    const size_t class = strtoul(table->labels[row], &end, 10);
    return end == table->labels[row] || *end ? SIZE_MAX : class;
}

static bool set_classes(kit_classed *c, const kit_table *table, size_t classes, size_t of_each, kit_message *why)
{
    if (table && !table->labels)
        return kit_explain(why, "%s: its rows have no labels", table->source);
    for (size_t i = 0; i < c->rows.n; i++) {
        const size_t class = class_of(table, i, classes, of_each);
        if (class >= classes)
            return kit_explain(why, "%s: row %zu: its label is none of the classes 0 to %zu", table ? table->source : "rows",
                               i + 1, classes - 1);
        c->labels[i] = (float)class;
        c->one_hot[i * classes + class] = 1;
    }
    return true;
}

bool kit_classed_make(kit_classed *out, const ae_rows *rows, const kit_table *table, size_t classes, size_t of_each,
                      kit_message *why)
{
    *out = (kit_classed){ *rows, calloc(rows->n, sizeof(float)), calloc(rows->n, classes * sizeof(float)) };
    if (!out->labels || !out->one_hot)
        return kit_explain(why, "out of memory: %zu rows of %zu classes", rows->n, classes);
    out->rows.labels = (ae_array){ .data = out->labels, .width = 1 };
    out->rows.condition = (ae_array){ .data = out->one_hot, .width = classes };
    return set_classes(out, table, classes, of_each, why);
}

void kit_classed_free(kit_classed *c)
{
    free(c->labels);
    free(c->one_hot);
}
