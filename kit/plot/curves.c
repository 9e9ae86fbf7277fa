/* The curves themselves, each a path or two. */
#include "kit/plot/sheet.h"
#include <math.h>

/* ---- Lines -------------------------------------------------------------------------------------------------------- */

/* Neighbours in the same half of a pixel: where the line comes in, how far it goes up and down, and where it goes out. */
typedef struct column {
    double x, in, low, high, out;
    long at;
    size_t n;
} column;

static void put_point(FILE *to, bool *drawn, double x, double y)
{
    kit_sheet_number(to, *drawn ? "L" : "M", x);
    kit_sheet_number(to, " ", y);
    *drawn = true;
}

/* However many numbers a curve has, a column takes four points. */
static void put_column(FILE *to, bool *drawn, const column *c)
{
    if (c->n > 0)
        put_point(to, drawn, c->x, c->in);
    if (c->n > 2) {
        put_point(to, drawn, c->x, c->low);
        put_point(to, drawn, c->x, c->high);
    }
    if (c->n > 1)
        put_point(to, drawn, c->x, c->out);
}

/* A curve that is one point is a dot. */
static void put_line(const kit_sheet *s, size_t curve)
{
    bool drawn = false;
    column c = { .n = 0 };
    for (size_t i = 0; i < s->plot->curves[curve].n; i++) {
        double x, y;
        if (!kit_sheet_point(&x, &y, s, curve, i))
            continue;
        x = kit_axis_place(&s->x, x);
        y = kit_axis_place(&s->y, y);
        if (c.n == 0 || lround(2 * x) != c.at) {
            put_column(s->to, &drawn, &c);
            c = (column){ x, y, y, y, y, lround(2 * x), 0 };
        }
        c.low = fmin(c.low, y);
        c.high = fmax(c.high, y);
        c.out = y;
        c.n++;
    }
    put_column(s->to, &drawn, &c);
    if (drawn)
        fputs("h0", s->to);
}

/* When colours come again, lines are dashed. */
static void draw_line(const kit_sheet *s, size_t curve)
{
    static const char *const dashes[] = { "", " stroke-dasharray=\"6 4\"", " stroke-dasharray=\"2 4\"" };
    fprintf(s->to,
            "<path fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" stroke-linecap=\"round\" "
            "stroke-linejoin=\"round\"%s d=\"",
            dashes[curve / KIT_PLOT_COLORS % 3]);
    put_line(s, curve);
    fputs("\"/>", s->to);
}

/* ---- Bands -------------------------------------------------------------------------------------------------------- */

static bool both(double at[3], const kit_sheet *s, size_t i)
{
    double x;
    return kit_sheet_point(&at[0], &at[1], s, 0, i) && kit_sheet_point(&x, &at[2], s, 1, i);
}

/* From one curve along the points `from` to `to`, and back along the other. */
static void put_band(const kit_sheet *s, size_t from, size_t to)
{
    double at[3];
    for (size_t k = 0; k < 2 * (to - from); k++) {
        const bool back = k >= to - from;
        both(at, s, back ? to - 1 - (k - (to - from)) : from + k);
        kit_sheet_number(s->to, k ? "L" : "M", kit_axis_place(&s->x, at[0]));
        kit_sheet_number(s->to, " ", kit_axis_place(&s->y, at[back ? 2 : 1]));
    }
    if (to > from)
        fputs("z", s->to);
}

static void draw_band(const kit_sheet *s)
{
    const kit_curve *c = s->plot->curves;
    const size_t n = c[0].n < c[1].n ? c[0].n : c[1].n;
    double at[3];
    size_t from = 0;
    kit_sheet_begin_curve(s->to, 1);
    fputs("<path fill=\"currentColor\" fill-opacity=\"0.25\" d=\"", s->to);
    for (size_t i = 0; i <= n; i++)
        if (i == n || !both(at, s, i)) {
            put_band(s, from, i);
            from = i + 1;
        }
    fputs("\"/></g>\n", s->to);
}

/* ---- Dots --------------------------------------------------------------------------------------------------------- */

/* Neighbours among the curves differ in shape, and so do two of the same colour. Square
 * dots have a length, for PDF, which is what printers get, leaves out those without. */
static void draw_dots(const kit_sheet *s, size_t curve)
{
    const bool round = (curve + curve / KIT_PLOT_COLORS) % 2 == 0;
    fprintf(s->to,
            "<path fill=\"none\" stroke=\"currentColor\" stroke-width=\"%s\" stroke-linecap=\"%s\" stroke-opacity=\"0.75\" "
            "d=\"",
            round ? "4" : "3.4", round ? "round" : "square");
    for (size_t i = 0; i < s->plot->curves[curve].n; i++) {
        double x, y;
        if (!kit_sheet_point(&x, &y, s, curve, i))
            continue;
        kit_sheet_number(s->to, "M", kit_axis_place(&s->x, x));
        kit_sheet_number(s->to, " ", kit_axis_place(&s->y, y));
        fputs(round ? "h0" : "h.1", s->to);
    }
    fputs("\"/>", s->to);
}

