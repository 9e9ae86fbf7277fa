/* Where rows lie among the codes: a point for each, on the two axes along which codes are spread most. */
#include "ae_page_codes.h"
#include "kit/plot.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- The plane -------------------------------------------------------------------------------------------------------- */

#ifdef HAVE_LAPACK
enum { WIDEST = 4096 };

static bool takes_axes(const page *p)
{
    return p->info.code_width <= WIDEST;
}

static bool find_axes(page_plane *c, const page *p, kit_message *why)
{
    if (!kit_pca_fit(&c->axes, p->codes, p->n_kept, p->info.code_width, 2) ||
        !kit_pca_encode(c->at, &c->axes, p->codes, p->n_kept))
        return kit_explain(why, "the principal axes of the codes cannot be found: no memory, or no answer");
    return true;
}

static void free_axes(page_plane *c)
{
    kit_pca_free(&c->axes);
}
#else
static bool takes_axes(const page *p)
{
    return p->info.code_width == 2;
}

static bool find_axes(page_plane *c, const page *p, kit_message *why)
{
    (void)c, (void)p;
    return kit_explain(why, "this build has no LAPACK for principal axes");
}

static void free_axes(page_plane *c)
{
    (void)c;
}
#endif

bool page_has_plane(const page *p)
{
    return p->info.code_width >= 2 && p->n_kept > 2 && takes_axes(p);
}

static uint32_t class_of(const page *p, size_t kept)
{
    return p->classes.n ? p->classes.class_of[p->kept[kept]] : 0;
}

/* Points in the order of their classes, as the chart has them, and where each class begins. */
static void sort_points(page_plane *c, const page *p)
{
    size_t at = 0;
    for (size_t k = 0; k < c->n_classes; k++) {
        c->first[k] = at;
        for (size_t i = 0; i < p->n_kept; i++)
            if (c->n_classes == 1 || class_of(p, i) == k)
                c->order[at++] = (uint32_t)i;
    }
    c->first[c->n_classes] = at;
    for (size_t j = 0; j < at; j++) {
        c->x[j] = (double)c->at[2 * c->order[j]];
        c->y[j] = (double)c->at[2 * c->order[j] + 1];
    }
}

bool page_plane_make(page_plane *c, const page *p, kit_message *why)
{
    const size_t n = p->n_kept;
    *c = (page_plane){ .at = malloc(2 * n * sizeof *c->at),
                       .x = malloc(n * sizeof *c->x),
                       .y = malloc(n * sizeof *c->y),
                       .order = malloc(n * sizeof *c->order) };
    if (!c->at || !c->x || !c->y || !c->order)
        return kit_explain(why, "out of memory");
    if (p->info.code_width == 2)
        memcpy(c->at, p->codes, 2 * n * sizeof *c->at);
    else if (!find_axes(c, p, why))
        return false;
    /* One more class holds the rows without a label. */
    c->n_classes = p->classes.n && p->classes.n < PAGE_CLASSES ? p->classes.n + 1 : 1;
    sort_points(c, p);
    return true;
}

void page_plane_free(page_plane *c)
{
    free_axes(c);
    free(c->at);
    free(c->x);
    free(c->y);
    free(c->order);
}

/* ---- The chart ------------------------------------------------------------------------------------------------------ */

static void put_chart(const page *p, const page_plane *c)
{
    kit_curve curves[PAGE_CLASSES + 1];
    const bool two = p->info.code_width == 2, colored = c->n_classes > 1;
    size_t n = 0;
    for (size_t k = 0; k < c->n_classes; k++)
        if (c->first[k + 1] > c->first[k])
            curves[n++] = (kit_curve){ !colored           ? NULL
                                       : k < p->classes.n ? p->classes.names[k]
                                                          : "no label",
                                       c->x + c->first[k], c->y + c->first[k], c->first[k + 1] - c->first[k] };
    const kit_plot plot = { .title = "Codes",
                            .kind = KIT_PLOT_DOTS,
                            .x_label = two ? "first number of the code" : "first principal axis",
                            .y_label = two ? "second number of the code" : "second principal axis",
                            .curves = curves,
                            .n_curves = n };
    kit_plot_svg(p->to, &plot);
}

bool page_codes(page *p, kit_message *why)
{
    page_plane c;
    char kept[PAGE_COUNT], all[PAGE_COUNT];
    bool ok = page_plane_make(&c, p, why);
    if (ok) {
        fputs("<figure id=\"map\">\n", p->to);
        put_chart(p, &c);
        ok = page_alive(p, &c, why);
        kit_html_figure_end(
            p->to, "%s of %s rows, each a point at its code%s. Rows whose points are near each other are alike for the net.",
            page_count(kept, p->n_kept), page_count(all, p->shown->s.rows.n),
            p->info.code_width == 2 ? "" : ", seen along the two axes on which codes are spread most");
    }
    page_plane_free(&c);
    return ok;
}
