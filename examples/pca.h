/* Principal components by LAPACK: the linear answer to the same question, to hold an autoencoder against. */
#ifndef EXAMPLES_PCA_H
#define EXAMPLES_PCA_H

#include <stdbool.h>
#include <stddef.h>

typedef struct pca {
    size_t width, components;
    double *mean; /* width */
    double *axes; /* components x width, orthonormal, by falling variance */
} pca;

/* The first `components` (at most `width`) axes of n rows. False when there is no memory or LAPACK finds no answer. */
bool pca_fit(pca *p, const float *rows, size_t n, size_t width, size_t components);
void pca_free(pca *p);

/* codes: n x components. False when there is no memory. */
bool pca_encode(float *codes, const pca *p, const float *rows, size_t n);

/* Mean squared error, over all elements, of n rows that are drawn again from their codes; NaN when there is no memory. */
double pca_mse(const pca *p, const float *rows, size_t n);

#endif
