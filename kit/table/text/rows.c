#include "kit/table/text/rows.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Lines that are whole ----------------------------------------------------------------------------------------- */

/* Is the end of the line at `at` in the window? A quote may have line ends inside. */
static bool has_end(const kit_text *t)
{
    const kit_lines *l = &t->lines;
    if (l->at >= l->whole)
        return false;
    kit_field field;
    kit_cut cut = KIT_CUT_NEXT;
    char *at = l->bytes + l->at, *end = l->bytes + l->n;
    while (l->has_quote && cut == KIT_CUT_NEXT)
        cut = kit_field_cut(&field, &at, end, t->separator);
    return cut != KIT_CUT_OPEN && at < end;
}

static bool have_line(kit_text *t)
{
    while (!t->lines.ended && !has_end(t))
        if (!kit_lines_fill(&t->lines))
            return false;
    return true;
}

static void go_behind(kit_text *t, char *end_of_line)
{
    kit_lines *l = &t->lines;
    if (l->has_quote)
        l->line += kit_count_lines(l->bytes + l->at, end_of_line);
    l->line++;
    l->at = (size_t)(kit_next_line(end_of_line, l->bytes + l->n) - l->bytes);
}

/* ---- Room --------------------------------------------------------------------------------------------------------- */

static bool resize(void **items, size_t rows, size_t size, bool wanted)
{
    if (!wanted)
        return true;
    void *moved = rows <= SIZE_MAX / size ? realloc(*items, rows * size) : NULL;
    if (moved)
        *items = moved;
    return moved != NULL;
}

/* Pages that nothing was written to take no memory, and large blocks are moved by their pages: no copy is made. */
static bool set_room(kit_rows *r, size_t rows)
{
    kit_table *out = r->out;
    void *data = out->data, *labels = out->labels, *more = out->more_labels, *ids = out->ids, *weights = out->weights;
    void *conditions = out->conditions;
    bool uses[KIT_PARTS] = { false };
    for (size_t i = 0; i < r->choice->n; i++)
        uses[r->choice->uses[i].part] = true;
    bool ok = resize(&data, rows, r->choice->width * sizeof(float), true) &&
              resize(&labels, rows, sizeof *out->labels, uses[KIT_IS_LABEL]) &&
              resize(&more, rows, r->choice->n_more * sizeof *out->labels, uses[KIT_IS_MORE]) &&
              resize(&conditions, rows, r->choice->n_conditions * sizeof *out->labels, r->choice->n_conditions > 0) &&
              resize(&ids, rows, sizeof *out->ids, uses[KIT_IS_ID]) &&
              resize(&weights, rows, sizeof *out->weights, uses[KIT_IS_WEIGHT]);
    out->data = data;
    out->labels = labels;
    out->more_labels = more;
    out->conditions = conditions;
    out->ids = ids;
    out->weights = weights;
    r->room = ok ? rows : r->room;
    return ok ||
           kit_explain(r->t->lines.source->why, "%s: line %zu: out of memory", r->t->lines.source->path, r->t->lines.line);
}

static bool make_room(kit_rows *r)
{
    return r->out->rows < r->room || set_room(r, r->room + r->room / 2 + 64);
}

/* ---- Rows --------------------------------------------------------------------------------------------------------- */

/* Is the present row's number another than that of the row before, but the same float? */
static bool is_merged(const kit_rows *r, const kit_filling *c)
{
    const float *x = kit_rows_present(r) + c->place;
    return r->out->rows > 0 && c->values[0] != c->values[1] && *x == *(x - r->choice->width);
}

/* The row's place is taken by the next, so what it counted for is taken back. */
static void drop_row(kit_rows *r, size_t line)
{
    enum { LISTED = 5 };
    for (kit_filling *c = r->columns; c < r->columns + r->choice->n; c++)
        if (c->use.part == KIT_IN_ROW)
            c->merged -= is_merged(r, c);
    const size_t used = strlen(r->dropped_lines);
    if (r->dropped++ < LISTED)
        snprintf(r->dropped_lines + used, sizeof r->dropped_lines - used, "%s%zu", used ? ", " : "", line);
}

static void end_row(kit_rows *r, size_t line)
{
    if (r->has_gap && r->t->how->gaps == KIT_GAPS_DROP)
        drop_row(r, line);
    else
        r->out->rows++;
    r->has_gap = false;
}

/* Lines of separators alone, behind which a row came: rows of gaps. */
static bool add_gap_row(kit_rows *r)
{
    if (!make_room(r))
        return false;
    for (size_t i = 0; i < r->choice->n; i++) {
        const kit_field nothing = { "", 0, false };
        if (!kit_rows_take(r, i, &nothing))
            return false;
    }
    end_row(r, r->t->lines.line);
    return true;
}

