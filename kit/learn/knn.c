/* The majority of the nearest rows, found exactly or by FLANN. */
#include "kit/learn.h"
#include "kit/neighbours.h"
#include <stdlib.h>
#include <string.h>

enum { VOTERS = 5, CHECKS = 256 };

typedef struct knn {
    kit_neighbours *index;
    uint32_t *class_of;
    size_t n, width;
} knn;

static bool fit(void **state, const kit_examples *e, size_t checks, size_t threads, kit_message *why)
{
    const kit_searching how = { .checks = checks, .threads = threads };
    if (e->n < VOTERS)
        return kit_explain(why, "%d neighbours vote, and there are only %zu rows", VOTERS, e->n);
    knn *k = calloc(1, sizeof *k);
    uint32_t *class_of = malloc(e->n * sizeof *class_of);
    bool ok = k && class_of ? kit_neighbours_make(&k->index, e->rows, e->n, e->width, &how, why)
                            : kit_explain(why, "out of memory");
    if (!ok) {
        free(class_of);
        free(k);
        return false;
    }
    memcpy(class_of, e->class_of, e->n * sizeof *class_of);
    *k = (knn){ k->index, class_of, e->n, e->width };
    *state = k;
    return true;
}

static int votes_for(uint32_t class, const size_t *neighbours, const uint32_t *class_of)
{
    int votes = 0;
    for (int i = 0; i < VOTERS; i++)
        votes += class_of[neighbours[i]] == class;
    return votes;
}

/* Neighbours come nearest first, so that among equals the first to get there is the nearest. */
static uint32_t vote(const size_t *neighbours, const uint32_t *class_of)
{
    uint32_t best = class_of[neighbours[0]];
    int most = votes_for(best, neighbours, class_of);
    for (int i = 1; i < VOTERS; i++) {
        uint32_t class = class_of[neighbours[i]];
        int votes = votes_for(class, neighbours, class_of);
        best = votes > most ? class : best;
        most = votes > most ? votes : most;
    }
    return best;
}

static bool predict(uint32_t *class_of, void *state, const float *rows, size_t n, kit_message *why)
{
    knn *k = state;
    size_t *neighbours = malloc((n * VOTERS + 1) * sizeof *neighbours);
    bool ok = neighbours ? kit_neighbours_find(neighbours, NULL, k->index, rows, n, VOTERS, why)
                         : kit_explain(why, "out of memory");
    for (size_t i = 0; ok && i < n; i++)
        class_of[i] = vote(neighbours + i * VOTERS, k->class_of);
    free(neighbours);
    return ok;
}

static size_t memory(const void *state)
{
    const knn *k = state;
    return k->n * (k->width * sizeof(float) + sizeof *k->class_of) + kit_neighbours_memory(k->index);
}

static void free_knn(void *state)
{
    knn *k = state;
    kit_neighbours_free(k->index);
    free(k->class_of);
    free(k);
}

static bool fit_exact(void **state, const kit_examples *e, size_t classes, const kit_learning *how, kit_message *why)
{
    (void)classes;
    return fit(state, e, 0, how->threads, why);
}

const kit_learner kit_knn = { .name = "knn", .fit = fit_exact, .predict = predict, .memory = memory, .free = free_knn };

#ifdef KIT_HAVE_FLANN
static bool fit_approximate(void **state, const kit_examples *e, size_t classes, const kit_learning *how, kit_message *why)
{
    (void)classes;
    return fit(state, e, CHECKS, how->threads, why);
}

const kit_learner kit_knn_approximate = { .name = "knn-approximate",
                                          .library = "FLANN",
                                          .fit = fit_approximate,
                                          .predict = predict,
                                          .memory = memory,
                                          .free = free_knn };
#endif
