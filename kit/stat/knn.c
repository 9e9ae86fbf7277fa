#include "kit/neighbours.h"
#include "kit/stat.h"
#include <stdlib.h>

enum { NEIGHBOURS = 5, CHECKS = 256 };

struct kit_knn {
    kit_neighbours *index;
    const int *labels;
};

kit_knn *kit_knn_make(const float *rows, const int *labels, size_t n, size_t width)
{
    static const kit_searching how = { .checks = CHECKS };
    kit_knn *k = n < NEIGHBOURS ? NULL : malloc(sizeof *k);
    if (!k)
        return NULL;
    k->labels = labels;
    if (kit_neighbours_make(&k->index, rows, n, width, &how, NULL))
        return k;
    free(k);
    return NULL;
}

void kit_knn_free(kit_knn *k)
{
    if (k)
        kit_neighbours_free(k->index);
    free(k);
}

static int votes_for(int label, const size_t *neighbours, const int *labels)
{
    int votes = 0;
    for (int i = 0; i < NEIGHBOURS; i++)
        votes += labels[neighbours[i]] == label;
    return votes;
}

/* Neighbours come nearest first, so that among equals the first to get there is the nearest. */
static int vote(const size_t *neighbours, const int *labels)
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
    size_t *neighbours = malloc(n * NEIGHBOURS * sizeof *neighbours);
    bool ok = neighbours && kit_neighbours_find(neighbours, NULL, k->index, rows, n, NEIGHBOURS, NULL);
    for (size_t i = 0; ok && i < n; i++)
        labels[i] = vote(neighbours + i * NEIGHBOURS, k->labels);
    free(neighbours);
    return ok;
}
