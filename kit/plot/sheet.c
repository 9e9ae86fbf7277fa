#include "kit/plot/sheet.h"
#include "kit/html.h"
#include <math.h>

/* ---- Pieces of SVG ------------------------------------------------------------------------------------------------ */

/* Seven of Okabe and Ito (Color Universal Design, 2008), without yellow, which is too pale on white, and five that are as
 * far from each other and from these as these are among themselves, also for eyes without red or green cones. */
static const char *const colors[] = {
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9",
    "#000000", "#780f4b", "#5a87ff", "#a52d0f", "#3c00ff", "#1e2da5",
};
_Static_assert(sizeof colors / sizeof *colors == KIT_PLOT_COLORS, "a colour for each");

void kit_sheet_begin_curve(FILE *to, size_t curve)
{
    fprintf(to, "<g class=\"kit-%zu\" color=\"%s\">", curve % KIT_PLOT_COLORS + 1, colors[curve % KIT_PLOT_COLORS]);
}

void kit_sheet_number(FILE *to, const char *before, double number)
{
    fprintf(to, "%s%g", before, round(number * 10) / 10 + 0.0);
}

void kit_sheet_text(FILE *to, double x, double y, const char *how, const char *text)
{
    if (!text || !*text)
        return;
    kit_sheet_number(to, "<text x=\"", x);
    kit_sheet_number(to, "\" y=\"", y);
    fprintf(to, "\"%s>", how);
    kit_html_text(to, text);
    fputs("</text>\n", to);
}

/* The same text twice, first wide and in the colour of what is behind. */
void kit_sheet_over(const kit_sheet *s, void (*write)(const kit_sheet *sheet))
{
    fputs("<g class=\"kit-halo\" color=\"#fff\" fill=\"currentColor\" stroke=\"currentColor\" stroke-width=\"4\" "
          "stroke-linejoin=\"round\" aria-hidden=\"true\">\n",
          s->to);
    write(s);
    fputs("</g>\n<g class=\"kit-text\" color=\"#222\" fill=\"currentColor\">\n", s->to);
    write(s);
    fputs("</g>\n", s->to);
}

/* ---- Points ------------------------------------------------------------------------------------------------------- */

bool kit_sheet_point(double *x, double *y, const kit_sheet *s, size_t curve, size_t i)
{
    const kit_curve *c = &s->plot->curves[curve];
    const bool named = s->plot->names != NULL;
    const double place = named ? (double)i : c->x ? c->x[i] : (double)i + 1;
    *x = named ? c->y[i] : place;
    *y = named ? place : c->y[i];
    return kit_axis_takes(&s->x, *x) && kit_axis_takes(&s->y, *y);
}

double kit_sheet_half_bar(const kit_plot *p)
{
    double least = INFINITY;
    for (size_t k = 0; k < p->n_curves && !p->names; k++)
        for (size_t i = 1; p->curves[k].x && i < p->curves[k].n; i++) {
            const double step = fabs(p->curves[k].x[i] - p->curves[k].x[i - 1]);
            least = step > 0 && step < least ? step : least;
        }
    return isfinite(least) ? least / 2 : 0.5;
}

/* ---- Where everything lies ---------------------------------------------------------------------------------------- */

enum { PLOT_HEIGHT = 240, NAME_HEIGHT = 18, NAME_WIDTH = 220, MARGIN = 8, LINE = 20, TITLE = 26 };

static void see_points(kit_sheet *s)
{
    for (size_t k = 0; k < s->plot->n_curves; k++)
        for (size_t i = 0; i < s->plot->curves[k].n; i++) {
            double x, y;
            if (!kit_sheet_point(&x, &y, s, k, i))
                continue;
            kit_axis_widen(&s->x, x);
            kit_axis_widen(&s->y, y);
        }
}

/* Bars begin at 0, and reach beyond their middles. */
static void see_bars(kit_sheet *s)
{
    const double half = kit_sheet_half_bar(s->plot);
    kit_axis *along = s->plot->names ? &s->y : &s->x, *of_length = s->plot->names ? &s->x : &s->y;
    if ((s->plot->kind != KIT_PLOT_BARS && !s->plot->names) || along->low > along->high)
        return;
    kit_axis_widen(along, along->low - half);
    kit_axis_widen(along, along->high + half);
    if (!of_length->log)
        kit_axis_widen(of_length, 0);
}

static void see_marks(kit_sheet *s)
{
    for (size_t i = 0; i < s->plot->n_marks; i++) {
        kit_axis *a = s->plot->marks[i].horizontal ? &s->y : &s->x;
        if (kit_axis_takes(a, s->plot->marks[i].at))
            kit_axis_widen(a, s->plot->marks[i].at);
    }
}

