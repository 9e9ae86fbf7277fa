/* What there is to say of each unit alone, and of how sparse rows are. */
#include "kit/health/parts.h"
#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>

/* What a verdict takes; kit/health.h tells them in words. */
static const double least_deviation = 0.01, rounding = 1e-6, most_at_ends = 0.9, least_kl = 0.01, zero = 0.1;

/* ---- Means, deviations, ends ---------------------------------------------------------------------------------------- */

/* An end at 0 with no other, as a relu has it, is no place where an activation is stuck. */
static double low_end(const kit_code_rows *r)
{
    return r->low == 0 && isinf(r->high) ? -(double)INFINITY : r->low;
}

static double high_end(const kit_code_rows *r)
{
    return r->high == 0 && isinf(r->low) ? (double)INFINITY : r->high;
}

static bool find_ends(kit_health *h, const kit_code_rows *r)
{
    const bool any = isfinite(low_end(r)) || isfinite(high_end(r));
    kit_columns c;
    const bool ok = kit_columns_make(&c, r->width, low_end(r), high_end(r));
    for (size_t i = 0; ok && i < r->n; i++)
        kit_columns_add(&c, r->codes + i * r->width);
    for (size_t i = 0; ok && i < r->width; i++)
        h->unit[i].at_ends = any ? 1 - (double)c.column[i].inside / (double)r->n : (double)NAN;
    kit_columns_free(&c);
    return ok;
}

static void find_spread(kit_unit *u, const kit_code_rows *r, size_t unit)
{
    kit_moments m = { 0 };
    for (size_t i = 0; i < r->n; i++)
        kit_moments_add(&m, (double)r->codes[i * r->width + unit]);
    u->mean = m.mean;
    u->deviation = sqrt(m.squares / (double)m.n);
}

/* ---- Sparsity ------------------------------------------------------------------------------------------------------- */

static double root_mean_square(const kit_health *h)
{
    double sum = 0;
    for (size_t i = 0; i < h->width; i++)
        sum += h->unit[i].mean * h->unit[i].mean + h->unit[i].deviation * h->unit[i].deviation;
    return sqrt(sum / (double)h->width);
}

static void find_zeros(kit_health *h, const kit_code_rows *r)
{
    const double near = zero * root_mean_square(h), n = (double)r->n;
    for (size_t k = 0; k < r->width; k++) {
        size_t zeros = 0;
        for (size_t i = 0; i < r->n; i++)
            zeros += fabs((double)r->codes[i * r->width + k]) <= near;
        h->unit[k].near_zero = (double)zeros / n;
        h->near_zero += h->unit[k].near_zero / (double)r->width;
    }
}

/* NaN: all its numbers are 0, or there is only one. */
static double hoyer_of(const float *code, size_t width)
{
    double sum = 0, squares = 0;
    const double root = sqrt((double)width);
    for (size_t i = 0; i < width; i++) {
        sum += fabs((double)code[i]);
        squares += (double)code[i] * (double)code[i];
    }
    return squares > 0 && width > 1 ? (root - sum / sqrt(squares)) / (root - 1) : (double)NAN;
}

static bool is_blank(const float *code, size_t width)
{
    for (size_t i = 0; i < width; i++)
        if (code[i] != 0)
            return false;
    return true;
}

static void find_sparseness(kit_health *h, const kit_code_rows *r)
{
    kit_moments m = { 0 };
    for (size_t i = 0; i < r->n; i++) {
        const float *code = r->codes + i * r->width;
        const double hoyer = hoyer_of(code, r->width);
        if (isfinite(hoyer))
            kit_moments_add(&m, hoyer);
        h->blank += is_blank(code, r->width);
    }
    h->hoyer = m.n ? m.mean : (double)NAN;
}

/* ---- Divergence ----------------------------------------------------------------------------------------------------- */

static double kl_of(const kit_code_rows *r, size_t unit)
{
    double sum = 0;
    for (size_t i = unit; r->log_variance && i < r->n * r->width; i += r->width) {
        const double mean = (double)r->codes[i], log_variance = (double)r->log_variance[i];
        sum += (mean * mean + expm1(log_variance) - log_variance) / 2;
    }
    return r->log_variance ? sum / (double)r->n : (double)NAN;
}

static void find_divergence(kit_health *h, const kit_code_rows *r)
{
    h->kl = 0;
    for (size_t i = 0; i < r->width; i++)
        h->kl += h->unit[i].kl = kl_of(r, i);
}

/* ---- Verdicts ------------------------------------------------------------------------------------------------------- */

static double usual_deviation(const kit_health *h)
{
    double sum = 0;
    for (size_t i = 0; i < h->width; i++)
        sum += h->unit[i].deviation * h->unit[i].deviation;
    return sqrt(sum / (double)h->width);
}

static void judge(kit_unit *u, double usual)
{
    const bool is_still = u->deviation <= least_deviation * usual || u->deviation <= rounding * fabs(u->mean);
    u->ill[KIT_COLLAPSED] = u->kl < least_kl;
    u->ill[KIT_DEAD] = is_still && !u->ill[KIT_COLLAPSED];
    u->ill[KIT_SATURATED] = u->at_ends >= most_at_ends && !u->ill[KIT_DEAD] && !u->ill[KIT_COLLAPSED];
}

bool kit_health_units(kit_health *h, const kit_code_rows *r)
{
    if (!find_ends(h, r))
        return false;
    for (size_t i = 0; i < r->width; i++)
        find_spread(&h->unit[i], r, i);
    find_zeros(h, r);
    find_sparseness(h, r);
    find_divergence(h, r);
    const double usual = usual_deviation(h);
    for (size_t i = 0; i < r->width; i++)
        judge(&h->unit[i], usual);
    return true;
}
