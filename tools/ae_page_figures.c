/* How well the net does: loss and errors of the rows, and what they are to be held against. */
#include "ae_page.h"
#include "ae_remarks.h"
#include <math.h>
#include <string.h>

static void put_number(const page *p, double value)
{
    kit_html_cell(p->to, isfinite(value) ? "%.5g" : "\u2013", value);
}

static void put_line(const page *p, const char *name, double (*of)(const ae_metrics *m))
{
    kit_html_row_begin(p->to, name);
    for (size_t i = 0; i < p->sides; i++)
        put_number(p, of(&p->side[i].metrics));
    kit_html_row_end(p->to);
}

static double rows_of(const ae_metrics *m)
{
    return (double)m->rows;
}

static double loss_of(const ae_metrics *m)
{
    return m->loss;
}

static double mse_of(const ae_metrics *m)
{
    return m->mse;
}

static double mae_of(const ae_metrics *m)
{
    return m->mae;
}

static double mean_of(const ae_metrics *m)
{
    return m->mean_mse;
}

static double explained_percent(const ae_metrics *m)
{
    return 100 * explained_by(m);
}

/* The same loss of each side: they have one spec. */
static void put_losses(const page *p)
{
    const ae_metrics *m = &p->shown->metrics;
    for (size_t k = 0; m->n_losses > 1 && k < m->n_losses; k++) {
        char name[64];
        name_loss(name, sizeof name, m->losses, k);
        kit_html_row_begin(p->to, name);
        for (size_t i = 0; i < p->sides; i++)
            put_number(p, k < p->side[i].metrics.n_losses ? p->side[i].metrics.losses[k].value : (double)NAN);
        kit_html_row_end(p->to);
    }
}

static void put_heads(const page *p)
{
    const ae_metrics *m = &p->shown->metrics;
    for (size_t k = 0; k < m->n_metrics; k++) {
        if (!is_of_head(&m->metrics[k]))
            continue;
        kit_html_row_begin(p->to, m->metrics[k].name);
        for (size_t i = 0; i < p->sides; i++)
            put_number(p, k < p->side[i].metrics.n_metrics ? p->side[i].metrics.metrics[k].value : (double)NAN);
        kit_html_row_end(p->to);
    }
}

static void put_verdict(const page *p)
{
    const ae_metrics *m = &p->shown->metrics;
    const bool words = has_words(p->shown->s.model);
    fputs("<p>", p->to);
    if (is_no_better(m))
        kit_html_print(p->to, "Always answering with the mean of these rows would be as good: the net has learnt nothing "
                              "that these rows show.");
    else
        kit_html_print(p->to,
                       "Always answering with the mean of these rows would have a squared error of %.4g, the net has %.4g: "
                       "%.1f %% of how the %s differ comes back.%s",
                       m->mean_mse, m->mse, 100 * explained_by(m), words ? "numbers" : "rows",
                       words ? " Words are not in this: how many come back right is under Errors by column." : "");
    fputs("</p>\n", p->to);
}

static void put_table(const page *p)
{
    const char *columns[1 + PAGE_SIDES] = { "figure", p->side[0].name, p->side[p->sides - 1].name };
    kit_html_table_begin(p->to, "Losses and errors, the mean over rows", columns, 1 + p->sides, true);
    put_line(p, "rows", rows_of);
    put_line(p, "loss", loss_of);
    put_losses(p);
    if (p->decodes) {
        put_line(p, "mean squared error (mse)", mse_of);
        put_line(p, "mean absolute error (mae)", mae_of);
        put_line(p, "mse of the mean row", mean_of);
        put_line(p, "explained variance, %", explained_percent);
    }
    put_heads(p);
    kit_html_table_end(p->to);
}

bool page_figures(page *p, kit_message *why)
{
    (void)why;
    put_table(p);
    if (p->decodes && isfinite(p->shown->metrics.mse))
        put_verdict(p);
    return true;
}
