#include "kit/codes.h"
#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- A unit's range ------------------------------------------------------------------------------------------------ */

typedef struct range {
    double low, high;
} range;

enum { LOOKED_AT = 4096, FEW = 16 }; /* numbers of a unit; of fewer than FEW none is far away from the others */

/* Upwards. */
typedef struct sample {
    double x[LOOKED_AT];
    size_t n;
} sample;

/* Numbers of a unit at equal distances in their order, both ends among them. */
static void take_sample(sample *s, double *unit, size_t rows)
{
    kit_sort(unit, rows);
    s->n = rows < LOOKED_AT ? rows : LOOKED_AT;
    for (size_t i = 0; i < s->n; i++)
        s->x[i] = unit[s->n > 1 ? i * (rows - 1) / (s->n - 1) : 0];
}

/* What lies further outside than all between is wide counts as lying there: else one number in thousands could widen the
 * range until all others are the same level. Units that nearly always give one number have all that they tell outside. */
static void fence(sample *s)
{
    if (s->n < FEW)
        return;
    const size_t tail = 1 + s->n / 1000;
    const double low = s->x[tail], high = s->x[s->n - 1 - tail], width = high - low;
    for (size_t i = 0; width > 0 && i < s->n; i++)
        s->x[i] = fmin(fmax(s->x[i], low - width), high + width);
}

static double level_of(double x, range r, double top)
{
    const double level = r.high > r.low ? floor((x - r.low) / (r.high - r.low) * top + 0.5) : 0;
    return fmin(fmax(level, 0), top);
}

static double squared_error(const sample *s, range r, double top)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++) {
        const double error = r.low + level_of(s->x[i], r, top) / top * (r.high - r.low) - s->x[i];
        sum += error * error;
    }
    return sum;
}

/* The shares of the numbers that are cut at an end. */
static const double tails[] = { 0, .0005, .001, .002, .004, .008, .016, .032, .064, .128, .25 };
enum { TAILS = sizeof tails / sizeof *tails };

typedef struct search {
    const sample *sample;
    double top, least;
    range best;
    size_t low, high; /* the tails of the best range */
} search;

static void try_tails(search *s, size_t low, size_t high)
{
    const double n = (double)s->sample->n;
    const double *first = s->sample->x, *last = first + s->sample->n - 1;
    const range r = { first[(size_t)(tails[low] * n)], last[-(ptrdiff_t)(tails[high] * n)] };
    const double error = squared_error(s->sample, r, s->top);
    if (error < s->least)
        *s = (search){ s->sample, s->top, error, r, low, high };
}

/* Both ends together, then each by itself: 33 tries instead of 121. */
static range best_range(const sample *of, double top)
{
    search s = { .sample = of, .top = top, .least = INFINITY };
    for (size_t i = 0; i < TAILS; i++)
        try_tails(&s, i, i);
    for (size_t i = 0; i < TAILS; i++)
        try_tails(&s, i, s.high);
    for (size_t i = 0; i < TAILS; i++)
        try_tails(&s, s.low, i);
    return s.best;
}

/* ---- Codes ---------------------------------------------------------------------------------------------------------- */

/* A unit's numbers twice: in their rows' order, and to be sorted. */
typedef struct work {
    double *unit, *sorted;
    sample sample;
} work;

static void quantise_unit(kit_codes *out, size_t k, work *w)
{
    const double top = (1 << out->bits) - 1;
    memcpy(w->sorted, w->unit, out->rows * sizeof *w->unit);
    take_sample(&w->sample, w->sorted, out->rows);
    fence(&w->sample);
    const range best = best_range(&w->sample, top);
    out->low[k] = (float)best.low;
    out->high[k] = (float)best.high;
    const range r = { out->low[k], out->high[k] };
    for (size_t i = 0; i < out->rows; i++) {
        out->levels[k * out->rows + i] = (unsigned char)level_of(w->unit[i], r, top);
        out->cut += w->unit[i] < r.low || w->unit[i] > r.high;
    }
}

static bool quantise(kit_codes *out, const float *codes, work *w, kit_message *why)
{
    for (size_t k = 0; k < out->width; k++) {
        for (size_t i = 0; i < out->rows; i++) {
            w->unit[i] = codes[i * out->width + k];
            if (!isfinite(w->unit[i]))
                return kit_explain(why, "row %zu, number %zu of its code is %g; only finite numbers can be packed", i + 1,
                                   k + 1, w->unit[i]);
        }
        quantise_unit(out, k, w);
    }
    return true;
}

/* The ranges are one block. */
static bool make_room(kit_codes *out, kit_message *why)
{
    const bool fits = out->rows && out->width && out->rows <= SIZE_MAX / sizeof(double) / out->width;
    out->low = fits ? malloc(out->width * 2 * sizeof *out->low) : NULL;
    out->levels = fits ? malloc(out->rows * out->width) : NULL;
    if (!out->low || !out->levels)
        return kit_explain(why, "out of memory: %zu codes of %zu numbers", out->rows, out->width);
    out->high = out->low + out->width;
    return true;
}

bool kit_codes_quantise(kit_codes *out, const float *codes, size_t rows, size_t width, unsigned bits, kit_message *why)
{
    *out = (kit_codes){ .rows = rows, .width = width, .bits = bits };
    if (!make_room(out, why))
        return false;
    work *w = malloc(sizeof *w);
    double *room = malloc(rows * 2 * sizeof *room);
    bool ok = w && room;
    if (ok) {
        w->unit = room;
        w->sorted = room + rows;
        ok = quantise(out, codes, w, why);
    } else
        kit_explain(why, "out of memory: %zu codes", rows);
    free(room);
    free(w);
    return ok;
}

void kit_codes_free(kit_codes *codes)
{
    free(codes->low);
    free(codes->levels);
    *codes = (kit_codes){ 0 };
}

void kit_codes_restore(float *out, const kit_codes *c)
{
    const double top = (1 << c->bits) - 1;
    for (size_t k = 0; k < c->width; k++) {
        const double low = c->low[k], width = (double)c->high[k] - low;
        for (size_t i = 0; i < c->rows; i++)
            out[i * c->width + k] = (float)(low + c->levels[k * c->rows + i] / top * width);
    }
}
