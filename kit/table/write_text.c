/* Matrices as text: CSV, and LIBSVM's `label index:value ...`. */
#include "kit/table/write.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Numbers ---------------------------------------------------------------------------------------------------------- */

/* The fewest digits that read back as the same float; nine always do. */
static void print_finite(FILE *file, float x)
{
    char text[32];
    int digits = 6;
    do
        snprintf(text, sizeof text, "%.*g", digits, (double)x);
    while (++digits <= 9 && strtof(text, NULL) != x);
    fputs(text, file);
}

/* A NaN may have a sign, which means nothing. */
static void print_float(FILE *file, float x)
{
    if (isnan(x))
        fputs("nan", file);
    else
        print_finite(file, x);
}

/* ---- CSV ---------------------------------------------------------------------------------------------------------- */

/* In quotes where the text needs them. */
static void print_text(FILE *file, const char *text)
{
    const bool blanks = *text == ' ' || (*text && text[strlen(text) - 1] == ' ');
    const char *quote = blanks || strpbrk(text, ",;\t\"\r\n") ? "\"" : "";
    fputs(quote, file);
    for (; *text; text++)
        fputs(*text == '"' ? "\"\"" : (char[]){ *text, 0 }, file);
    fputs(quote, file);
}

static void print_numbered(FILE *file, const char *column, size_t number)
{
    size_t n = strlen(column);
    bool digit = n > 0 && column[n - 1] >= '0' && column[n - 1] <= '9';
    fprintf(file, "%s%s%zu", column, digit ? "_" : "", number);
}

static void print_name(FILE *file, const kit_matrix *m, size_t i)
{
    if (i < m->n_names)
        print_text(file, m->names[i]);
    else if (m->width == m->n_names + 1)
        print_text(file, m->column);
    else
        print_numbered(file, m->column, i - m->n_names + 1);
}

/* What stands before the numbers. */
static void print_beside(FILE *file, const char *text)
{
    print_text(file, text);
    fputc(',', file);
}

/* A category's code is its word, and a code that there is not is nothing. */
static void print_element(FILE *file, const kit_matrix *m, size_t row, size_t k)
{
    const float x = m->data[row * m->width + k];
    const kit_table_column *c = m->columns ? &m->columns[k] : NULL;
    if (!c || c->n_levels == 0)
        print_float(file, x);
    else if (x >= 0 && x < (float)c->n_levels)
        print_text(file, c->levels[(size_t)x]);
}

static void write_names(FILE *file, const kit_matrix *m)
{
    if (m->ids)
        print_beside(file, m->id_name ? m->id_name : "id");
    if (m->labels)
        print_beside(file, m->label_name ? m->label_name : "label");
    for (size_t i = 0; i < m->width; i++) {
        print_name(file, m, i);
        fputc(i + 1 < m->width ? ',' : '\n', file);
    }
}

bool kit_write_csv(FILE *file, const kit_matrix *m, kit_message *why)
{
    (void)why;
    write_names(file, m);
    for (size_t i = 0; i < m->rows && !ferror(file); i++) {
        if (m->ids)
            print_beside(file, m->ids[i]);
        if (m->labels)
            print_beside(file, m->labels[i]);
        for (size_t k = 0; k < m->width && !ferror(file); k++) {
            print_element(file, m, i, k);
            fputc(k + 1 < m->width ? ',' : '\n', file);
        }
    }
    return true;
}

/* ---- LIBSVM ------------------------------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The different ones of a matrix's labels, in the order of their bytes. */
typedef struct words {
    const char **items;
    size_t n;
    bool numbers; /* all are, so that they stand for themselves */
} words;

static bool is_number(const char *text)
{
    char *end;
    double x = strtod(text, &end);
    return *text && !*end && isfinite(x);
}

static bool find_words(words *w, const kit_matrix *m, kit_message *why)
{
    *w = (words){ .items = malloc((m->rows + 1) * sizeof *w->items), .numbers = true };
    if (!w->items)
        return kit_explain(why, "out of memory for the labels");
    for (size_t i = 0; m->labels && i < m->rows; i++) {
        w->items[i] = m->labels[i];
        w->numbers = w->numbers && is_number(m->labels[i]);
    }
    if (w->numbers)
        return true;
    qsort(w->items, m->rows, sizeof *w->items, compare);
    for (size_t i = 0; i < m->rows; i++)
        if (!w->n || strcmp(w->items[w->n - 1], w->items[i]) != 0)
            w->items[w->n++] = w->items[i];
    return true;
}

static void tell_numbers(FILE *to, const words *w)
{
    if (!to || w->numbers)
        return;
    fprintf(to, "LIBSVM's labels are numbers:");
    for (size_t i = 0; i < w->n; i++)
        fprintf(to, "%s %zu is '%s'", i ? "," : "", i, w->items[i]);
    fputc('\n', to);
}

static void print_label(FILE *file, const words *w, const char *label)
{
    if (w->numbers) {
        fputs(label, file);
        return;
    }
    const char **found = bsearch(&label, w->items, w->n, sizeof *w->items, compare);
    fprintf(file, "%zu", (size_t)(found - w->items));
}

/* Zeros are what is not there. */
static void print_pairs(FILE *file, const float *row, size_t n)
{
    for (size_t i = 0; i < n && !ferror(file); i++)
        if (row[i] != 0) {
            fprintf(file, " %zu:", i + 1);
            print_float(file, row[i]);
        }
    fputc('\n', file);
}

bool kit_write_libsvm(FILE *file, const kit_matrix *m, kit_message *why)
{
    words w;
    if (!find_words(&w, m, why))
        return false;
    for (size_t i = 0; i < m->rows && !ferror(file); i++) {
        print_label(file, &w, m->labels ? m->labels[i] : "0");
        print_pairs(file, m->data + i * m->width, m->width);
    }
    tell_numbers(m->remarks, &w);
    free(w.items);
    return true;
}
