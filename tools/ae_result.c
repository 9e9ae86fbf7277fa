/* What is written of a run: a matrix, its names, its units. */
#include "ae_session.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t product(const size_t shape[4], size_t rank)
{
    size_t p = 1;
    for (size_t i = 0; i < rank; i++)
        p *= shape[i];
    return p;
}

static size_t rank_of(const size_t shape[4])
{
    size_t rank = 0;
    while (rank < 4 && shape[rank])
        rank++;
    return rank;
}

/* Outputs have the shape that the spec gives them; where that is flat, that of the data, if it fits: 784 becomes 28 x 28. */
static kit_matrix result_matrix(const session *s, const task *t)
{
    kit_matrix m = { .data = s->result, .rows = s->rows.n, .width = s->width, .rank = 1, .column = t->column };
    const size_t *shape = s->info.output_shape;
    size_t rank = rank_of(shape);
    m.shape[0] = m.width;
    m.labels = s->table.labels;
    m.ids = s->table.ids;
    if (t->no_images || product(shape, rank) != m.width)
        return m;
    if (rank < 2 && product(s->table.shape, s->table.rank) == m.width) {
        shape = s->table.shape;
        rank = s->table.rank;
    }
    m.rank = rank;
    memcpy(m.shape, shape, sizeof m.shape);
    return m;
}

/* ---- Columns ------------------------------------------------------------------------------------------------------ */

static bool take_names(session *s, kit_message *why)
{
    s->names = malloc(s->width * sizeof *s->names);
    return s->names || kit_explain(why, "out of memory");
}

/* A row's errors are called what the data, or what it is compared with, call its columns. */
static bool name_shares(session *s, const task *t, kit_matrix *m, kit_message *why)
{
    const kit_table *compared = s->target.data ? &s->target : &s->table;
    const bool named = kit_table_name(compared, 0) != NULL;
    if (!take_names(s, why))
        return false;
    s->names[0] = t->values[0];
    for (size_t i = 1; named && i < s->width; i++)
        s->names[i] = kit_table_name(compared, i - 1);
    m->names = s->names;
    m->n_names = named ? s->width : 1;
    return true;
}

/* The columns of the rows that a model answers with: those that it knows, or those of the table before it. */
static const kit_table_column *columns_of(const session *s, const task *t)
{
    const bool fits = t->output != AE_OUT_DECODED && s->table.width == s->info.output_width;
    return s->answers.columns || !fits ? s->answers.columns : s->table.columns;
}

/* The net has a number for each column, or, where there are categories, for each level: city=Oslo. */
static bool name_levels(session *s, const kit_table_column *columns, kit_message *why)
{
    FILE *to = NULL;
    size_t size, n = 0, at = 0;
    to = open_memstream(&s->texts, &size);
    for (size_t k = 0; to && k < s->info.output_width; k++) {
        const size_t levels = columns[k].n_levels;
        for (size_t i = 0; i < (levels ? levels : 1); i++, n++)
            fprintf(to, "%s%s%s%c", columns[k].name, levels ? "=" : "", levels ? columns[k].levels[i] : "", 0);
    }
    if (!to || fclose(to) != 0 || !s->texts || n != s->width)
        return to ? true : kit_explain(why, "out of memory");
    if (!take_names(s, why))
        return false;
    for (size_t i = 0; i < n; i++, at += strlen(s->texts + at) + 1)
        s->names[i] = s->texts + at;
    return true;
}

static bool name_rows(session *s, const kit_table_column *columns, kit_message *why)
{
    if (!take_names(s, why))
        return false;
    for (size_t i = 0; i < s->width; i++)
        s->names[i] = columns[i].name;
    return true;
}

static bool name_columns(session *s, const task *t, const arguments *a, kit_matrix *m, kit_message *why)
{
    const kit_table_column *columns = t->is_rows ? columns_of(s, t) : NULL;
    if (has_shares(t))
        return name_shares(s, t, m, why);
    if (!columns)
        return true;
    m->columns = a->scaled ? NULL : columns;
    if (columns[0].name && !(a->scaled ? name_levels(s, columns, why) : name_rows(s, columns, why)))
        return false;
    m->names = s->names;
    m->n_names = s->names ? s->width : 0;
    return true;
}

