/* Statistics of rows and of results. */
#ifndef KIT_STAT_H
#define KIT_STAT_H

#include <stdbool.h>
#include <stddef.h>

/* ---- Principal components by LAPACK: the linear answer to an autoencoder's question -------------------------------------
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

/* Mean squared error, over all elements, of n rows that are drawn again from their codes; NaN when there is no memory. */
double kit_pca_mse(const kit_pca *p, const float *rows, size_t n);

#endif
