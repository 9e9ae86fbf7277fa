/* Matrices as text: CSV, and LIBSVM's `label index:value ...`. */
#include "kit/table/write.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Numbers ---------------------------------------------------------------------------------------------------------- */

/* Nine digits always do. */
void kit_float_text(char text[KIT_FLOAT_TEXT], float x)
{
    int digits = 6;
    do
        snprintf(text, KIT_FLOAT_TEXT, "%.*g", digits, (double)x);
    while (++digits <= 9 && strtof(text, NULL) != x);
}

bool kit_float_keeps(double value)
{
    char text[KIT_FLOAT_TEXT];
    const float x = (float)value;
    if ((double)x == value || isnan(value))
        return true;
    kit_float_text(text, x);
    return strtod(text, NULL) == value;
}

static void print_finite(FILE *file, float x)
{
    char text[KIT_FLOAT_TEXT];
    kit_float_text(text, x);
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

void kit_write_text(FILE *file, const char *text)
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
        kit_write_text(file, m->names[i]);
    else if (m->width == m->n_names + 1)
        kit_write_text(file, m->column);
    else
        print_numbered(file, m->column, i - m->n_names + 1);
}

/* What stands before the numbers. */
static void print_beside(FILE *file, const char *text)
{
    kit_write_text(file, text);
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
        kit_write_text(file, c->levels[(size_t)x]);
}

/* What stands after them. */
static void print_texts(FILE *file, const kit_matrix *m, const char *const *texts)
{
    for (size_t i = 0; i < m->n_texts; i++) {
        kit_write_text(file, texts[i]);
        fputc(i + 1 < m->n_texts ? ',' : '\n', file);
    }
}

static void write_names(FILE *file, const kit_matrix *m)
{
    if (m->ids)
        print_beside(file, m->id_name ? m->id_name : "id");
    if (m->labels)
        print_beside(file, m->label_name ? m->label_name : "label");
    for (size_t i = 0; i < m->width; i++) {
        print_name(file, m, i);
        fputc(i + 1 < m->width || m->n_texts ? ',' : '\n', file);
    }
    print_texts(file, m, m->text_names);
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
            fputc(k + 1 < m->width || m->n_texts ? ',' : '\n', file);
        }
        if (m->n_texts > 0)
            print_texts(file, m, m->texts + i * m->n_texts);
    }
    return true;
}

/* ---- LIBSVM ------------------------------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_number(const char *text)
{
    char *end;
    double x = strtod(text, &end);
    return *text && !*end && isfinite(x);
}

static bool are_numbers(const kit_label *labels, size_t rows)
{
    for (size_t i = 0; labels && i < rows; i++)
        if (!is_number(labels[i]))
            return false;
    return true;
}

bool kit_label_words(const char ***out, size_t *n, const kit_label *labels, size_t rows, kit_message *why)
{
    const char **words = *out = malloc((rows + 1) * sizeof *words);
    *n = 0;
    if (!words)
        return kit_explain(why, "out of memory for the labels");
    if (are_numbers(labels, rows))
        return true;
    for (size_t i = 0; i < rows; i++)
        words[i] = labels[i];
    qsort(words, rows, sizeof *words, compare);
    for (size_t i = 0; i < rows; i++)
        if (!*n || strcmp(words[*n - 1], words[i]) != 0)
            words[(*n)++] = words[i];
    return true;
}

/* Words whose places are the labels' numbers; none: the labels are numbers themselves. */
typedef struct words {
    const char *const *items;
    size_t n;
} words;

static void tell_numbers(FILE *to, const words *w)
{
    if (!to || !w->n)
        return;
    fprintf(to, "LIBSVM's labels are numbers:");
    for (size_t i = 0; i < w->n; i++)
        fprintf(to, "%s %zu is '%s'", i ? "," : "", i, w->items[i]);
    fputc('\n', to);
}

static size_t place_of(const words *w, const char *label)
{
    const char *const *found = bsearch(&label, w->items, w->n, sizeof *w->items, compare);
    return found ? (size_t)(found - w->items) : w->n;
}

static bool refuse_label(const words *w, const char *label, size_t row, kit_message *why)
{
    char list[300] = "";
    for (size_t i = 0, used = 0; i < w->n && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s'%s'", i ? ", " : "", w->items[i]);
    if (!*label)
        return kit_explain(why, "row %zu has an empty label, for which LIBSVM has no number; a .csv can have it", row + 1);
    return kit_explain(why, "row %zu has the label '%s', which the model has no number for; it knows %s; a .csv takes any",
                       row + 1, label, list);
}

static bool check_labels(const words *w, const kit_matrix *m, kit_message *why)
{
    for (size_t i = 0; w->n && i < m->rows; i++)
        if (!*m->labels[i] || place_of(w, m->labels[i]) == w->n)
            return refuse_label(w, m->labels[i], i, why);
    return true;
}

static void print_label(FILE *file, const words *w, const char *label)
{
    if (w->n)
        fprintf(file, "%zu", place_of(w, label));
    else
        fputs(label, file);
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
    const char **own = NULL;
    words w = { m->words, m->labels ? m->n_words : 0 };
    const bool known = w.n > 0;
    bool ok = known || kit_label_words(&own, &w.n, m->labels, m->rows, why);
    w.items = known ? w.items : own;
    ok = ok && check_labels(&w, m, why);
    for (size_t i = 0; ok && i < m->rows && !ferror(file); i++) {
        print_label(file, &w, m->labels ? m->labels[i] : "0");
        print_pairs(file, m->data + i * m->width, m->width);
    }
    if (ok && !known)
        tell_numbers(m->remarks, &w);
    free(own);
    return ok;
}
