/* How well the code uses its numbers. */
#include "ae_health.h"
#include "ae_page.h"
#include "kit/plot.h"
#include <math.h>
#include <stdlib.h>

bool page_has_health(const page *p)
{
    return p->n_kept >= KIT_HEALTH_ROWS;
}

static void put_summary(const page *p, const kit_health *h)
{
    char rows[PAGE_COUNT];
    fputs("<p>", p->to);
    kit_html_print(p->to, "The code of %s rows has %zu unit%s.", page_count(rows, h->rows), h->width,
                   h->width == 1 ? "" : "s");
    for (size_t k = 0; k < KIT_ILLS; k++)
        if (h->count[k] > 0)
            kit_html_print(p->to, " %zu %s %s.", h->count[k], h->count[k] == 1 ? "is" : "are", kit_ill_names[k]);
    if (isfinite(h->effective_rank))
        kit_html_print(p->to, " Codes spread in about %.1f directions.", h->effective_rank);
    if (isfinite(h->kl))
        kit_html_print(p->to, " A code tells %.2f nats of its row (KL).", h->kl);
    kit_html_print(p->to, " %.1f %% of all numbers are near 0%s", 100 * h->near_zero, isfinite(h->hoyer) ? "" : ".");
    if (isfinite(h->hoyer))
        kit_html_print(p->to, "; codes are sparse to %.2f (Hoyer: 0 all numbers alike, 1 a single one).", h->hoyer);
    fputs("</p>\n", p->to);
}

static void put_advice(const page *p, const kit_health *h)
{
    kit_message advice[KIT_HEALTH_ADVICE];
    const size_t n = kit_health_advice(advice, h);
    if (n == 0) {
        fputs("<p>Nothing is wrong with it.</p>\n", p->to);
        return;
    }
    fputs("<ul>\n", p->to);
    for (size_t i = 0; i < n; i++) {
        fputs("<li>", p->to);
        kit_html_print(p->to, "%s.", advice[i].text);
        fputs("</li>\n", p->to);
    }
    fputs("</ul>\n", p->to);
}

/* What each unit tells: of a variational code in nats, otherwise by how far its numbers are spread. */
static bool put_chart(const page *p, const kit_health *h, kit_message *why)
{
    const bool variational = isfinite(h->kl) != 0;
    double *y = malloc(h->width * sizeof *y);
    if (!y)
        return kit_explain(why, "out of memory");
    for (size_t i = 0; i < h->width; i++)
        y[i] = variational ? h->unit[i].kl : h->unit[i].deviation;
    const kit_curve curve = { NULL, NULL, y, h->width };
    const kit_plot plot = { .title = variational ? "KL by unit" : "Spread by unit",
                            .kind = KIT_PLOT_BARS,
                            .x_label = "unit",
                            .y_label = variational ? "KL, nats" : "deviation",
                            .curves = &curve,
                            .n_curves = 1 };
    kit_html_figure_begin(p->to);
    kit_plot_svg(p->to, &plot);
    kit_html_figure_end(p->to, variational ? "How much each unit tells of a row. One near 0 tells nothing."
                                           : "How far the numbers of each unit are spread. One near 0 tells nothing.");
    free(y);
    return true;
}

bool page_health(page *p, kit_message *why)
{
    kit_health h;
    const session *s = &p->shown->s;
    const subject of = {
        .arguments = p->arguments, .model = s->model, .file = p->arguments->model, .rows = &s->rows, .input = &s->table
    };
    bool ok = find_health(&h, &of, why);
    if (ok) {
        put_summary(p, &h);
        put_advice(p, &h);
        ok = h.width == 1 || put_chart(p, &h, why);
    }
    kit_health_free(&h);
    return ok;
}
