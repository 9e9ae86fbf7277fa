#include "kit/table/format.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t kit_dtype_size(ae_dtype dtype)
{
    static const size_t sizes[] = { [AE_F32] = 4, [AE_F64] = 8, [AE_U8] = 1, [AE_I32] = 4 };
    return sizes[dtype];
}

static void release_rows(kit_table *table)
{
    if (table->mapping.start)
        kit_mapping_end(&table->mapping);
    else
        free(table->data);
    free(table->labels);
}

void kit_table_free(kit_table *table)
{
    release_rows(table);
    free(table->names);
    *table = (kit_table){ 0 };
}

double kit_table_scale(const kit_table *table)
{
    return table->dtype == AE_U8 ? 255.0 : 1.0;
}

ae_rows kit_table_rows(const kit_table *table, double scale)
{
    ae_rows rows = AE_ROWS_INIT;
    rows.n = table->rows;
    rows.input = (ae_array){ .data = table->data, .width = table->width, .scale = scale, .dtype = (int32_t)table->dtype };
    return rows;
}

bool kit_table_shape(kit_table *out, kit_source *source, const uint64_t *dims, size_t rank)
{
    uint64_t total = 1;
    for (size_t i = 0; i < rank; i++) {
        if (dims[i] == 0)
            return kit_explain(source->why, "%s: is empty: size %zu of %zu is 0", source->path, i + 1, rank);
        if (dims[i] > SIZE_MAX / 8 / total)
            return kit_explain(source->why, "%s: is damaged: its header claims more elements than any memory holds",
                               source->path);
        total *= dims[i];
    }
    out->rows = (size_t)dims[0];
    out->width = (size_t)(total / dims[0]);
    out->rank = rank > 1 ? rank - 1 : 1;
    out->shape[0] = 1;
    for (size_t i = 1; i < rank; i++)
        out->shape[i - 1] = (size_t)dims[i];
    return true;
}

static double element(const kit_table *table, size_t i)
{
    switch (table->dtype) {
    case AE_F32:
        return ((const float *)table->data)[i];
    case AE_F64:
        return ((const double *)table->data)[i];
    case AE_U8:
        return ((const uint8_t *)table->data)[i];
    case AE_I32:
        return ((const int32_t *)table->data)[i];
    }
    return 0;
}

float *kit_table_floats(const kit_table *table, double scale)
{
    size_t count = table->rows * table->width;
    float *floats = malloc(count * sizeof *floats);
    for (size_t i = 0; floats && i < count; i++)
        floats[i] = (float)(element(table, i) / scale);
    return floats;
}

/* Up to here a double rounds to a finite float. */
static bool fits(double x)
{
    return fabs(x) < 0x1.ffffffp127;
}

bool kit_table_check(const kit_table *table, kit_message *why)
{
    size_t n = table->dtype == AE_F32 || table->dtype == AE_F64 ? table->rows * table->width : 0;
    for (size_t i = 0; i < n; i++)
        if (!fits(element(table, i)))
            return kit_explain(why, "%s: row %zu, column %zu is %g; every number must be finite and fit a float",
                               table->source, i / table->width + 1, i % table->width + 1, element(table, i));
    return true;
}

/* ---- Choosing rows ------------------------------------------------------------------------------------------------ */

/* The table's new rows are old rows `list`, which may repeat and come in any order. */
static bool take_rows(kit_table *table, const size_t *list, size_t n, kit_message *why)
{
    size_t bytes = table->width * kit_dtype_size(table->dtype);
    char *data = n <= SIZE_MAX / bytes ? malloc(n * bytes) : NULL;
    kit_label *labels = table->labels ? malloc(n * sizeof *labels) : NULL;
    if (!data || (table->labels && !labels)) {
        free(data);
        free(labels);
        return kit_explain(why, "%s: out of memory", table->source);
    }
    for (size_t i = 0; i < n; i++) {
        memcpy(data + i * bytes, (const char *)table->data + list[i] * bytes, bytes);
        if (labels)
            memcpy(labels[i], table->labels[list[i]], sizeof *labels);
    }
    release_rows(table);
    table->data = data;
    table->labels = labels;
    table->rows = n;
    return true;
}

static bool row_number(size_t *out, double number, size_t i, const kit_table *list, const kit_table *table, kit_message *why)
{
    if (!(number >= 0 && number < (double)table->rows) || number != floor(number))
        return kit_explain(why, "%s: row %zu: %.17g is no row of %s; its rows are 0 to %zu", list->source, i + 1, number,
                           table->source, table->rows - 1);
    *out = (size_t)number;
    return true;
}

/* The list is a CSV of one column, so the same reader serves. */
bool kit_table_keep_listed(kit_table *table, const char *path, kit_message *why)
{
    kit_table list = { 0 };
    if (!kit_table_read(&list, path, 0, why))
        return false;
    size_t *rows = malloc(list.rows * sizeof *rows);
    bool ok = list.dtype == AE_F64 && list.width == 1 ? rows || kit_explain(why, "%s: out of memory", path)
                                                      : kit_explain(why, "%s: a list has one row number a line", path);
    for (size_t i = 0; ok && i < list.rows; i++)
        ok = row_number(&rows[i], element(&list, i), i, &list, table, why);
    ok = ok && take_rows(table, rows, list.rows, why);
    free(rows);
    kit_table_free(&list);
    return ok;
}

static bool same_label(const char *a, const char *b)
{
    char *end_a, *end_b;
    double x = strtod(a, &end_a), y = strtod(b, &end_b);
    bool numbers = *a && *b && !*end_a && !*end_b;
    return numbers ? x == y : strcmp(a, b) == 0;
}

bool kit_table_keep_label(kit_table *table, const char *label, kit_message *why)
{
    if (!table->labels)
        return kit_explain(why, "%s: has no labels to choose rows by (CSV: --labels-last)", table->source);
    size_t n = 0, *rows = malloc(table->rows * sizeof *rows);
    for (size_t i = 0; rows && i < table->rows; i++)
        if (same_label(table->labels[i], label))
            rows[n++] = i;
    bool ok =
        !rows ? kit_explain(why, "%s: out of memory", table->source)
        : n   ? take_rows(table, rows, n, why)
            : kit_explain(why, "%s: no row has the label '%s'; the first has '%s'", table->source, label, table->labels[0]);
    free(rows);
    return ok;
}
