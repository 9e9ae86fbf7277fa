#include "model/scorer.h"
#include "base/curve.h"
#include "base/size.h"
#include "model/triangle.h"
#include <math.h>
#include <string.h>

const char *const ae_scorer_kinds[] = { "reconstruction", "joint", NULL };

/* ---- one and its memory ---- */

ae_status ae_scorer_make(ae_scorer **out, const char *kind, const ae_allocator *allocator, ae_error *e)
{
    ae_arena arena;
    ae_arena_init(&arena, allocator);
    ae_scorer *s = ae_arena_take(&arena, 1, sizeof *s);
    if (!s)
        return ae_fail_memory(e);
    s->arena = arena;
    memcpy(s->kind, kind, strlen(kind) + 1);
    *out = s;
    return AE_OK;
}

/* The arena lives inside the block it owns. */
void ae_scorer_free(ae_scorer *s)
{
    if (!s)
        return;
    ae_arena arena = s->arena;
    ae_arena_free(&arena);
}

bool ae_scorer_is_joint(const ae_scorer *s)
{
    return s && strcmp(s->kind, ae_scorer_kinds[1]) == 0;
}

ae_status ae_scorer_outline(ae_scorer *s, const ae_program *p, ae_error *e)
{
    const size_t code = ae_shape_size(&p->code);
    if (!ae_scorer_is_joint(s))
        return AE_OK;
    if (code > AE_JOINT_CODE)
        return ae_fail(e, AE_EUNSUPPORTED, "kind joint: the code has %zu numbers; it is for codes of at most %d", code,
                       AE_JOINT_CODE);
    s->joint = (ae_joint){ .columns = ae_shape_size(&p->output), .code = code };
    return AE_OK;
}

size_t ae_scorer_tensors(ae_scorer_tensor list[AE_SCORER_TENSORS], ae_scorer *s)
{
    ae_joint *j = &s->joint;
    list[0] = (ae_scorer_tensor){ "scorer.spread", { 1, { j->columns } }, &j->spread };
    list[1] = (ae_scorer_tensor){ "scorer.center", { 1, { j->code } }, &j->center };
    list[2] = (ae_scorer_tensor){ "scorer.factor", { 1, { ae_triangle_size(j->code) } }, &j->factor };
    return j->columns ? AE_SCORER_TENSORS : 0;
}

ae_status ae_scorer_room(ae_scorer *s, ae_error *e)
{
    ae_scorer_tensor list[AE_SCORER_TENSORS];
    const size_t n = ae_scorer_tensors(list, s);
    for (size_t i = 0; i < n; i++) {
        *list[i].at = ae_arena_room(&s->arena, ae_shape_size(&list[i].shape), sizeof **list[i].at);
        if (!*list[i].at)
            return ae_fail_memory(e);
    }
    return AE_OK;
}

static void copy_members(ae_scorer *to, const ae_scorer *from)
{
    to->rows = from->rows;
    to->mean = from->mean;
    to->deviation = from->deviation;
    memcpy(to->quantile, from->quantile, sizeof to->quantile);
}

static ae_status copy_tensors(ae_scorer *to, const ae_scorer *from, ae_error *e)
{
    ae_scorer_tensor list[AE_SCORER_TENSORS];
    const ae_real *const all[] = { from->joint.spread, from->joint.center, from->joint.factor };
    to->joint = (ae_joint){ .columns = from->joint.columns, .code = from->joint.code };
    AE_TRY(ae_scorer_room(to, e));
    const size_t n = ae_scorer_tensors(list, to);
    for (size_t i = 0; i < n; i++)
        memcpy(*list[i].at, all[i], ae_shape_size(&list[i].shape) * sizeof **list[i].at);
    return AE_OK;
}

ae_status ae_scorer_copy(ae_scorer **out, const ae_scorer *from, ae_error *e)
{
    ae_scorer *s = NULL;
    if (!from)
        return AE_OK;
    AE_TRY(ae_scorer_make(&s, from->kind, &from->arena.allocator, e));
    copy_members(s, from);
    ae_status status = copy_tensors(s, from, e);
    if (status == AE_OK)
        *out = s;
    else
        ae_scorer_free(s);
    return status;
}

/* ---- what is kept of the scores ---- */

/* Quantile i is the score that this share of the rows reach: half as many with each sixteen. So it is known as well where
 * one row in ten thousand is to be found as where one in two is. The last is the highest score. */
static double share_at(size_t i)
{
    enum { HALF = 16 };
    return i + 1 < AE_QUANTILES ? ae_power(2, -(double)i / HALF) : 0;
}

