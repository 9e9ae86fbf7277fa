/* Marks: dashed lines across the plot, each with its label at one end. */
#include "kit/plot/sheet.h"

enum { GAP = 5, LINE = 15, STEPS = 3 };

static const char *const anchors[] = { "", " text-anchor=\"end\"" };

static bool is_drawn(const kit_sheet *s, const kit_mark *m)
{
    return kit_axis_takes(m->horizontal ? &s->y : &s->x, m->at);
}

static void put_line(const kit_sheet *s, const kit_mark *m)
{
    const kit_axis *of = m->horizontal ? &s->y : &s->x, *across = m->horizontal ? &s->x : &s->y;
    const double at = kit_axis_place(of, m->at);
    fputs("<path fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-dasharray=\"5 3\" d=\"", s->to);
    kit_sheet_number(s->to, "M", m->horizontal ? across->from : at);
    kit_sheet_number(s->to, " ", m->horizontal ? at : across->from);
    kit_sheet_number(s->to, m->horizontal ? "H" : "V", across->to);
    fputs("\"/>\n", s->to);
}

/* Beside an upright line, where there is more room; labels of neighbours are at different heights. */
static void label_vertical(const kit_sheet *s, const kit_mark *m, size_t index)
{
    char label[KIT_TEXT_ROOM];
    const double at = kit_axis_place(&s->x, m->at);
    const bool left = at - s->x.from > s->x.to - at;
    kit_text_fit(label, m->label, (left ? at - s->x.from : s->x.to - at) - GAP, KIT_TEXT_LARGE);
    kit_sheet_text(s->to, left ? at - GAP : at + GAP, s->y.to + LINE * (double)(1 + index % STEPS), anchors[left], label);
}

static void label_horizontal(const kit_sheet *s, const kit_mark *m)
{
    char label[KIT_TEXT_ROOM];
    const double at = kit_axis_place(&s->y, m->at);
    kit_text_fit(label, m->label, s->x.to - s->x.from - GAP, KIT_TEXT_LARGE);
    kit_sheet_text(s->to, s->x.to - GAP, at - s->y.to > LINE ? at - GAP : at + LINE, anchors[1], label);
}

static void name_marks(const kit_sheet *s)
{
    for (size_t i = 0; i < s->plot->n_marks; i++) {
        const kit_mark *m = &s->plot->marks[i];
        if (!is_drawn(s, m))
            continue;
        if (m->horizontal)
            label_horizontal(s, m);
        else
            label_vertical(s, m, i);
    }
}

void kit_sheet_marks(const kit_sheet *s)
{
    if (!s->plot->n_marks)
        return;
    fputs("<g class=\"kit-mark\" color=\"#222\">\n", s->to);
    for (size_t i = 0; i < s->plot->n_marks; i++)
        if (is_drawn(s, &s->plot->marks[i]))
            put_line(s, &s->plot->marks[i]);
    fputs("</g>\n", s->to);
    kit_sheet_over(s, name_marks);
}
