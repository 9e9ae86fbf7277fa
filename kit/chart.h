/* Curves as text, for a terminal: a chart of a dozen lines, and numbers without end in the few points that it draws. */
#ifndef KIT_CHART_H
#define KIT_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* ---- Points ------------------------------------------------------------------------------------------------------- */

enum { KIT_SERIES_POINTS = 1024 };

/* Where there are more numbers than points, a point is the mean of several neighbours, always a power of 2. What is not
 * finite does not count; a point of nothing else is NaN. All zeros is the empty series. */
typedef struct kit_series {
    double points[KIT_SERIES_POINTS];
    size_t n;              /* points, with the one under way */
    uint64_t count, share; /* numbers added; numbers in a point, 0 before the first */
    uint64_t finite;       /* numbers in the point under way */
} kit_series;

void kit_series_add(kit_series *series, double number);

/* Is any of its points finite? */
bool kit_series_has_numbers(const kit_series *series);

/* ---- The chart ---------------------------------------------------------------------------------------------------- */

typedef struct kit_chart_curve {
    const char *name;
    const double *y; /* from left to right, at equal distances; what is not finite is left out */
    size_t n;        /* of the second curve it may be 0: there is none */
} kit_chart_curve;

typedef struct kit_chart {
    const char *x_name, *y_name; /* "epoch", "loss" */
    kit_chart_curve curves[2];   /* they differ in their signs; no colour is used */
    uint64_t first, last;        /* the curves go from here to here on the x axis */
    uint64_t best;               /* where the axis gets a mark; 0 = nowhere */
    size_t width;                /* characters in a line */
    bool utf8;                   /* blocks of half a line's height; without it ASCII */
} kit_chart;

/* The y axis has a log scale where the curves span more than a factor of 10. Curves without a finite number give a line that
 * says so. */
void kit_chart_print(FILE *to, const kit_chart *chart);

/* ---- Bars: a line each ---------------------------------------------------------------------------------------------- */

typedef struct kit_bar {
    const char *name;
    double length; /* below 0, and what is no number, has no bar */
} kit_bar;

/* Names are cut to 30 letters; control characters in them are '?'. */
void kit_bars_print(FILE *to, const kit_bar *bars, size_t n, size_t width, bool utf8);

/* ---- Rows ----------------------------------------------------------------------------------------------------------- */

/* Images, each [channel][y][x], from 0 to 1. */
typedef struct kit_blocks {
    const float *pixels;
    size_t n, channels, height, width; /* channels: 1, grey, or 3: red, green, blue */
} kit_blocks;

/* How many colours a terminal has; 256 are those of xterm. */
typedef enum kit_colors { KIT_COLORS_NONE, KIT_COLORS_256, KIT_COLORS_ALL } kit_colors;

/* As many side by side as have room; too wide ones are made smaller by a whole number. With UTF-8 and colours a character is
 * two pixels as they are; else it is their shade, where 0 is as what is behind and 1 as the letters. */
void kit_blocks_print(FILE *to, const kit_blocks *images, size_t width, bool utf8, kit_colors colors);

/* Numbers from 0 to 1 as steps of different heights in a line, without its end; a gap is a blank. Where they are more than
 * `width`, several share a step. */
void kit_steps_print(FILE *to, const float *levels, size_t n, size_t width, bool utf8);

#endif
