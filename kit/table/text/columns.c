/* The columns of a text as a whole: which hold numbers, which words, and which what they must not hold. */
#include "kit/table/columns.h"
#include "kit/table/text/rows.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool no_memory(const kit_rows *r)
{
    return kit_explain(r->t->lines.source->why, "%s: out of memory", r->t->lines.source->path);
}

/* ---- What must not be --------------------------------------------------------------------------------------------- */

static bool blame_rows(const kit_rows *r)
{
    const char *path = r->t->lines.source->path;
    kit_message *why = r->t->lines.source->why;
    if (r->dropped)
        return kit_explain(why, "%s: each of its %zu rows has a gap, so that none is left (--missing mean or mask)", path,
                           r->dropped);
    if (r->unlike)
        return kit_explain(why, "%s: --where: none of its %zu rows has '%.60s' there", path, r->unlike, r->choice->equals);
    return kit_explain(why, "%s: is empty: it has no row", path);
}

/* A text that was cut short is not one that --gap-words could find. */
static void explain_word(char *to, size_t room, const char *text, char sign)
{
    const bool gap = kit_may_be_gap(text, sign) && strlen(text) < sizeof((kit_fault *)0)->text - 1;
    const char *quote = strpbrk(text, " <>|&;()$*?!#\"\\`~") ? "'" : "";
    const int used = snprintf(to, room, "is no number: %s", kit_number_reason(text, sign));
    if (gap)
        snprintf(to + used, room - (size_t)used, "; --gap-words %s%s%s takes it as missing", quote, text, quote);
}

/* Words among numbers, or a column that turned out to be another than its first lines said. */
static bool blame_word(const kit_rows *r, const kit_fault *f)
{
    char what[240];
    const kit_filling *c = &r->columns[f->column];
    if (!c->coding && !c->use.numbers && c->others > r->out->rows + r->dropped - c->gaps - c->others)
        snprintf(what, sizeof what,
                 "is one of %zu words, and numbers stand before them: --category takes the column's numbers as words, too",
                 c->others);
    else
        explain_word(what, sizeof what, f->text, r->t->decimal);
    return kit_rows_blame(r, f->line, f->column, f->text, what);
}

static bool blame_gap(const kit_rows *r, const kit_fault *f)
{
    char name[KIT_NAME];
    const kit_text *t = r->t;
    kit_column_name(name, t->names ? t->names[f->column] : NULL, f->column);
    return kit_explain(t->lines.source->why,
                       "%s: line %zu, column %s %s%s%s: --missing drop leaves out rows with gaps; a model trained with "
                       "--missing mean or mask takes them",
                       t->lines.source->path, f->line, name, *f->text ? "has a gap, '" : "is empty", f->text,
                       *f->text ? "'" : "");
}

static const kit_fault *earlier(const kit_fault *a, const kit_fault *b)
{
    const bool first = a->line > 0 && (b->line == 0 || a->line < b->line || (a->line == b->line && a->column < b->column));
    return first ? a : b;
}

/* Most of the words are numbers that are written as nobody here reads them. */
static bool is_disguised(const kit_rows *r, const kit_coding *coding)
{
    size_t count = 0;
    for (size_t i = 0; i < coding->words.n; i++)
        count += kit_is_written_number(coding->words.texts + coding->words.starts[i], r->t->decimal);
    return 2 * count >= coding->words.n;
}

/* The first word of a category that is to be a column of numbers, or `none`. */
static const kit_fault *fault_of(const kit_rows *r, size_t column, const kit_fault *none)
{
    const kit_filling *c = &r->columns[column];
    if (!c->coding || c->use.words || c->coding->first.line == 0)
        return none;
    return c->coding->numbers >= c->others || is_disguised(r, c->coding) ? &c->coding->first : none;
}

static bool check(const kit_rows *r)
{
    const kit_reading *how = r->t->how;
    const kit_fault none = { 0 }, *word = how->take_nan ? &none : &r->word;
    const kit_fault *gap = how->take_nan || how->gaps != KIT_GAPS_FAIL ? &none : &r->gap;
    if (r->out->rows == 0)
        return blame_rows(r);
    for (size_t i = 0; i < r->choice->n; i++)
        word = earlier(fault_of(r, i, &none), word);
    if (word->line == 0 && gap->line == 0)
        return true;
    return earlier(word, gap) == word ? blame_word(r, word) : blame_gap(r, gap);
}

/* ---- Levels ------------------------------------------------------------------------------------------------------- */

typedef struct level {
    const char *text;
    size_t code; /* as it came */
    bool used;   /* by a row that was kept */
} level;

static int by_text(const void *a, const void *b)
{
    return strcmp(((const level *)a)->text, ((const level *)b)->text);
}

static float *cell(const kit_rows *r, size_t row, size_t place)
{
    return (float *)r->out->data + row * r->choice->width + place;
}

static void mark_used(level *levels, const kit_rows *r, size_t place)
{
    for (size_t row = 0; row < r->out->rows; row++)
        if (!isnan(*cell(r, row, place)))
            levels[(size_t)*cell(r, row, place)].used = true;
}

