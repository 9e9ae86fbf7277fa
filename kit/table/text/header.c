/* What the first line is: names of columns, a title above them, or the first row. It is a header where it is of another kind
 * than the lines behind it: words over numbers, or a count 0, 1, 2 ... over other numbers. */
#include "kit/table/text.h"
#include "kit/table/text/survey.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum verdict { IS_ROW, IS_HEADER, IS_UNCLEAR } verdict;

/* ---- Judging the first line --------------------------------------------------------------------------------------- */

/* Whole numbers, each one more than the one to its left; empty fields apart. Returns how many, 0: they are not. */
static size_t read_count(size_t *start, const kit_survey *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->width; i++) {
        const kit_field *f = &s->first.items[i];
        if (f->n == 0 || s->columns[i].first == KIT_FIRST_WORD)
            continue;
        char *end;
        size_t number = strtoull(f->text, &end, 10);
        if (end != f->text + f->n || *f->text == '-' || *f->text == '+' || (n > 0 && number != *start + n))
            return 0;
        *start = n == 0 ? number : *start;
        n++;
    }
    return n;
}

/* Of the columns of numbers that have something in the first line. */
typedef struct over {
    size_t all, words, numbers;       /* what it has there */
    size_t some_fractions, fractions; /* columns of which half the numbers, or all, are not whole */
    bool again, next;                 /* all their numbers come again; the second line goes on counting */
} over;

static over look_over(const kit_survey *s)
{
    over o = { .again = true, .next = true };
    for (const kit_survey_column *c = s->columns; c < s->columns + s->width; c++) {
        if (c->numbers == 0 || c->numbers < c->words || c->first == KIT_FIRST_GAP)
            continue;
        o.all++;
        o.words += c->first == KIT_FIRST_WORD;
        o.numbers += c->first == KIT_FIRST_NUMBER;
        o.some_fractions += 2 * c->fractions >= c->numbers;
        o.fractions += c->fractions == c->numbers;
        o.again &= c->again;
        o.next &= c->next;
    }
    return o;
}

/* A count is a header if the numbers under it are others: most have fractions, or, if they are whole, none come again or go
 * on counting. Of one or two numbers this says little: 0, 1 may be where something begins. */
static verdict judge_count(const kit_survey *s, const over *o)
{
    size_t start, n = read_count(&start, s);
    if (n < 2 || o->all == 0)
        return IS_ROW;
    if (n == 2)
        return start <= 1 && o->fractions == o->all ? IS_UNCLEAR : IS_ROW;
    if (start > 1)
        return o->fractions == o->all ? IS_HEADER : IS_ROW;
    return 2 * o->some_fractions >= o->all || (!o->again && !o->next) ? IS_HEADER : IS_ROW;
}

/* Without numbers: names are not among the words under them, which come again where they are categories. */
static verdict judge_words(const kit_survey *s)
{
    bool repeats = false;
    for (const kit_survey_column *c = s->columns; c < s->columns + s->width; c++) {
        if (c->again)
            return IS_ROW;
        repeats |= c->repeats;
    }
    return repeats ? IS_HEADER : IS_UNCLEAR;
}

static bool has_first(const kit_survey *s, kit_first kind)
{
    for (size_t i = 0; i < s->width; i++)
        if (s->columns[i].first == kind)
            return true;
    return false;
}

static verdict judge(const kit_survey *s)
{
    size_t start;
    const over o = look_over(s);
    if (s->lines == 0)
        return has_first(s, KIT_FIRST_WORD) && !has_first(s, KIT_FIRST_NUMBER) ? IS_HEADER : IS_ROW;
    if (o.words > 0)
        return o.numbers == 0 || read_count(&start, s) > 1 ? IS_HEADER : IS_UNCLEAR;
    if (o.all == 0 && has_first(s, KIT_FIRST_WORD) && !has_first(s, KIT_FIRST_NUMBER))
        return judge_words(s);
    return judge_count(s, &o);
}

/* Words over numbers: that they are a header goes without saying. */
static bool is_plain(const kit_survey *s)
{
    const over o = look_over(s);
    return o.all > 0 && o.words > 0 && o.numbers == 0;
}

/* ---- What is wrong with it ---------------------------------------------------------------------------------------- */

