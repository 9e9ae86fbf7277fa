#include "op/loss_columns.h"
#include "kernel/row.h"
#include "op/loss_rows.h"
#include "op/softmax.h"

static ae_status loss_columns_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    const ae_layout *l = ((const ae_loss_columns_attr *)attr)->layout;
    AE_TRY(ae_layout_fits(&in[0], l->width, "the net's row", e));
    for (size_t i = 1; i < n_in; i++)
        AE_TRY(ae_layout_fits(&in[i], l->columns, "a row of these columns", e));
    *out = (ae_shape){ 1, { 1 } };
    return AE_OK;
}

static ae_status by_feature_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    AE_TRY(loss_columns_shape(out, in, n_in, attr, e));
    *out = in[1];
    return AE_OK;
}

/* ---- a category: a row of its logits, a target that is one code, and one weight ---- */

V_INLINE void add_exp(v_wide *sum, const ae_real *z, v_real most, size_t i, size_t k)
{
    ae_softmax_exp(z, most, sum, i, k);
}

static double sum_exp(const ae_loss_row *r, v_real most)
{
    v_wide sum = v_wide_zero();
    V_EACH(r->n, add_exp, &sum, r->p, most);
    return v_wide_sum(&sum);
}

/* factor (share exp(z - most) - hot) */
typedef struct slope {
    v_real most, share, factor;
} slope;

V_INLINE void put_slope(ae_real *d, const ae_real *z, const slope *s, v_real hot, bool add, size_t i, size_t k)
{
    v_real e = v_exp_negative(v_sub(v_get(z + i, k), s->most));
    v_put_or_add(d + i, v_mul(s->factor, v_sub(v_mul(e, s->share), hot)), k, add);
}

static void put_slopes_from(const ae_loss_row *r, const slope *s, ae_real hot, size_t first, size_t n)
{
    V_EACH(n, put_slope, r->d + first, r->p + first, s, v_set(hot), r->add);
}

/* The target's level gets its own slope afterwards. */
static void put_group_slopes(const ae_loss_row *r, size_t level, v_real most, double total)
{
    slope s = { most, v_set((ae_real)(1 / total)), v_set((ae_real)(r->scale * (double)*r->w.at)) };
    ae_real before = r->add ? r->d[level] : 0;
    put_slopes_from(r, &s, 0, 0, r->n);
    r->d[level] = before;
    put_slopes_from(r, &s, 1, level, 1);
}

/* The loss and, where they are wanted, the slopes. */
static double run_group(const ae_loss_row *r)
{
    size_t level = ae_layout_level(r->n, *r->t.at);
    ae_real lane[AE_LANES];
    if (level == r->n) {
        ae_row_fill(r->d, 0, r->d && !r->add ? r->n : 0);
        return 0;
    }
    v_real most = ae_softmax_largest(r->p, r->n);
    double total = sum_exp(r, most);
    if (r->d)
        put_group_slopes(r, level, most, total);
    v_store(lane, most);
    return (double)*r->w.at * (ae_loss_log_of(total) - (double)(r->p[level] - *lane));
}

/* ---- some columns of a row ---- */

enum { PIECE = 256 }; /* numbers at once, at most: a multiple of the lanes of a sum */

typedef struct piece {
    ae_loss_row r;
    const ae_loss_terms *terms; /* NULL: a category */
    size_t row, at;             /* its first element in the net's row */
    size_t from, columns;       /* its first column, counted over all rows, and how many */
} piece;

/* What is done with each piece of a call's rows. */
typedef struct rows {
    const ae_call *call;
    const ae_loss_columns_attr *a;
    void (*put)(const struct rows *all, piece *p);
    ae_real one[AE_LANES];        /* what stands for absent weights */
    ae_real delta[AE_MOST_LANES]; /* the terms may be those of another set */
} rows;

/* The target, what stands for it in a gap, where the weight is 0, and two factors of the weight. */
V_INLINE void put_sides(ae_real to[2][PIECE], const ae_side from[4], size_t i, size_t k)
{
    v_real t = ae_side_get(from[0], i, k), w = v_mul(ae_side_get(from[2], i, k), ae_side_get(from[3], i, k));
    v_mask there = v_same(t, t);
    v_put(to[0] + i, v_select(there, t, ae_side_get(from[1], i, k)), k);
    v_put(to[1] + i, v_select(there, w, v_set(0)), k);
}

