/* Codes in a line: between two rows, or from a row towards another class. */
#include "ae_sample.h"
#include "kit/labels.h"
#include "kit/latent.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row that a line begins or ends at, as people count: from 1. Its label is kept for the line that tells of it. */
static bool take_row(named_row *out, uint64_t number, const char *option, const sample *p, kit_message *why)
{
    const kit_table *t = &p->s.table;
    if (number > p->s.rows.n)
        return kit_explain(why, "%s: there is no row %llu; %s has rows 1 to %zu", option, (unsigned long long)number,
                           t->source, p->s.rows.n);
    out->place = (size_t)number - 1;
    if (t->labels && !kit_label_is_gap(t->labels[out->place]))
        memcpy(out->label, t->labels[out->place], sizeof out->label);
    return true;
}

/* An end of a line: a code, and the row whose condition it has. */
typedef struct end {
    const float *code;
    size_t row;
} end;

static const float *condition_of(const session *s, size_t row, const arguments *a)
{
    return s->conditions + (is_condition_row(a->reading.condition) ? 0 : row * s->condition.width);
}

/* Classes that are one-hot become shares of both. */
static bool join_conditions(sample *p, size_t from, size_t to, size_t steps, const arguments *a, kit_message *why)
{
    const session *s = &p->s;
    const size_t width = s->condition.width;
    if (width == 0)
        return true;
    p->conditions = calloc(steps, width * sizeof *p->conditions);
    if (!p->conditions)
        return kit_explain(why, "out of memory: %zu conditions", steps);
    kit_latent_line(p->conditions, condition_of(s, from, a), condition_of(s, to, a), width, steps, KIT_STRAIGHT);
    p->condition = condition_array(p->conditions, &s->condition, false);
    return true;
}

static bool make_line(sample *p, end from, end to, kit_line line, const arguments *a, kit_message *why)
{
    enum { STEPS = 10 };
    const size_t steps = a->line ? (size_t)a->line : STEPS;
    if (!sample_make_room(p, steps, why) || !join_conditions(p, from.row, to.row, steps, a, why))
        return false;
    kit_latent_line(p->codes, from.code, to.code, p->s.info.code_width, steps, line);
    p->s.across = steps;
    return true;
}

bool sample_between(sample *p, const arguments *a, kit_message *why)
{
    if (!take_row(&p->from, a->between.first, "--between", p, why) ||
        !take_row(&p->to, a->between.last, "--between", p, why))
        return false;
    const uint32_t ends[2] = { (uint32_t)p->from.place, (uint32_t)p->to.place };
    ae_rows two = p->s.rows;
    two.pick = ends;
    two.picks = 2;
    float *codes = sample_encode(p, &two, why);
    const end from = { codes, ends[0] }, to = { codes ? codes + p->s.info.code_width : NULL, ends[1] };
    bool ok = codes && make_line(p, from, to, a->linear ? KIT_STRAIGHT : KIT_SPHERICAL, a, why);
    free(codes);
    return ok;
}

/* ---- From class to class -------------------------------------------------------------------------------------------- */

/* Codes of all rows, the classes that these have, and what becomes of one of them. */
typedef struct move {
    float *codes, *moved;
    kit_classes classes;
    double *minus, *plus;
} move;

static void move_free(move *m)
{
    free(m->codes);
    free(m->moved);
    free(m->minus);
    free(m->plus);
    kit_classes_free(&m->classes);
}

static bool move_make(move *m, const sample *p, kit_message *why)
{
    const size_t width = p->s.info.code_width;
    if (!p->s.table.labels)
        return kit_explain(why,
                           "%s: its rows have no labels for --minus and --plus; --label COLUMN says which column they are",
                           p->s.table.source);
    m->moved = calloc(width, sizeof *m->moved);
    m->minus = calloc(width, sizeof *m->minus);
    m->plus = calloc(width, sizeof *m->plus);
    if (!m->moved || !m->minus || !m->plus)
        return kit_explain(why, "out of memory");
    m->codes = sample_encode(p, &p->s.rows, why);
    return m->codes && kit_classes_find(&m->classes, p->s.table.labels, p->s.rows.n, why);
}

static bool find_mean(double *mean, const char *option, const char *label, const move *m, const sample *p, kit_message *why)
{
    char list[120];
    const kit_label_names names = kit_label_names_of(m->classes.names, m->classes.n);
    const size_t class = kit_label_class(&names, label);
    list_names(list, sizeof list, &names);
    if (class == names.n)
        return kit_explain(why, "%s '%.40s': no row has this label; there are %s", option, label, list);
    return kit_latent_mean(mean, m->codes, p->s.rows.n, p->s.info.code_width, m->classes.class_of, (uint32_t) class) > 0;
}

/* What a net is told with each row need not be in its code. */
static void remark_on_move(const sample *p, const arguments *a)
{
    const char *column = condition_column_of(&p->s.condition, p->s.table.label_name);
    if (column && !a->quiet)
        fprintf(
            stderr,
            "%s: gets the class of a row as its condition, so codes differ little by it, and so does what --plus makes of "
            "them; `ae encode` and then `ae decode --condition %.60s=%.40s` make the row of that class\n",
            a->model, column, a->plus);
}

bool sample_moved(sample *p, const arguments *a, kit_message *why)
{
    move m = { 0 };
    bool ok = take_row(&p->from, a->row ? a->row : 1, "--row", p, why) && move_make(&m, p, why) &&
              find_mean(m.minus, "--minus", a->minus, &m, p, why) && find_mean(m.plus, "--plus", a->plus, &m, p, why);
    if (ok) {
        const end from = { m.codes + p->from.place * p->s.info.code_width, p->from.place }, to = { m.moved, from.row };
        kit_latent_move(m.moved, from.code, m.minus, m.plus, p->s.info.code_width);
        ok = make_line(p, from, to, KIT_STRAIGHT, a, why);
        remark_on_move(p, a);
    }
    move_free(&m);
    return ok;
}

/* ---- What is told ---------------------------------------------------------------------------------------------------- */

static void tell_row(const named_row *row)
{
    printf("row %zu", row->place + 1);
    if (!*row->label)
        return;
    fputs(" (label ", stdout);
    put_escaped(stdout, row->label, false);
    putchar(')');
}

static void tell_between(const sample *p, const arguments *a)
{
    printf("%zu codes from ", p->n);
    tell_row(&p->from);
    fputs(" to ", stdout);
    tell_row(&p->to);
    printf(", in a %s line", a->linear ? "straight" : "spherical");
}

static void tell_move(const sample *p, const arguments *a)
{
    printf("%zu codes from ", p->n);
    tell_row(&p->from);
    printf(", less the mean of label %s, plus that of %s", a->minus, a->plus);
}

void sample_tell_line(const sample *p, const arguments *a)
{
    (a->plus ? tell_move : tell_between)(p, a);
}
