#include "kit/labels.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

size_t kit_label_columns(const kit_table *table)
{
    return table->labels ? 1 + table->n_more : 0;
}

kit_label_column kit_label_column_of(const kit_table *table, size_t index)
{
    if (index == 0)
        return (kit_label_column){ table->labels, 1, table->rows, table->label_name };
    return (kit_label_column){ table->more_labels + index - 1, table->n_more, table->rows, table->more_names[index - 1] };
}

kit_label_column kit_condition_column_of(const kit_table *table, size_t index)
{
    return (kit_label_column){ table->conditions + index, table->n_conditions, table->rows, table->condition_names[index] };
}

bool kit_label_is_gap(const char *label)
{
    return !*label || strcasecmp(label, "nan") == 0;
}

/* ---- Names of classes ------------------------------------------------------------------------------------------------- */

static bool read_number(double *out, const char *text)
{
    char *end;
    *out = strtod(text, &end);
    return *text && !*end && isfinite(*out);
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Both are numbers. */
static int compare_numbers(const void *a, const void *b)
{
    const double x = strtod(*(const char *const *)a, NULL), y = strtod(*(const char *const *)b, NULL);
    return (x > y) - (x < y);
}

typedef int (*compare_fn)(const void *a, const void *b);

static compare_fn order_of(const kit_label_names *names)
{
    return names->are_numbers ? compare_numbers : compare_words;
}

kit_label_names kit_label_names_of(const char *const *names, size_t n)
{
    kit_label_names out = { names, n, true };
    double number;
    for (size_t i = 0; i < n && out.are_numbers; i++)
        out.are_numbers = read_number(&number, names[i]);
    return out;
}

/* Sorts them and leaves out those that repeat the one before. */
static size_t sort(const char **names, size_t n, compare_fn compare)
{
    size_t kept = 0;
    qsort(names, n, sizeof *names, compare);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || compare(&names[kept - 1], &names[i]) != 0)
            names[kept++] = names[i];
    return kept;
}

bool kit_label_names_find(kit_label_names *out, const char ***block, const kit_label_column *column, kit_message *why)
{
    size_t n = 0;
    const char **names = *block = malloc((column->rows + 1) * sizeof *names);
    if (!names)
        return kit_explain(why, "out of memory for the labels");
    for (size_t i = 0; i < column->rows; i++)
        if (!kit_label_is_gap(column->first[i * column->step]))
            names[n++] = column->first[i * column->step];
    n = sort(names, n, compare_words);
    *out = kit_label_names_of(names, n);
    out->n = sort(names, n, order_of(out));
    return true;
}

size_t kit_label_class(const kit_label_names *names, const char *label)
{
    double number;
    if (names->n == 0 || (names->are_numbers && !read_number(&number, label)))
        return names->n;
    const char *const *at = bsearch(&label, names->names, names->n, sizeof *names->names, order_of(names));
    return at ? (size_t)(at - names->names) : names->n;
}

/* ---- Numbers ---------------------------------------------------------------------------------------------------------- */

static bool find_number(float *out, const kit_label_names *names, const char *label)
{
    double number;
    const size_t class_of = names ? kit_label_class(names, label) : 0;
    const bool known = names ? class_of < names->n : read_number(&number, label) && isfinite((float)number);
    *out = !known ? NAN : names ? (float)class_of : (float)number;
    return known;
}

kit_label_count kit_label_numbers(float *out, size_t step, const kit_label_names *names, const kit_label_column *column)
{
    kit_label_count count = { 0 };
    for (size_t i = 0; i < column->rows; i++) {
        const char *label = column->first[i * column->step];
        const bool gap = kit_label_is_gap(label), known = find_number(&out[i * step], names, label) && !gap;
        count.first_other = count.others == 0 && !gap && !known ? i : count.first_other;
        count.gaps += gap;
        count.known += known;
        count.others += !gap && !known;
    }
    return count;
}
