#include "prepare/statistics.h"
#include "base/order.h"
#include "base/size.h"
#include <float.h>
#include <math.h>

/* ---- memory ---- */

enum { SAMPLE = 1 << 20 /* numbers */, FEWEST = 32 /* rows */ };

/* As many numbers as can be put in order at the most. */
static size_t most_rows(size_t columns)
{
    return ae_least(ae_most(SAMPLE / columns, FEWEST), UINT32_MAX / columns);
}

static bool wants_quartiles(const ae_preparation *p)
{
    return p->scaler.kind == AE_SCALER_ROBUST;
}

void ae_statistics_list(ae_area list[AE_STATISTICS_AREAS], ae_statistics *s, const ae_preparation *p, size_t rows)
{
    const size_t columns = ae_shape_size(&p->raw);
    *s = (ae_statistics){ .of = p, .columns = columns, .rows = rows };
    s->sample_rows = wants_quartiles(p) ? ae_least(rows, most_rows(columns)) : 0;
    list[0] = (ae_area){ &s->column, columns, 1, sizeof *s->column, false };
    list[1] = (ae_area){ &s->level, p->categories ? p->layout.width : 0, 1, sizeof *s->level, false };
    list[2] = (ae_area){ &s->sample, s->sample_rows, columns, sizeof *s->sample, true };
    list[3] = (ae_area){ &s->numbers, s->sample_rows, columns, sizeof *s->numbers, true };
    list[4] = (ae_area){ &s->order, s->sample_rows, ae_times(columns, 2), sizeof *s->order, true };
}

/* ---- adding up ---- */

static size_t levels_of(const ae_statistics *s, size_t column)
{
    return s->of->categories ? s->of->layout.column[column].levels : 0;
}

static void add_number(ae_column_sums *c, double x, double weight)
{
    if (c->weight == 0)
        c->first = c->least = c->most = x;
    c->weight += weight;
    c->sum += weight * (x - c->first);
    c->squares += weight * (x - c->first) * (x - c->first);
    c->least = x < c->least ? x : c->least;
    c->most = x > c->most ? x : c->most;
}

static void add_code(ae_statistics *s, size_t column, ae_real code, double weight)
{
    if (ae_is_code(levels_of(s, column), code))
        s->level[s->of->layout.column[column].at + (size_t)code] += weight;
}

/* Row i of n is one of m if i m / n is another whole number than the row's before. */
static bool is_of_sample(const ae_statistics *s)
{
    const uint64_t i = s->seen, m = s->sample_rows, n = s->rows;
    return m > 0 && (i == 0 || i * m / n != (i - 1) * m / n);
}

static void keep_row(ae_statistics *s, const ae_real *row)
{
    ae_real *to = s->sample + s->sampled++ * s->columns;
    for (size_t i = 0; i < s->columns; i++)
        to[i] = row[i];
}

void ae_statistics_add(ae_statistics *s, const ae_real *row, double weight)
{
    const bool sampled = is_of_sample(s);
    s->seen++;
    if (!(weight > 0))
        return;
    if (sampled)
        keep_row(s, row);
    for (size_t i = 0; i < s->columns; i++)
        if (levels_of(s, i))
            add_code(s, i, row[i], weight);
        else if (row[i] == row[i])
            add_number(&s->column[i], (double)row[i], weight);
}

/* ---- what follows for a group of columns, which are scaled alike ---- */

typedef struct group {
    size_t from, to; /* columns */
    double weight, mean, deviation, least, most;
} group;

static double mean_of(const ae_column_sums *c)
{
    return c->weight > 0 ? c->first + c->sum / c->weight : 0;
}

static double variance_of(const ae_column_sums *c)
{
    const double distance = c->weight > 0 ? c->sum / c->weight : 0;
    const double variance = c->weight > 0 ? c->squares / c->weight - distance * distance : 0;
    return c->least < c->most && variance > 0 ? variance : 0;
}

/* Means go together by their weights; variances too, with that of the means. */
static void measure(group *g, const ae_statistics *s)
{
    double sum = 0, squares = 0;
    for (size_t i = g->from; i < g->to; i++) {
        const ae_column_sums *c = &s->column[i];
        if (c->weight == 0)
            continue;
        g->least = g->weight == 0 || c->least < g->least ? c->least : g->least;
        g->most = g->weight == 0 || c->most > g->most ? c->most : g->most;
        g->weight += c->weight;
        sum += c->weight * mean_of(c);
    }
    g->mean = g->weight > 0 ? sum / g->weight : 0;
    for (size_t i = g->from; i < g->to; i++) {
        const double away = mean_of(&s->column[i]) - g->mean;
        squares += s->column[i].weight * (variance_of(&s->column[i]) + away * away);
    }
    g->deviation = g->weight > 0 && g->least < g->most ? sqrt(squares / g->weight) : 0;
}

typedef struct pair {
    double center, spread;
} pair;

static pair of_zscore(const group *g, ae_statistics *s)
{
    (void)s;
    return (pair){ g->mean, g->deviation };
}

