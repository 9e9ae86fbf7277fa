/* CSV: numbers separated by commas, semicolons or tabs, one row a line; a first line without numbers is a header. Numbers
 * are read by strtod, which is exact and, as long as nobody calls setlocale, knows the point alone. */
#include "kit/table/format.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 65536, MAX_LINE = 1 << 26 };

typedef struct list {
    void *items;
    size_t count, room;
} list;

typedef struct csv {
    kit_source *source;
    const kit_reading *how;
    bool labels_last;
    char separator;
    size_t line, columns;    /* of the present line, from 1; of every row */
    list text;               /* the present line: char, ends with 0 */
    list fields;             /* its parts: char * */
    list values, labels;     /* double, kit_label */
    kit_table_column *named; /* by the header, as in kit_table */
    size_t at, n;            /* read and filled part of the block */
    char block[BLOCK];
} csv;

/* Room for `more` items behind the others, counted; NULL without memory. */
static void *push(list *l, size_t more, size_t size)
{
    if (l->room - l->count < more) {
        size_t room = 2 * l->room + more;
        void *items = room <= SIZE_MAX / size ? realloc(l->items, room * size) : NULL;
        if (!items)
            return NULL;
        l->items = items;
        l->room = room;
    }
    l->count += more;
    return (char *)l->items + (l->count - more) * size;
}

static bool no_memory(const csv *c)
{
    return kit_explain(c->source->why, "%s: line %zu: out of memory", c->source->path, c->line);
}

/* ---- Lines -------------------------------------------------------------------------------------------------------- */

static bool append(csv *c, const char *text, size_t n)
{
    if (memchr(text, 0, n))
        return kit_explain(c->source->why, "%s: line %zu holds a zero byte, so this is no CSV", c->source->path, c->line);
    if (c->text.count + n > MAX_LINE)
        return kit_explain(c->source->why, "%s: line %zu is longer than %d bytes", c->source->path, c->line, MAX_LINE);
    void *to = n ? push(&c->text, n, 1) : NULL;
    if (n && !to)
        return no_memory(c);
    if (n)
        memcpy(to, text, n);
    return true;
}

static bool fill(csv *c)
{
    c->at = 0;
    return kit_source_some(c->source, c->block, BLOCK, &c->n);
}

static void trim_return(list *text)
{
    if (text->count && ((char *)text->items)[text->count - 1] == '\r')
        text->count--;
}

/* The next line without its end; *more is false after the last one. */
static bool next_line(csv *c, bool *more)
{
    c->text.count = 0;
    c->line++;
    for (*more = false;;) {
        if (c->at == c->n && !fill(c))
            return false;
        if (c->n == 0)
            break;
        *more = true;
        const char *from = c->block + c->at, *end = memchr(from, '\n', c->n - c->at);
        size_t length = end ? (size_t)(end - from) : c->n - c->at;
        if (!append(c, from, length))
            return false;
        c->at += length + (end != NULL);
        if (end)
            break;
    }
    trim_return(&c->text);
    char *zero = push(&c->text, 1, 1);
    if (!zero)
        return no_memory(c);
    *zero = 0;
    return true;
}

/* ---- Fields ------------------------------------------------------------------------------------------------------- */

static bool blank(char x)
{
    return x == ' ' || x == '\t';
}

/* The first of the three that stands outside quotes in the first line. */
static char find_separator(const char *text)
{
    bool quoted = false;
    for (; *text; text++) {
        quoted ^= *text == '"';
        if (!quoted && strchr(",;\t", *text))
            return *text;
    }
    return ',';
}

/* Takes the quotes away, in place; returns what follows the closing one, or NULL if there is none. */
static char *unquote(char *from, char *to)
{
    for (;; from++) {
        if (*from == '"' && *++from != '"')
            break;
        if (!*from)
            return NULL;
        *to++ = *from;
    }
    *to = 0; /* at the latest over the closing quote */
    return from + strspn(from, " ");
}

static void trim(char *text, char *end)
{
    while (end > text && blank(end[-1]))
        end--;
    *end = 0;
}

static char *find_end(const csv *c, char *text)
{
    while (*text && *text != c->separator)
        text++;
    return text;
}

/* One field from *cursor; *cursor becomes NULL after the last. */
static bool next_field(csv *c, char **cursor)
{
    char *text = *cursor, **slot = push(&c->fields, 1, sizeof *slot);
    if (!slot)
        return no_memory(c);
    while (blank(*text) && *text != c->separator)
        text++;
    *slot = text;
    bool quoted = *text == '"';
    char *end = quoted ? unquote(text + 1, text) : find_end(c, text);
    if (!end || (*end && *end != c->separator))
        return kit_explain(c->source->why,
                           "%s: line %zu, column %zu: a quoted field ends with a quote, in its line, and then "
                           "a separator follows",
                           c->source->path, c->line, c->fields.count);
    *cursor = *end ? end + 1 : NULL;
    if (!quoted)
        trim(text, end);
    return true;
}

static bool split(csv *c)
{
    char *cursor = c->text.items;
    for (c->fields.count = 0; cursor;)
        if (!next_field(c, &cursor))
            return false;
    return true;
}