static double coordinate(const kit_sheet *s, size_t curve, size_t i, bool of_y)
{
    double x, y;
    return !kit_sheet_point(&x, &y, s, curve, i) ? (double)NAN : of_y ? y : x;
}

/* How many of the dots are at most so far along an axis. */
static size_t count_to(const kit_sheet *s, size_t curve, bool of_y, double limit)
{
    size_t count = 0;
    for (size_t i = 0; i < s->plot->curves[curve].n; i++)
        count += coordinate(s, curve, i, of_y) <= limit;
    return count;
}

/* Half of the dots are to one side of it; NaN without dots. It is found by halving, which takes no memory. */
static double middle_of(const kit_sheet *s, size_t curve, bool of_y)
{
    enum { HALVINGS = 60 };
    const size_t half = count_to(s, curve, of_y, INFINITY) / 2;
    double low = NAN, high = NAN;
    for (size_t i = 0; i < s->plot->curves[curve].n; i++) {
        const double at = coordinate(s, curve, i, of_y);
        low = fmin(low, at);
        high = fmax(high, at);
    }
    for (int i = 0; i < HALVINGS && low < high; i++) {
        const double middle = low + (high - low) / 2;
        *(count_to(s, curve, of_y, middle) > half ? &high : &low) = middle;
    }
    return high;
}

/* Names that colours alone would not tell apart. */
static void name_dots(const kit_sheet *s)
{
    enum { FEW = 4, LONGEST = 110 };
    for (size_t k = 0; s->plot->n_curves > FEW && k < s->plot->n_curves; k++) {
        char name[KIT_TEXT_ROOM];
        const double x = middle_of(s, k, false), y = middle_of(s, k, true);
        kit_text_fit(name, s->plot->curves[k].name, LONGEST, KIT_TEXT_LARGE);
        if (!isnan(x))
            kit_sheet_text(s->to, kit_axis_place(&s->x, x), kit_axis_place(&s->y, y) + 4,
                           " text-anchor=\"middle\" font-weight=\"700\"", name);
    }
}

/* ---- Bars --------------------------------------------------------------------------------------------------------- */

static void put_box(FILE *to, double left, double top, double right, double bottom)
{
    kit_sheet_number(to, "M", left);
    kit_sheet_number(to, " ", top);
    kit_sheet_number(to, "H", right);
    kit_sheet_number(to, "V", bottom);
    kit_sheet_number(to, "H", left);
    fputs("z", to);
}

/* Bars of several curves lie behind each other, for they are mostly distributions. */
static void put_bars(const kit_sheet *s, size_t curve)
{
    const double half = kit_sheet_half_bar(s->plot), gap = s->plot->curves[curve].n > 100 ? 0 : 0.5;
    double x, y;
    for (size_t i = 0; i < s->plot->curves[curve].n; i++)
        if (kit_sheet_point(&x, &y, s, curve, i))
            put_box(s->to, kit_axis_place(&s->x, x - half) + gap, kit_axis_place(&s->y, y),
                    kit_axis_place(&s->x, x + half) - gap, s->y.log ? s->y.from : kit_axis_place(&s->y, 0));
}

/* Those of several curves share a row. */
static void put_rows(const kit_sheet *s, size_t curve)
{
    enum { PART = 14 }; /* of a row's height, in pixels */
    const double each = (double)PART / (double)s->plot->n_curves;
    double x, y;
    for (size_t i = 0; i < s->plot->curves[curve].n; i++)
        if (kit_sheet_point(&x, &y, s, curve, i)) {
            const double top = kit_axis_place(&s->y, y) - PART / 2.0 + each * (double)curve;
            put_box(s->to, kit_axis_place(&s->x, 0), top, kit_axis_place(&s->x, x), top + each);
        }
}

static void draw_bars(const kit_sheet *s, size_t curve)
{
    const bool behind = !s->plot->names && s->plot->n_curves > 1;
    fprintf(s->to, "<path fill=\"currentColor\" fill-opacity=\"%s\" d=\"", behind ? "0.55" : "0.9");
    if (s->plot->names)
        put_rows(s, curve);
    else
        put_bars(s, curve);
    fputs("\"/>", s->to);
}

/* ---- All ---------------------------------------------------------------------------------------------------------- */

void kit_sheet_curves(const kit_sheet *s)
{
    static void (*const draw[])(const kit_sheet *, size_t) = { draw_line, draw_line, draw_dots, draw_bars };
    const kit_plot *p = s->plot;
    if (p->kind == KIT_PLOT_FILLED && !p->names && p->n_curves > 1)
        draw_band(s);
    for (size_t k = 0; k < p->n_curves; k++) {
        kit_sheet_begin_curve(s->to, k);
        draw[p->names ? KIT_PLOT_BARS : p->kind](s, k);
        fputs("</g>\n", s->to);
    }
    if (p->kind == KIT_PLOT_DOTS && !p->names)
        kit_sheet_over(s, name_dots);
}
