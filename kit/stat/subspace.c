/* Principal angles after Bjorck and Golub, Numerical methods for computing angles between linear subspaces (1973): cosines
 * tell large angles well and sines small ones, so that each angle comes from the one that is right for it. */
#include "kit/stat.h"
#include <cblas.h>
#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* LAPACK wants columns: to it our n rows are the n columns of the transposed matrix, whose left vectors are our right ones.
 * `values` fall; `axes`, as large as the rows, may be NULL. The rows are lost. */
static bool decompose(double *values, double *axes, double *rows, size_t n, size_t width)
{
    const size_t fewer = n < width ? n : width;
    const lapack_int m = (lapack_int)width, columns = (lapack_int)n;
    double *unfinished = malloc(fewer * sizeof *unfinished);
    bool ok = unfinished && LAPACKE_dgesvd(LAPACK_COL_MAJOR, axes ? 'S' : 'N', 'N', m, columns, rows, m, values, axes, m,
                                           NULL, 1, unfinished) == 0;
    free(unfinished);
    return ok;
}

bool kit_subspace_axes(double *axes, const double *rows, size_t n, size_t width)
{
    double *values = malloc(n * sizeof *values), *copy = malloc(n * width * sizeof *copy);
    bool ok = n > 0 && n <= width && values && copy;
    if (ok) {
        memcpy(copy, rows, n * width * sizeof *copy);
        ok = decompose(values, axes, copy, n, width) && values[n - 1] > values[0] * (double)width * DBL_EPSILON;
    }
    free(copy);
    free(values);
    return ok;
}

/* Of two subspaces, the one with fewer axes and the other; and what is found of them. */
typedef struct pair {
    size_t width, few, many;
    double *less, *more;     /* few x width, many x width: orthonormal rows */
    double *products;        /* few x many: of each of the fewer with each of the others */
    double *cosines, *sines; /* few, falling */
} pair;

static bool pair_make(pair *p, size_t a, size_t b, size_t width)
{
    const size_t few = a < b ? a : b, many = a < b ? b : a;
    *p = (pair){ width,
                 few,
                 many,
                 malloc(few * width * sizeof(double)),
                 malloc(many * width * sizeof(double)),
                 malloc(few * many * sizeof(double)),
                 malloc(few * sizeof(double)),
                 malloc(few * sizeof(double)) };
    return p->less && p->more && p->products && p->cosines && p->sines;
}

static void pair_free(pair *p)
{
    free(p->less);
    free(p->more);
    free(p->products);
    free(p->cosines);
    free(p->sines);
}

/* What the others do not reach of the fewer has the sines as its singular values. */
static bool find_angles(pair *p)
{
    const int few = (int)p->few, many = (int)p->many, width = (int)p->width;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, few, many, width, 1, p->less, width, p->more, width, 0, p->products,
                many);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, few, width, many, -1, p->products, many, p->more, width, 1,
                p->less, width);
    return decompose(p->cosines, NULL, p->products, p->few, p->many) && decompose(p->sines, NULL, p->less, p->few, p->width);
}

static double angle_of(double cosine, double sine)
{
    return cosine * cosine > 0.5 ? asin(fmin(sine, 1)) : acos(fmax(cosine, 0));
}

bool kit_subspace_angles(double *angles, const double *a, size_t n_a, const double *b, size_t n_b, size_t width)
{
    pair p;
    const bool swap = n_a > n_b;
    bool ok = pair_make(&p, n_a, n_b, width) && kit_subspace_axes(p.less, swap ? b : a, p.few, width) &&
              kit_subspace_axes(p.more, swap ? a : b, p.many, width) && find_angles(&p);
    for (size_t i = 0; ok && i < p.few; i++)
        angles[i] = angle_of(p.cosines[i], p.sines[p.few - 1 - i]);
    pair_free(&p);
    return ok;
}