/* The least number goes to one end, the largest to the other. */
static pair of_range(const group *g, ae_statistics *s)
{
    const ae_bounds *to = &s->of->scaler.to;
    const double spread = (g->most - g->least) / (to->high - to->low);
    return (pair){ g->least - to->low * spread, spread };
}

static int compare(const void *items, size_t a, size_t b)
{
    const ae_real *x = items;
    return (x[a] > x[b]) - (x[a] < x[b]);
}

static size_t gather(const group *g, ae_statistics *s)
{
    size_t n = 0;
    for (size_t row = 0; row < s->sampled; row++)
        for (size_t i = g->from; i < g->to; i++) {
            const ae_real x = s->sample[row * s->columns + i];
            if (x == x && !levels_of(s, i))
                s->numbers[n++] = x;
        }
    return n;
}

/* Between the two nearest numbers, as far as the share says. */
static double quantile(const ae_real *x, const uint32_t *order, size_t n, double share)
{
    const double place = share * (double)(n - 1);
    const size_t below = (size_t)place, above = ae_least(below + 1, n - 1);
    const double low = (double)x[order[below]], high = (double)x[order[above]];
    return low + (place - (double)below) * (high - low);
}

/* Quartiles of normal numbers are 1.349 deviations apart. Where half of the numbers are alike, so that they do not differ,
 * the deviation has to do. Rousseeuw & Croux 1993, "Alternatives to the median absolute deviation", compare such measures.
 */
static pair of_robust(const group *g, ae_statistics *s)
{
    const double apart = 1.3489795003921634;
    const size_t n = gather(g, s);
    if (n == 0)
        return of_zscore(g, s);
    const uint32_t *order = ae_order(s->numbers, n, compare, s->order);
    const double spread = (quantile(s->numbers, order, n, 0.75) - quantile(s->numbers, order, n, 0.25)) / apart;
    return (pair){ quantile(s->numbers, order, n, 0.5), spread > 0 ? spread : g->deviation };
}

/* ---- the whole ---- */

static pair (*const pair_of[])(const group *, ae_statistics *) = {
    [AE_SCALER_ZSCORE] = of_zscore,
    [AE_SCALER_RANGE] = of_range,
    [AE_SCALER_ROBUST] = of_robust,
};

static size_t group_size(const ae_preparation *p)
{
    const size_t columns = ae_shape_size(&p->raw);
    const size_t sizes[] = { [AE_PER_COLUMN] = 1, [AE_PER_CHANNEL] = columns / p->raw.dim[0], [AE_PER_ALL] = columns };
    return sizes[p->scaler.per];
}

static ae_real as_real(double x)
{
    return (ae_real)(x > FLT_MAX ? FLT_MAX : x < -FLT_MAX ? -FLT_MAX : x);
}

/* Codes stay as they are. */
static void put_group(ae_scaling *out, const group *g, ae_statistics *s)
{
    const pair p = pair_of[s->of->scaler.kind](g, s);
    for (size_t i = g->from; i < g->to; i++) {
        out->center[i] = levels_of(s, i) ? 0 : as_real(p.center);
        out->spread[i] = levels_of(s, i) ? 1 : as_real(p.spread);
    }
}

static ae_real most_frequent(const ae_statistics *s, size_t column)
{
    const double *weight = s->level + s->of->layout.column[column].at;
    size_t best = 0;
    for (size_t k = 1; k < levels_of(s, column); k++)
        best = weight[k] > weight[best] ? k : best;
    return (ae_real)best;
}

/* Rounded centers may bring a mean beyond the ends. */
static double clipped(const ae_scaler_options *o, double x)
{
    return !o->clip ? x : x < o->to.low ? o->to.low : x > o->to.high ? o->to.high : x;
}

/* Scaled, as the net would have got the mean. Of a column without any number it is the center. */
static ae_real scaled_mean(const ae_scaling *out, const ae_statistics *s, size_t i)
{
    const double mean = mean_of(&s->column[i]), spread = out->center ? (double)out->spread[i] : 1;
    const double distance = out->center ? mean - (double)out->center[i] : mean;
    const bool known = s->column[i].weight > 0 && spread > 0;
    return as_real(clipped(&s->of->scaler, known ? distance / spread : 0));
}

static ae_real fill_of(const ae_scaling *out, const ae_statistics *s, size_t i)
{
    if (!levels_of(s, i))
        return scaled_mean(out, s, i);
    return s->of->missing.how == AE_MISSING_MASK ? -1 : most_frequent(s, i);
}

void ae_statistics_finish(ae_scaling *out, ae_statistics *s)
{
    const size_t step = group_size(s->of);
    for (size_t i = 0; out->center && s->of->scaler.kind != AE_SCALER_GIVEN && i < s->columns; i += step) {
        group g = { .from = i, .to = i + step };
        measure(&g, s);
        put_group(out, &g, s);
    }
    for (size_t i = 0; out->fill && i < s->columns; i++)
        out->fill[i] = fill_of(out, s, i);
}
