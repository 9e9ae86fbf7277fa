/* The columns and rows that a reading asks for, of a table that is in memory already: labels, ids and weights of columns,
 * columns left out, logarithms, categories, a condition on rows. */
#include "kit/schema.h"
#include "kit/table/choice.h"
#include "kit/table/columns.h"
#include "kit/table/format.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct selection {
    kit_table *table;
    kit_choice choice;
    size_t *columns; /* of the file, that make up the row */
    const char **names;
    kit_message *why;
} selection;

static bool no_memory(const selection *s)
{
    return kit_explain(s->why, "%s: out of memory", s->table->source);
}

static double element(const selection *s, size_t row, size_t column)
{
    return kit_table_element(s->table, row * s->table->width + column);
}

/* ---- Texts of elements -------------------------------------------------------------------------------------------- */

/* The fewest digits with which a number of the file's type reads back as the same; a gap is empty. */
static void number_text(kit_label text, const kit_table *table, double x)
{
    const bool is_double = table->dtype == AE_F64;
    int digits = 6;
    *text = 0;
    if (isnan(x))
        return;
    do
        snprintf(text, sizeof(kit_label), "%.*g", digits++, x);
    while (digits <= 17 && (is_double ? strtod(text, NULL) != x : strtof(text, NULL) != (float)x));
}

static const char *element_text(kit_label number, const selection *s, size_t row, size_t column)
{
    const kit_table_column *c = s->table->columns ? &s->table->columns[column] : NULL;
    const double x = element(s, row, column);
    if (c && c->n_levels > 0)
        return x >= 0 ? c->levels[(size_t)x] : "";
    number_text(number, s->table, x);
    return number;
}

static bool take_label(kit_label out, const selection *s, size_t row, size_t column)
{
    kit_label number;
    char name[KIT_NAME];
    const char *text = element_text(number, s, row, column);
    if (snprintf(out, sizeof(kit_label), "%s", text) < (int)sizeof(kit_label))
        return true;
    kit_column_name(name, kit_table_name(s->table, column), column);
    return kit_explain(s->why, "%s: row %zu, column %s: '%.60s' is longer than %zu bytes, as many as a label or id can have",
                       s->table->source, row + 1, name, text, sizeof(kit_label) - 1);
}

/* ---- What goes with each row -------------------------------------------------------------------------------------- */

static bool find_part(size_t *out, const selection *s, kit_part part)
{
    for (*out = 0; *out < s->choice.n; ++*out)
        if (s->choice.uses[*out].part == part)
            return true;
    return false;
}

static bool take_texts(kit_label **out, const selection *s, kit_part part)
{
    size_t column;
    if (!find_part(&column, s, part))
        return true;
    kit_label *texts = calloc(s->table->rows, sizeof *texts);
    bool ok = texts || no_memory(s);
    for (size_t row = 0; ok && row < s->table->rows; row++)
        ok = take_label(texts[row], s, row, column);
    free(*out);
    *out = texts;
    return ok;
}

static bool take_column(kit_label *to, size_t step, const selection *s, size_t column)
{
    bool ok = true;
    for (size_t row = 0; ok && row < s->table->rows; row++)
        ok = take_label(to[row * step], s, row, column);
    return ok;
}

/* Of each row one after the other. */
static bool take_more(const selection *s)
{
    kit_table *t = s->table;
    const size_t n = s->choice.n_more;
    if (n == 0)
        return true;
    t->more_labels = calloc(t->rows, n * sizeof *t->more_labels);
    t->n_more = n;
    bool ok = t->more_labels || no_memory(s);
    for (size_t column = 0; ok && column < s->choice.n; column++)
        if (s->choice.uses[column].part == KIT_IS_MORE)
            ok = take_column(t->more_labels + s->choice.uses[column].order, n, s, column);
    return ok;
}

