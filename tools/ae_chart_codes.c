/* ae chart --of codes: a dot for every row, where its code lies. */
#include "ae_chart.h"
#include "ae_groups.h"
#include "ae_plane.h"
#include "ae_views.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DOTS = 10000, LABEL = 128 };

/* Where the dots are; of a code of one number there is only x. */
typedef struct places {
    plane at;
    kit_label *labels; /* of the rows that are drawn; NULL: they have none */
    size_t n;
    char x_label[LABEL], y_label[LABEL];
} places;

static void places_free(places *p)
{
    plane_free(&p->at);
    free(p->labels);
}

/* ---- Axes --------------------------------------------------------------------------------------------------------- */

static bool is_whole(const float *row, size_t width)
{
    size_t i = 0;
    while (i < width && isfinite(row[i]))
        i++;
    return i == width;
}

/* Rows with codes come first, every so many of them; those with numbers that cannot be
 * drawn are left out. */
static size_t keep_rows(places *p, float *codes, size_t width, const kit_table *t, size_t n)
{
    const size_t step = (n + MOST_DOTS - 1) / MOST_DOTS;
    size_t kept = 0;
    for (size_t i = 0; i < n; i += step) {
        if (!is_whole(codes + i * width, width))
            continue;
        for (size_t k = 0; k < width; k++)
            codes[kept * width + k] = codes[i * width + k];
        if (p->labels)
            memcpy(p->labels[kept], t->labels[i], sizeof(kit_label));
        kept++;
    }
    return kept;
}

static double squares(const double *x, size_t n)
{
    kit_moments m = { 0 };
    for (size_t i = 0; i < n; i++)
        kit_moments_add(&m, x[i]);
    return m.squares;
}

static double squares_of_all(const float *codes, size_t n, size_t width)
{
    double sum = 0;
    for (size_t k = 0; k < width; k++) {
        kit_moments m = { 0 };
        for (size_t i = 0; i < n; i++)
            kit_moments_add(&m, (double)codes[i * width + k]);
        sum += m.squares;
    }
    return sum;
}

/* An axis has the share that it has in the variance of the codes. */
static void name_axes(places *p, const float *codes, size_t width)
{
    const double all = squares_of_all(codes, p->n, width);
    snprintf(p->x_label, LABEL, "first principal axis (%.0f %%)", all > 0 ? 100 * squares(p->at.x, p->n) / all : 0.0);
    snprintf(p->y_label, LABEL, "second principal axis (%.0f %%)", all > 0 ? 100 * squares(p->at.y, p->n) / all : 0.0);
}

static bool take_plane(places *p, const view *v, kit_message *why)
{
    if (!plane_make(&p->at, v->x, p->n, v->width, v->name, why))
        return false;
    snprintf(p->x_label, LABEL, "%s, first number", v->name);
    snprintf(p->y_label, LABEL, "%s, second number", v->name);
    if (p->at.axes.components > 0)
        name_axes(p, v->x, v->width);
    return true;
}

/* A code of one number makes a histogram. */
static bool take_line(places *p, const view *v, kit_message *why)
{
    p->at.x = malloc((p->n + 1) * sizeof *p->at.x);
    if (!p->at.x)
        return kit_explain(why, "out of memory: %zu points", p->n);
    for (size_t i = 0; i < p->n; i++)
        p->at.x[i] = (double)v->x[i];
    snprintf(p->x_label, LABEL, "%s", v->name);
    snprintf(p->y_label, LABEL, "rows");
    return true;
}

static bool colour_rows(groups *out, const places *p, kit_message *why)
{
    const bool ok = groups_make(out, p->at.x, p->at.y, p->n, p->labels, KIT_PLOT_DOTS_APART, why);
    if (ok && p->labels && out->n == 1 && !out->curves[0].name)
        fprintf(stderr, "the labels are more than %d different ones, too many for colours; all rows have one\n",
                KIT_PLOT_DOTS_APART);
    return ok;
}

static bool place_rows(places *p, const session *s, view *v, kit_message *why)
{
    const size_t n = s->rows.n;
    p->labels = s->table.labels ? malloc((n + 1) * sizeof *p->labels) : NULL;
    if (s->table.labels && !p->labels)
        return kit_explain(why, "out of memory: %zu rows", n);
    p->n = keep_rows(p, v->x, v->width, &s->table, n);
    if (n > MOST_DOTS)
        fprintf(stderr, "%zu of %zu rows drawn\n", p->n, n);
    return (v->width > 1 ? take_plane : take_line)(p, v, why);
}

/* ---- The chart ---------------------------------------------------------------------------------------------------- */

static bool write_dots(const places *p, const groups *g, const arguments *a, kit_message *why)
{
    const kit_plot plot = { .title = a->model,
                            .x_label = p->x_label,
                            .y_label = p->y_label,
                            .kind = KIT_PLOT_DOTS,
                            .curves = g->curves,
                            .n_curves = g->n };
    return kit_plots_write(a->out, &plot, 1, why);
}

static bool write_numbers(const places *p, const groups *g, const arguments *a, kit_message *why)
{
    histogram h;
    bool ok = histogram_make(&h, g, GROUP_BINS, why);
    const kit_plot plot = { .title = a->model,
                            .x_label = p->x_label,
                            .y_label = p->y_label,
                            .kind = KIT_PLOT_BARS,
                            .curves = h.curves,
                            .n_curves = g->n };
    ok = ok && kit_plots_write(a->out, &plot, 1, why);
    histogram_free(&h);
    return ok;
}

bool chart_codes(const arguments *a, kit_message *why)
{
    session s = { 0 };
    views all = { 0 };
    places p = { 0 };
    groups g = { 0 };
    if (!a->out)
        return kit_explain(why, "a chart of codes is a picture; --out FILE names it, .svg or .png");
    bool ok = kit_plot_writable(a->out, why) && open_for_views(&s, a, why) && views_make(&all, &s, NULL, false, a, why) &&
              place_rows(&p, &s, &all.view[0], why) && colour_rows(&g, &p, why) &&
              (all.view[0].width > 1 ? write_dots : write_numbers)(&p, &g, a, why);
    groups_free(&g);
    places_free(&p);
    views_free(&all);
    close_session(&s);
    return ok;
}
