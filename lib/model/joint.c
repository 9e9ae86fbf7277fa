#include "model/joint.h"
#include "base/curve.h"
#include "base/order.h"
#include "base/size.h"
#include "kernel/convert.h"
#include "kernel/row.h"
#include "model/triangle.h"
#include <math.h>

/* ---- a row ---- */

typedef struct part {
    const ae_real *code, *output, *target;
    const ae_layout *layout;
} part;

/* What a joint score is made of: the entry's last outputs. Where nothing is scaled, targets are what was read. */
static part part_of(const ae_batch_results *r, const ae_layout *layout, size_t columns, size_t code, size_t row)
{
    const size_t at = r->n_outputs - r->joined, width = layout ? layout->width : columns;
    const ae_real *target = r->joined == AE_JOINED_MOST ? r->output[at + 2] : r->target;
    return (part){ r->output[at] + row * code, r->output[at + 1] + row * width, target + row * columns, layout };
}

/* How far the net is off in a column: of a category, what its level lacks to probability 1. NaN: there is a gap; infinite:
 * the net's number is none. */
static double residual(const part *p, size_t column)
{
    const ae_real x = p->target[column];
    const ae_layout_column *of = p->layout ? &p->layout->column[column] : NULL;
    const size_t at = of ? of->at : column;
    double r;
    if (of && of->levels) {
        if (!ae_is_code(of->levels, x))
            return (double)NAN;
        r = 1 - (double)p->output[at + (size_t)x];
    } else if (x != x)
        return (double)NAN;
    else
        r = (double)p->output[at] - (double)x;
    return isnan(r) ? (double)INFINITY : fabs(r);
}

static double square_of(const ae_joint *j, const part *p, size_t column)
{
    const double z = residual(p, column) / (double)j->spread[column];
    return z * z;
}

/* log(1 + x); numbers that are none are beyond all. */
static double compress(double x)
{
    const double most = 1e300;
    return x < most ? ae_log(1 + x) : (double)INFINITY;
}

/* A column's part in the whole, as its square has in the sum of all. */
static float share(double square, double sum, double whole)
{
    if (isnan(square) || square == 0)
        return 0;
    if (isinf(whole))
        return isinf(square) ? INFINITY : 0;
    return (float)(whole * (square / sum));
}

static double score_columns(float *errors, const ae_joint *j, const part *p)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < j->columns; i++) {
        const double square = square_of(j, p, i);
        if (isnan(square))
            continue;
        sum += square;
        n++;
    }
    const double whole = n ? compress(sum / (double)n) : 0;
    for (size_t i = 0; errors && i < j->columns; i++)
        errors[i] = share(square_of(j, p, i), sum, whole);
    return whole;
}

/* The mean square of y, L y = code - center: the squared Mahalanobis distance, for a number of the code. */
static double score_code(const ae_joint *j, const ae_real *code)
{
    double y[AE_JOINT_CODE], sum = 0;
    const ae_real *row = j->factor;
    for (size_t i = 0; i < j->code; i++) {
        double rest = (double)code[i] - (double)j->center[i];
        for (size_t c = 0; c < i; c++)
            rest -= (double)row[c] * y[c];
        y[i] = rest / (double)row[i];
        sum += y[i] * y[i];
        row += i + 1;
    }
    return compress(sum / (double)j->code);
}

typedef struct job {
    const ae_joint_scoring *s;
    const ae_batch_results *r;
} job;

static void score_row(const job *t, size_t row)
{
    const ae_joint *j = t->s->joint;
    const part p = part_of(t->r, t->s->layout, j->columns, j->code, row);
    float *errors = t->s->errors ? t->s->errors + (t->r->first + row) * j->columns : NULL;
    const double score = score_columns(errors, j, &p) + score_code(j, p.code);
    if (t->s->scores)
        t->s->scores[t->r->first + row] = (float)score;
    if (t->r->refused && t->r->refused[row])
        for (size_t i = 0; errors && i < j->columns; i++)
            errors[i] = NAN;
}

static void score_block(void *argument, size_t index, unsigned worker)
{
    const job *t = argument;
    const size_t end = ae_least((index + 1) * AE_TREE_BLOCK, t->r->rows);
    (void)worker;
    for (size_t row = index * AE_TREE_BLOCK; row < end; row++)
        score_row(t, row);
}

void ae_joint_score(void *scoring, const ae_batch_results *r)
{
    job t = { scoring, r };
    ae_pool_run(r->pool, ae_parts(r->rows, AE_TREE_BLOCK), score_block, &t);
}

static const ae_layout *layout_of(const ae_model *m)
{
    const ae_preparation *p = &m->program.spec.preparation;
    return p->categories ? &p->layout : NULL;
}

ae_joint_scoring ae_joint_of(const ae_model *m, const ae_scorer *s)
{
    return (ae_joint_scoring){ .joint = &s->joint, .layout = layout_of(m) };
}

/* ---- reference rows ---- */

enum { SAMPLE = 1 << 20 /* numbers */, FEWEST = 32 /* rows */ };

