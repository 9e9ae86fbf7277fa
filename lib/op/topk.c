#include "op/topk.h"
#include "kernel/loop.h"
#include "op/rows.h"

enum { LONGEST = 1 << 24 }; /* counts are kept as numbers */

static ae_status topk_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    size_t k = ((const ae_topk_attr *)attr)->k, width = ae_shape_size(&in[0]);
    (void)n_in;
    if (width > LONGEST)
        return ae_fail(e, AE_ESHAPE, "a row of %zu numbers is too long: at most %d", width, LONGEST);
    if (k > width)
        return ae_fail(e, AE_ESHAPE, "%zu of %zu numbers cannot stay: at most %zu", k, width, width);
    *out = in[0];
    return AE_OK;
}

/* ---- the k-th largest number of a row: by halving the range of all numbers, not by sorting ---- */

#ifdef AE_DOUBLE
typedef uint64_t bits;
#else
typedef uint32_t bits;
#endif
#define TOP ((bits)1 << (8 * sizeof(bits) - 1))

/* The numbers in ascending order, counted from 0. */
static ae_real number_at(bits order)
{
    bits pattern = order & TOP ? order ^ TOP : ~order;
    ae_real x;
    memcpy(&x, &pattern, sizeof x);
    return x;
}

V_INLINE void count_from(v_real *count, const ae_real *x, v_real least, size_t i, size_t k)
{
    v_real below = v_pad(v_select(v_less(v_get(x + i, k), least), v_set(1), v_set(0)), k, 0);
    *count = v_add(*count, below);
}

/* How many numbers are below `least`. */
static size_t count_below(const ae_real *x, size_t n, ae_real least)
{
    v_real count = v_set(0), limit = v_set(least);
    ae_real lane[AE_LANES];
    size_t sum = 0;
    V_EACH(n, count_from, &count, x, limit);
    v_store(lane, count);
    for (int i = 0; i < AE_LANES; i++)
        sum += (size_t)lane[i];
    return sum;
}

/* The largest number of which k are not below. */
static ae_real threshold(const ae_real *x, size_t n, size_t k)
{
    bits order = 0;
    for (bits bit = TOP; bit; bit >>= 1) {
        ae_real least = number_at(order | bit);
        bool beyond = isnan(least) && ((order | bit) & TOP); /* above infinity */
        if (!beyond && n - count_below(x, n, least) >= k)
            order |= bit;
    }
    return number_at(order);
}

/* ---- rows ---- */

/* y (+)= from where x is among the k largest, 0 elsewhere. A NaN stays: it must not be hidden. */
static void keep_row(ae_real *y, const ae_real *from, const ae_real *x, size_t n, size_t k, bool add)
{
    ae_real least = threshold(x, n, k);
    size_t ties = k;
    for (size_t i = 0; i < n; i++)
        ties -= x[i] > least;
    for (size_t i = 0; i < n; i++) {
        bool tie = x[i] == least, stays = tie ? ties > 0 : !(x[i] < least);
        ae_real value = stays ? from[i] : 0;
        ties -= tie && ties > 0;
        y[i] = add ? y[i] + value : value;
    }
}

static void forward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const ae_topk_attr *a = call->attr;
    size_t n = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++)
        keep_row(call->out + row * n, call->in[0] + row * n, call->in[0] + row * n, n, a->k, false);
}

static void backward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const ae_topk_attr *a = call->attr;
    size_t n = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++)
        keep_row(call->din[0] + row * n, call->dout + row * n, call->in[0] + row * n, n, a->k, call->add[0]);
}

static void topk_forward(const ae_call *call)
{
    ae_in_row_blocks(call, forward_block);
}

static void topk_backward(const ae_call *call)
{
    if (call->din[0])
        ae_in_row_blocks(call, backward_block);
}

const ae_op AE_LOCAL(ae_op_topk) = {
    .name = "topk",
    .between = true,
    .reads = AE_READS_IN0,
    .in_place = true,
    .shape = topk_shape,
    .forward = topk_forward,
    .backward = topk_backward,
};
