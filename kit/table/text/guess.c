/* Which separator and which decimal sign: each candidate is tried on the first lines. The separator is the one with which
 * all lines have as many fields; of several such, the one that makes numbers of most of them. */
#include "kit/schema.h"
#include "kit/table/text.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 500 };

static const struct {
    char separator;
    const char *name;
} candidates[] = { { ',', "','" }, { ';', "';'" }, { '\t', "tab" }, { '|', "'|'" }, { ' ', "blanks" } };
enum { CANDIDATES = sizeof candidates / sizeof *candidates };

typedef struct trial {
    char separator;
    size_t lines, counts[LINES], filled[LINES]; /* fields of a line, and up to its last that is not empty */
    size_t columns, agreeing;                   /* fields of most lines; how many lines have as many */
    bool separates;                             /* is the separator in these lines at all? */
    bool has_empty;                             /* fields that are empty in all lines follow the columns */
    size_t fields;                              /* of all lines, gaps apart; of these are */
    size_t points, commas, both;                /* numbers with a point, with a comma, with either sign */
    size_t groups;                              /* of those with a comma, such as may have thousands apart */
    size_t minus_zeros;                         /* -0, which is a number's part before its comma */
    bool has_signs;                             /* in every other column, where what is behind a comma would stand */
} trial;

/* ---- One candidate ------------------------------------------------------------------------------------------------ */

static void count_field(trial *r, const kit_field *f, const kit_reading *how)
{
    float x;
    double value;
    if (kit_field_is_gap(f, how->gap_words))
        return;
    const bool point = how->decimal != ',' && kit_field_number(&x, &value, f, '.');
    const bool comma = how->decimal != '.' && kit_field_number(&x, &value, f, ',');
    r->fields++;
    r->both += point && comma;
    r->points += point && !comma;
    r->commas += comma && !point;
    r->groups += comma && !point && kit_may_be_grouped(f);
    r->minus_zeros += f->n == 2 && memcmp(f->text, "-0", 2) == 0;
}

static void count_line(trial *r, const kit_fields *line, const kit_reading *how)
{
    for (size_t i = 0; i < line->count; i++) {
        count_field(r, &line->items[i], how);
        r->has_signs |= i % 2 == 1 && line->items[i].n > 0 && *line->items[i].text == '-';
    }
    r->counts[r->lines] = line->cut == KIT_CUT_LAST ? line->count : 0;
    r->filled[r->lines++] = line->filled;
}

static bool cut_lines(trial *r, const kit_text *t)
{
    const kit_lines *l = &t->lines;
    kit_fields line = { 0 };
    char *end = l->bytes + (l->ended ? l->n : l->whole);
    bool ok = true;
    for (char *at = l->bytes + l->at; ok && at < end && r->lines < LINES; at = kit_next_line(at, end)) {
        const bool passed = kit_is_empty_line(at, end, 0) || kit_text_is_comment(t, at);
        ok = kit_fields_split(&line, &at, end, r->separator);
        if (line.cut == KIT_CUT_OPEN && !l->ended)
            break;
        if (ok && !passed && line.filled > 0)
            count_line(r, &line, t->how);
        if (line.cut > KIT_CUT_LAST)
            at += strcspn(at, "\r\n");
    }
    free(line.items);
    return ok;
}

/* The count that most lines have. The first may be a header or a title, so it counts where there are few. */
static size_t usual_count(const trial *r)
{
    size_t usual = 0, most = 0;
    if (r->lines == 2)
        return r->counts[0] > r->counts[1] ? r->counts[0] : r->counts[1];
    for (size_t i = r->lines > 1; i < r->lines; i++) {
        size_t alike = 0;
        for (size_t k = i; k < r->lines; k++)
            alike += r->counts[k] == r->counts[i];
        if (alike > most) {
            most = alike;
            usual = r->counts[i];
        }
    }
    return usual;
}

static bool agrees(const trial *r, size_t i)
{
    return r->counts[i] >= r->columns && r->filled[i] <= r->columns;
}

/* A separator at the end of lines makes fields that are always empty: they are no columns, unless a model has as many. */
static void settle_columns(trial *r, const kit_schema *known)
{
    const size_t usual = usual_count(r);
    r->separates = usual > 1;
    for (size_t i = 0; i < r->lines; i++)
        if (r->counts[i] == usual && r->filled[i] > r->columns)
            r->columns = r->filled[i];
    if (known && known->width == usual)
        r->columns = usual;
    r->has_empty = usual > r->columns && r->columns > 0;
    for (size_t i = 0; i < r->lines; i++)
        r->agreeing += agrees(r, i);
}

static bool try_separator(trial *r, const kit_text *t, char separator)
{
    *r = (trial){ .separator = separator };
    if (!cut_lines(r, t))
        return false;
    settle_columns(r, t->how->schema);
    return true;
}

/* ---- All of them -------------------------------------------------------------------------------------------------- */

static size_t count_numbers(const trial *r)
{
    return r->both + (r->points > r->commas ? r->points : r->commas);
}

/* Does `a` make numbers of a larger part of its fields? */
static bool is_better(const trial *a, const trial *b)
{
    return (double)count_numbers(a) * (double)b->fields > (double)count_numbers(b) * (double)a->fields;
}

/* Words have blanks inside, so numbers have to speak for blanks. Where commas are known to be decimal, one that separates
 * has such numbers beside it, in quotes. */