/* A separator that was told, and is not the file's. Returns true if it is another mistake. */
static bool check_separator(const kit_text *t)
{
    const char *name;
    const size_t columns = kit_text_other_separator(&name, t);
    return columns <= t->columns ||
           kit_explain(t->lines.source->why,
                       "%s: --separator makes %zu column%s of its lines, where %s would make %zu of each: leave the option "
                       "out, or give that one",
                       t->lines.source->path, t->columns, t->columns == 1 ? "" : "s", name, columns);
}

static bool tell_title(const kit_text *t, const kit_survey *s)
{
    const bool names = t->separator == ' ' && s->first.count > s->width;
    if (!check_separator(t))
        return false;
    return kit_explain(
        t->lines.source->why,
        "%s: line %zu has %zu column%s, where most lines after it have %zu: if it is a title, --skip %zu leaves "
        "it out%s",
        t->lines.source->path, s->first_line, s->first.count - s->lacks_one, s->first.count == 1 ? "" : "s", s->width,
        s->second_line ? s->second_line - 1 : s->first_line,
        names ? "; if it has the names of columns, those with blanks inside need quotes" : "");
}

static bool tell_unclear(const kit_text *t, const kit_survey *s)
{
    return check_separator(t) &&
           kit_explain(t->lines.source->why,
                       "%s: line %zu may be a header or a row: say --header yes if it has the names of columns, --header no "
                       "if it is a row",
                       t->lines.source->path, s->first_line);
}

/* Words of a row may come again, as units do not. */
static bool may_be_units(const kit_survey *s)
{
    for (size_t i = 0; i < s->width; i++)
        if (s->columns[i].repeats)
            return false;
    return true;
}

/* Who says that the first line is the header says that the second is none. */
static bool pass_second(kit_text *t, const kit_survey *s)
{
    t->lines.at = s->behind_second_at;
    t->lines.line = s->behind_second_line;
    kit_text_say(t, "line %zu, words over numbers, left out", s->second_line);
    return true;
}

/* Units under names: words in the second line as well, where numbers follow. */
static bool check_second(kit_text *t, const kit_survey *s)
{
    char word[32];
    size_t words = 0, at = 0;
    for (size_t i = s->width; i-- > 0;) {
        const kit_survey_column *c = &s->columns[i];
        if (c->numbers == 0 || c->numbers < c->words || c->second == KIT_FIRST_GAP)
            continue;
        if (c->second == KIT_FIRST_NUMBER)
            return true;
        words++;
        at = i;
    }
    if (words == 0 || (words == 1 && t->how->header == KIT_YES)) /* one word may be a row's, and is told as such */
        return true;
    if (t->how->header == KIT_YES && may_be_units(s))
        return pass_second(t, s);
    snprintf(word, sizeof word, "%.*s", (int)(s->second.items[at].n < 31 ? s->second.items[at].n : 31),
             s->second.items[at].text);
    return kit_explain(
        t->lines.source->why,
        "%s: line %zu is a second header: '%s' stands in column %zu, where numbers follow; --header yes keeps "
        "the names of line %zu and leaves it out, --skip %zu leaves out the first",
        t->lines.source->path, s->second_line, word, at + 1, s->first_line, s->first_line);
}

/* ---- Names -------------------------------------------------------------------------------------------------------- */

static bool check_name(const kit_text *t, const kit_field *f, size_t line, size_t i)
{
    if (memchr(f->text, 0, f->n))
        return kit_explain(t->lines.source->why, "%s: line %zu holds a zero byte, so this is no table in a text",
                           t->lines.source->path, line);
    return kit_is_utf8(f->text, f->n) ||
           kit_explain(t->lines.source->why,
                       "%s: line %zu: the name of column %zu is not UTF-8; say what it is, such as --encoding latin1",
                       t->lines.source->path, line, i + 1);
}

/* A block of as many names as there are columns, and their texts. */
static bool take_names(kit_text *t, const kit_fields *from, size_t line)
{
    size_t bytes = t->columns * sizeof *t->names;
    for (size_t i = 0; i < t->columns; i++) {
        if (!check_name(t, &from->items[i], line, i))
            return false;
        bytes += from->items[i].n + 1;
    }
    t->names = malloc(bytes);
    if (!t->names)
        return kit_explain(t->lines.source->why, "%s: out of memory", t->lines.source->path);
    char *text = (char *)(t->names + t->columns);
    for (size_t i = 0; i < t->columns; i++) {
        t->names[i] = text;
        text += kit_field_copy(text, &from->items[i]) + 1;
    }
    return true;
}

