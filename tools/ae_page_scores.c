/* How unusual rows are: their scores, beside those that are usual. */
#include "ae_page.h"
#include "kit/plot.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BINS = 40 };

/* Where the histogram ends: few scores lie far beyond all others, and would leave no room for these. */
static bool widen(double *low, double *high, const page_rows *r, kit_message *why)
{
    double *x = malloc(r->s.rows.n * sizeof *x);
    size_t n = 0;
    if (!x)
        return kit_explain(why, "out of memory");
    for (size_t i = 0; i < r->s.rows.n; i++)
        if (isfinite(r->scores[i]))
            x[n++] = (double)r->scores[i];
    kit_sort(x, n);
    if (n > 0) {
        *low = fmin(*low, x[0]);
        *high = fmax(*high, x[(size_t)(0.998 * (double)(n - 1))]);
    }
    free(x);
    return true;
}

static bool find_range(double *low, double *high, const page *p, kit_message *why)
{
    bool ok = true;
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t k = 0; ok && k < p->sides; k++)
        ok = widen(low, high, &p->side[k], why);
    return ok;
}

static bool has_scorer(const page *p)
{
    ae_scorer_info info = AE_SCORER_INFO_INIT;
    return ae_scorer_get_info(&info, p->shown->s.model, NULL) == AE_OK && *info.kind;
}

/* ---- The histogram -------------------------------------------------------------------------------------------------- */

static size_t find_marks(kit_mark marks[2], const page *p)
{
    static const struct {
        const char *text, *label;
    } thresholds[2] = { { "rate 0.05", "p = 0.05" }, { "rate 0.01", "p = 0.01" } };
    size_t n = 0;
    for (size_t i = 0; i < 2 && has_scorer(p); i++) {
        marks[n] = (kit_mark){ thresholds[i].label, 0, false };
        n += ae_scorer_threshold(&marks[n].at, p->shown->s.model, thresholds[i].text, NULL) == AE_OK;
    }
    return n;
}

static void put_histogram(const page *p, double low, double high)
{
    double x[PAGE_SIDES][2 * BINS + 2], y[PAGE_SIDES][2 * BINS + 2];
    kit_curve curves[PAGE_SIDES];
    kit_mark marks[2];
    for (size_t k = 0; k < p->sides; k++) {
        kit_histogram(x[k], y[k], p->side[k].scores, p->side[k].s.rows.n, BINS, low, high);
        curves[k] = (kit_curve){ p->side[k].name, x[k], y[k], 2 * BINS + 2 };
    }
    const kit_plot plot = { .title = "Scores of rows",
                            .x_label = "score",
                            .y_label = "share of the rows",
                            .curves = curves,
                            .n_curves = p->sides,
                            .marks = marks,
                            .n_marks = find_marks(marks, p) };
    kit_html_figure_begin(p->to);
    kit_plot_svg(p->to, &plot);
    kit_html_figure_end(p->to, "Which share of the rows has which score, up to that of the last two in a thousand.%s",
                        plot.n_marks ? " Beyond a line lie 5 % and 1 % of usual rows." : "");
}

/* ---- p-values ------------------------------------------------------------------------------------------------------- */

static void put_p_values(const page *p, const double *p_values, size_t n)
{
    static const double levels[] = { 0.1, 0.05, 0.01, 0.001 };
    static const char *const columns[] = { "p-value", "rows", "share", "expected" };
    kit_html_table_begin(p->to, "How many rows are as rare as that among usual ones", columns, 4, true);
    for (size_t k = 0; k < sizeof levels / sizeof *levels; k++) {
        char name[32];
        size_t count = 0;
        for (size_t i = 0; i < n; i++)
            count += p_values[i] <= levels[k];
        snprintf(name, sizeof name, "at most %g", levels[k]);
        kit_html_row_begin(p->to, name);
        kit_html_cell(p->to, "%zu", count);
        kit_html_cell(p->to, "%.2f %%", 100 * (double)count / (double)n);
        kit_html_cell(p->to, "%g %%", 100 * levels[k]);
        kit_html_row_end(p->to);
    }
    kit_html_table_end(p->to);
    fputs("<p class=\"note\">A p-value is the share of the rows that the scorer was fitted to which have at least this "
          "score. Far "
          "more rows than expected: these rows are not like those, or the net has learnt those by heart.</p>\n",
          p->to);
}

bool page_scores(page *p, kit_message *why)
{
    ae_error e;
    double low, high;
    const size_t n = p->shown->s.rows.n;
    if (!find_range(&low, &high, p, why))
        return false;
    if (low < high)
        put_histogram(p, low, high);
    if (!has_scorer(p))
        return true;
    double *p_values = malloc(n * sizeof *p_values);
    bool ok = p_values || kit_explain(why, "out of memory");
    ok = ok && (ae_scorer_rank(p_values, p->shown->scores, n, p->shown->s.model, &e) == AE_OK || blame(why, NULL, &e));
    if (ok)
        put_p_values(p, p_values, n);
    free(p_values);
    return ok;
}
