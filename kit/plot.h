/* Charts: lines, bands, dots and bars between axes, as SVG, which is text; as PNG where librsvg is there. */
#ifndef KIT_PLOT_H
#define KIT_PLOT_H

#include "kit/message.h"
#include <stdio.h>

typedef struct kit_curve {
    const char *name;
    const double *x, *y; /* x NULL = 1, 2, 3 ...; points that are not finite, or beyond 1e300, are left out */
    size_t n;
} kit_curve;

/* How many curves look different: by colours, and of dots by colours and shapes. */
enum { KIT_PLOT_COLORS = 12, KIT_PLOT_DOTS_APART = 24 };

typedef enum kit_plot_kind {
    KIT_PLOT_LINES,
    KIT_PLOT_FILLED, /* lines, and what lies between the first two, whose x are the same, is filled */
    KIT_PLOT_DOTS,   /* where there are more than four curves, each has its name in the midst of its dots */
    KIT_PLOT_BARS    /* from 0 to y; x is the middle of a bar, and all are as wide as the least step between two x */
} kit_plot_kind;

/* A line across the plot, such as a threshold. */
typedef struct kit_mark {
    const char *label;
    double at;
    bool horizontal; /* at y; else at x */
} kit_mark;

/* Texts are UTF-8; what is not, and control characters, are shown as U+FFFD. NULL = none. A label names its unit. */
typedef struct kit_plot {
    const char *title, *x_label, *y_label;
    kit_plot_kind kind;
    bool log_y; /* then only y > 0 is drawn */
    const kit_curve *curves;
    size_t n_curves;
    const kit_mark *marks;
    size_t n_marks;
    const char *const *names; /* of a curve's points, which then are bars from left to right, each in a row of its own; all
                                 curves have as many points; y_label says what their lengths are, x and log_y do not count */
} kit_plot;

/* One <svg> element, for a file or in a page. It is an image with a name and a description in words, for those who cannot
 * see it. All colours are `color` of groups, for a page's style to change: kit-back (what is behind all), kit-text,
 * kit-axis, kit-grid, kit-mark, kit-halo (around texts that lie on dots), and kit-1 to kit-12 of the curves in turn: colours
 * that colour-blind people can tell apart, the first seven of them by Okabe & Ito (2008). The dots of a curve are one path,
 * in their order, "Mx yh0" or "Mx yh.1" each. data-x and data-y, of the element, are the numbers at both ends of an axis,
 * and where these ends are in the picture: "low high from to"; they are logarithms to the base 10 if log_y. */
void kit_plot_svg(FILE *to, const kit_plot *plot);

/* Several, one below the other, in one element; a single one is its own. */
void kit_plots_svg(FILE *to, const kit_plot *plots, size_t n);

/* The same as .svg or .png, by the path's end; nobody sees the file before it is whole. PNG needs a build with librsvg. */
bool kit_plots_write(const char *path, const kit_plot *plots, size_t n, kit_message *why);

/* Can this build write to such a path? By its end; asked before the work is done. */
bool kit_plot_writable(const char *path, kit_message *why);

#endif
