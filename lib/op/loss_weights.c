#include "op/loss_weights.h"
#include "base/size.h"
#include "kernel/loop.h"

enum { BLOCK = 16384 }; /* elements in one task; their sums are added in ascending order */

static ae_status loss_weights_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    (void)in, (void)n_in, (void)attr, (void)e;
    *out = (ae_shape){ 1, { 1 } };
    return AE_OK;
}

static size_t blocks_of(const ae_shape *w)
{
    return ae_parts(ae_shape_size(w), BLOCK);
}

static size_t loss_weights_scratch(const void *attr, const ae_shape *in, const ae_shape *out, size_t rows, unsigned threads)
{
    (void)out, (void)attr, (void)rows, (void)threads;
    return blocks_of(in) * sizeof(double);
}

static size_t block_size(const ae_call *call, size_t index)
{
    size_t rest = ae_shape_size(&call->shape[0]) - index * BLOCK;
    return ae_least(rest, BLOCK);
}

V_INLINE void add_term(v_wide *sum, const ae_real *w, bool square, size_t i, size_t k)
{
    v_real x = v_get(w + i, k);
    v_wide_add(sum, i, square ? v_mul(x, x) : v_abs(x));
}

static void sum_block(void *argument, size_t index, unsigned worker)
{
    const ae_call *call = argument;
    const ae_loss_weights_attr *a = call->attr;
    v_wide sum = v_wide_zero();
    (void)worker;
    V_EACH(block_size(call, index), add_term, &sum, call->in[0] + index * BLOCK, a->square);
    ((double *)call->run->scratch)[index] = v_wide_sum(&sum);
}

static void in_blocks(const ae_call *call, ae_task_fn task)
{
    ae_pool_run(call->run->pool, blocks_of(&call->shape[0]), task, (void *)call);
}

/* The weight, over the elements where the mean is meant. */
static double share(const ae_call *call)
{
    const ae_loss_weights_attr *a = call->attr;
    return a->sum ? call->weight : call->weight / (double)ae_shape_size(&call->shape[0]);
}

static void loss_weights_forward(const ae_call *call)
{
    const double *sums = call->run->scratch;
    double total = 0;
    in_blocks(call, sum_block);
    for (size_t i = 0; i < blocks_of(&call->shape[0]); i++)
        total += sums[i];
    for (size_t row = 0; row < call->run->rows; row++)
        call->row_loss[row] = share(call) * total;
}

V_INLINE void put_slope(ae_real *d, const ae_real *w, v_real factor, bool square, bool add, size_t i, size_t k)
{
    v_real x = v_get(w + i, k), zero = v_set(0), down = v_sub(zero, factor);
    v_real sign = v_select(v_less(zero, x), factor, v_select(v_less(x, zero), down, zero));
    v_put_or_add(d + i, square ? v_mul(v_add(factor, factor), x) : sign, k, add);
}

static void slope_block(void *argument, size_t index, unsigned worker)
{
    const ae_call *call = argument;
    const ae_loss_weights_attr *a = call->attr;
    const ae_real *w = call->in[0] + index * BLOCK;
    const bool add = call->add[0], square = a->square;
    v_real factor = v_set((ae_real)share(call));
    (void)worker;
    if (!(call->run->gradient_scale > 0)) /* no row counts in this batch */
        factor = v_set(0);
    V_EACH(block_size(call, index), put_slope, call->din[0] + index * BLOCK, w, factor, square, add);
}

static void loss_weights_backward(const ae_call *call)
{
    if (call->din[0])
        in_blocks(call, slope_block);
}

const ae_op AE_LOCAL(ae_op_loss_weights) = {
    .name = "loss_weights",
    .reads = AE_READS_IN0,
    .loss = true,
    .shape = loss_weights_shape,
    .scratch = loss_weights_scratch,
    .forward = loss_weights_forward,
    .backward = loss_weights_backward,
    .closes = AE_READS_IN0,
    .close = loss_weights_backward,
};
