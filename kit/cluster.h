/* Groups of rows that lie near to each other, and how well such groups and known classes agree. */
#ifndef KIT_CLUSTER_H
#define KIT_CLUSTER_H

#include "kit/message.h"
#include <stdint.h>

/* ---- k-means: each row belongs to the nearest of k centers, and each center is the mean of its rows --------------------
 */

typedef struct kit_kmeans_options {
    size_t clusters;
    size_t restarts; /* runs from different first centers, of which the best counts; 0: 10 */
    size_t rounds;   /* the most of one run; 0: 300 */
    uint64_t seed;
    size_t threads; /* runs at a time, 0 as 1; the result is the same for any number */
} kit_kmeans_options;

typedef struct kit_kmeans {
    size_t clusters, width;
    float *centers;       /* clusters x width */
    uint32_t *cluster_of; /* one a row, 0 ... clusters - 1, the largest cluster first */
    size_t *sizes;        /* one a cluster: its rows, at least one */
    double inertia;       /* the squared distances of all rows from their centers, added up */
    size_t rounds;        /* of the best run */
    bool settled;         /* in its last round no row changed its cluster */
} kit_kmeans;

/* Of n rows. The first centers are rows, chosen by k-means++: the farther a row lies from those that are chosen already, the
 * likelier. Sums are of doubles. False where there are fewer rows, or fewer that differ, than clusters. kit_kmeans_free
 * either way. */
bool kit_kmeans_fit(kit_kmeans *out, const float *rows, size_t n, size_t width, const kit_kmeans_options *options,
                    kit_message *why);
void kit_kmeans_free(kit_kmeans *k);

/* ---- Clusters beside classes -------------------------------------------------------------------------------------------
 */

typedef struct kit_agreement {
    double
        purity; /* the share of rows whose class is the most frequent one of their cluster; more clusters make it larger */
    double nmi; /* what cluster and class tell of each other, divided by the mean of their entropies: 0 ... 1 */
    double ari; /* pairs of rows that both put together or both keep apart, where 0 is chance and 1 is all */
} kit_agreement;

/* Of n rows, whose clusters are below `clusters`. A row whose class is not below `classes` has none and does not count. NaN
 * where no row counts. False when there is no memory. */
bool kit_agreement_find(kit_agreement *out, const uint32_t *cluster_of, size_t clusters, const uint32_t *class_of,
                        size_t classes, size_t n);

#endif
