#include "kit/health/parts.h"
#include <math.h>
#include <stdlib.h>

const char *const kit_ill_names[KIT_ILLS] = { "collapsed", "dead", "saturated", "duplicate" };

static bool are_finite(const float *x, const kit_code_rows *r, const char *what, kit_message *why)
{
    for (size_t i = 0; x && i < r->n * r->width; i++)
        if (!isfinite(x[i]))
            return kit_explain(why, "row %zu: the %s of unit %zu is %g, not a number to be measured", i / r->width + 1, what,
                               i % r->width + 1, (double)x[i]);
    return true;
}

static bool check(const kit_code_rows *r, kit_message *why)
{
    if (r->n < KIT_HEALTH_ROWS)
        return kit_explain(why, "has %zu row%s, and the health of a code needs %d: of fewer, units look alike by chance",
                           r->n, r->n == 1 ? "" : "s", KIT_HEALTH_ROWS);
    return are_finite(r->codes, r, "code", why) && are_finite(r->log_variance, r, "log-variance", why);
}

static void count(kit_health *h)
{
    for (size_t i = 0; i < h->width; i++)
        for (size_t k = 0; k < KIT_ILLS; k++)
            h->count[k] += h->unit[i].ill[k];
}

bool kit_health_find(kit_health *out, const kit_code_rows *r, kit_message *why)
{
    *out = (kit_health){ .rows = r->n, .width = r->width, .row_width = r->row_width, .low = r->low, .high = r->high };
    out->effective_rank = (double)NAN;
    if (!check(r, why))
        return false;
    out->unit = calloc(r->width, sizeof *out->unit);
    if (!out->unit || !kit_health_units(out, r) || (r->width <= KIT_HEALTH_WIDTH && !kit_health_alike(out, r)))
        return kit_explain(why, "out of memory for the health of %zu units", r->width);
    count(out);
    return true;
}

void kit_health_free(kit_health *h)
{
    free(h->unit);
    h->unit = NULL;
}
