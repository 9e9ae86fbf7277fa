/* Remarks on single columns, before rows are trained on. */
#include "ae_remarks.h"
#include "kit/advise.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NAMED = 4, LIST = 200 };

typedef struct odd {
    const subject *subject;
    const kit_table *table;
    const kit_understanding *u;
} odd;

/* "column 'age'", "columns 3, 5", "columns 1, 2, 3, 4 and 7 more". */
typedef struct listing {
    char text[LIST];
    size_t n; /* columns that were added */
} listing;

static void add(listing *l, const kit_table *table, size_t i)
{
    const size_t used = strlen(l->text);
    char name[KIT_COLUMN_TEXT];
    kit_table_column_text(name, table, i);
    if (l->n++ < MOST_NAMED)
        snprintf(l->text + used, LIST - used, "%s%s", used ? ", " : "", name);
}

static void end(listing *l)
{
    const size_t used = strlen(l->text);
    if (l->n > MOST_NAMED)
        snprintf(l->text + used, LIST - used, " and %zu more", l->n - MOST_NAMED);
}

static const char *s_of(size_t n)
{
    return n == 1 ? "" : "s";
}

static void say(const kit_message *remark)
{
    fprintf(stderr, "%s\n", remark->text);
}

/* Does a word stand in the text as a whole? */
static bool has_word(const char *text, const char *word)
{
    const size_t n = strlen(word);
    for (const char *at = text; (at = strstr(at, word)); at += n)
        if ((at == text || strchr(" |\n\t", at[-1])) && (!at[n] || strchr(" |=\n\t", at[n])))
            return true;
    return false;
}

/* ---- Values that are odd ------------------------------------------------------------------------------------------ */

/* The first column with the oddity. */
static const kit_understood *first_with(const odd *o, kit_oddity oddity, size_t *place)
{
    for (*place = 0; *place < o->u->width; ++*place)
        if (o->u->column[*place].odd & oddity)
            return &o->u->column[*place];
    return NULL;
}

/* Columns that hold the same number for nothing as the first one. */
static void remark_on_fills(const odd *o)
{
    listing l = { "", 0 };
    size_t first, values = 0;
    char fill[KIT_NUMBER_TEXT], where[KIT_COLUMN_TEXT];
    kit_message m;
    const kit_understood *c = first_with(o, KIT_FILLED, &first);
    if (!c)
        return;
    for (size_t i = first; i < o->u->width; i++)
        if (o->u->column[i].odd & KIT_FILLED && o->u->column[i].fill == c->fill) {
            add(&l, o->table, i);
            values += o->u->column[i].fills;
        }
    end(&l);
    kit_number_text(fill, c->fill);
    kit_table_column_text(where, o->table, first);
    kit_explain(
        &m,
        "%s: %zu value%s of column%s %s %s %s, far from all others, as is written where there is none (row %zu, column "
        "%s): --gap-words %s takes %s as missing, and `missing mask` trains with that",
        o->table->source, values, s_of(values), s_of(l.n), l.text, values == 1 ? "is" : "are", fill, c->fill_row + 1, where,
        fill, values == 1 ? "it" : "them");
    say(&m);
}

/* The farthest, measured by the middle half of its column. */
static size_t farthest(const odd *o, size_t first)
{
    size_t most = first;
    double record = 0;
    for (size_t i = first; i < o->u->width; i++) {
        const kit_understood *c = &o->u->column[i];
        const double distance = fabs(c->farthest - c->median) / (c->upper - c->lower);
        if (c->odd & KIT_FAR && distance > record) {
            record = distance;
            most = i;
        }
    }
    return most;
}

static void remark_on_far_values(const odd *o)
{
    listing l = { "", 0 };
    size_t first, values = 0;
    char number[KIT_NUMBER_TEXT], where[KIT_COLUMN_TEXT];
    kit_message m;
    if (!first_with(o, KIT_FAR, &first))
        return;
    for (size_t i = first; i < o->u->width; i++)
        if (o->u->column[i].odd & KIT_FAR) {
            add(&l, o->table, i);
            values += o->u->column[i].far;
        }
    end(&l);
    const size_t most = farthest(o, first);
    kit_number_text(number, o->u->column[most].farthest);
    kit_table_column_text(where, o->table, most);
    kit_explain(&m, "%s: %zu value%s of column%s %s lie%s far from all others there (the farthest: row %zu, column %s: %s)",
                o->table->source, values, s_of(values), s_of(l.n), l.text, values == 1 ? "s" : "",
                o->u->column[most].far_row + 1, where, number);
    say(&m);
}

