#include "op/loss_rows.h"

ae_status ae_loss_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    char prediction[AE_SHAPE_TEXT], target[AE_SHAPE_TEXT];
    (void)attr;
    if (n_in > 1 && ae_shape_size(&in[0]) != ae_shape_size(&in[1]))
        return ae_fail(e, AE_ESHAPE, "an output of %s cannot be compared with a target of %s",
                       ae_shape_print(prediction, &in[0]), ae_shape_print(target, &in[1]));
    *out = (ae_shape){ 1, { 1 } };
    return AE_OK;
}

double ae_loss_scale(const ae_call *call, size_t row)
{
    double weight = call->run->weights ? (double)call->run->weights[row] : 1;
    return call->run->gradient_scale * weight * call->weight;
}

/* All rows of a call, and what is done with each. */
typedef struct rows {
    const ae_call *call;
    double (*sum)(const ae_loss_row *r);
    void (*slopes)(const ae_loss_row *r);
    const ae_activation *derivative; /* that slopes are multiplied with, or NULL */
    ae_loss_row first;
    double divisor;                        /* of a row's sum */
    ae_real zero[AE_LANES], one[AE_LANES]; /* what stands for an absent target and for absent weights */
} rows;

static void open_rows(rows *all, const ae_call *call)
{
    static const ae_loss_attr none;
    const ae_loss_attr *a = call->attr ? call->attr : &none;
    size_t n = ae_shape_size(&call->shape[0]);
    v_store(all->zero, v_set(0));
    v_store(all->one, v_set(1));
    all->call = call;
    all->divisor = a->sum ? 1 : (double)n;
    all->first = (ae_loss_row){ n, call->in[0], { all->zero, 0 }, { all->one, 0 }, a->delta > 0 ? a->delta : 1, call->din[0],
                                0, call->add[0] };
    if (call->in[1])
        all->first.t = (ae_side){ call->in[1], SIZE_MAX };
    if (a->features)
        all->first.w = (ae_side){ a->features, SIZE_MAX };
}

static ae_loss_row row_at(const rows *all, size_t row)
{
    ae_loss_row r = all->first;
    r.p += row * r.n;
    r.t.at += row * r.n & r.t.mask;
    r.d = r.d ? r.d + row * r.n : NULL;
    r.scale = ae_loss_scale(all->call, row) / all->divisor;
    return r;
}

/* The prediction is what the activation made. */
static void put_slopes(const rows *all, const ae_loss_row *r)
{
    all->slopes(r);
    if (all->derivative)
        all->derivative->backward(r->d, r->d, r->p, r->n, all->call->slope, false);
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
