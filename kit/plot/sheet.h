/* A plot that is being drawn: where everything lies. Its parts are files of their own, which write one below the other. */
#ifndef KIT_PLOT_SHEET_H
#define KIT_PLOT_SHEET_H

#include "kit/plot.h"
#include "kit/plot/axis.h"
#include "kit/plot/text.h"

enum { KIT_SHEET_WIDTH = 560 };

typedef struct kit_sheet {
    FILE *to;
    const kit_plot *plot;
    kit_axis x, y;
    kit_ticks x_ticks, y_ticks; /* y has none where there are names */
    double height;              /* of all; the plot itself lies between the ends of the axes */
} kit_sheet;

/* A point of a curve; false if it is not to be drawn. Where bars have names, x is the length and y the row: 0, 1, 2 ... */
bool kit_sheet_point(double *x, double *y, const kit_sheet *sheet, size_t curve, size_t i);

/* Half of what a bar takes, in units of the axis that the bars stand on. */
double kit_sheet_half_bar(const kit_plot *plot);

/* The group that gives a curve its colour; a page's style may change it. End it by </g>. */
void kit_sheet_begin_curve(FILE *to, size_t curve);

/* A number of pixels, in tenths. */
void kit_sheet_number(FILE *to, const char *before, double number);

/* A text, with all that stands between "<text" and ">" after x and y; NULL or "" is none. */
void kit_sheet_text(FILE *to, double x, double y, const char *how, const char *text);

/* Texts that lie over what is drawn, so that they can be read wherever they lie. */
void kit_sheet_over(const kit_sheet *sheet, void (*write)(const kit_sheet *sheet));

/* ---- The parts ---------------------------------------------------------------------------------------------------- */

void kit_sheet_describe(const kit_sheet *sheet); /* <title> and <desc> */
void kit_sheet_frame(const kit_sheet *sheet);    /* grid, axes, ticks, labels, the title */
void kit_sheet_curves(const kit_sheet *sheet);
void kit_sheet_marks(const kit_sheet *sheet);

/* Names beside their colours, in as many rows as they take, which it returns; drawn from `top` if `to` is not NULL. */
size_t kit_sheet_legend(const kit_sheet *sheet, FILE *to, double top);

#endif
