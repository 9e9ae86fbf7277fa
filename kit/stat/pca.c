#include "kit/stat.h"
#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 512 }; /* rows that are looked at together */

static void add_to_mean(double *mean, const float *row, size_t width, size_t n)
{
    for (size_t j = 0; j < width; j++)
        mean[j] += row[j] / (double)n;
}

/* Rows from `first` on, less the mean, as doubles; returns how many, at most BLOCK. */
static size_t centre(double *block, const kit_pca *p, const float *rows, size_t n, size_t first)
{
    size_t count = n - first < BLOCK ? n - first : BLOCK;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < p->width; j++)
            block[i * p->width + j] = rows[(first + i) * p->width + j] - p->mean[j];
    return count;
}

/* The upper triangle of the sum of every row times itself; the eigenvectors are those of the covariance. */
static void scatter(double *sum, double *block, const kit_pca *p, const float *rows, size_t n)
{
    int width = (int)p->width;
    for (size_t first = 0; first < n; first += BLOCK) {
        int count = (int)centre(block, p, rows, n, first);
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, width, count, 1, block, width, 1, sum, width);
    }
}

/* LAPACK wants columns and orders by rising eigenvalue: column-major columns are our rows, and reversed they fall. */
static bool largest_eigenvectors(double *axes, double *matrix, size_t width, size_t components)
{
    lapack_int n = (lapack_int)width, k = (lapack_int)components, found = 0;
    double *values = malloc(width * sizeof *values);
    double *vectors = malloc(width * components * sizeof *vectors);
    lapack_int *support = malloc(2 * components * sizeof *support);
    bool ok = values && vectors && support &&
              LAPACKE_dsyevr(LAPACK_COL_MAJOR, 'V', 'I', 'L', n, matrix, n, 0, 0, n - k + 1, n, 0, &found, values, vectors,
                             n, support) == 0 &&
              found == k;
    for (size_t c = 0; ok && c < components; c++)
        memcpy(axes + c * width, vectors + (components - 1 - c) * width, width * sizeof *axes);
    free(support);
    free(vectors);
    free(values);
    return ok;
}

static bool find_axes(kit_pca *p, const float *rows, size_t n)
{
    double *sum = calloc(p->width * p->width, sizeof *sum);
    double *block = malloc(BLOCK * p->width * sizeof *block);
    bool ok = sum && block;
    if (ok) {
        scatter(sum, block, p, rows, n);
        ok = largest_eigenvectors(p->axes, sum, p->width, p->components);
    }
    free(block);
    free(sum);
    return ok;
}

bool kit_pca_fit(kit_pca *p, const float *rows, size_t n, size_t width, size_t components)
{
    *p = (kit_pca){ width, components, calloc(width, sizeof *p->mean), malloc(width * components * sizeof *p->axes) };
    bool ok = p->mean && p->axes;
    for (size_t i = 0; ok && i < n; i++)
        add_to_mean(p->mean, rows + i * width, width, n);
    ok = ok && find_axes(p, rows, n);
    if (!ok)
        kit_pca_free(p);
    return ok;
}

void kit_pca_free(kit_pca *p)
{
    free(p->mean);
    free(p->axes);
    *p = (kit_pca){ 0, 0, NULL, NULL };
}

/* Working room for a block of rows and their codes. */
typedef struct bench {
    double *block, *codes;
} bench;

static bool bench_make(bench *b, const kit_pca *p)
{
    b->block = malloc(BLOCK * p->width * sizeof *b->block);
    b->codes = malloc(BLOCK * p->components * sizeof *b->codes);
    return b->block && b->codes;
}

static void bench_free(bench *b)
{
    free(b->block);
    free(b->codes);
}

static size_t encode_block(bench *b, const kit_pca *p, const float *rows, size_t n, size_t first)
{
    size_t count = centre(b->block, p, rows, n, first);
    int width = (int)p->width, components = (int)p->components;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)count, components, width, 1, b->block, width, p->axes, width,
                0, b->codes, components);
    return count;
}

bool kit_pca_encode(float *codes, const kit_pca *p, const float *rows, size_t n)
{
    bench b;
    bool ok = bench_make(&b, p);
    for (size_t first = 0; ok && first < n; first += BLOCK) {
        size_t count = encode_block(&b, p, rows, n, first);
        for (size_t i = 0; i < count * p->components; i++)
            codes[first * p->components + i] = (float)b.codes[i];
    }
    bench_free(&b);
    return ok;
}

static void decode_block(bench *b, const kit_pca *p, const float *codes, size_t count)
{
    int width = (int)p->width, components = (int)p->components;
    for (size_t i = 0; i < count * p->components; i++)
        b->codes[i] = (double)codes[i];
    for (size_t i = 0; i < count; i++)
        memcpy(b->block + i * p->width, p->mean, p->width * sizeof *p->mean);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)count, width, components, 1, b->codes, components, p->axes,
                width, 1, b->block, width);
}

bool kit_pca_decode(float *rows, const kit_pca *p, const float *codes, size_t n)
{
    bench b;
    bool ok = bench_make(&b, p);
    for (size_t first = 0; ok && first < n; first += BLOCK) {
        size_t count = n - first < BLOCK ? n - first : BLOCK;
        decode_block(&b, p, codes + first * p->components, count);
        for (size_t i = 0; i < count * p->width; i++)
            rows[first * p->width + i] = (float)b.block[i];
    }
    bench_free(&b);
    return ok;
}

static double sum_of_squares(const double *x, size_t n)
{
    return cblas_ddot((int)n, x, 1, x, 1);
}

/* The axes are orthonormal, so that what is lost is what the codes do not hold. */
double kit_pca_mse(const kit_pca *p, const float *rows, size_t n)
{
    bench b;
    bool ok = bench_make(&b, p);
    double lost = 0;
    for (size_t first = 0; ok && first < n; first += BLOCK) {
        size_t count = encode_block(&b, p, rows, n, first);
        lost += sum_of_squares(b.block, count * p->width) - sum_of_squares(b.codes, count * p->components);
    }
    bench_free(&b);
    return ok ? fmax(lost, 0) / ((double)n * (double)p->width) : (double)NAN;
}
