/* A plot in words: its name, and the numbers that a reader would look for. */
#include "kit/html.h"
#include "kit/plot/sheet.h"
#include <math.h>

enum { MOST = 12 }; /* curves that are told of */

typedef struct summary {
    size_t n;
    double first, last;             /* y */
    double low[2], high[2], low_at; /* of x and y; where y is lowest */
} summary;

static void summarise(summary *out, const kit_sheet *s, size_t curve)
{
    *out = (summary){ .low = { INFINITY, INFINITY }, .high = { -INFINITY, -INFINITY } };
    for (size_t i = 0; i < s->plot->curves[curve].n; i++) {
        double at[2];
        if (!kit_sheet_point(&at[0], &at[1], s, curve, i))
            continue;
        if (out->n++ == 0)
            out->first = at[1];
        out->last = at[1];
        out->low_at = at[1] < out->low[1] ? at[0] : out->low_at;
        for (size_t k = 0; k < 2; k++) {
            out->low[k] = fmin(out->low[k], at[k]);
            out->high[k] = fmax(out->high[k], at[k]);
        }
    }
}

static void describe_curve(const kit_sheet *s, size_t curve)
{
    const char *name = s->plot->curves[curve].name;
    summary of;
    summarise(&of, s, curve);
    if (name && *name) {
        kit_html_text(s->to, name);
        fputs(": ", s->to);
    }
    if (of.n == 0)
        fputs("nothing to draw. ", s->to);
    else if (s->plot->names)
        fprintf(s->to, "%zu bars, %.4g to %.4g. ", of.n, of.low[0], of.high[0]);
    else if (s->plot->kind == KIT_PLOT_LINES || s->plot->kind == KIT_PLOT_FILLED)
        fprintf(s->to, "%zu points, x %.4g to %.4g, y from %.4g to %.4g, lowest %.4g at x %.4g, highest %.4g. ", of.n,
                of.low[0], of.high[0], of.first, of.last, of.low[1], of.low_at, of.high[1]);
    else
        fprintf(s->to, "%zu %s, x %.4g to %.4g, y %.4g to %.4g. ", of.n, s->plot->kind == KIT_PLOT_DOTS ? "dots" : "bars",
                of.low[0], of.high[0], of.low[1], of.high[1]);
}

static void describe_mark(const kit_sheet *s, const kit_mark *m)
{
    kit_html_text(s->to, m->label ? m->label : "mark");
    fprintf(s->to, " at %s %.4g. ", m->horizontal ? "y" : "x", m->at);
}

static void name_plot(const kit_sheet *s)
{
    const kit_plot *p = s->plot;
    if (p->title) {
        kit_html_text(s->to, p->title);
        return;
    }
    kit_html_text(s->to, p->y_label ? p->y_label : "chart");
    if (p->x_label) {
        fputs(" by ", s->to);
        kit_html_text(s->to, p->x_label);
    }
}

static void name_axis(const kit_sheet *s, const char *axis, const char *label)
{
    if (!label)
        return;
    fprintf(s->to, "%s: ", axis);
    kit_html_text(s->to, label);
    fputs(". ", s->to);
}

void kit_sheet_describe(const kit_sheet *s)
{
    const kit_plot *p = s->plot;
    fputs("<title>", s->to);
    name_plot(s);
    fputs("</title>\n<desc>", s->to);
    name_axis(s, "x", p->names ? p->y_label : p->x_label);
    name_axis(s, s->y.log ? "y, on a log scale" : "y", p->names ? NULL : p->y_label);
    for (size_t k = 0; k < p->n_curves && k < MOST; k++)
        describe_curve(s, k);
    if (p->n_curves > MOST)
        fprintf(s->to, "And %zu more. ", p->n_curves - MOST);
    for (size_t i = 0; i < p->n_marks; i++)
        if (kit_axis_takes(p->marks[i].horizontal ? &s->y : &s->x, p->marks[i].at))
            describe_mark(s, &p->marks[i]);
    fputs("</desc>\n", s->to);
}
