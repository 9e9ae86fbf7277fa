/* trace((C C')^1/2) is the sum of the roots of the eigenvalues of R' C' R, where R R' = C: the two matrices have the same
 * eigenvalues, and the second is symmetric. */
#include "kit/stat.h"
#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

/* Of two sets of rows: `width` means and width x width numbers each. */
typedef struct pair {
    size_t width;
    double *mean[2], *covariance[2];
    double *row, *values, *product;
} pair;

static bool pair_make(pair *p, size_t width)
{
    *p = (pair){ .width = width };
    for (size_t i = 0; i < 2; i++) {
        p->mean[i] = calloc(width, sizeof(double));
        p->covariance[i] = calloc(width, width * sizeof(double));
    }
    p->row = malloc(width * sizeof(double));
    p->values = malloc(width * sizeof(double));
    p->product = malloc(width * width * sizeof(double));
    return p->mean[0] && p->mean[1] && p->covariance[0] && p->covariance[1] && p->row && p->values && p->product;
}

static void pair_free(pair *p)
{
    for (size_t i = 0; i < 2; i++) {
        free(p->mean[i]);
        free(p->covariance[i]);
    }
    free(p->row);
    free(p->values);
    free(p->product);
}

/* Both triangles of the covariance, as products of matrices read both. */
static void describe(pair *p, size_t which, const float *rows, size_t n)
{
    const size_t width = p->width;
    double *mean = p->mean[which], *covariance = p->covariance[which];
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < width; j++)
            mean[j] += (double)rows[i * width + j] / (double)n;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < width; j++)
            p->row[j] = (double)rows[i * width + j] - mean[j];
        cblas_dger(CblasRowMajor, (int)width, (int)width, 1 / (double)(n - 1), p->row, 1, p->row, 1, covariance, (int)width);
    }
}

static double trace(const double *matrix, size_t width)
{
    double sum = 0;
    for (size_t i = 0; i < width; i++)
        sum += matrix[i * (width + 1)];
    return sum;
}

/* Rounding may leave an eigenvalue of 0 below it. */
static double root(double eigenvalue)
{
    return sqrt(fmax(eigenvalue, 0));
}

/* R, whose columns are the eigenvectors times the roots of their values, in place of the first covariance. */
static bool take_root(pair *p)
{
    const lapack_int n = (lapack_int)p->width;
    double *r = p->covariance[0];
    if (LAPACKE_dsyev(LAPACK_ROW_MAJOR, 'V', 'U', n, r, n, p->values) != 0)
        return false;
    for (size_t i = 0; i < p->width; i++)
        for (size_t j = 0; j < p->width; j++)
            r[i * p->width + j] *= root(p->values[j]);
    return true;
}

/* The trace of the root of both covariances' product; the first is lost. */
static bool root_trace(double *sum, pair *p)
{
    const int n = (int)p->width;
    double *r = p->covariance[0], *squared = p->covariance[1];
    *sum = 0;
    if (!take_root(p))
        return false;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, squared, n, r, n, 0, p->product, n);
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, n, n, n, 1, r, n, p->product, n, 0, squared, n);
    if (LAPACKE_dsyev(LAPACK_ROW_MAJOR, 'N', 'U', n, squared, n, p->values) != 0)
        return false;
    for (size_t i = 0; i < p->width; i++)
        *sum += root(p->values[i]);
    return true;
}

static double distance(pair *p)
{
    double sum = trace(p->covariance[0], p->width) + trace(p->covariance[1], p->width), common;
    for (size_t j = 0; j < p->width; j++)
        sum += (p->mean[0][j] - p->mean[1][j]) * (p->mean[0][j] - p->mean[1][j]);
    return root_trace(&common, p) ? sum - 2 * common : NAN;
}

double kit_frechet_distance(const float *a, size_t n_a, const float *b, size_t n_b, size_t width)
{
    pair p;
    double found = NAN;
    if (n_a < 2 || n_b < 2)
        return NAN;
    if (pair_make(&p, width)) {
        describe(&p, 0, a, n_a);
        describe(&p, 1, b, n_b);
        found = distance(&p);
    }
    pair_free(&p);
    return found;
}
