#include "kit/table/text/rows.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool kit_rows_blame(const kit_rows *r, size_t line, size_t column, const char *text, const char *what)
{
    char name[KIT_NAME];
    kit_column_name(name, r->t->names ? r->t->names[column] : NULL, column);
    return kit_explain(r->t->lines.source->why, "%s: line %zu, column %s: '%.40s' %s", r->t->lines.source->path, line, name,
                       text, what);
}

static void keep_fault(kit_fault *f, const kit_rows *r, size_t column, const char *text, size_t n)
{
    if (f->line > 0)
        return;
    f->line = r->t->lines.line;
    f->column = column;
    snprintf(f->text, sizeof f->text, "%.*s", n < sizeof f->text ? (int)n : (int)sizeof f->text - 1, text);
}

/* ---- Texts -------------------------------------------------------------------------------------------------------- */

/* The field's text with a 0 behind it, or NULL. */
static const char *copy_text(kit_rows *r, size_t column, const kit_field *f)
{
    if (f->n >= r->scratch_room) {
        char *larger = realloc(r->scratch, 2 * f->n + 64);
        if (!larger) {
            kit_explain(r->t->lines.source->why, "%s: out of memory", r->t->lines.source->path);
            return NULL;
        }
        r->scratch = larger;
        r->scratch_room = 2 * f->n + 64;
    }
    size_t n = kit_field_copy(r->scratch, f);
    const bool zero = memchr(r->scratch, 0, n) != NULL;
    if (!zero && kit_is_utf8(r->scratch, n))
        return r->scratch;
    kit_rows_blame(r, r->t->lines.line, column, r->scratch,
                   zero ? "holds a zero byte, so this is no table in a text"
                        : "is not UTF-8; say what it is, such as --encoding latin1");
    return NULL;
}

static bool take_label(kit_rows *r, kit_label *label, size_t column, const kit_field *f)
{
    char what[64];
    const char *text = copy_text(r, column, f);
    if (!text)
        return false;
    if (snprintf(*label, sizeof *label, "%s", text) < (int)sizeof *label)
        return true;
    snprintf(what, sizeof what, "is too long: a label or id has at most %zu bytes", sizeof *label - 1);
    return kit_rows_blame(r, r->t->lines.line, column, text, what);
}

/* ---- Cells of a row ----------------------------------------------------------------------------------------------- */

void kit_rows_take_gap(kit_rows *r, size_t column, const char *text, size_t n)
{
    kit_filling *c = &r->columns[column];
    kit_rows_present(r)[c->place] = NAN;
    c->gaps++;
    r->has_gap = true;
    keep_fault(&r->gap, r, column, text, n);
}

static bool take_number(kit_rows *r, size_t column, const kit_field *f, float x, double value)
{
    kit_filling *c = &r->columns[column];
    if (!isfinite(x) && !r->t->how->take_nan) {
        const char *text = copy_text(r, column, f);
        return text && kit_rows_blame(r, r->t->lines.line, column, text, "does not fit a float, which ends at 3.4e38");
    }
    if (c->use.log1p && !(value > -1) && !r->t->how->take_nan) {
        const char *text = copy_text(r, column, f);
        return text && kit_rows_blame(r, r->t->lines.line, column, text, "has no log1p: numbers above -1 have");
    }
    const bool no_log = c->use.log1p && !(value > -1);
    kit_rows_take_number(r, c, no_log ? INFINITY : c->use.log1p ? (float)log1p(value) : x, value);
    return true;
}

static bool take_word(kit_rows *r, size_t column, const kit_field *f, bool is_number)
{
    size_t code;
    kit_filling *c = &r->columns[column];
    const char *text = copy_text(r, column, f);
    if (!text)
        return false;
    c->coding->numbers += is_number;
    c->others += !is_number;
    if (!is_number)
        keep_fault(&c->coding->first, r, column, text, strlen(text));
    if (!kit_words_code(&code, &c->coding->words, text, strlen(text)))
        return kit_explain(r->t->lines.source->why, "%s: line %zu: out of memory", r->t->lines.source->path,
                           r->t->lines.line);
    kit_rows_present(r)[c->place] = (float)code;
    return code < KIT_MOST_WORDS ||
           kit_rows_blame(r, r->t->lines.line, column, text,
                          "is one word too many for a category: leave the column out (--drop), or carry it along (--id)");
}

/* A word among numbers is an error in the end: which one depends on what else the column holds. Where it is none, it must
 * not be taken for a gap, which NaN is. */
static bool take_other(kit_rows *r, size_t column, const kit_field *f)
{
    const char *text = copy_text(r, column, f);
    if (!text)
        return false;
    r->columns[column].others++;
    kit_rows_present(r)[r->columns[column].place] = INFINITY;
    keep_fault(&r->word, r, column, text, strlen(text));
    return true;
}

static bool take_cell(kit_rows *r, size_t column, const kit_field *f)
{
    float x;
    double value;
    const kit_filling *c = &r->columns[column];
    if (kit_field_is_gap(f, r->t->how->gap_words)) {
        kit_rows_take_gap(r, column, f->text, f->n);
        return true;
    }
    const bool is_number = kit_field_number(&x, &value, f, r->t->decimal);
    if (c->coding)
        return take_word(r, column, f, is_number);
    return is_number ? take_number(r, column, f, x, value) : take_other(r, column, f);
}

static bool take_weight(kit_rows *r, size_t column, const kit_field *f)
{
    double value;
    float *to = &r->out->weights[r->out->rows];
    if (r->t->how->gaps == KIT_GAPS_DROP && kit_field_is_gap(f, r->t->how->gap_words)) {
        r->has_gap = true;
        return true;
    }
    if (kit_field_number(to, &value, f, r->t->decimal) && *to >= 0 && isfinite(*to))
        return true;
    const char *text = copy_text(r, column, f);
    return text && kit_rows_blame(r, r->t->lines.line, column, text, "is no weight: a number from 0 is");
}

static bool take_part(kit_rows *r, size_t column, const kit_field *field)
{
    const kit_use *use = &r->columns[column].use;
    const size_t row = r->out->rows;
    switch (use->part) {
    case KIT_IN_ROW:
        return take_cell(r, column, field);
    case KIT_IS_LABEL:
        return take_label(r, &r->out->labels[row], column, field);
    case KIT_IS_MORE:
        return take_label(r, &r->out->more_labels[row * r->choice->n_more + use->order], column, field);
    case KIT_IS_ID:
        return take_label(r, &r->out->ids[row], column, field);
    case KIT_IS_WEIGHT:
        return take_weight(r, column, field);
    case KIT_LEFT_OUT:
    case KIT_IS_CONDITION:
    case KIT_PARTS:
        break;
    }
    return true;
}

bool kit_rows_take(kit_rows *r, size_t column, const kit_field *field)
{
    const size_t condition = r->columns[column].use.condition, row = r->out->rows, n = r->choice->n_conditions;
    return take_part(r, column, field) &&
           (!condition || take_label(r, &r->out->conditions[row * n + condition - 1], column, field));
}
