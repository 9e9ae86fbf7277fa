#include "02_features.h"
#include "kit/program.h"
#include <flann/flann.h>
#include <stdlib.h>

enum { NEIGHBOURS = 5, LABELS = 10, SEED = 1 };

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

/* Neighbours come nearest first, so that among equals the first to get there is the nearest. */
static int vote(const int *neighbours, const int *label)
{
    int votes[LABELS] = { 0 }, best = label[neighbours[0]];
    for (int i = 0; i < NEIGHBOURS; i++)
        votes[label[neighbours[i]]]++;
    for (int i = 1; i < NEIGHBOURS; i++)
        if (votes[label[neighbours[i]]] > votes[best])
            best = label[neighbours[i]];
    return best;
}

static double share_right(const int *neighbours, const features *f)
{
    size_t right = 0;
    for (size_t i = 0; i < f->test.n; i++)
        right += vote(neighbours + i * NEIGHBOURS, f->train.label) == f->test.label[i];
    return (double)right / (double)f->test.n;
}

static bool query(verdict *v, const features *f, flann_index_t index, struct FLANNParameters *how)
{
    int *neighbours = malloc(f->test.n * NEIGHBOURS * sizeof *neighbours);
    float *distances = malloc(f->test.n * NEIGHBOURS * sizeof *distances);
    double start = kit_now();
    bool ok = neighbours && distances &&
              flann_find_nearest_neighbors_index_float(index, f->test.x, (int)f->test.n, neighbours, distances, NEIGHBOURS,
                                                       how) == 0;
    v->query_seconds = kit_now() - start;
    if (ok)
        v->accuracy = share_right(neighbours, f);
    free(distances);
    free(neighbours);
    return ok;
}

bool try_knn(verdict *v, const features *f)
{
    struct FLANNParameters how = parameters();
    float speedup;
    double start = kit_now();
    flann_index_t index =
        f->train.n < NEIGHBOURS ? NULL : flann_build_index_float(f->train.x, (int)f->train.n, (int)f->width, &speedup, &how);
    v->fit_seconds = kit_now() - start;
    bool ok = index && query(v, f, index, &how);
    if (index)
        flann_free_index_float(index, &how);
    return ok;
}
