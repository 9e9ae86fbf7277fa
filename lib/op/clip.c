#include "op/clip.h"
#include "kernel/loop.h"
#include "op/rows.h"
#include "op/shape.h"

/* A NaN must come through. */
V_INLINE void put_between(ae_real *y, const ae_real *x, v_real low, v_real high, size_t i, size_t k)
{
    v_put(y + i, v_min(high, v_max(low, v_get(x + i, k))), k);
}

/* What stands at an end was clipped: it does not move with x. */
V_INLINE void put_gradient(ae_real *dx, const ae_real *dy, const ae_real *y, const v_real end[2], bool add, size_t i,
                           size_t k)
{
    v_real at = v_get(y + i, k), zero = v_set(0), d = v_get(dy + i, k);
    d = v_select(v_less(end[0], at), v_select(v_less(at, end[1]), d, zero), zero);
    v_put_or_add(dx + i, d, k, add);
}

static size_t block_start(const ae_call *call, size_t block, size_t *n)
{
    size_t width = ae_shape_size(&call->shape[0]), start = block * AE_ROW_BLOCK * width;
    *n = ae_row_block_end(call, block) * width - start;
    return start;
}

static void forward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const ae_clip_attr *a = call->attr;
    v_real low = v_set((ae_real)a->low), high = v_set((ae_real)a->high);
    size_t n, start = block_start(call, block, &n);
    (void)worker;
    V_EACH(n, put_between, call->out + start, call->in[0] + start, low, high);
}

static void backward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const ae_clip_attr *a = call->attr;
    const v_real end[] = { v_set((ae_real)a->low), v_set((ae_real)a->high) };
    size_t n, start = block_start(call, block, &n);
    (void)worker;
    V_EACH(n, put_gradient, call->din[0] + start, call->dout + start, call->out + start, end, call->add[0]);
}

static void clip_forward(const ae_call *call)
{
    ae_in_row_blocks(call, forward_block);
}

static void clip_backward(const ae_call *call)
{
    if (call->din[0])
        ae_in_row_blocks(call, backward_block);
}

const ae_op AE_LOCAL(ae_op_clip) = {
    .name = "clip",
    .reads = AE_READS_OUT,
    .in_place = true,
    .shape = ae_op_shape_same,
    .forward = clip_forward,
    .backward = clip_backward,
};
