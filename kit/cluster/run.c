#include "kit/cluster/run.h"
#include "kit/random.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool kit_run_make(kit_run *r, const float *rows, size_t n, size_t width, size_t k)
{
    *r = (kit_run){ .rows = rows, .n = n, .width = width, .k = k };
    r->centers = calloc(k, width * sizeof *r->centers);
    r->sums = calloc(k, width * sizeof *r->sums);
    r->moved = calloc(k, sizeof *r->moved);
    r->apart = calloc(k, sizeof *r->apart);
    r->sizes = calloc(k, sizeof *r->sizes);
    r->cluster_of = calloc(n, sizeof *r->cluster_of);
    r->upper = calloc(n, sizeof *r->upper);
    r->lower = calloc(n, sizeof *r->lower);
    return r->centers && r->sums && r->moved && r->apart && r->sizes && r->cluster_of && r->upper && r->lower;
}

void kit_run_free(kit_run *r)
{
    free(r->centers);
    free(r->sums);
    free(r->moved);
    free(r->apart);
    free(r->sizes);
    free(r->cluster_of);
    free(r->upper);
    free(r->lower);
    *r = (kit_run){ 0 };
}

/* Several sums side by side, which a processor adds at the same time. */
double kit_run_distance(const kit_run *r, size_t row, size_t center)
{
    enum { LANES = 8 };
    const float *x = r->rows + row * r->width;
    const double *c = r->centers + center * r->width;
    double lane[LANES] = { 0 }, sum = 0;
    size_t j = 0;
    for (; j + LANES <= r->width; j += LANES)
        for (size_t i = 0; i < LANES; i++)
            lane[i] += (x[j + i] - c[j + i]) * (x[j + i] - c[j + i]);
    for (; j < r->width; j++)
        sum += (x[j] - c[j]) * (x[j] - c[j]);
    for (size_t i = 0; i < LANES; i++)
        sum += lane[i];
    return sum;
}

/* ---- k-means++ (Arthur and Vassilvitskii, 2007) --------------------------------------------------------------------------
 */

static void choose(kit_run *r, size_t center, size_t row)
{
    for (size_t j = 0; j < r->width; j++)
        r->centers[center * r->width + j] = r->rows[row * r->width + j];
}

/* Squared distances from the nearest center so far, kept in `upper`; returns their sum. */
static double approach(kit_run *r, size_t center)
{
    double sum = 0;
    for (size_t i = 0; i < r->n; i++) {
        const double d = kit_run_distance(r, i, center);
        r->upper[i] = center == 0 ? d : fmin(r->upper[i], d);
        sum += r->upper[i];
    }
    return sum;
}

/* The row where the distances, added up, pass `target`; one with a distance of 0 is a center already. */
static size_t row_at(const kit_run *r, double target)
{
    size_t last = 0;
    for (size_t i = 0; i < r->n && target >= 0; i++)
        if (r->upper[i] > 0) {
            last = i;
            target -= r->upper[i];
        }
    return last;
}

static double uniform(uint64_t seed, uint64_t place)
{
    return (double)(kit_random_bits(seed, place) >> 11) * 0x1p-53;
}

bool kit_run_seed(kit_run *r, uint64_t seed)
{
    choose(r, 0, (size_t)(uniform(seed, 0) * (double)r->n));
    for (size_t c = 1; c < r->k; c++) {
        const double sum = approach(r, c - 1);
        if (!(sum > 0))
            return false;
        choose(r, c, row_at(r, uniform(seed, c) * sum));
    }
    return true;
}

/* ---- Lloyd's rounds. Most rows need not be held against all centers: how far centers have moved says that no other can
 * have come nearer (Hamerly, 2010) ---- */

/* The nearest center of a row, and the distances of the two nearest. */
static void look_at_all(kit_run *r, size_t row)
{
    double first = INFINITY, second = INFINITY;
    for (size_t c = 0; c < r->k; c++) {
        const double d = kit_run_distance(r, row, c);
        second = fmin(second, fmax(first, d));
        if (d < first) {
            first = d;
            r->cluster_of[row] = (uint32_t)c;
        }
    }
    r->upper[row] = sqrt(first);
    r->lower[row] = sqrt(second);
}

