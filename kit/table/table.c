#include "kit/random.h"
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

static void drop_data(kit_table *table)
{
    if (table->mapping.start)
        kit_mapping_end(&table->mapping);
    else
        free(table->data);
}

void kit_table_replace(kit_table *table, void *data, ae_dtype dtype, size_t width, kit_table_column *columns)
{
    drop_data(table);
    free(table->columns);
    table->data = data;
    table->dtype = dtype;
    table->columns = columns;
    table->width = table->shape[0] = width;
    table->rank = 1;
}

void kit_table_drop_rows(kit_table *table)
{
    drop_data(table);
    free(table->labels);
    free(table->more_labels);
    free(table->conditions);
    free(table->ids);
    free(table->weights);
    free(table->groups);
}

void kit_table_free(kit_table *table)
{
    kit_table_drop_rows(table);
    free(table->columns);
    *table = (kit_table){ 0 };
}

const char *kit_table_name(const kit_table *table, size_t column)
{
    return table->columns ? table->columns[column].name : NULL;
}

size_t kit_table_place(const kit_table *table, size_t column)
{
    return table->columns && table->columns[column].place ? table->columns[column].place : column + 1;
}

void kit_table_column_text(char text[KIT_COLUMN_TEXT], const kit_table *table, size_t column)
{
    const char *name = kit_table_name(table, column);
    if (name && *name)
        snprintf(text, KIT_COLUMN_TEXT, "'%.*s'", KIT_COLUMN_TEXT - 3, name);
    else
        snprintf(text, KIT_COLUMN_TEXT, "%zu", kit_table_place(table, column));
}

double kit_table_scale(const kit_table *table)
{
    return table->usual_scale > 0 ? table->usual_scale : table->dtype == AE_U8 ? 255.0 : 1.0;
}

ae_rows kit_table_rows(const kit_table *table, double scale)
{
    ae_rows rows = AE_ROWS_INIT;
    rows.n = table->rows;
    rows.input = (ae_array){ .data = table->data, .width = table->width, .scale = scale, .dtype = (int32_t)table->dtype };
    rows.weights = table->weights;
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

double kit_table_element(const kit_table *table, size_t i)
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

double kit_table_number(const kit_table *table, size_t row, size_t column)
{
    return kit_table_element(table, row * table->width + column);
}

void kit_table_row(float *out, const kit_table *table, size_t row, double scale)
{
    for (size_t i = 0; i < table->width; i++)
        out[i] = (float)(kit_table_element(table, row * table->width + i) / scale);
}

float *kit_table_floats(const kit_table *table, double scale)
{
    float *floats = malloc(table->rows * table->width * sizeof *floats);
    for (size_t i = 0; floats && i < table->rows; i++)
        kit_table_row(floats + i * table->width, table, i, scale);
    return floats;
}

uint64_t kit_table_digest(const kit_table *table)
{
    const size_t n = table->rows * table->width * kit_dtype_size(table->dtype);
    return kit_digest(n, table->data, n);
}

/* Up to here a double rounds to a finite float. */
static bool fits(double x)
{
    return fabs(x) < 0x1.ffffffp127;
}

static bool no_number(const kit_table *table, size_t i, kit_message *why)
{
    const double x = kit_table_element(table, i);
    return kit_explain(
        why, "%s: row %zu, column %zu is %g; %s", table->source, i / table->width + 1, i % table->width + 1, x,
        isnan(x) ? "--missing drop leaves out rows with gaps; a model trained with --missing mean or mask takes them"
                 : "every number must be finite and fit a float");
}

bool kit_table_check(const kit_table *table, kit_gaps gaps, kit_message *why)
{
    size_t n = table->dtype == AE_F32 || table->dtype == AE_F64 ? table->rows * table->width : 0;
    for (size_t i = 0; i < n; i++)
        if (!fits(kit_table_element(table, i)) && !(gaps == KIT_GAPS_KEEP && isnan(kit_table_element(table, i))))
            return no_number(table, i, why);
    return true;
}
