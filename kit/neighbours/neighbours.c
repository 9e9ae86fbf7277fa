#include "kit/neighbours/index.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool are_finite(const char *which, const float *x, size_t n, size_t width, kit_message *why)
{
    for (size_t i = 0; i < n * width; i++)
        if (!isfinite(x[i]))
            return kit_explain(why, "%s %zu, column %zu: %g has no distance from anything; only finite numbers have", which,
                               i / width + 1, i % width + 1, (double)x[i]);
    return true;
}

bool kit_neighbours_make(kit_neighbours **out, const float *rows, size_t n, size_t width, const kit_searching *how,
                         kit_message *why)
{
    *out = NULL;
    if (!n)
        return kit_explain(why, "there are no rows to look for neighbours in");
    if (!are_finite("row", rows, n, width, why))
        return false;
    kit_neighbours *index = calloc(1, sizeof *index);
    if (!index)
        return kit_explain(why, "out of memory");
    *index = (kit_neighbours){ .rows = rows, .n = n, .width = width, .how = *how };
    if (how->checks && !kit_trees_make(index, why)) {
        free(index);
        return false;
    }
    *out = index;
    return true;
}

void kit_neighbours_free(kit_neighbours *index)
{
    if (index && index->trees)
        kit_trees_free(index);
    free(index);
}

size_t kit_neighbours_memory(const kit_neighbours *index)
{
    return sizeof *index + (index->trees ? kit_trees_memory(index) : 0);
}

/* The searches compare squares; what a caller gets are distances. */
static bool search(size_t *found, float *distances, const kit_neighbours *index, const float *queries, size_t n, size_t k,
                   kit_message *why)
{
    bool ok = true;
    if (index->trees)
        ok = kit_trees_find(found, distances, index, queries, n, k, why);
    else
        kit_neighbours_scan(found, distances, index, queries, n, k);
    for (size_t i = 0; ok && i < n * k; i++)
        distances[i] = sqrtf(distances[i]);
    return ok;
}

bool kit_neighbours_find(size_t *found, float *distances, kit_neighbours *index, const float *queries, size_t n, size_t k,
                         kit_message *why)
{
    if (k > index->n)
        return kit_explain(why, "%zu neighbours were asked for, and there are only %zu rows", k, index->n);
    if (!are_finite("query", queries, n, index->width, why))
        return false;
    float *own = distances ? NULL : malloc((n * k + 1) * sizeof *own);
    if (!distances && !own)
        return kit_explain(why, "out of memory");
    bool ok = search(found, distances ? distances : own, index, queries, n, k, why);
    free(own);
    return ok;
}

/* Of the k + 1 nearest rows of row `self` the k that it is not itself. It need not be the first, nor among them at all,
 * where others are equal to it. */
static void leave_out(size_t *found, float *distances, size_t self, const size_t *all, const float *all_distances, size_t k)
{
    size_t at = 0;
    while (at < k && all[at] != self)
        at++;
    for (size_t i = 0; i < k; i++) {
        found[i] = all[i + (i >= at)];
        if (distances)
            distances[i] = all_distances[i + (i >= at)];
    }
}

bool kit_neighbours_of_rows(size_t *found, float *distances, kit_neighbours *index, size_t first, size_t n, size_t k,
                            kit_message *why)
{
    if (k >= index->n)
        return kit_explain(why, "%zu neighbours were asked for, and each row has only %zu others", k, index->n - 1);
    size_t *all = malloc(n * (k + 1) * sizeof *all + 1);
    float *all_distances = malloc(n * (k + 1) * sizeof *all_distances + 1);
    bool ok = all && all_distances
                  ? kit_neighbours_find(all, all_distances, index, index->rows + first * index->width, n, k + 1, why)
                  : kit_explain(why, "out of memory");
    for (size_t i = 0; ok && i < n; i++)
        leave_out(found + i * k, distances ? distances + i * k : NULL, first + i, all + i * (k + 1),
                  all_distances + i * (k + 1), k);
    free(all_distances);
    free(all);
    return ok;
}
