#include "kit/judge.h"
#include <stdlib.h>

static size_t class_of(const kit_table *table, size_t row, size_t classes, size_t of_each)
{
    return table ? strtoul(table->labels[row], NULL, 10) : row / of_each % classes;
}

static bool set_classes(kit_classed *c, const kit_table *table, size_t classes, size_t of_each, kit_message *why)
{
    for (size_t i = 0; i < c->rows.n; i++) {
        const size_t class = class_of(table, i, classes, of_each);
        if (class >= classes)
            return kit_explain(why, "row %zu has class %zu; there are %zu, from 0", i, class, classes);
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
