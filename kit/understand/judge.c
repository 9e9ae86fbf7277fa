#include "kit/understand/judge.h"
#include "kit/understand/role.h"
#include <math.h>
#include <stdint.h>

/* ---- Numbers that stand for none ---------------------------------------------------------------------------------- */

/* What programs write where a sensor or a form gave nothing. */
static bool is_known_fill(double x)
{
    static const double known[] = { 99,   999,  9999, 99999, 999999, -99,   -999,  -9999,  -99999,    -999999,
                                    1e10, 1e20, 1e30, -1e10, -1e20,  -1e30, 32767, -32768, 9.96921e36 };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if ((float)x == (float)known[i])
            return true;
    return false;
}

/* Repeated, in a tenth of the rows at most, among numbers of many kinds: what a third of the rows have is a value. */
static bool may_be_fill(const kit_end *end, const kit_facts *f)
{
    return end->rows > 1 && end->rows <= f->values / 10 && f->n_different >= KIT_DIFFERENT;
}

/* Farther from its neighbour than all others are from each other: once as far of a number that is known for it, ten times of
 * another. */
static bool is_fill(const kit_end *end, double other_end, const kit_facts *f)
{
    const double gap = fabs((double)end->at - (double)end->next), rest = fabs((double)end->next - other_end);
    const bool is_known = is_known_fill((double)end->at);
    return rest > 0 && gap > rest * (is_known ? 1 : 10) && (is_known || may_be_fill(end, f));
}

static void judge_fill(kit_understood *out, const kit_facts *f)
{
    const double least = (double)f->least.at, most = (double)f->most.at;
    const bool low = is_fill(&f->least, most, f), high = is_fill(&f->most, least, f);
    const kit_end *end = low ? &f->least : &f->most;
    if (!low && !high)
        return;
    out->odd |= KIT_FILLED;
    out->fill = (double)end->at;
    out->fills = end->rows;
    out->fill_row = SIZE_MAX;
}

/* Of fewer rows than these, nobody knows how a column lies. */
enum { ENOUGH = 20 };

/* ---- Long tails --------------------------------------------------------------------------------------------------- */

/* How much longer the upper side of the middle is than the lower one: 1 of what is even on both sides. */
static double skew_of(double low, double middle, double high)
{
    return (high - middle) / fmax(middle - low, 1e-6 * (high - low));
}

/* Above 0 for the most part, so that it has logarithms that tell small numbers apart, too. */
static void judge_skew(kit_understood *out)
{
    const double enough = 5, skew = skew_of(out->low, out->median, out->high);
    const double tamed = skew_of(log1p(out->low), log1p(out->median), log1p(out->high));
    if (out->values >= ENOUGH && out->least >= 0 && out->median > out->low && skew > enough && tamed < skew / 2)
        out->odd |= KIT_SKEWED;
}

/* ---- Few numbers far away ----------------------------------------------------------------------------------------- */

/* Where most numbers are equal there is no middle half to measure by, and nothing is far. */
static double reach_of(const kit_understood *c)
{
    const double times = 10, half = c->upper - c->lower;
    return half > 0 ? times * half : (double)INFINITY;
}

void kit_note_far(kit_understood *c, double x, size_t row)
{
    const double reach = reach_of(c), distance = fabs(x - c->median);
    if (c->odd & KIT_FILLED && x == c->fill) {
        c->fill_row = c->fill_row < row ? c->fill_row : row;
        return;
    }
    if (!(x < c->lower - reach || x > c->upper + reach))
        return;
    if (c->far++ == 0 || distance > fabs(c->farthest - c->median)) {
        c->farthest = x;
        c->far_row = row;
    }
}

/* Many are no exceptions but a part of what the column is; a tail is told of as such. */
void kit_judge_far(kit_understood *c)
{
    const size_t most = c->values / 100 + 1;
    if (c->role == KIT_AS_NUMBER && c->values >= ENOUGH && c->far > 0 && c->far <= most && !(c->odd & KIT_SKEWED))
        c->odd |= KIT_FAR;
}

/* ---- All ---------------------------------------------------------------------------------------------------------- */

static double quantile(const double *sorted, size_t n, double share)
{
    return n ? sorted[(size_t)(share * (double)(n - 1) + 0.5)] : (double)NAN;
}

static void take_facts(kit_understood *out, const kit_facts *f, const kit_table_column *column)
{
    const bool any = f->values > 0;
    *out = (kit_understood){ .values = f->values, .gaps = f->gaps, .merged = column->merged };
    out->least = any ? (double)f->least.at : (double)NAN;
    out->most = any ? (double)f->most.at : (double)NAN;
    out->mean = any ? f->moments.mean : (double)NAN;
    out->deviation = sqrt(f->moments.squares / (double)f->values);
    out->different = column->n_levels ? column->n_levels : f->n_different;
    out->whole = f->whole && any;
}

static void take_quantiles(kit_understood *out, const double *sample, size_t n)
{
    out->low = quantile(sample, n, 0.05);
    out->lower = quantile(sample, n, 0.25);
    out->median = quantile(sample, n, 0.5);
    out->upper = quantile(sample, n, 0.75);
    out->high = quantile(sample, n, 0.95);
}

/* Two are as good as numbers as they are as codes, and small counts are numbers, too. */
static bool may_be_codes(const kit_understood *c)
{
    const size_t rows_each = 20;
    return c->whole && c->different > 2 && c->different <= KIT_DIFFERENT && c->values >= rows_each * c->different;
}

void kit_judge(kit_understood *out, const kit_facts *f, const kit_table_column *column, const double *sample, size_t n)
{
    take_facts(out, f, column);
    take_quantiles(out, sample, n);
    kit_judge_role(out, f, column, sample, n);
    out->odd |= column->merged > 0 ? KIT_MERGED : 0;
    if (out->role != KIT_AS_NUMBER)
        return;
    judge_fill(out, f);
    if (may_be_codes(out))
        out->odd |= KIT_FEW;
    else
        judge_skew(out);
}
