#include "kit/cluster.h"
#include <math.h>
#include <stdlib.h>

/* How many rows each cluster has of each class, and in all. */
typedef struct counts {
    size_t clusters, classes;
    double n;
    double *both, *cluster, *class; /* both: clusters x classes */
} counts;

static bool count(counts *c, const uint32_t *cluster_of, const uint32_t *class_of, size_t n)
{
    c->both = calloc(c->clusters, c->classes * sizeof *c->both);
    c->cluster = calloc(c->clusters, sizeof *c->cluster);
    c->class = calloc(c->classes, sizeof *c->class);
    bool ok = c->both && c->cluster && c->class;
    for (size_t i = 0; ok && i < n; i++)
        if (class_of[i] < c->classes) {
            c->both[cluster_of[i] * c->classes + class_of[i]]++;
            c->cluster[cluster_of[i]]++;
            c->class[class_of[i]]++;
            c->n++;
        }
    return ok;
}

static double purity(const counts *c)
{
    double rows = 0;
    for (size_t i = 0; i < c->clusters; i++) {
        double most = 0;
        for (size_t k = 0; k < c->classes; k++)
            most = fmax(most, c->both[i * c->classes + k]);
        rows += most;
    }
    return rows / c->n;
}

static double entropy(const double *count, size_t n, double all)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum -= count[i] > 0 ? count[i] / all * log(count[i] / all) : 0;
    return sum;
}

/* One cluster and one class tell nothing, and agree. */
static double mutual_information(const counts *c)
{
    const double a = entropy(c->cluster, c->clusters, c->n), b = entropy(c->class, c->classes, c->n);
    const double both = entropy(c->both, c->clusters * c->classes, c->n);
    return a + b > 0 ? fmax(0, 2 * (a + b - both) / (a + b)) : 1;
}

static double pairs(const double *count, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += count[i] * (count[i] - 1) / 2;
    return sum;
}

/* The adjusted Rand index (Hubert and Arabie, 1985). Where chance itself gives all, both are the same. */
static double adjusted_rand(const counts *c)
{
    const double a = pairs(c->cluster, c->clusters), b = pairs(c->class, c->classes), all = c->n * (c->n - 1) / 2;
    const double found = pairs(c->both, c->clusters * c->classes), expected = all > 0 ? a * b / all : 0, most = (a + b) / 2;
    return most > expected ? (found - expected) / (most - expected) : 1;
}

bool kit_agreement_find(kit_agreement *out, const uint32_t *cluster_of, size_t clusters, const uint32_t *class_of,
                        size_t classes, size_t n)
{
    counts c = { .clusters = clusters, .classes = classes };
    bool ok = count(&c, cluster_of, class_of, n);
    if (ok && c.n > 0)
        *out = (kit_agreement){ purity(&c), mutual_information(&c), adjusted_rand(&c) };
    else
        *out = (kit_agreement){ (double)NAN, (double)NAN, (double)NAN };
    free(c.class);
    free(c.cluster);
    free(c.both);
    return ok;
}
