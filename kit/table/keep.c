/* A table without some of its columns. */
#include "kit/table/columns.h"
#include "kit/table/format.h"
#include <stdlib.h>
#include <string.h>

static void *copy_kept(const kit_table *t, const size_t *kept, size_t n)
{
    const size_t size = kit_dtype_size(t->dtype);
    char *data = malloc(t->rows * n * size);
    for (size_t row = 0; data && row < t->rows; row++)
        for (size_t i = 0; i < n; i++)
            memcpy(data + (row * n + i) * size, (const char *)t->data + (row * t->width + kept[i]) * size, size);
    return data;
}

static kit_table_column *describe_kept(const kit_table *t, const size_t *kept, size_t n)
{
    static const kit_table_column number = { 0 };
    kit_table_column *all = malloc(t->width * sizeof *all);
    for (size_t i = 0; all && i < t->width; i++) {
        all[i] = t->columns ? t->columns[i] : number;
        all[i].place = kit_table_place(t, i);
    }
    kit_table_column *columns = all ? kit_columns_take(all, kept, n) : NULL;
    free(all);
    return columns;
}

bool kit_table_keep_columns(kit_table *table, const size_t *kept, size_t n, kit_message *why)
{
    kit_table_column *columns = describe_kept(table, kept, n);
    void *data = copy_kept(table, kept, n);
    if (!data || !columns) {
        free(data);
        free(columns);
        return kit_explain(why, "%s: out of memory", table->source);
    }
    kit_table_replace(table, data, table->dtype, n, columns);
    return true;
}