static void remark_on_merged(const odd *o)
{
    listing l = { "", 0 };
    size_t first, values = 0;
    kit_message m;
    if (!first_with(o, KIT_MERGED, &first))
        return;
    for (size_t i = first; i < o->u->width; i++)
        if (o->u->column[i].odd & KIT_MERGED) {
            add(&l, o->table, i);
            values += o->u->column[i].merged;
        }
    end(&l);
    kit_explain(
        &m,
        "%s: %zu value%s of column%s %s differ%s from the row before in the file, and no more as 32-bit floats: subtract "
        "a number near them all, or leave the column%s out (--drop)",
        o->table->source, values, s_of(values), s_of(l.n), l.text, values == 1 ? "s" : "", s_of(l.n));
    say(&m);
}

/* ---- Columns that spread differently ------------------------------------------------------------------------------ */

/* Nine in ten values lie so near to each other. */
static double spread_of(const kit_understood *c)
{
    return c->high - c->low;
}

static bool has_spread(const odd *o, size_t i)
{
    enum { ENOUGH = 20 /* rows that say how far a column spreads */ };
    const bool words = o->table->columns && o->table->columns[i].n_levels > 0;
    return !words && o->u->column[i].values >= ENOUGH && spread_of(&o->u->column[i]) > 0;
}

/* The numbers with the least and the largest spread; false: there are no two. */
static bool find_spreads(size_t *least, size_t *most, const odd *o)
{
    size_t n = 0;
    for (size_t i = 0; i < o->u->width; i++)
        if (has_spread(o, i)) {
            const double spread = spread_of(&o->u->column[i]);
            *least = n == 0 || spread < spread_of(&o->u->column[*least]) ? i : *least;
            *most = n == 0 || spread > spread_of(&o->u->column[*most]) ? i : *most;
            n++;
        }
    return n > 1;
}

enum { SPAN = 2 * KIT_NUMBER_TEXT + 4 };

static void write_span(char text[SPAN], const kit_understood *c)
{
    char low[KIT_NUMBER_TEXT], high[KIT_NUMBER_TEXT];
    kit_number_text(low, c->low);
    kit_number_text(high, c->high);
    snprintf(text, SPAN, "%s to %s", low, high);
}

/* The loss then is about the widest column alone. */
static void remark_on_spreads(const odd *o)
{
    const double enough = 30;
    const char *spec = ae_model_spec(o->subject->model);
    size_t least, most;
    char narrow[KIT_COLUMN_TEXT], wide[KIT_COLUMN_TEXT], from[SPAN], to[SPAN];
    kit_message m;
    if (o->subject->target || has_word(spec, "scaler") || has_word(spec, "feature_weights") ||
        !find_spreads(&least, &most, o))
        return;
    const kit_understood *near = &o->u->column[least], *far = &o->u->column[most];
    if (!(spread_of(far) > enough * spread_of(near)))
        return;
    kit_table_column_text(narrow, o->table, least);
    kit_table_column_text(wide, o->table, most);
    write_span(from, near);
    write_span(to, far);
    kit_explain(
        &m,
        "%s: column %s spreads %.3g times as far as column %s (%s for nine in ten rows, %s), so that the loss hardly sees "
        "the latter: `scaler zscore` after `input` brings columns to one size",
        o->table->source, wide, spread_of(far) / spread_of(near), narrow, to, from);
    say(&m);
}

/* ---- What the last layer cannot reach -------------------------------------------------------------------------------- */

/* The net's own numbers, before the scaler's way back. */
static ae_value_info scaled_output(const subject *s)
{
    ae_value_info v;
    find_value(&v, s->model, "output.scaled");
    return v;
}

/* Numbers that are scaled by their mean or median lie on both sides of 0, as far as they like. */
static void remark_on_output(const subject *s)
{
    kit_message m;
    const char *spec = ae_model_spec(s->model);
    const ae_value_info v = scaled_output(s);
    const bool is_open = isinf(v.low) && isinf(v.high), any = v.low < v.high;
    if (!any || is_open || !has_word(spec, "scaler") || !(has_word(spec, "zscore") || has_word(spec, "robust")))
        return;
    kit_explain(
        &m,
        "%s: scaled columns lie on both sides of 0 without an end, and the last layer gives %g to %g only: act=linear there "
        "takes any numbers, and `scaler range` would bring them to 0 ... 1",
        s->input->source, v.low, v.high);
    say(&m);
}

/* ---- All ---------------------------------------------------------------------------------------------------------- */

void remark_on_columns(const subject *s, const kit_understanding *known)
{
    enum { MOST_NUMBERS = 200000000 /* of more, two passes would take too long */ };
    kit_understanding u = { 0 };
    const odd o = { s, s->input, known ? known : &u };
    remark_on_output(s);
    if (kit_is_picture(s->input) || s->input->rows > MOST_NUMBERS / s->input->width)
        return;
    if (known || kit_understand(&u, s->input, NULL)) {
        remark_on_fills(&o);
        remark_on_far_values(&o);
        remark_on_merged(&o);
        remark_on_spreads(&o);
    }
    kit_understanding_free(&u);
}
