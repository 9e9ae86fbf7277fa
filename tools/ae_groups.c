#include "ae_groups.h"
#include <math.h>
#include <stdlib.h>

/* ---- Groups ------------------------------------------------------------------------------------------------------- */

/* The class of the i-th point; where classes are not told apart, all have the first one. */
static size_t class_of(const kit_classes *c, const uint32_t *rows, size_t i)
{
    return c->n ? c->class_of[rows ? rows[i] : i] : 0;
}

static void gather(groups *g, const kit_classes *c, const uint32_t *rows, const double *x, const double *y, size_t n)
{
    size_t used = 0;
    for (size_t k = 0; k <= c->n; k++) {
        kit_curve curve = { k < c->n ? c->names[k] : c->n ? "no label" : NULL, g->x + used, y ? g->y + used : NULL, 0 };
        for (size_t i = 0; i < n; i++) {
            if (class_of(c, rows, i) != k)
                continue;
            g->x[used] = x[i];
            if (y)
                g->y[used] = y[i];
            g->order[used++] = (uint32_t)i;
            curve.n++;
        }
        if (curve.n)
            g->curves[g->n++] = curve;
    }
}

bool groups_of_classes(groups *out, const double *x, const double *y, size_t n, const kit_classes *classes,
                       const uint32_t *rows, size_t most, kit_message *why)
{
    static const kit_classes one;
    const kit_classes *c = classes->n <= most ? classes : &one;
    *out = (groups){ .x = malloc((n + 1) * sizeof *out->x),
                     .y = y ? malloc((n + 1) * sizeof *out->y) : NULL,
                     .order = malloc((n + 1) * sizeof *out->order),
                     .curves = calloc(c->n + 1, sizeof *out->curves) };
    if (!out->x || (y && !out->y) || !out->order || !out->curves)
        return kit_explain(why, "out of memory: %zu points", n);
    gather(out, c, rows, x, y, n);
    return true;
}

bool groups_make(groups *out, const double *x, const double *y, size_t n, const kit_label *labels, size_t most,
                 kit_message *why)
{
    kit_classes c = { 0 };
    *out = (groups){ 0 };
    const bool ok =
        (!labels || kit_classes_find(&c, labels, n, why)) && groups_of_classes(out, x, y, n, &c, NULL, most, why);
    kit_classes_free(&c);
    return ok;
}

void groups_free(groups *g)
{
    free(g->x);
    free(g->y);
    free(g->order);
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
