/* Where rows lie among the codes: a point for each, on the two axes along which codes are spread most. */
#include "ae_page_codes.h"

bool page_has_plane(const page *p)
{
    return plane_takes(p->info.code_width) && p->n_kept > 2;
}

static bool make(page_plane *c, const page *p, kit_message *why)
{
    return plane_make(&c->at, p->codes, p->n_kept, p->info.code_width, "the code", why) &&
           groups_of_classes(&c->groups, c->at.x, c->at.y, p->n_kept, &p->classes, p->kept, KIT_PLOT_DOTS_APART, why);
}

static void put_chart(const page *p, const page_plane *c)
{
    const bool two = p->info.code_width == 2;
    const kit_plot plot = { .title = "Codes",
                            .kind = KIT_PLOT_DOTS,
                            .x_label = two ? "first number of the code" : "first principal axis",
                            .y_label = two ? "second number of the code" : "second principal axis",
                            .curves = c->groups.curves,
                            .n_curves = c->groups.n };
    kit_plot_svg(p->to, &plot);
}

bool page_codes(page *p, kit_message *why)
{
    page_plane c = { 0 };
    char kept[PAGE_COUNT], all[PAGE_COUNT];
    bool ok = make(&c, p, why);
    if (ok) {
        fputs("<figure id=\"map\">\n", p->to);
        put_chart(p, &c);
        ok = page_alive(p, &c, why);
        kit_html_figure_end(
            p->to, "%s of %s rows, each a point at its code%s. Rows whose points are near each other are alike for the net.",
            page_count(kept, p->n_kept), page_count(all, p->shown->s.rows.n),
            p->info.code_width == 2 ? "" : ", seen along the two axes on which codes are spread most");
    }
    groups_free(&c.groups);
    plane_free(&c.at);
    return ok;
}
