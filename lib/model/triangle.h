/* Symmetric matrices as their lower triangles, row after row. */
#ifndef AE_MODEL_TRIANGLE_H
#define AE_MODEL_TRIANGLE_H

#include <stddef.h>

/* The numbers of one of n x n. */
static inline size_t ae_triangle_size(size_t n)
{
    return n * (n + 1) / 2;
}

/* Cholesky's factor L of an n x n matrix L L', in its place. A pivot below `least` is taken as that: of covariances with a
 * ridge it is what rounding leaves of the ridge. */
void ae_triangle_factorise(double *a, size_t n, double least);

#endif
