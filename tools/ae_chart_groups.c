#include "ae_chart.h"
#include "kit/labels.h"
#include <math.h>
#include <stdlib.h>

/* ---- Groups ------------------------------------------------------------------------------------------------------- */

/* All rows are one, without a name, where there are no labels, or too many. */
static bool find_classes(kit_classes *out, const kit_label *labels, size_t n, size_t most, kit_message *why)
{
    *out = (kit_classes){ 0 };
    if (labels && !kit_classes_find(out, labels, n, why))
        return false;
    if (out->n > most)
        kit_classes_free(out);
    return true;
}

static size_t class_of(const kit_classes *c, size_t row)
{
    return c->class_of ? c->class_of[row] : 0;
}

static void gather(groups *g, const kit_classes *c, const double *x, const double *y, size_t n)
{
    size_t used = 0;
    for (size_t k = 0; k <= c->n; k++) {
        kit_curve curve = { k < c->n ? c->names[k] : c->n ? "no label" : NULL, g->x + used, y ? g->y + used : NULL, 0 };
        for (size_t i = 0; i < n; i++) {
            if (class_of(c, i) != k)
                continue;
            g->x[used] = x[i];
            if (y)
                g->y[used] = y[i];
            used++;
            curve.n++;
        }
        if (curve.n)
            g->curves[g->n++] = curve;
    }
}

bool groups_make(groups *out, const double *x, const double *y, size_t n, const kit_label *labels, size_t most,
                 kit_message *why)
{
    kit_classes c;
    *out = (groups){ 0 };
    if (!find_classes(&c, labels, n, most, why))
        return false;
    out->x = malloc((n + 1) * sizeof *out->x);
    out->y = y ? malloc((n + 1) * sizeof *out->y) : NULL;
    out->curves = calloc(c.n + 1, sizeof *out->curves);
    const bool ok = out->x && (out->y || !y) && out->curves;
    if (ok)
        gather(out, &c, x, y, n);
    kit_classes_free(&c);
    return ok || kit_explain(why, "out of memory: %zu points", n);
}

void groups_free(groups *g)
{
    free(g->x);
    free(g->y);
    free(g->curves);
}

/* ---- Histograms --------------------------------------------------------------------------------------------------- */

static void find_ends(histogram *h, const groups *g)
{
    h->low = INFINITY;
    h->high = -INFINITY;
    for (size_t k = 0; k < g->n; k++)
        for (size_t i = 0; i < g->curves[k].n; i++)
            if (isfinite(g->curves[k].x[i])) {
                h->low = fmin(h->low, g->curves[k].x[i]);
                h->high = fmax(h->high, g->curves[k].x[i]);
            }
    if (h->low > h->high)
        h->low = h->high = 0;
    if (h->low == h->high)
        h->high += fmax(fabs(h->low) * 1e-3, 1e-3); /* all the same: in the first bin of some */
}

static void count(histogram *h, size_t k, const kit_curve *of)
{
    double *y = h->y + k * h->bins;
    for (size_t i = 0; i < of->n; i++) {
        if (!isfinite(of->x[i]))
            continue;
        const size_t bin = (size_t)((of->x[i] - h->low) / (h->high - h->low) * (double)h->bins);
        y[bin < h->bins ? bin : h->bins - 1]++;
    }
    h->curves[k] = (kit_curve){ of->name, h->x, y, h->bins };
}

bool histogram_make(histogram *out, const groups *g, size_t bins, kit_message *why)
{
    *out = (histogram){ .bins = bins < GROUP_BINS ? bins : GROUP_BINS };
    out->y = calloc(g->n + 1, out->bins * sizeof *out->y);
    out->curves = calloc(g->n + 1, sizeof *out->curves);
    if (!out->y || !out->curves)
        return kit_explain(why, "out of memory");
    find_ends(out, g);
    for (size_t i = 0; i < out->bins; i++)
        out->x[i] = out->low + (out->high - out->low) * ((double)i + 0.5) / (double)out->bins;
    for (size_t k = 0; k < g->n; k++)
        count(out, k, &g->curves[k]);
    return true;
}

void histogram_free(histogram *h)
{
    free(h->y);
    free(h->curves);
}