/* ---- Rows --------------------------------------------------------------------------------------------------------- */

static bool number(double *x, const char *text)
{
    char *end;
    *x = strtod(text, &end);
    return *text && !*end && !strpbrk(text, "xX");
}

static size_t width(const csv *c)
{
    return c->columns - c->labels_last;
}

/* Empty fields alone are a row that lacks its numbers. */
static bool is_header(const csv *c)
{
    char **fields = c->fields.items;
    double x;
    bool any_text = false;
    for (size_t i = 0; i < width(c); i++) {
        if (number(&x, fields[i]))
            return false;
        any_text |= *fields[i] != 0;
    }
    return any_text;
}

static bool store_names(csv *c)
{
    char **fields = c->fields.items;
    size_t n = width(c), bytes = n * sizeof *c->named;
    for (size_t i = 0; i < n; i++)
        bytes += strlen(fields[i]) + 1;
    c->named = calloc(1, bytes);
    if (!c->named)
        return no_memory(c);
    char *text = (char *)(c->named + n);
    for (size_t i = 0; i < n; i++) {
        c->named[i].name = strcpy(text, fields[i]);
        text += strlen(text) + 1;
    }
    return true;
}

static bool bad_field(const csv *c, size_t i, const char *text)
{
    if (!*text)
        return kit_explain(c->source->why, "%s: line %zu, column %zu is empty; a number is due", c->source->path, c->line,
                           i + 1);
    return kit_explain(c->source->why, "%s: line %zu, column %zu: '%.40s' is not a finite number%s", c->source->path,
                       c->line, i + 1, text, c->columns == 1 ? " (columns are separated by comma, semicolon or tab)" : "");
}

static bool store_label(csv *c, const char *text)
{
    kit_label *label = push(&c->labels, 1, sizeof *label);
    if (!label)
        return no_memory(c);
    if (snprintf(*label, sizeof *label, "%s", text) >= (int)sizeof *label)
        return kit_explain(c->source->why, "%s: line %zu, column %zu: a label has at most %zu bytes", c->source->path,
                           c->line, c->columns, sizeof *label - 1);
    return true;
}

static bool read_field(double *x, const csv *c, size_t i, const char *text)
{
    if (number(x, text) && isfinite(*x))
        return true;
    *x = NAN;
    return c->how->take_nan || bad_field(c, i, text);
}

static bool store_row(csv *c)
{
    char **fields = c->fields.items;
    double *row = push(&c->values, width(c), sizeof *row);
    if (!row)
        return no_memory(c);
    for (size_t i = 0; i < width(c); i++)
        if (!read_field(&row[i], c, i, fields[i]))
            return false;
    return !c->labels_last || store_label(c, fields[c->columns - 1]);
}

static bool check_columns(csv *c)
{
    if (c->fields.count != c->columns)
        return kit_explain(c->source->why, "%s: line %zu has %zu columns, where the lines before have %zu", c->source->path,
                           c->line, c->fields.count, c->columns);
    return true;
}

/* The first line settles separator and columns. */
static bool first_row(csv *c)
{
    c->separator = find_separator(c->text.items);
    if (!split(c))
        return false;
    c->columns = c->fields.count;
    if (c->columns < 2 && c->labels_last)
        return kit_explain(c->source->why, "%s: line %zu has one column only, so none is left beside the label",
                           c->source->path, c->line);
    return is_header(c) ? store_names(c) : store_row(c);
}

static bool next_row(csv *c)
{
    const char *text = c->text.items;
    if (text[strspn(text, c->separator == '\t' ? " " : " \t")] == 0)
        return true; /* an empty line */
    return c->columns ? split(c) && check_columns(c) && store_row(c) : first_row(c);
}

static bool read_rows(csv *c)
{
    for (bool more;;) {
        if (!next_line(c, &more))
            return false;
        if (!more)
            break;
        if (c->line == 1 && strncmp(c->text.items, "\xef\xbb\xbf", 3) == 0) /* a byte order mark */
            memset(c->text.items, ' ', 3);
        if (!next_row(c))
            return false;
    }
    return c->values.count || kit_explain(c->source->why, "%s: is empty: it has no row of numbers", c->source->path);
}

static void hand_over(kit_table *out, csv *c)
{
    out->width = out->shape[0] = width(c);
    out->rank = 1;
    out->rows = c->values.count / out->width;
    out->dtype = AE_F64;
    out->data = c->values.items;
    out->labels = c->labels.items;
    out->columns = c->named;
    c->values.items = c->labels.items = NULL;
    c->named = NULL;
}

bool kit_read_csv(kit_table *out, kit_source *source, const kit_reading *how)
{
    csv *c = calloc(1, sizeof *c);
    if (!c)
        return kit_explain(source->why, "%s: out of memory", source->path);
    c->source = source;
    c->how = how;
    c->labels_last = how->label != NULL;
    bool ok = read_rows(c);
    if (ok)
        hand_over(out, c);
    free(c->values.items);
    free(c->labels.items);
    free(c->fields.items);
    free(c->text.items);
    free(c->named);
    free(c);
    return ok;
}
