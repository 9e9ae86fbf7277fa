/* ae chart --of: what a model makes of rows, and the rows themselves. */
#ifndef AE_TOOL_CHART_H
#define AE_TOOL_CHART_H

#include "ae_session.h"
#include "kit/plot.h"

bool chart_codes(const arguments *a, kit_message *why);
bool chart_scores(const arguments *a, kit_message *why);
bool chart_errors(const arguments *a, kit_message *why);
bool chart_rows(const arguments *a, kit_message *why);

/* ---- Rows by their labels: ae_chart_groups.c ----------------------------------------------------------------------------
 */

/* Points of rows, those of a label side by side. */
typedef struct groups {
    double *x, *y;     /* the caller's points, in the order of groups; y may be NULL */
    kit_curve *curves; /* one a label, and one of rows without any; they point into x and y */
    size_t n;
} groups;

/* Puts n points in the order of their labels, which may be NULL; one group where there are more than `most` different
 * labels. y may be NULL. groups_free either way. */
bool groups_make(groups *out, const double *x, const double *y, size_t n, const kit_label *labels, size_t most,
                 kit_message *why);
void groups_free(groups *g);

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
