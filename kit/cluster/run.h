/* One run of k-means, from its first centers to its end. */
#ifndef KIT_CLUSTER_RUN_H
#define KIT_CLUSTER_RUN_H

#include "kit/cluster.h"

typedef struct kit_run {
    const float *rows; /* n x width */
    size_t n, width, k;
    double *centers, *sums; /* k x width */
    double *moved, *apart;  /* one a center: how far it went last, and half the way to the center nearest to it */
    size_t *sizes;
    uint32_t *cluster_of;
    double *upper; /* one a row: it is not farther from its center than this */
    double *lower; /* and not nearer to any other center than this */
    double inertia;
    size_t rounds;
    bool settled;
} kit_run;

/* False when there is no memory. kit_run_free either way. */
bool kit_run_make(kit_run *r, const float *rows, size_t n, size_t width, size_t k);
void kit_run_free(kit_run *r);

/* The first centers, by k-means++. False: fewer rows differ than there are to be centers. */
bool kit_run_seed(kit_run *r, uint64_t seed);

/* Up to `rounds` rounds of Lloyd's. */
void kit_run_settle(kit_run *r, size_t rounds);

/* The squared distance of a row from a center. */
double kit_run_distance(const kit_run *r, size_t row, size_t center);

#endif