static bool take_conditions(const selection *s)
{
    kit_table *t = s->table;
    const size_t n = s->choice.n_conditions;
    if (n == 0)
        return true;
    t->conditions = calloc(t->rows, n * sizeof *t->conditions);
    bool ok = t->conditions || no_memory(s);
    for (size_t column = 0; ok && column < s->choice.n; column++)
        if (s->choice.uses[column].condition)
            ok = take_column(t->conditions + s->choice.uses[column].condition - 1, n, s, column);
    return ok;
}

static bool bad_weight(const selection *s, size_t row, size_t column)
{
    kit_label number;
    char name[KIT_NAME];
    kit_column_name(name, kit_table_name(s->table, column), column);
    return kit_explain(s->why, "%s: row %zu, column %s: '%.60s' is no weight; a weight is a number from 0", s->table->source,
                       row + 1, name, element_text(number, s, row, column));
}

static bool take_weights(const selection *s)
{
    size_t column;
    if (!find_part(&column, s, KIT_IS_WEIGHT))
        return true;
    s->table->weights = calloc(s->table->rows, sizeof(float));
    if (!s->table->weights)
        return no_memory(s);
    const bool words = s->table->columns && s->table->columns[column].kind != KIT_NUMBER;
    for (size_t row = 0; row < s->table->rows; row++) {
        s->table->weights[row] = (float)element(s, row, column);
        if (words || !(s->table->weights[row] >= 0) || isinf(s->table->weights[row]))
            return bad_weight(s, row, column);
    }
    return true;
}

/* ---- Rows --------------------------------------------------------------------------------------------------------- */

static bool no_such_row(const selection *s, size_t column)
{
    kit_label number;
    char name[KIT_NAME];
    kit_column_name(name, kit_table_name(s->table, column), column);
    return kit_explain(s->why, "%s: --where: no row has '%.60s' in column %s; the first has '%.60s'", s->table->source,
                       s->choice.equals, name, element_text(number, s, 0, column));
}

/* The rows that are kept, while their columns are all there. */
static bool find_rows(size_t **out, size_t *n, const selection *s)
{
    const size_t column = s->choice.where;
    kit_label number;
    *n = 0;
    *out = NULL;
    if (column == s->choice.n)
        return true;
    *out = malloc(s->table->rows * sizeof **out);
    if (!*out)
        return no_memory(s);
    for (size_t row = 0; row < s->table->rows; row++)
        if (kit_same_text(element_text(number, s, row, column), s->choice.equals))
            (*out)[(*n)++] = row;
    return *n > 0 || no_such_row(s, column);
}

/* ---- Numbers that become others ----------------------------------------------------------------------------------- */

