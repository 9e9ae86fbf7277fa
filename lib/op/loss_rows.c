#include "op/loss_rows.h"
#include "kernel/row.h"
#include <math.h>

double ae_loss_scale(const ae_call *call, size_t row)
{
    double weight = call->run->row_weights ? (double)call->run->row_weights[row] : 1;
    return call->run->gradient_scale * weight * call->weight;
}

v_real ae_loss_log(v_real x)
{
    return v_log(x);
}

double ae_loss_log_of(double x)
{
    ae_real lane[AE_LANES];
    v_store(lane, ae_loss_log(v_set((ae_real)x)));
    return (double)lane[0];
}

/* All rows of a call, and what is done with each. */
typedef struct rows {
    const ae_call *call;
    double (*sum)(const ae_loss_row *r);
    void (*slopes)(const ae_loss_row *r);
    void (*terms)(const ae_loss_row *r); /* of an op by feature */
    const ae_activation *derivative;     /* that slopes are multiplied with, or NULL */
    ae_loss_row first;
    double divisor;                        /* of a row's sum */
    size_t next_weights;                   /* elements to the next row's weights; 0: all rows have the same ones */
    const ae_real *shares;                 /* of an op by feature: those of the losses before, or NULL */
    ae_real zero[AE_LANES], one[AE_LANES]; /* what stands for an absent target and for absent weights */
    ae_real delta[AE_LANES];
} rows;

static void open_rows(rows *all, const ae_call *call)
{
    static const ae_loss_attr none;
    const ae_loss_attr *a = call->attr ? call->attr : &none;
    const double delta = a->delta > 0 ? a->delta : 1;
    const ae_real *const *in = call->in + 2;
    size_t n = ae_shape_size(&call->shape[0]);
    v_store(all->zero, v_set(0));
    v_store(all->one, v_set(1));
    v_store(all->delta, v_set((ae_real)delta));
    all->call = call;
    all->divisor = a->sum ? 1 : (double)n;
    all->first = (ae_loss_row){ n, call->in[0], { all->zero, 0 }, { all->one, 0 }, { all->delta, 0 }, delta, call->din[0],
                                0, call->add[0] };
    if (call->in[1])
        all->first.t = (ae_side){ call->in[1], SIZE_MAX };
    if (a->log_variance)
        all->first.third = (ae_side){ *in++, SIZE_MAX };
    if (a->features)
        all->first.w = (ae_side){ a->features, SIZE_MAX };
    if (a->weighted)
        all->first.w = (ae_side){ *in++, SIZE_MAX };
    all->next_weights = a->weighted ? n : 0;
    all->shares = *in;
}

static ae_loss_row row_at(const rows *all, size_t row)
{
    ae_loss_row r = all->first;
    r.p += row * r.n;
    r.t.at += row * r.n & r.t.mask;
    r.w.at += row * all->next_weights;
    r.third.at += row * r.n & r.third.mask;
    r.d = r.d ? r.d + row * r.n : NULL;
    r.scale = ae_loss_scale(all->call, row) / all->divisor;
    return r;
}

/* The prediction is what the activation made. */
static void put_slopes(const rows *all, const ae_loss_row *r)
{
    all->slopes(r);
    if (all->derivative)
        all->derivative->backward(r->d, r->d, r->p, r->n, all->call->parameter, false);
}

static void run_block(void *argument, size_t block, unsigned worker)
{
    const rows *all = argument;
    size_t end = ae_row_block_end(all->call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        ae_loss_row r = row_at(all, row);
        if (all->sum)
            all->call->row_loss[row] = all->call->weight * (all->sum(&r) / all->divisor);
        if (all->slopes)
            put_slopes(all, &r);
    }
}

/* The target's gradient: only losses in which both sides play the same part are between two computed values. */
static void exchange(rows *all)
{
    const ae_call *call = all->call;
    all->first.p = call->in[1];
    all->first.t.at = call->in[0];
    all->first.d = call->din[1];
    all->first.add = call->add[1];
    all->sum = NULL;
    all->derivative = NULL;
}

void ae_loss_run(const ae_call *call, double (*sum)(const ae_loss_row *r), void (*slopes)(const ae_loss_row *r))
{
    rows all = { .sum = sum, .slopes = call->din[0] ? slopes : NULL, .derivative = call->derivative };
    open_rows(&all, call);
    if (all.sum || all.slopes)
        ae_in_blocks_of_rows(call, run_block, &all);
    if (!call->din[1])
        return;
    exchange(&all);
    all.slopes = slopes;
    ae_in_blocks_of_rows(call, run_block, &all);
}

/* ---- by feature ---- */

/* The next n elements of a row. */
static void advance(ae_loss_row *r, size_t n)
{
    r->p += n;
    r->t.at += n & r->t.mask;
    r->w.at += n & r->w.mask;
    r->third.at += n & r->third.mask;
    r->d += n;
}

void ae_loss_put_terms(const ae_loss_row *row, void (*add_up)(v_wide *sum, const ae_loss_row *r))
{
    enum { TERMS = 16 };
    ae_loss_row r = *row;
    double term[TERMS];
    v_wide sum;
    for (size_t left = row->n; left; left -= r.n) {
        r.n = ae_least(left, TERMS);
        add_up(&sum, &r);
        v_wide_store(term, &sum);
        for (size_t i = 0; i < r.n; i++)
            r.d[i] = (ae_real)(r.scale * term[i]);
        advance(&r, r.n);
    }
}

/* A share that is no number comes from numbers that grew beyond a float's range in the net, as such a score does. */
void ae_loss_end_terms(ae_real *share, const ae_real *before, size_t n)
{
    if (before)
        ae_row_add(share, before, n);
    for (size_t i = 0; i < n; i++)
        share[i] = share[i] == share[i] ? share[i] : (ae_real)INFINITY;
}

static void put_terms_of_block(void *argument, size_t block, unsigned worker)
{
    const rows *all = argument;
    const ae_call *call = all->call;
    size_t end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        ae_loss_row r = row_at(all, row);
        r.scale = call->weight / all->divisor;
        all->terms(&r);
        ae_loss_end_terms(r.d, all->shares ? all->shares + row * r.n : NULL, r.n);
    }
}

void ae_loss_run_terms(const ae_call *call, void (*terms)(const ae_loss_row *r))
{
    rows all = { .terms = terms };
    open_rows(&all, call);
    all.first.d = call->out;
    ae_in_blocks_of_rows(call, put_terms_of_block, &all);
}
