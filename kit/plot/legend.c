/* The legend: in rows that are full where the plot ends. */
#include "kit/plot/sheet.h"

enum { ROWS = 4, SWATCH = 16, GAP = 6, BETWEEN = 16, MORE = 110, LINE = 20, NAME = 230 };

typedef struct place {
    double left;
    size_t row;
} place;

static void draw_item(FILE *to, const kit_sheet *s, size_t curve, const place *at, double top, const char *name)
{
    const double middle = top + LINE * (double)at->row + LINE / 2.0;
    const bool line = !s->plot->names && s->plot->kind <= KIT_PLOT_FILLED;
    kit_sheet_begin_curve(to, curve);
    kit_sheet_number(to, "<rect x=\"", at->left);
    kit_sheet_number(to, "\" y=\"", middle - (line ? 1.5 : 5));
    fprintf(to, "\" width=\"%d\" height=\"%d\" fill=\"currentColor\"/></g>", line ? SWATCH : 10, line ? 3 : 10);
    kit_sheet_text(to, at->left + SWATCH + GAP, middle + 4, "", name);
}

static void tell_more(FILE *to, const place *at, double top, size_t more)
{
    char text[48];
    snprintf(text, sizeof text, "and %zu more", more);
    kit_sheet_text(to, at->left, top + LINE * (double)at->row + LINE / 2.0 + 4, "", text);
}

/* In the last row there stays room to say how many others there are. */
static bool has_room(const kit_sheet *s, const place *at, double width, bool last)
{
    const double end = s->x.to - (at->row + 1 == ROWS && !last ? MORE : 0);
    return at->left + width <= end;
}

size_t kit_sheet_legend(const kit_sheet *s, FILE *to, double top)
{
    const size_t n = s->plot->n_curves > 1 ? s->plot->n_curves : 0;
    place at = { s->x.from, 0 };
    if (to)
        fputs("<g class=\"kit-text\" color=\"#222\" fill=\"currentColor\">\n", to);
    for (size_t i = 0; i < n; i++) {
        char name[KIT_TEXT_ROOM];
        kit_text_fit(name, s->plot->curves[i].name, NAME, KIT_TEXT_LARGE);
        const double width = SWATCH + GAP + kit_text_width(name, KIT_TEXT_LARGE);
        if (!has_room(s, &at, width, i + 1 == n) && at.row + 1 < ROWS)
            at = (place){ s->x.from, at.row + 1 };
        else if (!has_room(s, &at, width, i + 1 == n)) {
            if (to)
                tell_more(to, &at, top, n - i);
            break;
        }
        if (to)
            draw_item(to, s, i, &at, top, name);
        at.left += width + BETWEEN;
    }
    if (to)
        fputs("</g>\n", to);
    return n ? at.row + 1 : 0;
}
