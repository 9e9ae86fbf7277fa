/* Errors by column: a picture of them where rows are pictures, a curve where they are signals, otherwise a table. */
#include "ae_page.h"
#include "kit/plot.h"
#include <math.h>
#include <stdlib.h>

static double rms_of(const page_column *c)
{
    return sqrt(c->squares / (double)c->given.n);
}

static double bias_of(const page_column *c)
{
    return c->sum / (double)c->given.n;
}

static double deviation_of(const page_column *c)
{
    return sqrt(c->given.squares / (double)c->given.n);
}

static double largest(const page *p, double (*of)(const page_column *))
{
    double most = 0;
    for (size_t k = 0; k < p->info.input_width; k++)
        most = fmax(most, fabs(of(&p->column[k])));
    return most;
}

/* ---- Pictures ------------------------------------------------------------------------------------------------------- */

static bool put_pictures(page *p, kit_message *why)
{
    const size_t width = p->info.input_width;
    const double rms = largest(p, rms_of), bias = largest(p, bias_of);
    float *images = calloc(3, width * sizeof *images);
    if (!images)
        return kit_explain(why, "out of memory");
    for (size_t k = 0; k < width; k++) {
        images[k] = (float)p->column[k].given.mean;
        images[width + k] = rms > 0 ? (float)(rms_of(&p->column[k]) / rms) : 0;
        images[2 * width + k] = bias > 0 ? (float)(bias_of(&p->column[k]) / bias) : 0;
    }
    kit_html_figure_begin(p->to);
    const bool ok = page_put_sheet(p, images, 1, 3, 1, "The mean row, the errors by pixel, and their mean", why);
    kit_html_figure_end(
        p->to,
        "From above: the mean of all rows; the root of the mean squared error of each pixel, where white is "
        "%.3g of 1; and the mean error, orange where pictures come back too bright and blue where too dark, by "
        "%.3g at most.",
        rms, bias);
    free(images);
    return ok;
}

/* ---- Signals -------------------------------------------------------------------------------------------------------- */

static bool put_signals(const page *p, kit_message *why)
{
    const size_t width = p->info.input_width;
    double *y = malloc(2 * width * sizeof *y);
    if (!y)
        return kit_explain(why, "out of memory");
    for (size_t k = 0; k < width; k++) {
        y[k] = deviation_of(&p->column[k]);
        y[width + k] = rms_of(&p->column[k]);
    }
    const kit_curve curves[] = { { "deviation of the rows", NULL, y, width }, { "error", NULL, y + width, width } };
    const kit_plot plot = { .title = "Errors along the rows",
                            .x_label = "column",
                            .y_label = "in the units of the data",
                            .curves = curves,
                            .n_curves = 2 };
    kit_html_figure_begin(p->to);
    kit_plot_svg(p->to, &plot);
    kit_html_figure_end(p->to,
                        "The root of the mean squared error of each column, below how far the rows themselves are spread.");
    free(y);
    return true;
}

/* ---- Tables --------------------------------------------------------------------------------------------------------- */

typedef struct place {
    size_t column;
    double explained; /* of a category: the share of rows that came back right */
} place;

static bool is_category(const page *p, size_t column)
{
    ae_column_info c = AE_COLUMN_INFO_INIT;
    return ae_model_get_column(&c, p->shown->s.model, column, NULL) == AE_OK && c.levels > 0;
}

/* The worst first; one that never changes is last. */
static int by_explained(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (isnan(x->explained) || isnan(y->explained))
        return isnan(x->explained) - isnan(y->explained);
    if (x->explained != y->explained)
        return x->explained < y->explained ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

static void put_share(const page *p, double share)
{
    kit_html_cell(p->to, isfinite(share) ? "%.1f %%" : "\u2013", 100 * share);
}

static void put_line(const page *p, const place *at)
{
    char text[KIT_COLUMN_TEXT];
    const page_column *c = &p->column[at->column];
    kit_html_row_begin(p->to, page_column_name(text, p, at->column));
    if (is_category(p, at->column)) {
        put_share(p, (double)NAN);
        kit_html_cell(p->to, "words");
        kit_html_cell(p->to, "\u2013");
        kit_html_cell(p->to, "\u2013");
        put_share(p, at->explained);
    } else {
        put_share(p, at->explained);
        kit_html_cell(p->to, "%.4g", deviation_of(c));
        kit_html_cell(p->to, "%.4g", rms_of(c));
        kit_html_cell(p->to, "%+.2g", bias_of(c));
        kit_html_cell(p->to, "\u2013");
    }
    kit_html_row_end(p->to);
}

static bool put_table(const page *p, kit_message *why)
{
    enum { MOST = 40 };
    static const char *const columns[] = { "column",     "explained",   "deviation of the rows",
                                           "error, rms", "error, mean", "words right" };
    const size_t width = p->info.input_width, shown = width < MOST ? width : MOST;
    place *places = malloc(width * sizeof *places);
    if (!places)
        return kit_explain(why, "out of memory");
    for (size_t k = 0; k < width; k++) {
        const page_column *c = &p->column[k];
        places[k] = (place){ k, is_category(p, k)      ? (double)c->right / (double)c->given.n
                                : c->given.squares > 0 ? 1 - c->squares / c->given.squares
                                                       : (double)NAN };
    }
    qsort(places, width, sizeof *places, by_explained);
    kit_html_table_begin(p->to, "Columns, those that come back worst first; errors in the units of the data", columns, 6,
                         true);
    for (size_t k = 0; k < shown; k++)
        put_line(p, &places[k]);
    kit_html_table_end(p->to);
    if (shown < width)
        fprintf(p->to, "<p class=\"note\">%zu of %zu columns.</p>\n", shown, width);
    free(places);
    return true;
}

bool page_columns(page *p, kit_message *why)
{
    return p->form == PICTURES ? put_pictures(p, why) : p->form == SIGNALS ? put_signals(p, why) : put_table(p, why);
}
