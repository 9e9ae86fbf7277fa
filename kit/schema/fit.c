/* A table, made one with the columns that a model knows. */
#include "kit/schema.h"
#include "kit/table/choice.h"
#include "kit/table/columns.h"
#include "kit/table/format.h"
#include "kit/table/lookup.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct fitting {
    kit_table *table;
    const kit_schema *schema;
    const kit_fitting *how;
    size_t *from; /* for each column of the schema that of the table; table->width: it has none */
    float *data;
    kit_message *why;
} fitting;

static bool no_memory(const fitting *f)
{
    return kit_explain(f->why, "%s: out of memory", f->table->source);
}

/* ---- Which column is which ----------------------------------------------------------------------------------------- */

bool kit_schema_names(const kit_schema *s, const kit_table *table)
{
    return s->columns && s->columns[0].name && table->columns && table->columns[0].name;
}

static bool check_missing(const fitting *f)
{
    char list[KIT_LIST] = "";
    size_t missing = 0;
    for (size_t k = 0; k < f->schema->width; k++)
        if (f->from[k] == f->table->width) {
            kit_list_word(list, f->schema->columns[k].name);
            missing++;
        }
    return missing == 0 || f->how->missing_columns_are_gaps ||
           kit_explain(f->why, "%s: lacks column%s %s, which the model knows%s%s; --missing-columns gap takes %s as gaps",
                       f->table->source, missing == 1 ? "" : "s", list, *f->table->left_out ? ", and not " : "",
                       f->table->left_out, missing == 1 ? "it" : "them");
}

static bool find_names(const fitting *f)
{
    const kit_table *t = f->table;
    const kit_schema *s = f->schema;
    const char **names = malloc(t->width * sizeof *names);
    bool *is_free = malloc(t->width * sizeof *is_free);
    const kit_lookup h = { t->source, names, t->width };
    bool ok = (names && is_free) || no_memory(f);
    for (size_t i = 0; ok && i < t->width; i++) {
        names[i] = t->columns[i].name;
        is_free[i] = true;
    }
    ok = ok && (kit_lookup_known(f->from, &h, is_free, s->columns, s->width) > 0 ||
                kit_lookup_none(&h, s->columns, s->width, f->why));
    free(names);
    free(is_free);
    return ok && check_missing(f);
}

static bool find_places(const fitting *f)
{
    for (size_t k = 0; k < f->schema->width; k++)
        f->from[k] = k;
    return f->table->width == f->schema->width || kit_explain(f->why, "%s: has %zu columns, where the model knows %zu",
                                                              f->table->source, f->table->width, f->schema->width);
}

static bool find_all(const fitting *f)
{
    return kit_schema_names(f->schema, f->table) ? find_names(f) : find_places(f);
}

/* ---- Codes --------------------------------------------------------------------------------------------------------- */

static const kit_table_column *known(const fitting *f, size_t k)
{
    return &f->schema->columns[k];
}

static const kit_table_column *given(const fitting *f, size_t k)
{
    return f->table->columns ? &f->table->columns[f->from[k]] : NULL;
}

static double element(const fitting *f, size_t row, size_t k)
{
    return kit_table_element(f->table, row * f->table->width + f->from[k]);
}

static bool new_levels(const fitting *f, size_t k, const char *list)
{
    char name[KIT_NAME], levels[KIT_LIST] = "";
    const kit_table_column *c = known(f, k);
    kit_column_name(name, c->name, k);
    for (size_t i = 0; i < c->n_levels; i++)
        kit_list_word(levels, c->levels[i]);
    return kit_explain(f->why, "%s: column %s: the model does not know %s, but %s; --new-levels gap takes others as gaps",
                       f->table->source, name, list, levels);
}

/* The model's code for each of the table's levels, NaN for one that it does not know. */
static bool map_levels(const fitting *f, size_t k, float *codes)
{
    const kit_table_column *to = known(f, k), *from = given(f, k);
    char list[KIT_LIST] = "";
    for (size_t i = 0; i < from->n_levels; i++) {
        const size_t level = kit_column_level(to, from->levels[i]);
        codes[i] = level < to->n_levels ? (float)level : NAN;
        if (level == to->n_levels)
            kit_list_word(list, from->levels[i]);
    }
    return !*list || f->how->new_levels_are_gaps || new_levels(f, k, list);
}

static bool convert_words(fitting *f, size_t k)
{
    float *codes = malloc(given(f, k)->n_levels * sizeof *codes);
    if (!codes)
        return no_memory(f);
    bool ok = map_levels(f, k, codes);
    for (size_t row = 0; ok && row < f->table->rows; row++) {
        const double code = element(f, row, k);
        f->data[row * f->schema->width + k] = code >= 0 ? codes[(size_t)code] : NAN;
    }
    free(codes);
    return ok;
}

static bool is_number(const char *text)
{
    char *end;
    strtod(text, &end);
    return *text && !*end;
}

/* Of a column without a name, as an npy file has them, where the levels are no numbers. */
static bool holds_codes(const fitting *f, size_t k)
{
    const kit_table_column *to = known(f, k), *from = given(f, k);
    for (size_t i = 0; i < to->n_levels; i++)
        if (!is_number(to->levels[i]))
            return !(from && from->name);
    return false;
}

static float code_of(const kit_table_column *c, double x, bool is_code)
{
    char word[32];
    if (is_code)
        return x >= 0 && x < (double)c->n_levels && x == floor(x) ? (float)x : NAN;
    snprintf(word, sizeof word, "%.9g", x);
    const size_t level = kit_column_level(c, word);
    return level < c->n_levels ? (float)level : NAN;
}