static bool add_pending(kit_rows *r)
{
    const size_t line = r->t->lines.line, n = r->choice->where < r->choice->n ? 0 : r->pending;
    r->t->lines.line = r->pending_line;
    for (size_t i = 0; i < n; i++)
        if (!add_gap_row(r))
            return false;
    r->t->lines.line = line;
    r->pending = 0;
    return true;
}

void kit_rows_take_number(kit_rows *r, kit_filling *c, float x, double value)
{
    kit_rows_present(r)[c->place] = x;
    c->values[r->out->rows & 1] = value;
    c->merged += is_merged(r, c);
    c->rounded += r->t->how->count_rounded && !kit_float_keeps(value);
}

static char *pass_blanks(char *at)
{
    while (*at == ' ')
        at++;
    return at;
}

/* What most fields of most files hold: a whole number of a few digits. NULL: it is another. */
static char *read_short(float *x, double *value, char *at)
{
    enum { DIGITS = 7 }; /* below 2^24 */
    const bool negative = *at == '-';
    int number = 0;
    char *first = at += negative;
    for (; *at >= '0' && *at <= '9' && at - first < DIGITS; at++)
        number = 10 * number + (*at - '0');
    *value = negative ? -(double)number : (double)number;
    *x = (float)*value;
    return at > first ? at : NULL;
}

/* A number and what ends its field; false: it is looked at more closely. */
static bool cut_number(kit_rows *r, kit_filling *c, char **at, kit_cut *cut)
{
    float x;
    double value;
    const char separator = r->t->separator;
    char *from = pass_blanks(*at), *behind = read_short(&x, &value, from);
    if (!behind || (*behind != separator && *behind != '\n' && *behind != '\r'))
        behind = kit_number_read(&x, &value, from, r->t->decimal);
    if (!behind || !isfinite(x))
        return false;
    char *next = pass_blanks(behind);
    const bool last = *next == '\n' || *next == '\r' || next == r->t->lines.bytes + r->t->lines.n;
    if (!last && (separator == ' ' ? next == behind : *next != separator))
        return false;
    kit_rows_take_number(r, c, x, value);
    *cut = last ? KIT_CUT_LAST : KIT_CUT_NEXT;
    *at = next + (!last && separator != ' ');
    return true;
}

static bool cut_field(kit_rows *r, size_t column, char **at, kit_cut *cut)
{
    kit_field field;
    *cut = kit_field_cut(&field, at, r->t->lines.bytes + r->t->lines.n, r->t->separator);
    return *cut <= KIT_CUT_LAST ? kit_rows_take(r, column, &field)
                                : kit_tell_quote(r->t->lines.source, r->t->lines.line, column + 1);
}

static bool tell_count(const kit_rows *r, size_t count)
{
    return kit_explain(r->t->lines.source->why, "%s: line %zu has %zu column%s, where the lines before have %zu",
                       r->t->lines.source->path, r->t->lines.line, count, count == 1 ? "" : "s", r->t->columns);
}

/* Fields behind the last column, all of them empty. */
static bool cut_rest(const kit_rows *r, char **at, kit_cut cut)
{
    size_t filled = 0, count = r->t->columns;
    while (cut == KIT_CUT_NEXT) {
        kit_field field;
        cut = kit_field_cut(&field, at, r->t->lines.bytes + r->t->lines.n, r->t->separator);
        count++;
        filled = field.n > 0 || cut > KIT_CUT_LAST ? count : filled;
    }
    return filled == 0 || tell_count(r, count);
}

static bool read_row(kit_rows *r)
{
    char *at = r->t->lines.bytes + r->t->lines.at;
    kit_cut cut = KIT_CUT_NEXT;
    for (size_t i = 0; i < r->t->columns; i++) {
        kit_filling *c = &r->columns[i];
        if (cut != KIT_CUT_NEXT)
            return tell_count(r, i);
        if (!(c->plain && cut_number(r, c, &at, &cut)) && !cut_field(r, i, &at, &cut))
            return false;
    }
    if (!cut_rest(r, &at, cut))
        return false;
    end_row(r, r->t->lines.line);
    go_behind(r->t, at);
    return true;
}

/* Has the line what `where` asks for? *at is then where it goes on. */
static bool is_wanted(kit_rows *r, bool *wanted)
{
    kit_field field = { "", 0, false };
    kit_cut cut = KIT_CUT_NEXT;
    char *at = r->t->lines.bytes + r->t->lines.at;
    for (size_t i = 0; i <= r->choice->where && cut == KIT_CUT_NEXT; i++)
        cut = kit_field_cut(&field, &at, r->t->lines.bytes + r->t->lines.n, r->t->separator);
    char *text = malloc(field.n + 1);
    if (!text)
        return kit_explain(r->t->lines.source->why, "%s: out of memory", r->t->lines.source->path);
    kit_field_copy(text, &field);
    *wanted = cut > KIT_CUT_LAST || kit_same_text(text, r->choice->equals);
    free(text);
    return true;
}

