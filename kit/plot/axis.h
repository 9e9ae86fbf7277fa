/* An axis: which numbers it goes over, where they are in the picture, and where it has ticks. */
#ifndef KIT_PLOT_AXIS_H
#define KIT_PLOT_AXIS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct kit_axis {
    double low, high; /* logarithms to the base 10, if `log` */
    double from, to;  /* where these two are in the picture */
    bool log, whole;  /* whole: only whole numbers were seen */
} kit_axis;

enum { KIT_MAX_TICKS = 16, KIT_TICK_TEXT = 32 };

typedef struct kit_ticks {
    double at[KIT_MAX_TICKS]; /* numbers, never their logarithms */
    char text[KIT_MAX_TICKS][KIT_TICK_TEXT];
    size_t n;
} kit_ticks;

/* An axis that has seen no number yet. */
kit_axis kit_axis_begin(bool log);

/* Can the axis show such a number? */
bool kit_axis_takes(const kit_axis *axis, double number);

/* One more number that it has to show, which it takes. */
void kit_axis_widen(kit_axis *axis, double number);

/* All numbers were seen: adds air at both ends, a share of the range, but does not go below 0 for it. Where there was one
 * number or none, makes a range around it. */
void kit_axis_settle(kit_axis *axis, double air);

double kit_axis_place(const kit_axis *axis, double number);

/* About so many round numbers. */
void kit_axis_ticks(kit_ticks *out, const kit_axis *axis, double about);

#endif