static bool may_be_names(const kit_survey *s)
{
    const kit_fields *f = &s->comment;
    return f->count >= s->width && f->filled <= s->width && f->cut == KIT_CUT_LAST && f->filled > 0;
}

/* Words above the rows that were meant as names perhaps, such as `# time [s] p`, which has a word too many. */
static void say_words(kit_text *t, const kit_survey *s)
{
    if (t->how->header != KIT_NO && s->comment.filled > s->width && s->width > 1)
        kit_text_say(t, "a comment of %zu words is not taken for the names of %zu columns", s->comment.filled, s->width);
}

static bool take_header(kit_text *t, kit_survey *s)
{
    t->lines.at = s->rows_at;
    t->lines.line = s->rows_line;
    return take_names(t, &s->first, s->first_line) && check_second(t, s);
}

/* Names of rows are words, in quotes, or numbers from 1. */
static bool names_rows(const kit_survey *s)
{
    const kit_field *f = s->second.items;
    return f && (f->quoted || s->columns[0].second == KIT_FIRST_WORD || (f->n == 1 && *f->text == '1'));
}

/* ---- All together ------------------------------------------------------------------------------------------------- */

static bool settle(kit_text *t, kit_survey *s)
{
    const kit_header told = t->how->header;
    t->lines.at = s->first_at;
    t->lines.line = s->first_line;
    const verdict is = told == KIT_YES ? IS_HEADER : told == KIT_NO ? IS_ROW : judge(s);
    if (told != KIT_NO && may_be_names(s) && (told == KIT_YES || is != IS_HEADER)) {
        kit_text_say(t, "the names are in a comment");
        return take_names(t, &s->comment, s->first_line);
    }
    if (s->lacks_one && (is != IS_HEADER || !names_rows(s)))
        return tell_title(t, s);
    if (is == IS_UNCLEAR)
        return tell_unclear(t, s);
    if (s->lacks_one)
        kit_text_say(t, "first column has no name");
    if (is == IS_HEADER && told == KIT_AUTO && !is_plain(s))
        kit_text_say(t, "first line is a header");
    if (is == IS_ROW)
        say_words(t, s);
    return is == IS_ROW || take_header(t, s);
}

/* A column that is empty in all lines behind its name, where these are all lines. Where gaps are kept, it is one of gaps. */
static void drop_empty(kit_text *t, const kit_survey *s)
{
    if (t->how->gaps == KIT_GAPS_KEEP || t->how->take_nan)
        return;
    if (!t->lines.ended || s->filled == 0 || s->filled >= t->columns || !t->names)
        return;
    t->columns = s->filled;
    kit_text_say(t, "last column is empty and left out");
}

static bool keep_kinds(kit_text *t, const kit_survey *s)
{
    t->words = calloc(t->columns, sizeof *t->words);
    for (size_t i = 0; t->words && i < t->columns; i++)
        t->words[i] = s->columns[i].words + (!t->names && s->columns[i].first == KIT_FIRST_WORD) >
                      s->columns[i].numbers + (!t->names && s->columns[i].first == KIT_FIRST_NUMBER);
    return t->words || kit_explain(t->lines.source->why, "%s: out of memory", t->lines.source->path);
}

/* The first line counts where it is a row. */
static bool keep_points(kit_text *t, const kit_survey *s)
{
    t->points = calloc(t->columns, sizeof *t->points);
    for (size_t i = 0; t->points && i < t->columns; i++) {
        t->points[i] = s->columns[i].points;
        if (t->lines.at == s->first_at && s->columns[i].first == KIT_FIRST_NUMBER)
            kit_points_count(&t->points[i], &s->first.items[i]);
    }
    return t->points || kit_explain(t->lines.source->why, "%s: out of memory", t->lines.source->path);
}

bool kit_text_head(kit_text *t)
{
    kit_survey s;
    bool ok = kit_survey_make(&s, t);
    if (ok && s.first.count == 0)
        ok = kit_explain(t->lines.source->why, "%s: is empty: it has no row", t->lines.source->path);
    else if (ok && s.first.cut != KIT_CUT_LAST)
        ok = kit_tell_quote(t->lines.source, s.first_line, s.first.count);
    else if (ok && !kit_survey_agrees(&s, &s.first))
        ok = tell_title(t, &s);
    if (ok && settle(t, &s)) {
        drop_empty(t, &s);
        ok = keep_kinds(t, &s) && keep_points(t, &s);
    } else
        ok = false;
    kit_survey_free(&s);
    return ok;
}