static bool pass_row(kit_rows *r)
{
    kit_field field;
    kit_cut cut = KIT_CUT_NEXT;
    char *at = r->t->lines.bytes + r->t->lines.at;
    while (cut == KIT_CUT_NEXT)
        cut = kit_field_cut(&field, &at, r->t->lines.bytes + r->t->lines.n, r->t->separator);
    r->unlike++;
    go_behind(r->t, at);
    return true;
}

/* ---- Lines that are no rows --------------------------------------------------------------------------------------- */

/* Where nobody said that # begins a comment, a line may be a row all the same. */
static bool pass_comment(kit_rows *r)
{
    kit_text *t = r->t;
    kit_field field;
    kit_cut cut = KIT_CUT_NEXT;
    size_t count = 0;
    char *at = t->lines.bytes + t->lines.at;
    for (; cut == KIT_CUT_NEXT; count++)
        cut = kit_field_cut(&field, &at, t->lines.bytes + t->lines.n, t->separator);
    if (!t->how->comment && count == t->columns && count > 1)
        return kit_explain(t->lines.source->why,
                           "%s: line %zu begins with # and has as many columns as a row: --comment # leaves such lines out; "
                           "where they are rows, the field needs quotes",
                           t->lines.source->path, t->lines.line);
    r->comments++;
    kit_lines_pass(&t->lines);
    return true;
}

static bool pass_separators(kit_rows *r)
{
    if (r->pending++ == 0)
        r->pending_line = r->t->lines.line;
    kit_lines_pass(&r->t->lines);
    return true;
}

static bool pass_empty(kit_rows *r)
{
    kit_lines_pass(&r->t->lines);
    return true;
}

static bool take_row(kit_rows *r)
{
    bool wanted = true;
    if (!add_pending(r) || !make_room(r))
        return false;
    if (r->choice->where < r->choice->n && !is_wanted(r, &wanted))
        return false;
    return wanted ? read_row(r) : pass_row(r);
}

static bool read_line(kit_rows *r)
{
    const kit_text *t = r->t;
    const char *at = t->lines.bytes + t->lines.at, *end = t->lines.bytes + t->lines.n;
    const bool begins_as_number = (*at >= '0' && *at <= '9') || *at == '-'; /* which no other line does */
    if (begins_as_number && *at != t->comment && *at != t->separator)
        return take_row(r);
    if (kit_text_is_comment(t, at))
        return pass_comment(r);
    if (kit_is_empty_line(at, end, 0))
        return pass_empty(r);
    return kit_is_empty_line(at, end, t->separator) ? pass_separators(r) : take_row(r);
}

/* ---- All together ------------------------------------------------------------------------------------------------- */

static bool begin(kit_rows *r)
{
    const bool plain = !r->t->how->gap_words && r->t->separator != r->t->decimal;
    r->columns = calloc(r->choice->n, sizeof *r->columns);
    bool ok = r->columns != NULL;
    for (size_t i = 0, place = 0; ok && i < r->choice->n; i++) {
        kit_filling *c = &r->columns[i];
        c->use = r->choice->uses[i];
        const bool in_row = c->use.part == KIT_IN_ROW;
        c->place = in_row ? place++ : 0;
        const bool coded = in_row && (c->use.words || (r->t->words[i] && !c->use.numbers));
        c->coding = coded ? calloc(1, sizeof *c->coding) : NULL;
        c->plain = plain && in_row && !coded && !c->use.log1p;
        ok = !coded || c->coding;
    }
    return ok || kit_explain(r->t->lines.source->why, "%s: out of memory", r->t->lines.source->path);
}

static void end(kit_rows *r)
{
    for (size_t i = 0; r->columns && i < r->choice->n; i++)
        if (r->columns[i].coding) {
            kit_words_free(&r->columns[i].coding->words);
            free(r->columns[i].coding);
        }
    free(r->columns);
    free(r->scratch);
}

bool kit_text_rows(kit_table *out, kit_text *t, const kit_choice *choice)
{
    kit_rows r = { .t = t, .choice = choice, .out = out };
    bool ok = begin(&r);
    while (ok && (ok = have_line(t)) && t->lines.at < t->lines.n)
        ok = read_line(&r);
    ok = ok && kit_rows_finish(&r) && set_room(&r, out->rows);
    end(&r);
    return ok;
}