static void measure_gaps(kit_run *r)
{
    for (size_t a = 0; a < r->k; a++) {
        double nearest = INFINITY;
        for (size_t b = 0; b < r->k; b++) {
            double sum = 0;
            for (size_t j = 0; j < r->width; j++) {
                const double d = r->centers[a * r->width + j] - r->centers[b * r->width + j];
                sum += d * d;
            }
            nearest = a == b ? nearest : fmin(nearest, sum);
        }
        r->apart[a] = sqrt(nearest) / 2;
    }
}

/* Whether a row surely stays where it is; the bound of its own distance is made exact before that is denied. */
static bool stays(kit_run *r, size_t row)
{
    const uint32_t c = r->cluster_of[row];
    const double safe = fmax(r->lower[row], r->apart[c]);
    if (r->upper[row] < safe)
        return true;
    r->upper[row] = sqrt(kit_run_distance(r, row, c));
    return r->upper[row] < safe;
}

/* Returns how many rows have changed their cluster. */
static size_t assign(kit_run *r)
{
    size_t changed = 0;
    double farthest = 0;
    measure_gaps(r);
    for (size_t c = 0; c < r->k; c++)
        farthest = fmax(farthest, r->moved[c]);
    for (size_t i = 0; i < r->n; i++) {
        const uint32_t before = r->cluster_of[i];
        r->upper[i] += r->moved[before];
        r->lower[i] -= farthest;
        if (!stays(r, i))
            look_at_all(r, i);
        changed += r->cluster_of[i] != before;
    }
    return changed;
}

static void add(kit_run *r, size_t row, size_t cluster, int times)
{
    r->sizes[cluster] += (size_t)times;
    for (size_t j = 0; j < r->width; j++)
        r->sums[cluster * r->width + j] += times * (double)r->rows[row * r->width + j];
}

static void add_all(kit_run *r)
{
    memset(r->sums, 0, r->k * r->width * sizeof *r->sums);
    memset(r->sizes, 0, r->k * sizeof *r->sizes);
    for (size_t i = 0; i < r->n; i++)
        add(r, i, r->cluster_of[i], 1);
}

/* A cluster that has lost all its rows gets the row that lies farthest from its center. */
static void fill(kit_run *r, size_t empty)
{
    size_t taken = 0;
    double farthest = -1;
    for (size_t i = 0; i < r->n; i++) {
        const double d = r->sizes[r->cluster_of[i]] > 1 ? kit_run_distance(r, i, r->cluster_of[i]) : -1;
        if (d > farthest) {
            farthest = d;
            taken = i;
        }
    }
    add(r, taken, r->cluster_of[taken], -1);
    add(r, taken, empty, 1);
    r->cluster_of[taken] = (uint32_t)empty;
    r->upper[taken] = INFINITY;
}

static void move(kit_run *r, size_t center)
{
    double way = 0;
    for (size_t j = center * r->width; j < (center + 1) * r->width; j++) {
        const double to = r->sums[j] / (double)r->sizes[center];
        way += (to - r->centers[j]) * (to - r->centers[j]);
        r->centers[j] = to;
    }
    r->moved[center] = sqrt(way);
}

/* Returns whether a cluster had to be filled. */
static bool move_all(kit_run *r)
{
    bool filled = false;
    add_all(r);
    for (size_t c = 0; c < r->k; c++)
        if (r->sizes[c] == 0) {
            fill(r, c);
            filled = true;
        }
    for (size_t c = 0; c < r->k; c++)
        move(r, c);
    return filled;
}

void kit_run_settle(kit_run *r, size_t rounds)
{
    for (size_t i = 0; i < r->n; i++)
        look_at_all(r, i);
    for (r->rounds = 0; r->rounds < rounds && !r->settled; r->rounds++) {
        const bool filled = move_all(r);
        r->settled = assign(r) == 0 && !filled;
    }
    r->inertia = 0;
    for (size_t i = 0; i < r->n; i++)
        r->inertia += kit_run_distance(r, i, r->cluster_of[i]);
}