/* Numbers where words are due. */
static bool convert_numbers(fitting *f, size_t k)
{
    const kit_table_column *to = known(f, k);
    const bool is_code = holds_codes(f, k);
    double last = NAN;
    float code = NAN;
    for (size_t row = 0; row < f->table->rows; row++) {
        const double x = element(f, row, k);
        if (x != last)
            code = isnan(x) ? NAN : code_of(to, x, is_code);
        last = x;
        f->data[row * f->schema->width + k] = code;
        if (isnan(code) && !isnan(x) && !f->how->new_levels_are_gaps) {
            char word[40];
            snprintf(word, sizeof word, "'%.9g'", x);
            return new_levels(f, k, word);
        }
    }
    return true;
}

/* ---- Numbers ------------------------------------------------------------------------------------------------------- */

static bool no_numbers(const fitting *f, size_t k, const char *what)
{
    char name[KIT_NAME];
    kit_column_name(name, known(f, k)->name, k);
    return kit_explain(f->why, "%s: column %s %s", f->table->source, name, what);
}

static bool take_log(float *x, const fitting *f, size_t row, size_t k)
{
    char name[KIT_NAME];
    if (*x > -1 || isnan(*x)) {
        *x = (float)log1p(*x);
        return true;
    }
    kit_column_name(name, known(f, k)->name, k);
    return kit_explain(f->why, "%s: row %zu, column %s is %g, and 1 + x has no logarithm; numbers above -1 have",
                       f->table->source, row + 1, name, (double)*x);
}

static bool copy_numbers(fitting *f, size_t k)
{
    const kit_table_column *from = given(f, k), none = { 0 };
    const bool has_logs = (from ? from : &none)->log1p, takes_logs = known(f, k)->log1p;
    bool ok = true;
    if (from && from->kind != KIT_NUMBER)
        return no_numbers(f, k, "holds words, where the model has numbers");
    if (has_logs && !takes_logs)
        return no_numbers(f, k, "is given as a logarithm, where the model has the number itself");
    for (size_t row = 0; ok && row < f->table->rows; row++) {
        float *x = &f->data[row * f->schema->width + k];
        *x = (float)element(f, row, k);
        ok = has_logs == takes_logs || take_log(x, f, row, k);
    }
    return ok;
}

/* ---- All columns --------------------------------------------------------------------------------------------------- */

static bool is_words(const kit_table_column *c)
{
    return c && c->kind != KIT_NUMBER;
}

static bool same_levels(const kit_table_column *a, const kit_table_column *b)
{
    bool same = a->n_levels == b->n_levels;
    for (size_t i = 0; same && i < a->n_levels; i++)
        same = strcmp(a->levels[i], b->levels[i]) == 0;
    return same;
}

static bool is_as_known(const fitting *f, size_t k)
{
    static const kit_table_column number = { 0 };
    const kit_table_column *from = given(f, k) ? given(f, k) : &number;
    return f->from[k] == k && is_words(from) == is_words(known(f, k)) && from->log1p == known(f, k)->log1p &&
           same_levels(from, known(f, k));
}

static bool is_left_alone(const fitting *f)
{
    bool same = f->table->width == f->schema->width;
    for (size_t k = 0; f->schema->columns && same && k < f->schema->width; k++)
        same = is_as_known(f, k);
    return same;
}

static bool convert(fitting *f, size_t k)
{
    if (f->from[k] == f->table->width) {
        for (size_t row = 0; row < f->table->rows; row++)
            f->data[row * f->schema->width + k] = NAN;
        return true;
    }
    if (!is_words(known(f, k)))
        return copy_numbers(f, k);
    return is_words(given(f, k)) ? convert_words(f, k) : convert_numbers(f, k);
}

static size_t count_gaps(const fitting *f, size_t k)
{
    size_t gaps = 0;
    for (size_t row = 0; row < f->table->rows; row++)
        gaps += isnan(f->data[row * f->schema->width + k]) != 0;
    return gaps;
}

/* The table takes the new rows; what goes with each row stays. */
static bool hand_over(fitting *f)
{
    kit_table *t = f->table;
    kit_table_column *columns = kit_columns_take(f->schema->columns, NULL, f->schema->width);
    if (!columns)
        return no_memory(f);
    for (size_t k = 0; k < f->schema->width; k++) {
        columns[k].gaps = count_gaps(f, k);
        columns[k].rounded = f->from[k] < t->width && given(f, k) ? given(f, k)->rounded : 0;
    }
    kit_table_replace(t, f->data, AE_F32, f->schema->width, columns);
    f->data = NULL;
    return true;
}

static bool convert_all(fitting *f)
{
    const size_t width = f->schema->width, rows = f->table->rows;
    bool ok = width <= SIZE_MAX / sizeof *f->data / rows;
    f->data = ok ? malloc(rows * width * sizeof *f->data) : NULL;
    ok = f->data || no_memory(f);
    for (size_t k = 0; ok && k < width; k++)
        ok = convert(f, k);
    ok = ok && hand_over(f);
    free(f->data);
    return ok;
}

bool kit_schema_fit(kit_table *table, const kit_schema *schema, const kit_fitting *how, kit_message *why)
{
    fitting f = { .table = table, .schema = schema, .how = how, .why = why };
    f.from = malloc(schema->width * sizeof *f.from);
    bool ok = (f.from || no_memory(&f)) && find_all(&f) && (is_left_alone(&f) || convert_all(&f));
    free(f.from);
    return ok;
}
