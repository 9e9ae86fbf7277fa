#include "kit/cluster/run.h"
#include "kit/parallel.h"
#include "kit/random.h"
#include <stdlib.h>
#include <string.h>

enum { RESTARTS = 10, ROUNDS = 300 };

typedef enum outcome { DONE, NO_MEMORY, TOO_FEW } outcome;

typedef struct trial {
    kit_run run;
    outcome outcome;
} trial;

typedef struct trials {
    const float *rows;
    size_t n, width;
    kit_kmeans_options options;
    trial *trial;
} trials;

static void run_trial(void *user, size_t i)
{
    const trials *all = user;
    trial *t = &all->trial[i];
    if (!kit_run_make(&t->run, all->rows, all->n, all->width, all->options.clusters))
        t->outcome = NO_MEMORY;
    else if (!kit_run_seed(&t->run, kit_random_bits(all->options.seed, i)))
        t->outcome = TOO_FEW;
    else
        kit_run_settle(&t->run, all->options.rounds);
}

/* The trial with the least inertia, of equal ones the first; or the first that has failed. */
static const trial *best_of(const trials *all)
{
    const trial *best = all->trial;
    for (size_t i = 0; i < all->options.restarts && best->outcome == DONE; i++) {
        const trial *t = &all->trial[i];
        best = t->outcome != DONE || t->run.inertia < best->run.inertia ? t : best;
    }
    return best;
}

/* ---- The result: clusters in the order of their sizes --------------------------------------------------------------------
 */

typedef struct ranked {
    size_t size;
    uint32_t cluster;
} ranked;

static int compare(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->size != y->size)
        return x->size < y->size ? 1 : -1;
    return x->cluster < y->cluster ? -1 : 1;
}

static void count_rows(kit_kmeans *out, const kit_run *r)
{
    memset(out->sizes, 0, out->clusters * sizeof *out->sizes);
    for (size_t i = 0; i < r->n; i++)
        out->sizes[r->cluster_of[i]]++;
}

static void take(kit_kmeans *out, const kit_run *r, ranked *order, uint32_t *place_of)
{
    count_rows(out, r);
    for (uint32_t c = 0; c < out->clusters; c++)
        order[c] = (ranked){ out->sizes[c], c };
    qsort(order, out->clusters, sizeof *order, compare);
    for (uint32_t place = 0; place < out->clusters; place++) {
        const size_t from = order[place].cluster * out->width;
        place_of[order[place].cluster] = place;
        out->sizes[place] = order[place].size;
        for (size_t j = 0; j < out->width; j++)
            out->centers[place * out->width + j] = (float)r->centers[from + j];
    }
    for (size_t i = 0; i < r->n; i++)
        out->cluster_of[i] = place_of[r->cluster_of[i]];
    out->inertia = r->inertia;
    out->rounds = r->rounds;
    out->settled = r->settled;
}

static bool fill(kit_kmeans *out, const kit_run *r)
{
    ranked *order = malloc(out->clusters * sizeof *order);
    uint32_t *place_of = malloc(out->clusters * sizeof *place_of);
    out->centers = malloc(out->clusters * out->width * sizeof *out->centers);
    out->cluster_of = malloc(r->n * sizeof *out->cluster_of);
    out->sizes = malloc(out->clusters * sizeof *out->sizes);
    bool ok = order && place_of && out->centers && out->cluster_of && out->sizes;
    if (ok)
        take(out, r, order, place_of);
    free(place_of);
    free(order);
    return ok;
}

/* ---- Fitting
 * --------------------------------------------------------------------------------------------------------------- */

static bool finish(kit_kmeans *out, const trial *best, kit_message *why)
{
    if (best->outcome == TOO_FEW)
        return kit_explain(why, "%zu clusters: there are not so many different rows", out->clusters);
    return (best->outcome == DONE && fill(out, &best->run)) || kit_explain(why, "out of memory for the clusters");
}

bool kit_kmeans_fit(kit_kmeans *out, const float *rows, size_t n, size_t width, const kit_kmeans_options *options,
                    kit_message *why)
{
    trials all = { .rows = rows, .n = n, .width = width, .options = *options };
    *out = (kit_kmeans){ .clusters = options->clusters, .width = width };
    if (options->clusters == 0 || options->clusters > n)
        return kit_explain(why, "%zu clusters of %zu rows: there must be 1 cluster at least, and a row for each",
                           options->clusters, n);
    all.options.restarts = options->restarts ? options->restarts : RESTARTS;
    all.options.rounds = options->rounds ? options->rounds : ROUNDS;
    if (!(all.trial = calloc(all.options.restarts, sizeof *all.trial)))
        return kit_explain(why, "out of memory for the clusters");
    kit_parallel(options->threads ? options->threads : 1, all.options.restarts, run_trial, &all);
    bool ok = finish(out, best_of(&all), why);
    for (size_t i = 0; i < all.options.restarts; i++)
        kit_run_free(&all.trial[i].run);
    free(all.trial);
    return ok;
}

void kit_kmeans_free(kit_kmeans *k)
{
    free(k->centers);
    free(k->cluster_of);
    free(k->sizes);
    *k = (kit_kmeans){ 0 };
}
