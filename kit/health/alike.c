/* Units held against each other, by their covariance. */
#include "kit/health/parts.h"
#include <math.h>
#include <stdlib.h>

static const double most_alike = 0.99;

/* The upper triangle. */
static void add_row(double *covariance, const double *centred, size_t width, size_t n)
{
    for (size_t i = 0; i < width; i++) {
        const double x = centred[i] / (double)n;
        for (size_t k = i; k < width; k++)
            covariance[i * width + k] += x * centred[k];
    }
}

static void find_covariance(double *covariance, double *centred, const kit_health *h, const kit_code_rows *r)
{
    for (size_t row = 0; row < r->n; row++) {
        for (size_t i = 0; i < r->width; i++)
            centred[i] = (double)r->codes[row * r->width + i] - h->unit[i].mean;
        add_row(covariance, centred, r->width, r->n);
    }
}

static bool varies(const kit_unit *u)
{
    return !u->ill[KIT_DEAD] && !u->ill[KIT_COLLAPSED];
}

/* The unit before this one that is most like it. */
static void find_twin(kit_health *h, const double *covariance, size_t unit)
{
    kit_unit *u = &h->unit[unit];
    for (size_t i = 0; varies(u) && i < unit; i++) {
        const double correlation = covariance[i * h->width + unit] / (h->unit[i].deviation * u->deviation);
        if (!varies(&h->unit[i]) || fabs(correlation) <= fmax(most_alike, fabs(u->correlation)))
            continue;
        u->ill[KIT_DUPLICATE] = true;
        u->twin = i;
        u->correlation = correlation;
    }
}

bool kit_health_alike(kit_health *h, const kit_code_rows *r)
{
    double *covariance = calloc(r->width * (r->width + 1), sizeof *covariance);
    if (!covariance)
        return false;
    double *room = covariance + r->width * r->width;
    find_covariance(covariance, room, h, r);
    for (size_t i = 1; i < r->width; i++)
        find_twin(h, covariance, i);
    h->effective_rank = kit_effective_rank(covariance, room, r->width);
    free(covariance);
    return true;
}