/* Words in the order of their bytes, of which the first *n are used; `ranks` says which one a code becomes. */
static void sort_levels(level *levels, float *ranks, size_t *n, size_t all)
{
    *n = 0;
    for (size_t i = 0; i < all; i++)
        if (levels[i].used)
            levels[(*n)++] = levels[i];
    qsort(levels, *n, sizeof *levels, by_text);
    for (size_t i = 0; i < *n; i++)
        ranks[levels[i].code] = (float)i;
}

static bool set_levels(kit_table_column *out, const kit_rows *r, const kit_filling *c)
{
    const kit_words *w = &c->coding->words;
    level *levels = calloc(w->n + 1, sizeof *levels);
    float *ranks = calloc(w->n + 1, sizeof *ranks);
    out->levels = malloc((w->n + 1) * sizeof *out->levels);
    bool ok = levels && ranks && out->levels;
    for (size_t i = 0; ok && i < w->n; i++)
        levels[i] = (level){ w->texts + w->starts[i], i, false };
    if (ok) {
        mark_used(levels, r, c->place);
        sort_levels(levels, ranks, &out->n_levels, w->n);
        for (size_t row = 0; row < r->out->rows; row++)
            if (!isnan(*cell(r, row, c->place)))
                *cell(r, row, c->place) = ranks[(size_t)*cell(r, row, c->place)];
        for (size_t i = 0; i < out->n_levels; i++)
            out->levels[i] = levels[i].text;
    }
    free(levels);
    free(ranks);
    return ok || no_memory(r);
}

/* Bytes of a word without the blanks around it. */
static size_t trim(const char **text)
{
    *text += strspn(*text, " ");
    size_t n = strlen(*text);
    while (n > 0 && (*text)[n - 1] == ' ')
        n--;
    return n;
}

static int compare_letters(const char *x, const char *y)
{
    const size_t n = trim(&x), m = trim(&y);
    const int order = strncasecmp(x, y, n < m ? n : m);
    return order ? order : (n > m) - (n < m);
}

/* Words of the same letters stay in the order of their bytes. */
static int by_letters(const void *a, const void *b)
{
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;
    const int order = compare_letters(x, y);
    return order ? order : strcmp(x, y);
}

/* Yes and yes are two words, and one that was written in two ways perhaps. */
static bool say_alike(kit_rows *r, const kit_table_column *column, size_t i)
{
    char name[KIT_NAME];
    const char **sorted = malloc((column->n_levels + 1) * sizeof *sorted);
    if (!sorted)
        return no_memory(r);
    memcpy(sorted, column->levels, column->n_levels * sizeof *sorted);
    qsort(sorted, column->n_levels, sizeof *sorted, by_letters);
    size_t at = 1;
    while (at < column->n_levels && compare_letters(sorted[at - 1], sorted[at]) != 0)
        at++;
    kit_column_name(name, column->name, i);
    if (at < column->n_levels)
        kit_text_say(r->t, "column %s: '%.20s' and '%.20s' are different words", name, sorted[at - 1], sorted[at]);
    free(sorted);
    return true;
}

static bool are_dates(const kit_table_column *column)
{
    for (size_t i = 0; i < column->n_levels; i++)
        if (!kit_is_date(column->levels[i]))
            return false;
    return column->n_levels > 0;
}

/* ---- Descriptions ------------------------------------------------------------------------------------------------- */

static bool describe(kit_table_column *out, kit_rows *r, size_t column)
{
    const kit_filling *c = &r->columns[column];
    const bool kept = r->t->how->gaps != KIT_GAPS_DROP;
    *out =
        (kit_table_column){ .name = r->t->names ? r->t->names[column] : NULL, .log1p = c->use.log1p, .place = column + 1 };
    out->gaps = kept ? c->gaps : 0;
    out->merged = c->coding ? 0 : c->merged;
    out->rounded = c->rounded;
    if (!c->coding)
        return true;
    if (!set_levels(out, r, c))
        return false;
    out->kind = !c->use.words && are_dates(out) ? KIT_DATE : KIT_CATEGORY;
    return say_alike(r, out, column);
}

static bool describe_all(kit_rows *r)
{
    kit_table_column *columns = calloc(r->choice->width, sizeof *columns);
    bool ok = columns != NULL;
    for (size_t i = 0; ok && i < r->choice->n; i++)
        if (r->columns[i].use.part == KIT_IN_ROW)
            ok = describe(&columns[r->columns[i].place], r, i);
    r->out->columns = ok ? kit_columns_take(columns, NULL, r->choice->width) : NULL;
    for (size_t i = 0; columns && i < r->choice->width; i++)
        free(columns[i].levels);
    free(columns);
    return r->out->columns || no_memory(r);
}

static void tell_left_out(kit_rows *r)
{
    if (r->comments && !r->t->how->comment)
        kit_text_say(r->t, "%zu line%s with # left out", r->comments, r->comments == 1 ? "" : "s");
    if (r->dropped)
        kit_text_say(r->t, "%zu row%s with gaps left out (line%s %s%s)", r->dropped, r->dropped == 1 ? "" : "s",
                     r->dropped == 1 ? "" : "s", r->dropped_lines, r->dropped > 5 ? " ..." : "");
}

bool kit_rows_finish(kit_rows *r)
{
    if (!check(r) || !describe_all(r))
        return false;
    tell_left_out(r);
    return true;
}
