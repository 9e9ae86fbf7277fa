#include "kit/table/text/survey.h"
#include <stdlib.h>
#include <string.h>

typedef struct walk {
    kit_text *t;
    char *at, *end;
    size_t line; /* the number of the line at `at` */
} walk;

bool kit_survey_agrees(const kit_survey *s, const kit_fields *line)
{
    return line->cut == KIT_CUT_LAST && line->count >= s->width && line->filled <= s->width;
}

/* ---- Lines -------------------------------------------------------------------------------------------------------- */

static void pass_line(walk *w)
{
    w->at = kit_next_line(w->at + strcspn(w->at, "\r\n"), w->end);
    w->line++;
}

/* Passes empty lines and comments, of which the last is cut into `comment`, if there is one. */
static bool pass_others(walk *w, kit_fields *comment)
{
    for (; w->at < w->end; pass_line(w)) {
        if (kit_text_is_comment(w->t, w->at)) {
            char *behind = w->at + strspn(w->at, " \t") + 1;
            if (comment && !kit_fields_split(comment, &behind, w->end, w->t->separator))
                return false;
        } else if (!kit_is_empty_line(w->at, w->end, 0)) {
            return true;
        }
    }
    return true;
}

/* Cuts the line, and goes behind it. Its count is 0 where there is none, or none that has come to its end. */
static bool cut_line(walk *w, kit_fields *to)
{
    char *from = w->at;
    to->count = 0;
    if (w->at >= w->end)
        return true;
    if (!kit_fields_split(to, &w->at, w->end, w->t->separator))
        return false;
    if (to->cut == KIT_CUT_OPEN && !w->t->lines.ended) {
        to->count = 0;
        w->at = w->end;
        return true;
    }
    w->line += kit_count_lines(from, w->at);
    pass_line(w);
    return true;
}

/* ---- Columns ------------------------------------------------------------------------------------------------------ */

static kit_first kind_of(double *value, const kit_text *t, const kit_field *f)
{
    float x;
    if (kit_field_is_gap(f, t->how->gap_words))
        return KIT_FIRST_GAP;
    return kit_field_number(&x, value, f, t->decimal) ? KIT_FIRST_NUMBER : KIT_FIRST_WORD;
}

/* Numbers that are written as nobody here reads them are no names, nor do they make a row of the line. */
static kit_first kind_of_first(const kit_text *t, const kit_field *f)
{
    double value;
    char text[64];
    const kit_first kind = kind_of(&value, t, f);
    if (kind != KIT_FIRST_WORD || f->n >= sizeof text)
        return kind;
    kit_field_copy(text, f);
    return kit_is_written_number(text, t->decimal) ? KIT_FIRST_GAP : kind;
}

static bool same(const kit_field *a, const kit_field *b)
{
    return a->n == b->n && memcmp(a->text, b->text, a->n) == 0;
}

static void look_at(kit_survey *s, const kit_text *t, const kit_field *f, size_t i)
{
    double value, first;
    kit_survey_column *c = &s->columns[i];
    const kit_first kind = kind_of(&value, t, f);
    c->numbers += kind == KIT_FIRST_NUMBER;
    c->fractions += kind == KIT_FIRST_NUMBER && memchr(f->text, t->decimal, f->n);
    c->words += kind == KIT_FIRST_WORD;
    if (kind == KIT_FIRST_NUMBER)
        kit_points_count(&c->points, f);
    c->again |= same(f, &s->first.items[i]);
    if (s->lines > 0) {
        c->repeats |= kind == KIT_FIRST_WORD && same(f, &s->second.items[i]);
        return;
    }
    c->second = kind;
    c->next = kind == KIT_FIRST_NUMBER && kind_of(&first, t, &s->first.items[i]) == KIT_FIRST_NUMBER &&
              value - first == (double)s->width;
}

static bool keep_second(kit_survey *s, const kit_fields *line)
{
    s->second = *line;
    s->second.items = malloc(line->count * sizeof *line->items);
    if (s->second.items)
        memcpy(s->second.items, line->items, line->count * sizeof *line->items);
    return s->second.items != NULL;
}

/* Lines of separators alone say nothing. */
static bool take_line(kit_survey *s, const kit_text *t, const kit_fields *line, size_t number)
{
    if (!kit_survey_agrees(s, line) || line->filled == 0)
        return true;
    for (size_t i = 0; kit_survey_agrees(s, &s->first) && i < s->width; i++)
        look_at(s, t, &line->items[i], i);
    if (s->lines == 0) {
        s->second_line = number;
        if (!keep_second(s, line))
            return false;
    }
    s->lines++;
    s->filled = line->filled > s->filled ? line->filled : s->filled;
    return true;
}

/* ---- All together ------------------------------------------------------------------------------------------------- */

/* Names of rows are in a column without a name: R writes such headers. */
static bool complete_header(kit_survey *s)
{
    kit_fields *f = &s->first;
    s->lacks_one = f->cut == KIT_CUT_LAST && f->count + 1 == s->width && f->filled == f->count && f->count > 1;
    if (!s->lacks_one)
        return true;
    kit_field *items = malloc(s->width * sizeof *items);
    if (!items)
        return false;
    items[0] = (kit_field){ f->items[0].text, 0, false };
    memcpy(items + 1, f->items, f->count * sizeof *items);
    free(f->items);
    *f = (kit_fields){ .items = items, .count = s->width, .room = s->width, .filled = s->width, .cut = f->cut };
    return true;
}

static bool take_first(kit_survey *s, walk *w)
{
    if (!pass_others(w, &s->comment))
        return false;
    s->first_line = w->line;
    s->first_at = (size_t)(w->at - w->t->lines.bytes);
    if (!cut_line(w, &s->first) || !complete_header(s))
        return false;
    for (size_t i = 0; i < s->width && i < s->first.count; i++)
        s->columns[i].first = kind_of_first(w->t, &s->first.items[i]);
    s->rows_at = (size_t)(w->at - w->t->lines.bytes);
    s->rows_line = w->line;
    return true;
}

static bool take_others(kit_survey *s, walk *w)
{
    kit_fields line = { 0 };
    bool ok = true;
    while (ok && w->at < w->end) {
        ok = pass_others(w, NULL);
        const size_t number = w->line;
        ok = ok && cut_line(w, &line) && (line.count == 0 || take_line(s, w->t, &line, number));
        if (s->second_line == number) {
            s->behind_second_at = (size_t)(w->at - w->t->lines.bytes);
            s->behind_second_line = w->line;
        }
    }
    free(line.items);
    return ok;
}

bool kit_survey_make(kit_survey *out, kit_text *t)
{
    kit_lines *l = &t->lines;
    walk w = { t, l->bytes + l->at, l->bytes + (l->ended ? l->n : l->whole), l->line };
    *out = (kit_survey){ .width = t->columns, .columns = calloc(t->columns, sizeof *out->columns) };
    return (out->columns && take_first(out, &w) && take_others(out, &w)) ||
           kit_explain(l->source->why, "%s: out of memory", l->source->path);
}

void kit_survey_free(kit_survey *s)
{
    free(s->first.items);
    free(s->second.items);
    free(s->comment.items);
    free(s->columns);
}
