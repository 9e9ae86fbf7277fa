/* A schema as a text, and back: CSV, a line for each column. */
#include "kit/schema.h"
#include "kit/table/columns.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char number[] = "number", whole[] = "whole", logarithm[] = "log1p", category[] = "category";

/* ---- Writing ------------------------------------------------------------------------------------------------------- */

/* A name that is empty has quotes, which one that is not there has not. */
static bool needs_quotes(const char *text)
{
    return !*text || strpbrk(text, ",\"\r\n") || *text == ' ' || text[strlen(text) - 1] == ' ';
}

static void put_field(FILE *to, const char *text)
{
    const bool quoted = needs_quotes(text);
    fputs(quoted ? "\"" : "", to);
    for (; *text; text++)
        fputs(*text == '"' ? "\"\"" : (char[]){ *text, 0 }, to);
    fputs(quoted ? "\"" : "", to);
}

static void put_column(FILE *to, const kit_table_column *c)
{
    if (c->name)
        put_field(to, c->name);
    fprintf(to, ",%s", c->kind != KIT_NUMBER ? category : c->log1p ? logarithm : c->whole ? whole : number);
    for (size_t i = 0; i < c->n_levels; i++) {
        fputc(',', to);
        put_field(to, c->levels[i]);
    }
    fputc('\n', to);
}

char *kit_schema_text(const kit_schema *s, kit_message *why)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    for (size_t i = 0; to && i < s->width && s->columns; i++)
        put_column(to, &s->columns[i]);
    const bool failed = !to || ferror(to);
    if ((to && fclose(to) != 0) || failed || !text) {
        free(text);
        kit_explain(why, "out of memory");
        return NULL;
    }
    return text;
}

/* ---- Reading ------------------------------------------------------------------------------------------------------- */

/* The fields of the whole text, of which a line's first is a name, its second a kind, and the rest are levels. */
typedef struct parser {
    char *text, *at; /* a copy that is taken apart in place */
    const char **fields;
    kit_table_column *columns;
    size_t n_fields, n_columns;
    kit_message *why;
} parser;

static bool refuse(const parser *p, const char *what)
{
    return kit_explain(p->why, "line %zu: %s", p->n_columns + 1, what);
}

/* Takes the quotes away; false: there is no closing one. */
static bool read_quoted(parser *p)
{
    char *to = p->at, *from = p->at + 1;
    for (; *from != '"' || *++from == '"'; from++) {
        if (!*from)
            return refuse(p, "a quoted field has no end");
        *to++ = *from;
    }
    p->at = from;
    *to = 0;
    return true;
}

/* The next field; NULL: there is nothing, not even quotes. *last: its line ends with it. */
static bool read_field(parser *p, const char **field, bool *last)
{
    char *begin = p->at;
    const bool quoted = *begin == '"';
    if (quoted && !read_quoted(p))
        return false;
    if (!quoted)
        p->at += strcspn(p->at, ",\n");
    if (*p->at != ',' && *p->at != '\n')
        return refuse(p, "a field ends with a comma or the line");
    *field = quoted || p->at > begin ? begin : NULL;
    *last = *p->at == '\n';
    *p->at++ = 0;
    return true;
}

static bool set_kind(const parser *p, kit_table_column *c, const char *kind)
{
    const bool levels = c->n_levels > 0;
    c->log1p = kind && strcmp(kind, logarithm) == 0;
    c->whole = kind && strcmp(kind, whole) == 0;
    c->kind = kind && strcmp(kind, category) == 0 ? KIT_CATEGORY : KIT_NUMBER;
    if (c->kind == KIT_NUMBER && !c->log1p && !c->whole && (!kind || strcmp(kind, number) != 0))
        return refuse(p, "the kind of a column is number, whole, log1p or category");
    return levels == (c->kind == KIT_CATEGORY) || refuse(p, "a category has levels, and a number has none");
}

static bool read_line(parser *p)
{
    const char *name = NULL, *kind = NULL, **levels;
    bool last = false;
    if (!read_field(p, &name, &last) || last)
        return last ? refuse(p, "a column has a name and a kind") : false;
    if (!read_field(p, &kind, &last))
        return false;
    levels = p->fields + p->n_fields;
    while (!last) {
        if (!read_field(p, &p->fields[p->n_fields], &last))
            return false;
        if (!p->fields[p->n_fields++])
            return refuse(p, "a level is empty");
    }
    kit_table_column *c = &p->columns[p->n_columns];
    *c = (kit_table_column){ .name = name, .levels = levels, .n_levels = (size_t)(p->fields + p->n_fields - levels) };
    return set_kind(p, c, kind) && ++p->n_columns;
}

static size_t count(const char *text, const char *of)
{
    size_t n = 0;
    while ((text = strpbrk(text, of))) {
        text++;
        n++;
    }
    return n;
}

bool kit_schema_parse(kit_schema *out, const char *text, kit_message *why)
{
    const size_t lines = count(text, "\n"), fields = lines + count(text, ",");
    parser p = { .text = strdup(text), .why = why };
    p.at = p.text;
    p.fields = calloc(fields + 1, sizeof *p.fields);
    p.columns = calloc(lines + 1, sizeof *p.columns);
    bool ok = (p.text && p.fields && p.columns) || kit_explain(why, "out of memory");
    while (ok && *p.at)
        ok = read_line(&p);
    ok = ok && (p.n_columns > 0 || refuse(&p, "there is no column"));
    *out = (kit_schema){ .width = p.n_columns, .columns = ok ? kit_columns_take(p.columns, NULL, p.n_columns) : NULL };
    free(p.text);
    free(p.fields);
    free(p.columns);
    return ok && (out->columns || kit_explain(why, "out of memory"));
}