/* `from + at` or, if there is no `from`, ones. */
static ae_side weights(const rows *all, const ae_real *from, size_t at)
{
    return from ? (ae_side){ from + at, SIZE_MAX } : (ae_side){ all->one, 0 };
}

/* A number's target is the prediction where there is none: their difference is 0. */
static void fill_sides(ae_real to[2][PIECE], const rows *all, piece *p, size_t column)
{
    const ae_real *target = all->call->in[1] + p->from, *instead = p->terms ? p->r.p : target;
    const ae_side from[] = { { target, SIZE_MAX },
                             { instead, SIZE_MAX },
                             weights(all, all->a->weighted ? all->call->in[2] : NULL, p->from),
                             weights(all, all->a->features, column) };
    V_EACH(p->columns, put_sides, to, from);
    p->r.t = (ae_side){ to[0], SIZE_MAX };
    p->r.w = (ae_side){ to[1], SIZE_MAX };
}

static void put_part(const void *argument, const ae_layout_part *part, size_t row)
{
    const rows *all = argument;
    const ae_layout *l = all->a->layout;
    ae_real sides[2][PIECE];
    for (size_t i = 0; i < part->columns; i += PIECE) {
        piece p = { .row = row, .at = row * l->width + part->at + i, .from = row * l->columns + part->column + i };
        p.terms = part->levels ? NULL : all->a->numbers->terms;
        p.columns = ae_least(part->columns - i, PIECE);
        p.r = (ae_loss_row){ .n = part->levels ? part->levels : p.columns, .p = all->call->in[0] + p.at };
        p.r.third = (ae_side){ all->delta, 0 };
        fill_sides(sides, all, &p, part->column + i);
        all->put(all, &p);
    }
}

static void run(const ae_call *call, void (*put)(const rows *all, piece *p))
{
    rows all = { .call = call, .a = call->attr, .put = put };
    v_store(all.one, v_set(1));
    ae_row_fill(all.delta, (ae_real)(all.a->delta > 0 ? all.a->delta : 1), AE_MOST_LANES);
    ae_in_layout_parts(call, all.a->layout, put_part, &all);
}

/* ---- the ops ---- */

static double divisor(const rows *all)
{
    return all->a->sum ? 1 : (double)all->a->layout->columns;
}

static double run_piece(const rows *all, piece *p)
{
    const ae_call *call = all->call;
    p->r.d = call->din[0] ? call->din[0] + p->at : NULL;
    p->r.add = call->add[0];
    p->r.scale = ae_loss_scale(call, p->row) / divisor(all);
    if (!p->terms)
        return run_group(&p->r);
    if (p->r.d)
        p->terms->slopes(&p->r);
    return p->terms->sum(&p->r);
}

static void put_slopes(const rows *all, piece *p)
{
    run_piece(all, p);
}

static void add_loss(const rows *all, piece *p)
{
    const ae_call *call = all->call;
    double before = p->from == p->row * all->a->layout->columns ? 0 : call->row_loss[p->row];
    call->row_loss[p->row] = before + call->weight * (run_piece(all, p) / divisor(all));
}

static void put_terms(const rows *all, piece *p)
{
    const ae_call *call = all->call;
    const ae_real *before = call->in[all->a->weighted ? 3 : 2];
    ae_real *d = call->out + p->from;
    double scale = call->weight / divisor(all);
    if (p->terms) {
        p->r.d = d;
        p->r.scale = scale;
        p->terms->terms(&p->r);
    } else {
        *d = (ae_real)(scale * run_group(&p->r));
    }
    ae_loss_end_terms(d, before ? before + p->from : NULL, p->columns);
}

static void loss_columns_forward(const ae_call *call)
{
    run(call, add_loss);
}

static void loss_columns_backward(const ae_call *call)
{
    if (call->din[0])
        run(call, put_slopes);
}

static void by_feature_forward(const ae_call *call)
{
    run(call, put_terms);
}

static const ae_op by_feature = {
    .name = "by_feature",
    .shape = by_feature_shape,
    .forward = by_feature_forward,
};

const ae_op AE_LOCAL(ae_op_loss_columns) = {
    .name = "loss_columns",
    .reads = AE_READS_IN0 | AE_READS_IN1 | AE_READS_IN2,
    .loss = true,
    .at_once = true,
    .shape = loss_columns_shape,
    .forward = loss_columns_forward,
    .backward = loss_columns_backward,
    .by_feature = &by_feature,
};
