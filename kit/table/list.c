/* Lists of rows: a text with one number from 0 a line. */
#include "kit/table/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct list {
    size_t *rows, n, room;
} list;

static bool add(list *l, size_t row)
{
    if (l->n == l->room) {
        size_t room = 2 * l->room + 64,
               *rows = room <= SIZE_MAX / sizeof *rows ? realloc(l->rows, room * sizeof *rows) : NULL;
        if (!rows)
            return false;
        l->rows = rows;
        l->room = room;
    }
    l->rows[l->n++] = row;
    return true;
}

static bool add_number(list *l, double number, const kit_lines *lines, const kit_table *table)
{
    const kit_source *source = lines->source;
    if (!(number >= 0 && number < (double)table->rows) || number != floor(number))
        return kit_explain(source->why, "%s: line %zu: %.17g is no row of %s; its rows are 0 to %zu", source->path,
                           lines->line, number, table->source, table->rows - 1);
    return add(l, (size_t)number) || kit_explain(source->why, "%s: out of memory", source->path);
}

/* The first line may be a name. */
static bool take_line(list *l, const kit_lines *lines, const kit_table *table)
{
    float x;
    double number;
    kit_field field;
    char *at = lines->bytes + lines->at;
    const kit_cut cut = kit_field_cut(&field, &at, lines->bytes + lines->n, ',');
    const bool is_number = kit_field_number(&x, &number, &field, '.');
    if (cut == KIT_CUT_LAST && (field.n == 0 || (!is_number && lines->line == 1)))
        return true;
    if (cut == KIT_CUT_LAST && is_number)
        return add_number(l, number, lines, table);
    return kit_explain(lines->source->why, "%s: line %zu: a list has one row number a line", lines->source->path,
                       lines->line);
}

static bool read_lines(list *l, kit_lines *lines, const kit_table *table)
{
    while (kit_lines_whole(lines)) {
        if (lines->at == lines->n)
            return l->n > 0 || kit_explain(lines->source->why, "%s: is empty", lines->source->path);
        if (!take_line(l, lines, table))
            return false;
        kit_lines_pass(lines);
    }
    return false;
}

static bool read_list(list *l, const char *path, const kit_table *table, kit_message *why)
{
    kit_source source;
    kit_lines lines;
    if (!kit_source_open(&source, path, why))
        return false;
    bool ok = kit_lines_open(&lines, &source, NULL, 0) && read_lines(l, &lines, table);
    kit_lines_close(&lines);
    kit_source_close(&source);
    return ok;
}

bool kit_table_keep_listed(kit_table *table, const char *path, kit_message *why)
{
    list l = { 0 };
    bool ok = read_list(&l, path, table, why) && kit_table_take_rows(table, l.rows, l.n, why);
    free(l.rows);
    return ok;
}