void ae_joint_list(ae_area list[AE_JOINT_AREAS], ae_joint_sums *s, const ae_model *m, const ae_joint *j, size_t rows)
{
    const size_t most = ae_most(SAMPLE / j->columns, FEWEST);
    *s = (ae_joint_sums){ .layout = layout_of(m), .columns = j->columns, .code = j->code, .step = ae_parts(rows, most) };
    s->sample_rows = ae_parts(rows, s->step);
    list[0] = (ae_area){ &s->sum, j->code, 1, sizeof *s->sum, false };
    list[1] = (ae_area){ &s->products, ae_triangle_size(j->code), 1, sizeof *s->products, false };
    list[2] = (ae_area){ &s->origin, j->code, 1, sizeof *s->origin, true };
    list[3] = (ae_area){ &s->sample, s->sample_rows, j->columns, sizeof *s->sample, true };
    list[4] = (ae_area){ &s->numbers, s->sample_rows, 1, sizeof *s->numbers, true };
    list[5] = (ae_area){ &s->order, s->sample_rows, 2, sizeof *s->order, true };
}

static void add_code(ae_joint_sums *s, const ae_real *code)
{
    double *to = s->products;
    for (size_t i = 0; s->n == 0 && i < s->code; i++)
        s->origin[i] = code[i];
    for (size_t i = 0; i < s->code; i++) {
        const double x = (double)code[i] - (double)s->origin[i];
        s->sum[i] += x;
        for (size_t c = 0; c <= i; c++)
            *to++ += x * ((double)code[c] - (double)s->origin[c]);
    }
}

/* One row in `step` gives its residuals. */
static void add_row(ae_joint_sums *s, const part *p)
{
    ae_real *to = s->sample + s->sampled * s->columns;
    add_code(s, p->code);
    if (s->n++ % s->step != 0)
        return;
    s->sampled++;
    for (size_t i = 0; i < s->columns; i++)
        to[i] = (ae_real)residual(p, i);
}

void ae_joint_add(void *sums, const ae_batch_results *r)
{
    ae_joint_sums *s = sums;
    const float *weights = ae_batch_weights(s->weights, s->dataset, &(ae_batch){ NULL, r->first, r->rows });
    for (size_t i = 0; i < r->rows; i++) {
        const part p = part_of(r, s->layout, s->columns, s->code, i);
        if (!weights || weights[i] > 0)
            add_row(s, &p);
    }
}

/* ---- what follows ---- */

static int compare(const void *items, size_t a, size_t b)
{
    const ae_real *x = items;
    return (x[a] > x[b]) - (x[a] < x[b]);
}

/* Of normal numbers the median size is .6745 deviations. Where most residuals are next to nothing, as those of a column that
 * hardly ever differs, a tenth of their root mean square has to do. */
static double spread_of(ae_joint_sums *s, size_t column)
{
    const double deviations = 1.4826022185056018, least = 0.1;
    double squares = 0;
    size_t n = 0;
    for (size_t i = 0; i < s->sampled; i++) {
        const ae_real x = s->sample[i * s->columns + column];
        if (x != x)
            continue;
        s->numbers[n++] = x;
        squares += (double)x * (double)x;
    }
    if (n == 0)
        return 0;
    const uint32_t *order = ae_order(s->numbers, n, compare, s->order);
    const double median = ((double)s->numbers[order[(n - 1) / 2]] + (double)s->numbers[order[n / 2]]) / 2;
    const double floor = least * sqrt(squares / (double)n);
    return deviations * median > floor ? deviations * median : floor;
}

/* A column that the net never misses, or that was never there, gets the least spread of the others. */
static bool fill_spread(ae_joint *out, ae_joint_sums *s)
{
    double least = 0;
    for (size_t i = 0; i < s->columns; i++) {
        out->spread[i] = (ae_real)spread_of(s, i);
        const double spread = (double)out->spread[i];
        least = spread > 0 && (least == 0 || spread < least) ? spread : least;
    }
    for (size_t i = 0; i < s->columns; i++)
        out->spread[i] = out->spread[i] > 0 ? out->spread[i] : (ae_real)least;
    return least > 0;
}

/* From sums of products to covariances, with a ridge on the diagonal: without it, the least change of a number that was
 * always the same would be infinitely far. Returns the ridge. */
static double to_covariance(double *a, const ae_joint_sums *s)
{
    const double relative = 1e-3, n = (double)s->n;
    double variance = 0, *to = a;
    for (size_t i = 0; i < s->code; i++) {
        for (size_t c = 0; c <= i; c++, to++)
            *to = *to / n - s->sum[i] / n * (s->sum[c] / n);
        variance += to[-1] / (double)s->code;
    }
    const double ridge = variance > 0 ? relative * variance : 1;
    for (size_t i = 0, at = 0; i < s->code; at += ++i + 1)
        a[at] += ridge;
    return ridge;
}

static void fill_code(ae_joint *out, ae_joint_sums *s)
{
    const double ridge = to_covariance(s->products, s);
    ae_triangle_factorise(s->products, s->code, ridge);
    for (size_t i = 0; i < s->code; i++)
        out->center[i] = (ae_real)((double)s->origin[i] + s->sum[i] / (double)s->n);
    for (size_t i = 0; i < ae_triangle_size(s->code); i++)
        out->factor[i] = (ae_real)s->products[i];
}

static bool is_finite(const ae_joint *j, size_t isa)
{
    return ae_isa_all_finite(isa, j->spread, j->columns) && ae_isa_all_finite(isa, j->center, j->code) &&
           ae_isa_all_finite(isa, j->factor, ae_triangle_size(j->code));
}

ae_status ae_joint_finish(ae_joint *out, ae_joint_sums *s, size_t isa, ae_error *e)
{
    if (!fill_spread(out, s))
        return ae_fail(e, AE_EDATA,
                       "the model gives every one of these rows as it is: kind joint has no errors to measure by");
    fill_code(out, s);
    if (!is_finite(out, isa))
        return ae_fail(e, AE_EDATA, "the net's numbers for these rows are too large for a joint scorer");
    return AE_OK;
}