/* Rows are written as their file has them, other results in columns of their own. */
static void name_beside(const session *s, const task *t, kit_matrix *m)
{
    if (t->is_rows && strspn(s->table.label_name, "0123456789") < strlen(s->table.label_name))
        m->label_name = s->table.label_name;
    if (t->is_rows && strspn(s->table.id_name, "0123456789") < strlen(s->table.id_name))
        m->id_name = s->table.id_name;
}

/* ---- Units -------------------------------------------------------------------------------------------------------- */

/* Codes do not tell what they came from: without columns that the model knows, a scale of 255 means bytes. */
double unit_of(const session *s, const task *t, const arguments *a)
{
    const double scale = a->scale > 0 ? a->scale : s->info.scale;
    const bool bytes = t->output == AE_OUT_DECODED ? !s->schema.columns : kit_table_scale(&s->table) == 255;
    return bytes && scale == 255 ? 1 : scale;
}

void put_in_units(const session *s, const task *t, const arguments *a, float *outputs)
{
    const double unit = unit_of(s, t, a);
    for (size_t i = 0; unit != 1 && i < s->rows.n * s->info.output_width; i++)
        outputs[i] = (float)(outputs[i] * unit);
    kit_schema_undo_logs(&s->answers, outputs, s->rows.n);
    if (s->draws_rows)
        kit_schema_round(&s->answers, outputs, s->rows.n);
}

bool is_refused(const session *s, size_t row)
{
    const float *x = s->result + row * s->width;
    size_t i = 0;
    while (i < s->width && isnan(x[i]))
        i++;
    return i == s->width;
}

static void keep_row(session *s, size_t row)
{
    for (size_t i = row * s->width; i < (row + 1) * s->width; i++)
        if (!isnan(s->given[i]))
            s->result[i] = s->given[i];
}

/* What is there stays as it is, but in rows that cannot be used: these are NaN throughout. */
static void keep_given(session *s)
{
    for (size_t row = 0; s->given && row < s->rows.n; row++)
        if (!is_refused(s, row))
            keep_row(s, row);
}

/* The model's numbers hold for the label that it was trained with, by whatever name codes carry it along. */
static void number_labels(const session *s, const arguments *a, kit_matrix *m)
{
    const kit_table_column *known = s->labels.columns;
    const bool other = (a->reading.label || a->labels_last) && known && strcmp(known->name, s->table.label_name) != 0;
    if (!known || other)
        return;
    m->words = known->levels;
    m->n_words = known->n_levels;
}

void put_condition(kit_matrix *m, const session *s, const char *path)
{
    if (m->format != KIT_CSV && (m->format || !has_suffix(path, ".csv")))
        return;
    m->text_names = s->beside.names;
    m->texts = s->beside.texts;
    m->n_texts = s->beside.n;
}

static kit_matrix describe_result(const session *s, const task *t, const arguments *a)
{
    kit_matrix m = result_matrix(s, t);
    name_beside(s, t, &m);
    m.format = a->format;
    put_condition(&m, s, a->out);
    m.across = s->across;
    number_labels(s, a, &m);
    m.remarks = stderr;
    m.notes = a->quiet ? NULL : stdout;
    return m;
}

/* A picture stays in the model's own numbers. */
bool write_result(session *s, const task *t, const arguments *a, kit_message *why)
{
    kit_matrix m = describe_result(s, t, a);
    if (t->is_rows && !a->scaled && !draws(a))
        put_in_units(s, t, a, s->result);
    keep_given(s);
    return name_columns(s, t, a, &m, why) && kit_matrix_write(a->out, &m, why);
}

bool write_named(session *s, const task *t, const column_names *names, const arguments *a, kit_message *why)
{
    kit_matrix m = describe_result(s, t, a);
    m.names = names->names;
    m.n_names = names->n_names;
    m.columns = names->columns;
    m.text_names = names->text_names;
    m.texts = names->texts;
    m.n_texts = names->n_texts;
    return kit_matrix_write(a->out, &m, why);
}