static bool is_possible(const trial *r, const kit_reading *how)
{
    if (r->separator == ',' && how->decimal == ',' && r->commas == 0)
        return false;
    return r->separates && (r->separator != ' ' || count_numbers(r) > 0);
}

/* Of those on which all lines agree; *second is as good as the best, or NULL. Blanks give way to all others. */
static const trial *best_fit(const trial *trials, const trial **second, const kit_reading *how)
{
    const trial *best = *second = NULL;
    for (const trial *r = trials; r < trials + CANDIDATES; r++) {
        if (!is_possible(r, how) || r->agreeing < r->lines || (best && is_better(best, r)))
            continue;
        const bool alike = best && !is_better(r, best);
        if (!alike)
            best = r;
        *second = alike && r->separator != ' ' ? r : alike ? *second : NULL;
    }
    return best;
}

/* Where some line is wrong: what most lines agree on. The reader of rows, or of the header, then finds that line. */
static const trial *most_agreed(const trial *trials, const kit_reading *how)
{
    const trial *best = NULL;
    for (const trial *r = trials; r < trials + CANDIDATES; r++)
        if (is_possible(r, how) && 2 * r->agreeing >= r->lines && (!best || r->agreeing > best->agreeing))
            best = r;
    return best;
}

/* ---- The choice --------------------------------------------------------------------------------------------------- */

static bool refuse(const kit_text *t, const char *what)
{
    return kit_explain(t->lines.source->why, "%s: from line %zu: %s", t->lines.source->path, t->lines.line, what);
}

static const char *call(char separator)
{
    size_t i = 0;
    while (candidates[i].separator != separator)
        i++;
    return candidates[i].name;
}

static bool choose_decimal(kit_text *t, const trial *r)
{
    const bool grouped = r->commas > 0 && r->groups == r->commas;
    t->decimal = t->how->decimal ? t->how->decimal : r->commas > r->points && !grouped ? ',' : '.';
    if (!t->how->decimal && grouped && r->points == 0)
        return refuse(t, "its numbers have commas, decimal ones or between thousands: say --decimal , if they are decimal "
                         "commas (--decimal . if they are not: then nothing may stand between thousands)");
    if (!t->how->decimal && t->decimal == ',')
        kit_text_say(t, "decimal comma");
    return true;
}

/* 1,5,-0,5 is four whole numbers or two with decimal commas: nobody writes -0 among whole numbers. */
static bool is_split_in_pairs(const trial *r)
{
    return r->separator == ',' && r->minus_zeros > 0 && !r->has_signs && r->points + r->commas == 0 && r->columns % 2 == 0;
}

static bool take(kit_text *t, const trial *r)
{
    t->separator = r->separator;
    t->columns = r->columns ? r->columns : 1;
    if (r->has_empty)
        kit_text_say(t, "last column is empty and left out");
    if (!t->how->separator && !t->how->decimal && is_split_in_pairs(r))
        return refuse(t, "its commas may separate columns or be decimal commas, for there is a -0: say --separator , and "
                         "--decimal . if they separate; decimal commas need another separator, or quotes");
    return choose_decimal(t, r);
}

static bool choose(kit_text *t, const trial *trials)
{
    const trial *second, *best = best_fit(trials, &second, t->how);
    if (second)
        return kit_explain(t->lines.source->why, "%s: %s and %s both make columns of its lines: say which by --separator",
                           t->lines.source->path, call(best->separator), call(second->separator));
    if (!best)
        best = most_agreed(trials, t->how);
    if (best && best->separator != ',')
        kit_text_say(t, "separator %s", call(best->separator));
    return take(t, best ? best : trials);
}

size_t kit_text_other_separator(const char **name, const kit_text *t)
{
    trial *trials = t->how->separator ? calloc(CANDIDATES, sizeof *trials) : NULL;
    bool ok = trials != NULL;
    for (size_t i = 0; ok && i < CANDIDATES; i++)
        ok = try_separator(&trials[i], t, candidates[i].separator);
    const trial *second, *best = ok ? best_fit(trials, &second, t->how) : NULL;
    const size_t columns = best && best->separator != t->how->separator ? best->columns : 0;
    *name = best ? call(best->separator) : NULL;
    free(trials);
    return columns;
}

bool kit_text_guess(kit_text *t)
{
    trial *trials = calloc(CANDIDATES, sizeof *trials);
    const size_t count = t->how->separator ? 1 : CANDIDATES;
    bool ok = trials != NULL;
    for (size_t i = 0; ok && i < count; i++)
        ok = try_separator(&trials[i], t, t->how->separator ? t->how->separator : candidates[i].separator);
    if (ok)
        ok = t->how->separator ? take(t, trials) : choose(t, trials);
    else
        kit_explain(t->lines.source->why, "%s: out of memory", t->lines.source->path);
    free(trials);
    return ok;
}

void kit_text_say(kit_text *t, const char *format, ...)
{
    const size_t used = strlen(t->guessed), room = sizeof t->guessed - used;
    va_list list;
    va_start(list, format);
    int comma = used ? snprintf(t->guessed + used, room, ", ") : 0;
    if ((size_t)comma < room)
        vsnprintf(t->guessed + used + comma, room - (size_t)comma, format, list);
    va_end(list);
}
