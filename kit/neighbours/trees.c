/* The approximate search: randomised k-d trees, by FLANN. */
#include "kit/neighbours/index.h"
#include <flann/flann.h>
#include <limits.h>
#include <stdlib.h>

enum { TREES = 4, SEED = 1 };

bool kit_neighbours_has_flann(void)
{
    return true;
}

static struct FLANNParameters parameters(const kit_searching *how)
{
    struct FLANNParameters p = DEFAULT_FLANN_PARAMETERS;
    p.algorithm = FLANN_INDEX_KDTREE;
    p.trees = TREES;
    p.checks = (int)how->checks;
    p.cores = how->threads ? (int)how->threads : 1;
    p.target_precision = -1;
    p.log_level = FLANN_LOG_NONE;
    p.random_seed = SEED;
    return p;
}

/* FLANN writes to no rows, though it does not say so. */
bool kit_trees_make(kit_neighbours *index, kit_message *why)
{
    float speedup;
    struct FLANNParameters how = parameters(&index->how);
    if (index->n > INT_MAX || index->how.checks > INT_MAX)
        return kit_explain(why, "FLANN counts rows and checks up to %d", INT_MAX);
    index->trees = flann_build_index_float((float *)index->rows, (int)index->n, (int)index->width, &speedup, &how);
    return index->trees ||
           kit_explain(why, "FLANN makes no trees of %zu rows of %zu numbers: no memory?", index->n, index->width);
}

void kit_trees_free(kit_neighbours *index)
{
    struct FLANNParameters how = parameters(&index->how);
    flann_free_index_float(index->trees, &how);
}

size_t kit_trees_memory(const kit_neighbours *index)
{
    return (size_t)flann_used_memory_float(index->trees);
}

/* Places that FLANN leaves alone keep a number that no row has. */
static bool take_over(size_t *found, const int *numbers, size_t n)
{
    bool complete = true;
    for (size_t i = 0; i < n; i++) {
        complete &= numbers[i] >= 0;
        found[i] = (size_t)numbers[i];
    }
    return complete;
}

bool kit_trees_find(size_t *found, float *squares, const kit_neighbours *index, const float *queries, size_t n, size_t k,
                    kit_message *why)
{
    struct FLANNParameters how = parameters(&index->how);
    int *numbers = n > INT_MAX ? NULL : malloc((n * k + 1) * sizeof *numbers);
    if (!numbers)
        return kit_explain(why, "no memory for the neighbours of %zu rows", n);
    for (size_t i = 0; i < n * k; i++)
        numbers[i] = -1;
    bool ok = flann_find_nearest_neighbors_index_float(index->trees, (float *)queries, (int)n, numbers, squares, (int)k,
                                                       &how) == 0 &&
              take_over(found, numbers, n * k);
    free(numbers);
    return ok || kit_explain(why, "FLANN does not find %zu neighbours of each row; more checks may help", k);
}