static void find_ranges(kit_sheet *s)
{
    const kit_plot *p = s->plot;
    s->x = kit_axis_begin(false);
    s->y = kit_axis_begin(p->log_y && !p->names);
    see_points(s);
    const bool x_whole = s->x.whole, y_whole = s->y.whole;
    see_bars(s);
    see_marks(s);
    s->x.whole = x_whole; /* thresholds and edges of bars between whole numbers do not make these less so */
    s->y.whole = y_whole;
    kit_axis_settle(&s->x, p->kind == KIT_PLOT_DOTS || p->names ? 0.03 : 0);
    kit_axis_settle(&s->y, p->names ? 0 : 0.05);
}

static double widest(const kit_ticks *ticks)
{
    double width = 0;
    for (size_t i = 0; i < ticks->n; i++)
        width = fmax(width, kit_text_width(ticks->text[i], KIT_TEXT_LARGE));
    return width;
}

static double widest_name(const kit_sheet *s)
{
    double width = 0;
    for (size_t i = 0; s->plot->n_curves && i < s->plot->curves[0].n; i++)
        width = fmax(width, kit_text_width(s->plot->names[i], KIT_TEXT_LARGE));
    return fmin(width, NAME_WIDTH);
}

/* As many ticks as have room beside each other. */
static void find_x_ticks(kit_sheet *s)
{
    double about = 8;
    do
        kit_axis_ticks(&s->x_ticks, &s->x, about);
    while ((widest(&s->x_ticks) + MARGIN) * (double)s->x_ticks.n > s->x.to - s->x.from && --about >= 1);
}

static void place_across(kit_sheet *s)
{
    const kit_plot *p = s->plot;
    kit_axis_ticks(&s->y_ticks, &s->y, 5);
    const double labels = p->names ? widest_name(s) : widest(&s->y_ticks) + (p->y_label ? LINE : 0);
    s->x.from = MARGIN + labels + MARGIN;
    s->x.to = KIT_SHEET_WIDTH - 2 * MARGIN;
    find_x_ticks(s);
    s->x.to = fmin(s->x.to, KIT_SHEET_WIDTH - MARGIN - widest(&s->x_ticks) / 2);
}

static void place_down(kit_sheet *s)
{
    const kit_plot *p = s->plot;
    const bool foot = p->names ? p->y_label : p->x_label;
    const double rows = p->names && p->n_curves ? (double)p->curves[0].n : 0;
    s->y.to = MARGIN + (p->title ? TITLE : 0) + LINE * (double)kit_sheet_legend(s, NULL, 0);
    s->y.from = s->y.to + (p->names ? rows * NAME_HEIGHT + MARGIN : PLOT_HEIGHT);
    s->height = s->y.from + LINE + (foot ? LINE : 0) + MARGIN;
    if (!p->names)
        return;
    s->y.low = rows - 0.5; /* the first row is on top */
    s->y.high = -0.5;
    s->y_ticks.n = 0;
}

/* ---- The whole ---------------------------------------------------------------------------------------------------- */

static void put_axis(FILE *to, const char *name, const kit_axis *a)
{
    fprintf(to, " data-%s=\"%.9g %.9g", name, a->low, a->high);
    kit_sheet_number(to, " ", a->from);
    kit_sheet_number(to, " ", a->to);
    fputs("\"", to);
}

static void begin_svg(FILE *to, double height)
{
    fprintf(to,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%.0f\" viewBox=\"0 0 %d %.0f\" "
            "font-family=\"system-ui, sans-serif\" font-size=\"%d\"",
            KIT_SHEET_WIDTH, height, KIT_SHEET_WIDTH, height, KIT_TEXT_SIZE);
}

static void begin(const kit_sheet *s)
{
    begin_svg(s->to, s->height);
    fputs(" class=\"kit-plot\" role=\"img\"", s->to);
    put_axis(s->to, "x", &s->x);
    put_axis(s->to, "y", &s->y);
    fputs(">\n", s->to);
}

static kit_sheet lay_out(FILE *to, const kit_plot *plot)
{
    kit_sheet s = { .to = to, .plot = plot };
    find_ranges(&s);
    place_across(&s);
    place_down(&s);
    return s;
}

void kit_plot_svg(FILE *to, const kit_plot *plot)
{
    const kit_sheet s = lay_out(to, plot);
    begin(&s);
    kit_sheet_describe(&s);
    kit_sheet_frame(&s);
    kit_sheet_legend(&s, to, MARGIN + (plot->title ? TITLE : 0));
    kit_sheet_curves(&s);
    kit_sheet_marks(&s);
    fputs("</svg>\n", to);
}

void kit_plots_svg(FILE *to, const kit_plot *plots, size_t n)
{
    double height = 0, top = 0;
    if (n == 1) {
        kit_plot_svg(to, plots);
        return;
    }
    for (size_t i = 0; i < n; i++)
        height += lay_out(to, &plots[i]).height;
    begin_svg(to, height);
    fputs(">\n", to);
    for (size_t i = 0; i < n; i++) {
        fprintf(to, "<g transform=\"translate(0 %.0f)\">\n", top);
        kit_plot_svg(to, &plots[i]);
        fputs("</g>\n", to);
        top += lay_out(to, &plots[i]).height;
    }
    fputs("</svg>\n", to);
}
