#include "kit/stat.h"
#include <flann/flann.h>
#include <stdlib.h>

enum { NEIGHBOURS = 5, SEED = 1 };

struct kit_knn {
    flann_index_t index;
    struct FLANNParameters how;
    const int *labels;
};

static struct FLANNParameters parameters(void)
{
    struct FLANNParameters p = DEFAULT_FLANN_PARAMETERS;
    p.algorithm = FLANN_INDEX_KDTREE;
    p.trees = 4;
    p.checks = 256;
    p.cores = 1;
    p.target_precision = -1;
    p.log_level = FLANN_LOG_NONE;
    p.random_seed = SEED;
    return p;
}

/* FLANN writes to no rows, though it does not say so. */
kit_knn *kit_knn_make(const float *rows, const int *labels, size_t n, size_t width)
{
    float speedup;
    kit_knn *k = n < NEIGHBOURS ? NULL : malloc(sizeof *k);
    if (!k)
        return NULL;
    *k = (kit_knn){ .how = parameters(), .labels = labels };
    k->index = flann_build_index_float((float *)rows, (int)n, (int)width, &speedup, &k->how);
    if (k->index)
        return k;
    free(k);
    return NULL;
}

void kit_knn_free(kit_knn *k)
{
    if (k)
        flann_free_index_float(k->index, &k->how);
    free(k);
}

static int votes_for(int label, const int *neighbours, const int *labels)
{
    int votes = 0;
    for (int i = 0; i < NEIGHBOURS; i++)
        votes += labels[neighbours[i]] == label;
    return votes;
}

/* Neighbours come nearest first, so that among equals the first to get there is the nearest. */
static int vote(const int *neighbours, const int *labels)
{
    int best = labels[neighbours[0]], most = votes_for(best, neighbours, labels);
    for (int i = 1; i < NEIGHBOURS; i++) {
        int label = labels[neighbours[i]], votes = votes_for(label, neighbours, labels);
        best = votes > most ? label : best;
        most = votes > most ? votes : most;
    }
    return best;
}

bool kit_knn_classify(int *labels, kit_knn *k, const float *rows, size_t n)
{
    int *neighbours = malloc(n * NEIGHBOURS * sizeof *neighbours);
    float *distances = malloc(n * NEIGHBOURS * sizeof *distances);
    bool ok = neighbours && distances &&
              flann_find_nearest_neighbors_index_float(k->index, (float *)rows, (int)n, neighbours, distances, NEIGHBOURS,
                                                       &k->how) == 0;
    for (size_t i = 0; ok && i < n; i++)
        labels[i] = vote(neighbours + i * NEIGHBOURS, k->labels);
    free(distances);
    free(neighbours);
    return ok;
}
