/* A mixture of Gaussians with full covariances, fitted to codes by expectation maximisation (Dempster, Laird and Rubin
 * 1977).
 *
 * Where codes are distributions themselves, the mixture is that of draws from these: a row's own variances are added to
 * those of the components that it belongs to. All is computed in doubles, a block of rows or a component at a time and sums
 * in the order of rows, so that threads do not show. */
#ifndef AE_MODEL_MIXTURE_H
#define AE_MODEL_MIXTURE_H

#include "base/pool.h"
#include "model/density.h"

enum {
    AE_MIXTURE_ROWS = 3,   /* for each component at least, on the average */
    AE_MIXTURE_FEWEST = 2, /* a component with fewer is given up */
    AE_MIXTURE_AREAS = 9,
};

typedef struct ae_mixture {
    size_t n, code, components;
    const float *codes; /* row after row */
    const float *own;   /* each number's own variance, or NULL */
    double *share, *center, *factor;
    double *level;     /* of a component: the log-density at its center, with its share */
    double *part;      /* component after component: how much each row belongs to it */
    double *row;       /* at the start: a row's squared distance to the nearest center. Then its log-density */
    uint32_t *nearest; /* at the start: that center */
    double *ridge;     /* what is added to the variance of each number */
    double least;      /* the least of these */
    double *lanes;     /* of each worker: room for some rows */
    ae_pool *pool;
    size_t isa;
} ae_mixture;

/* Its working memory, by n, code, components and pool. */
void ae_mixture_list(ae_area list[AE_MIXTURE_AREAS], ae_mixture *m);

/* Fits it, n >= AE_MIXTURE_ROWS x components; it may end with fewer components. AE_EDATA where all codes are the same. */
ae_status ae_mixture_fit(double *log_density, ae_mixture *m, uint64_t seed, ae_error *e);

#endif
