/* Statistics: of numbers, of columns, of a threshold's verdicts, of rows by their principal components, of sets of rows, of
 * subspaces. */
#ifndef KIT_STAT_H
#define KIT_STAT_H

#include <stdbool.h>
#include <stddef.h>

/* ---- Numbers ------------------------------------------------------------------------------------------------------ */

typedef struct kit_spread {
    double mean, deviation; /* deviation: of these numbers, so their squares are divided by n */
} kit_spread;
kit_spread kit_spread_of(const float *x, size_t n);
kit_spread kit_spread_of_doubles(const double *x, size_t n);

/* Numbers one after the other, which need not be kept: how many, their mean, and their squared distances from it, added up
 * by Welford's way (1962), as a sum of squares would lose small deviations from a large mean. All zeros in the beginning. */
typedef struct kit_moments {
    size_t n;
    double mean, squares;
} kit_moments;
void kit_moments_add(kit_moments *m, double x);

/* The mean of (a[i] - b[i])^2. */
double kit_mean_squared_error(const float *a, const float *b, size_t n);

/* Upwards. */
void kit_sort(double *x, size_t n);

/* The number below which the share p of a normal distribution with mean 0 and deviation 1 lies, to 1e-12 of it, near 0 to
 * 1e-16. Infinite for 0 and 1, NaN for what is no share, and for shares below DBL_MIN. */
double kit_normal_quantile(double p);

/* ---- Columns: what those of many rows hold, gathered a row at a time ------------------------------------------------- */

typedef struct kit_column {
    float least, most;
    size_t outside; /* numbers outside of the range */
    size_t inside;  /* numbers in it, and away from its ends */
} kit_column;

typedef struct kit_columns {
    size_t width, rows;
    double low, high; /* the range that numbers are held against; infinite where there is no end */
    double margin;    /* nearer to an end counts as being there */
    double missed;    /* the squared distances, added up, of what is outside from the range */
    kit_column *column;
} kit_columns;

/* False when there is no memory. kit_columns_free either way. */
bool kit_columns_make(kit_columns *c, size_t width, double low, double high);
void kit_columns_free(kit_columns *c);
void kit_columns_add(kit_columns *c, const float *row);

/* Whether every row has the same number there. */
bool kit_column_is_constant(const kit_column *c);

/* Units of a net, each of `size` columns side by side, such as a channel's pixels: how many give the same numbers for every
 * row, as a unit does whose relu has died; and how many of the others never leave the ends of the range, where an activation
 * is so flat that nothing is learnt any more. */
typedef struct kit_units {
    size_t all, alike, stuck;
} kit_units;
kit_units kit_columns_units(const kit_columns *c, size_t size);

/* ---- Thresholds: scores below one are called positive, and which of them are is known --------------------------------- */

typedef struct kit_verdicts {
    size_t true_positives, false_positives, true_negatives, false_negatives;
} kit_verdicts;

/* A score at the threshold is called negative, as is NaN. */
kit_verdicts kit_judge_below(double threshold, const float *scores, const bool *positive, size_t n);

/* Shares, 0 ... 1; NaN where there is nothing to take a share of. */
double kit_accuracy(const kit_verdicts *v);
double kit_precision(const kit_verdicts *v);
double kit_recall(const kit_verdicts *v);

/* ---- Rankings: all thresholds at once; the higher the score, the more positive -----------------------------------------
 */

typedef struct kit_ranking {
    double
        roc_auc;   /* the share of pairs, a positive and a negative, whose positive has the higher score; equal ones: half */
    double pr_auc; /* average precision: that at each positive's own score, over all positives */
} kit_ranking;

/* NaN where all are of one kind; scores are no NaN. False when there is no memory. */
bool kit_rank(kit_ranking *out, const float *scores, const bool *positive, size_t n);

/* The outline of a histogram, as a curve of 2 bins + 2 points: what share of the numbers lies in each bin. Numbers outside
 * of low ... high are in none. */
void kit_histogram(double *x, double *y, const float *numbers, size_t n, size_t bins, double low, double high);

/* ---- Principal components, by LAPACK: the linear answer to an autoencoder's question -----------------------------------
 */

typedef struct kit_pca {
    size_t width, components;
    double *mean; /* width */
    double *axes; /* components x width, orthonormal, by falling variance */
} kit_pca;

/* The first `components` (at most `width`) axes of n rows. False when there is no memory or LAPACK finds no answer. */
bool kit_pca_fit(kit_pca *p, const float *rows, size_t n, size_t width, size_t components);
void kit_pca_free(kit_pca *p);

/* codes: n x components. False when there is no memory. */
bool kit_pca_encode(float *codes, const kit_pca *p, const float *rows, size_t n);

/* rows: n x width, drawn again from their codes. False when there is no memory. */
bool kit_pca_decode(float *rows, const kit_pca *p, const float *codes, size_t n);

/* Mean squared error, over all elements, of n rows that are drawn again from their codes; NaN when there is no memory. */
double kit_pca_mse(const kit_pca *p, const float *rows, size_t n);

/* ---- Sets of rows, by LAPACK ------------------------------------------------------------------------------------------ */

/* How far two sets of rows are from each other, as far as their means m and covariances C tell it: the squared Frechet
 * distance of the normal distributions that have these, |m - m'|^2 + trace(C + C' - 2 (C C')^1/2). It is what Heusel et al.
 * (2017) report, there of an image net's features. Between two samples of the same rows it is not 0, but falls with their
 * number. NaN when a set has fewer than two rows, when there is no memory, or when LAPACK finds no answer. */
double kit_frechet_distance(const float *a, size_t n_a, const float *b, size_t n_b, size_t width);

/* ---- Subspaces, by LAPACK: all sums of multiples of some rows -------------------------------------------------------- */

/* Orthonormal axes, n x width, of what n rows span, by falling weight in these rows: their right singular vectors. False
 * when the rows depend on each other or are more than `width`, when there is no memory, or when LAPACK finds no answer. */
bool kit_subspace_axes(double *axes, const double *rows, size_t n, size_t width);

/* The principal angles between what the rows of a and those of b span, in radians, upwards; as many as the fewer rows. All
 * 0: the one holds the other; the last is a quarter turn: some direction of the one is foreign to the other. Rows need be
 * neither of length 1 nor at right angles. False as above. */
bool kit_subspace_angles(double *angles, const double *a, size_t n_a, const double *b, size_t n_b, size_t width);

#endif
