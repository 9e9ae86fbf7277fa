/* SPDX-License-Identifier: MIT
 *
 * Any cblas_sgemm as the products of a model: reference BLAS, OpenBLAS, BLIS, MKL, Accelerate.
 *
 *     #include <cblas.h>                      (or mkl.h, blis.h, Accelerate/Accelerate.h: whatever declares cblas_sgemm)
 *     #include <autoencoder_cblas.h>
 *     ...
 *     ae_model_options options = AE_MODEL_OPTIONS_INIT;
 *     options.sgemm = ae_cblas_sgemm;
 *
 * Instead of including it first, AE_CBLAS_HEADER may name it: -DAE_CBLAS_HEADER='<cblas.h>'.
 *
 * Such a model computes with that library, and what that library does is then the program's own affair. Waived are
 *   - the same bits: they may differ with the number of threads, the processor, the batch and a row's place in it;
 *   - no allocation while running;
 *   - that the host lives and is left alone: a BLAS may start threads, print, or end the process when memory runs out.
 * A model trained this way is saved, loaded and run like any other, also without a BLAS.
 *
 * The dimensions of cblas_sgemm are ints. A product beyond that, and one that a BLAS may reject (with exit(), some do), is
 * computed by the plain loop below: slow, but right. */
#ifndef AUTOENCODER_CBLAS_H
#define AUTOENCODER_CBLAS_H

#ifdef AE_CBLAS_HEADER
#include AE_CBLAS_HEADER
#endif
#include "autoencoder.h"
#include <limits.h>

/* C = A B + beta C, element by element. */
static inline void ae_plain_sgemm_(int transpose_a, int transpose_b, size_t m, size_t n, size_t k, const float *a,
                                   size_t lda, const float *b, size_t ldb, float beta, float *c, size_t ldc)
{
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < n; j++) {
            float sum = beta == 0 ? 0 : beta * c[i * ldc + j];
            for (size_t p = 0; p < k; p++)
                sum += a[transpose_a ? p * lda + i : i * lda + p] * b[transpose_b ? j * ldb + p : p * ldb + j];
            c[i * ldc + j] = sum;
        }
}

static inline int ae_cblas_fits_(size_t dimension)
{
    return dimension >= 1 && dimension <= INT_MAX;
}

/* An ae_sgemm_fn; `user` is not used. */
static inline void ae_cblas_sgemm(void *user, int transpose_a, int transpose_b, size_t m, size_t n, size_t k, const float *a,
                                  size_t lda, const float *b, size_t ldb, float beta, float *c, size_t ldc)
{
    (void)user;
    if (ae_cblas_fits_(m) && ae_cblas_fits_(n) && ae_cblas_fits_(k) && ae_cblas_fits_(lda) && ae_cblas_fits_(ldb) &&
        ae_cblas_fits_(ldc))
        cblas_sgemm(CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans, transpose_b ? CblasTrans : CblasNoTrans, (int)m,
                    (int)n, (int)k, 1.0f, a, (int)lda, b, (int)ldb, beta, c, (int)ldc);
    else
        ae_plain_sgemm_(transpose_a, transpose_b, m, n, k, a, lda, b, ldb, beta, c, ldc);
}

#endif