static bool take_logs(const selection *s, float *data, size_t k)
{
    char name[KIT_NAME];
    const size_t width = s->choice.width;
    for (size_t row = 0; row < s->table->rows; row++) {
        float *x = &data[row * width + k];
        if (*x <= -1) {
            kit_column_name(name, kit_table_name(s->table, s->columns[k]), s->columns[k]);
            return kit_explain(s->why, "%s: row %zu, column %s is %g, and 1 + x has no logarithm; numbers above -1 have",
                               s->table->source, row + 1, name, (double)*x);
        }
        *x = (float)log1p(*x);
    }
    return true;
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int compare_numbers(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The different numbers of a column, upwards, without gaps. */
static float *distinct(size_t *n, const float *data, size_t rows, size_t width, size_t k)
{
    float *x = malloc(rows * sizeof *x);
    size_t count = 0, kept = 0;
    for (size_t row = 0; x && row < rows; row++)
        if (!isnan(data[row * width + k]))
            x[count++] = data[row * width + k];
    if (x)
        qsort(x, count, sizeof *x, compare_numbers);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || x[i] != x[kept - 1])
            x[kept++] = x[i];
    *n = kept;
    return x;
}

/* What a row will hold, with the texts of levels that are new. */
typedef struct row_columns {
    kit_table_column *columns;
    kit_label **texts; /* for each column that has become a category */
    const char ***levels;
} row_columns;

static void free_row_columns(row_columns *r, size_t width)
{
    for (size_t k = 0; r->texts && r->levels && k < width; k++) {
        free(r->texts[k]);
        free(r->levels[k]);
    }
    free(r->columns);
    free(r->texts);
    free(r->levels);
}

static bool make_row_columns(row_columns *r, const selection *s)
{
    const size_t width = s->choice.width;
    r->columns = calloc(width, sizeof *r->columns);
    r->texts = calloc(width, sizeof *r->texts);
    r->levels = calloc(width, sizeof *r->levels);
    for (size_t k = 0; r->columns && k < width; k++) {
        if (s->table->columns)
            r->columns[k] = s->table->columns[s->columns[k]];
        r->columns[k].place = kit_table_place(s->table, s->columns[k]);
    }
    return (r->columns && r->texts && r->levels) || no_memory(s);
}

/* The texts of the different numbers are the levels, in the order of their bytes. */
static bool make_levels(row_columns *r, const selection *s, const float *data, size_t k)
{
    size_t n;
    float *x = distinct(&n, data, s->table->rows, s->choice.width, k);
    kit_label *texts = r->texts[k] = malloc((n + 1) * sizeof *texts);
    const char **levels = r->levels[k] = malloc((n + 1) * sizeof *levels);
    bool ok = x && texts && levels;
    for (size_t i = 0; ok && i < n; i++) {
        number_text(texts[i], s->table, x[i]);
        levels[i] = texts[i];
    }
    free(x);
    if (!ok)
        return no_memory(s);
    qsort(levels, n, sizeof *levels, compare_words);
    r->columns[k].kind = KIT_CATEGORY;
    r->columns[k].levels = levels;
    r->columns[k].n_levels = n;
    return true;
}

static bool take_words(row_columns *r, const selection *s, float *data, size_t k)
{
    if (r->columns[k].kind != KIT_NUMBER)
        return true;
    if (!make_levels(r, s, data, k))
        return false;
    for (size_t row = 0; row < s->table->rows; row++) {
        float *x = &data[row * s->choice.width + k];
        kit_label text;
        number_text(text, s->table, *x);
        *x = isnan(*x) ? NAN : (float)kit_column_level(&r->columns[k], text);
    }
    return true;
}

static bool take_logs_of(row_columns *r, const selection *s, float *data, size_t k)
{
    r->columns[k].log1p = true;
    return take_logs(s, data, k);
}

static bool change_column(row_columns *r, const selection *s, float *data, size_t k)
{
    const kit_use *use = &s->choice.uses[s->columns[k]];
    return (!use->log1p || take_logs_of(r, s, data, k)) && (!use->words || take_words(r, s, data, k));
}

/* ---- The row ------------------------------------------------------------------------------------------------------ */

static bool changes_numbers(const selection *s)
{
    for (size_t k = 0; k < s->choice.width; k++)
        if (s->choice.uses[s->columns[k]].log1p || s->choice.uses[s->columns[k]].words)
            return true;
    return false;
}

/* As they are in the table, or as floats. */
static void copy_elements(void *to, const selection *s, bool as_floats)
{
    const kit_table *t = s->table;
    const size_t size = kit_dtype_size(t->dtype), width = s->choice.width;
    for (size_t row = 0; row < t->rows; row++)
        for (size_t k = 0; k < width; k++)
            if (as_floats)
                ((float *)to)[row * width + k] = (float)element(s, row, s->columns[k]);
            else
                memcpy((char *)to + (row * width + k) * size,
                       (const char *)t->data + (row * t->width + s->columns[k]) * size, size);
}

static bool change_row(row_columns *r, const selection *s, bool as_floats)
{
    const size_t width = s->choice.width;
    void *data = malloc(s->table->rows * width * (as_floats ? sizeof(float) : kit_dtype_size(s->table->dtype)));
    bool ok = data || no_memory(s);
    if (ok)
        copy_elements(data, s, as_floats);
    for (size_t k = 0; ok && as_floats && k < width; k++)
        ok = change_column(r, s, data, k);
    kit_table_column *columns = ok ? kit_columns_take(r->columns, NULL, width) : NULL;
    ok = ok && (columns || no_memory(s));
    if (ok)
        kit_table_replace(s->table, data, as_floats ? AE_F32 : s->table->dtype, width, columns);
    else
        free(data);
    return ok;
}

/* Rows that stay as they are, which may lie in a file, are not copied. */
static bool take_row(const selection *s)
{
    const bool as_floats = changes_numbers(s);
    row_columns r = { 0 };
    if (!as_floats && s->choice.width == s->table->width)
        return true;
    bool ok = make_row_columns(&r, s) && change_row(&r, s, as_floats);
    free_row_columns(&r, s->choice.width);
    return ok;
}

/* ---- All together ------------------------------------------------------------------------------------------------- */

static bool make_choice(selection *s, const kit_reading *how)
{
    const kit_table *t = s->table;
    if (t->columns && t->columns[0].name)
        s->names = malloc(t->width * sizeof *s->names);
    for (size_t i = 0; s->names && i < t->width; i++)
        s->names[i] = t->columns[i].name;
    if (!kit_choice_make(&s->choice, how, s->names, t->width, t->source, s->why))
        return false;
    s->columns = malloc(s->choice.width * sizeof *s->columns);
    for (size_t i = 0, k = 0; s->columns && i < t->width; i++)
        if (s->choice.uses[i].part == KIT_IN_ROW)
            s->columns[k++] = i;
    return s->columns || no_memory(s);
}

static bool select_all(selection *s, const kit_reading *how)
{
    size_t *rows = NULL, n = 0;
    bool ok = make_choice(s, how) && find_rows(&rows, &n, s) && take_texts(&s->table->labels, s, KIT_IS_LABEL) &&
              take_more(s) && take_conditions(s) && take_texts(&s->table->ids, s, KIT_IS_ID) && take_weights(s);
    if (ok)
        kit_choice_note(s->table, &s->choice, s->names);
    ok = ok && take_row(s) && (!rows || kit_table_take_rows(s->table, rows, n, s->why));
    free(rows);
    return ok;
}

/* Labels that are no column of the file, as those of images, can be chosen by all the same. */
static const char *label_asked_for(const kit_table *table, const kit_reading *how)
{
    static const char label[] = "label=";
    return table->labels && !how->label && how->where && strncmp(how->where, label, sizeof label - 1) == 0
               ? how->where + sizeof label - 1
               : NULL;
}

/* ... and can be a condition by the same word. */
static bool is_condition(const kit_table *table, const kit_reading *how)
{
    const char *list = how->condition ? how->condition : how->schema ? how->schema->condition : NULL;
    return table->labels && !how->label && list && strcmp(list, "label") == 0;
}

static bool copy_labels(kit_table *table, kit_message *why)
{
    table->conditions = malloc(table->rows * sizeof *table->conditions);
    if (!table->conditions)
        return kit_explain(why, "%s: out of memory", table->source);
    memcpy(table->conditions, table->labels, table->rows * sizeof *table->conditions);
    snprintf(table->condition_names[0], sizeof table->condition_names[0], "label");
    table->n_conditions = 1;
    return true;
}

bool kit_table_select(kit_table *table, const kit_reading *how, kit_message *why)
{
    selection s = { .table = table, .why = why };
    kit_reading columns = *how;
    const char *label = label_asked_for(table, how);
    if (is_condition(table, how)) {
        columns.condition = NULL;
        if (!copy_labels(table, why))
            return false;
    }
    columns.where = label ? NULL : how->where;
    bool ok = !kit_chooses(&columns) || select_all(&s, &columns);
    kit_choice_free(&s.choice);
    free(s.columns);
    free(s.names);
    return ok && (!label || kit_table_keep_label(table, label, why));
}
