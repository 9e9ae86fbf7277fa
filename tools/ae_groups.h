/* Points of rows, by their labels: for charts in files and in pages. */
#ifndef AE_TOOL_GROUPS_H
#define AE_TOOL_GROUPS_H

#include "kit/labels.h"
#include "kit/plot.h"

/* Those of a label are side by side. */
typedef struct groups {
    double *x, *y;     /* the caller's points, in the order of groups; y may be NULL */
    uint32_t *order;   /* which of the caller's points each of them is */
    kit_curve *curves; /* one a label, and one of rows without any; they point into x and y */
    size_t n;
} groups;

/* Puts n points in the order of their labels, which may be NULL; one group where there are more than `most` different
 * labels. y may be NULL. groups_free either way. */
bool groups_make(groups *out, const double *x, const double *y, size_t n, const kit_label *labels, size_t most,
                 kit_message *why);
void groups_free(groups *g);

/* The same by classes that are found already, whose names the groups keep; the i-th point is that of row rows[i]. */
bool groups_of_classes(groups *out, const double *x, const double *y, size_t n, const kit_classes *classes,
                       const uint32_t *rows, size_t most, kit_message *why);

/* How many numbers of each group are where: a histogram of as many curves, the x of bars as their middles. */
enum { GROUP_BINS = 40 };
typedef struct histogram {
    double x[GROUP_BINS];
    double *y; /* g->n x bins */
    kit_curve *curves;
    size_t bins;
    double low, high;
} histogram;

/* Of the groups' x. histogram_free either way. */
bool histogram_make(histogram *out, const groups *g, size_t bins, kit_message *why);
void histogram_free(histogram *h);

#endif
