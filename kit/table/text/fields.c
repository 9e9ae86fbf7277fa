#include "kit/table/text.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_end(char x)
{
    return x == '\n' || x == '\r';
}

/* A tab that separates is no blank. */
static bool is_blank(char x, char separator)
{
    return x == ' ' || (x == '\t' && separator != '\t');
}

static char *pass_blanks(char *at, const char *end, char separator)
{
    while (at < end && is_blank(*at, separator))
        at++;
    return at;
}

/* ---- One field ---------------------------------------------------------------------------------------------------- */

/* Behind the closing quote, or NULL. */
static char *find_quote(char *at, const char *end)
{
    while ((at = memchr(at, '"', (size_t)(end - at)))) {
        if (at + 1 == end || at[1] != '"')
            return at + 1;
        at += 2;
    }
    return NULL;
}

/* NULL where the quote is not closed; the field is then empty. */
static char *take_quoted(kit_field *out, char *at, char *end)
{
    char *behind = find_quote(at + 1, end);
    *out = (kit_field){ at + 1, behind ? (size_t)(behind - at) - 2 : 0, true };
    return behind;
}

static char *take_plain(kit_field *out, char *at, const char *end, char separator)
{
    char *from = at, *last = at; /* behind the last byte that is no blank */
    for (; at < end && *at != separator && !is_end(*at); at++)
        if (!is_blank(*at, separator))
            last = at + 1;
        else if (separator == ' ')
            break;
    *out = (kit_field){ from, (size_t)(last - from), false };
    return at;
}

kit_cut kit_field_cut(kit_field *out, char **at, char *end, char separator)
{
    char *from = pass_blanks(*at, end, separator);
    *at = from;
    char *behind = from < end && *from == '"' ? take_quoted(out, from, end) : take_plain(out, from, end, separator);
    if (!behind)
        return KIT_CUT_OPEN;
    char *next = pass_blanks(behind, end, separator);
    *at = next;
    if (next == end || is_end(*next))
        return KIT_CUT_LAST;
    if (separator == ' ')
        return next > behind ? KIT_CUT_NEXT : KIT_CUT_BEHIND;
    *at = next + 1;
    return *next == separator ? KIT_CUT_NEXT : KIT_CUT_BEHIND;
}

size_t kit_field_copy(char *to, const kit_field *field)
{
    size_t n = 0;
    for (size_t i = 0; i < field->n; i++) {
        to[n++] = field->text[i];
        i += field->quoted && field->text[i] == '"';
    }
    to[n] = 0;
    return n;
}

/* ---- A line ------------------------------------------------------------------------------------------------------- */

static kit_field *push(kit_fields *l)
{
    if (l->count == l->room) {
        size_t room = 2 * l->room + 16;
        kit_field *items = room <= SIZE_MAX / sizeof *items ? realloc(l->items, room * sizeof *items) : NULL;
        if (!items)
            return NULL;
        l->items = items;
        l->room = room;
    }
    return &l->items[l->count++];
}

bool kit_fields_split(kit_fields *out, char **at, char *end, char separator)
{
    out->count = out->filled = 0;
    do {
        kit_field *field = push(out);
        if (!field)
            return false;
        out->cut = kit_field_cut(field, at, end, separator);
        if (out->cut <= KIT_CUT_LAST && field->n > 0)
            out->filled = out->count;
    } while (out->cut == KIT_CUT_NEXT);
    return true;
}

char *kit_next_line(char *at, const char *end)
{
    if (at < end && *at == '\r')
        at++;
    else
        return at + (at < end);
    return at + (at < end && *at == '\n');
}

size_t kit_count_lines(const char *from, const char *to)
{
    size_t count = 0;
    for (; from < to; from++)
        count += *from == '\n' || (*from == '\r' && (from + 1 == to || from[1] != '\n'));
    return count;
}

bool kit_is_empty_line(const char *at, const char *end, char separator)
{
    while (at < end && (*at == ' ' || *at == '\t' || (separator && *at == separator)))
        at++;
    return at == end || is_end(*at);
}

bool kit_tell_quote(const kit_source *source, size_t line, size_t column)
{
    return kit_explain(source->why,
                       "%s: line %zu, column %zu: a field that begins with a quote ends with a quote, and then a separator "
                       "or the line's end follows (a quote inside is written twice)",
                       source->path, line, column);
}

/* ---- Gaps --------------------------------------------------------------------------------------------------------- */

static bool is_word(const kit_field *field, const char *word, size_t n)
{
    return field->n == n && strncasecmp(field->text, word, n) == 0;
}

/* -9999 is -9999.0 as well. */
static bool is_same_number(const kit_field *field, const char *word, size_t n)
{
    float x;
    double value, due;
    char copy[32];
    if (n == 0 || n >= sizeof copy)
        return false;
    memcpy(copy, word, n);
    copy[n] = 0;
    return kit_field_number(&x, &due, &(kit_field){ copy, n, false }, '.') && kit_field_number(&x, &value, field, '.') &&
           value == due;
}

bool kit_field_is_gap(const kit_field *field, const char *more_words)
{
    static const char *const words[] = { "", "?", "NA", "N/A", "nan", "null", "-" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(field, words[i], strlen(words[i])))
            return true;
    for (const char *word = more_words; word;) {
        size_t n = strcspn(word, ",");
        if (is_word(field, word, n) || is_same_number(field, word, n))
            return true;
        word = word[n] ? word + n + 1 : NULL;
    }
    return false;
}