/* Between the two nearest rows, as far as the share says. */
static double quantile_of(const float *x, const uint32_t *order, size_t n, double share)
{
    const double place = (1 - share) * (double)(n - 1);
    const size_t below = ae_least((size_t)place, n - 1), above = ae_least(below + 1, n - 1);
    const double low = (double)x[order[below]], high = (double)x[order[above]];
    return low + (place - (double)below) * (high - low);
}

/* Distances from the lowest score, so that little is lost where scores are large and alike. */
static void measure(ae_scorer *s, const float *x, double least, size_t n)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)x[i] - least;
    s->mean = least + sum / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += ((double)x[i] - s->mean) * ((double)x[i] - s->mean);
    s->deviation = sqrt(squares / (double)n);
}

ae_status ae_scorer_summarise(ae_scorer *s, const float *x, const uint32_t *order, size_t n, ae_error *e)
{
    s->rows = n;
    measure(s, x, (double)x[order[0]], n);
    for (size_t i = 0; i < AE_QUANTILES; i++)
        s->quantile[i] = quantile_of(x, order, n, share_at(i));
    if (s->quantile[0] < s->quantile[AE_QUANTILES - 1])
        return AE_OK;
    return ae_fail(e, AE_EDATA, "all %zu rows have the same score, %g: a scorer needs rows that differ", n, s->mean);
}

/* ---- thresholds ---- */

static double above_mean(const ae_scorer *s, double deviations)
{
    return s->mean + deviations * s->deviation;
}

static double at_share(const ae_scorer *s, double share)
{
    size_t i = 1;
    while (share_at(i) > share)
        i++;
    const double step = share_at(i - 1) - share_at(i);
    return s->quantile[i] - (share - share_at(i)) / step * (s->quantile[i] - s->quantile[i - 1]);
}

static const ae_field of_sd[] = {
    { "", AE_FIELD_REAL, 0, AE_REQUIRED("how many deviations above the mean, such as 2"), 0, 1000 },
    AE_FIELDS_END,
};
static const ae_field of_rate[] = {
    { "", AE_FIELD_REAL, 0, AE_REQUIRED("the share of the rows that may lie above, such as 0.01"), 1e-9, 1 },
    AE_FIELDS_END,
};
static const char *const words[] = { "sd", "rate", NULL };
static const struct threshold {
    const ae_field *fields;
    double (*at)(const ae_scorer *s, double number);
} thresholds[] = { { of_sd, above_mean }, { of_rate, at_share } };

static ae_status find_threshold(const struct threshold **out, const ae_text *t, const char *text, ae_error *e)
{
    const ae_known known = ae_known_list(words);
    if (t->count != 1)
        return ae_fail(e, AE_ESPEC, "the threshold \"%.40s\" is not one item, such as `sd 2` or `rate 0.01`", text);
    for (size_t i = 0; words[i]; i++)
        if (ae_word_is(&t->item.name, words[i])) {
            *out = &thresholds[i];
            return AE_OK;
        }
    return ae_fail_unknown(e, &t->item.name, NULL, "threshold", &known);
}

ae_status ae_scorer_limit(double *threshold, const ae_scorer *s, const char *text, ae_error *e)
{
    const struct threshold *kind = NULL;
    double number = 0;
    ae_text t;
    AE_TRY(ae_text_read(&t, text, e));
    AE_TRY(find_threshold(&kind, &t, text, e));
    AE_TRY(ae_item_decode(&number, &t.item, kind->fields, NULL, e)); /* a number takes no memory */
    *threshold = kind->at(s, number);
    return AE_OK;
}

/* ---- ranks ---- */

/* The share of the rows that reach the score, between two quantiles as far as it lies between them. */
static double share_of(const ae_scorer *s, double score)
{
    size_t low = 0, high = AE_QUANTILES;
    while (low < high) { /* the first quantile that is not below the score */
        const size_t middle = (low + high) / 2;
        if (s->quantile[middle] < score)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || low == AE_QUANTILES)
        return low == 0;
    const double before = s->quantile[low - 1], step = share_at(low - 1) - share_at(low);
    return share_at(low) + (s->quantile[low] - score) / (s->quantile[low] - before) * step;
}

/* As if the row itself were one of the rows that it is held against: so there is always one that reaches its score. */
double ae_scorer_p(const ae_scorer *s, double score)
{
    const double n = (double)s->rows;
    return isnan(score) ? score : (share_of(s, score) * n + 1) / (n + 1);
}
