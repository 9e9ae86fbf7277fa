/* What is around the curves: grid, axes, ticks and their names, the title. */
#include "kit/plot/sheet.h"
#include <math.h>

/* Baseline: from the middle of letters to the line that they stand on. */
enum { TICK = 4, GAP = 4, BASELINE = 4, BELOW = 16 };

static void draw_grid(const kit_sheet *s)
{
    fputs("<g class=\"kit-grid\" color=\"#e4e4e4\"><path fill=\"none\" stroke=\"currentColor\" d=\"", s->to);
    for (size_t i = 0; i < s->x_ticks.n; i++) {
        kit_sheet_number(s->to, "M", kit_axis_place(&s->x, s->x_ticks.at[i]));
        kit_sheet_number(s->to, " ", s->y.to);
        kit_sheet_number(s->to, "V", s->y.from);
    }
    for (size_t i = 0; i < s->y_ticks.n; i++) {
        kit_sheet_number(s->to, "M", s->x.from);
        kit_sheet_number(s->to, " ", kit_axis_place(&s->y, s->y_ticks.at[i]));
        kit_sheet_number(s->to, "H", s->x.to);
    }
    fputs("\"/></g>\n", s->to);
}

static void draw_axes(const kit_sheet *s)
{
    fputs("<g class=\"kit-axis\" color=\"#444\"><path fill=\"none\" stroke=\"currentColor\" d=\"", s->to);
    kit_sheet_number(s->to, "M", s->x.from);
    kit_sheet_number(s->to, " ", s->y.to);
    kit_sheet_number(s->to, "V", s->y.from);
    kit_sheet_number(s->to, "H", s->x.to);
    for (size_t i = 0; i < s->x_ticks.n; i++) {
        kit_sheet_number(s->to, "M", kit_axis_place(&s->x, s->x_ticks.at[i]));
        kit_sheet_number(s->to, " ", s->y.from);
        fprintf(s->to, "v%d", TICK);
    }
    for (size_t i = 0; i < s->y_ticks.n; i++) {
        kit_sheet_number(s->to, "M", s->x.from);
        kit_sheet_number(s->to, " ", kit_axis_place(&s->y, s->y_ticks.at[i]));
        fprintf(s->to, "h-%d", TICK);
    }
    fputs("\"/></g>\n", s->to);
}

static void name_ticks(const kit_sheet *s)
{
    for (size_t i = 0; i < s->x_ticks.n; i++)
        kit_sheet_text(s->to, kit_axis_place(&s->x, s->x_ticks.at[i]), s->y.from + BELOW, " text-anchor=\"middle\"",
                       s->x_ticks.text[i]);
    for (size_t i = 0; i < s->y_ticks.n; i++)
        kit_sheet_text(s->to, s->x.from - TICK - GAP, kit_axis_place(&s->y, s->y_ticks.at[i]) + BASELINE,
                       " text-anchor=\"end\"", s->y_ticks.text[i]);
}

static void name_rows(const kit_sheet *s)
{
    char name[KIT_TEXT_ROOM];
    for (size_t i = 0; s->plot->n_curves && i < s->plot->curves[0].n; i++) {
        kit_text_fit(name, s->plot->names[i], s->x.from - 2 * GAP, KIT_TEXT_LARGE);
        kit_sheet_text(s->to, s->x.from - TICK - GAP, kit_axis_place(&s->y, (double)i) + BASELINE, " text-anchor=\"end\"",
                       name);
    }
}

static void write_title(const kit_sheet *s)
{
    char title[KIT_TEXT_ROOM], how[64];
    kit_text_fit(title, s->plot->title, KIT_SHEET_WIDTH - 2 * GAP, KIT_TITLE_LARGE * 1.1);
    snprintf(how, sizeof how, " text-anchor=\"middle\" font-size=\"%d\" font-weight=\"600\"", KIT_TITLE_SIZE);
    kit_sheet_text(s->to, KIT_SHEET_WIDTH / 2.0, 22, how, title);
}

static void write_labels(const kit_sheet *s)
{
    char label[KIT_TEXT_ROOM], how[80];
    const double middle = (s->y.from + s->y.to) / 2;
    kit_text_fit(label, s->plot->names ? s->plot->y_label : s->plot->x_label, s->x.to - s->x.from, KIT_TEXT_LARGE);
    kit_sheet_text(s->to, (s->x.from + s->x.to) / 2, s->y.from + 2.3 * BELOW, " text-anchor=\"middle\"", label);
    if (s->plot->names)
        return;
    kit_text_fit(label, s->plot->y_label, 2 * fmin(middle, s->height - middle), KIT_TEXT_LARGE);
    snprintf(how, sizeof how, " text-anchor=\"middle\" transform=\"rotate(-90 16 %.0f)\"", middle);
    kit_sheet_text(s->to, 16, middle, how, label);
}

void kit_sheet_frame(const kit_sheet *s)
{
    fprintf(s->to, "<g class=\"kit-back\" color=\"#fff\"><rect width=\"%d\" height=\"%.0f\" fill=\"currentColor\"/></g>\n",
            KIT_SHEET_WIDTH, s->height);
    draw_grid(s);
    draw_axes(s);
    fputs("<g class=\"kit-text\" color=\"#222\" fill=\"currentColor\">\n", s->to);
    if (s->plot->names)
        name_rows(s);
    name_ticks(s);
    write_title(s);
    write_labels(s);
    fputs("</g>\n", s->to);
}
