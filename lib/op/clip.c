#include "op/clip.h"
#include "kernel/loop.h"
#include "op/rows.h"
#include "op/shape.h"

/* A NaN must come through. */
V_INLINE void put_between(ae_real *y, const ae_real *x, v_real low, v_real high, size_t i, size_t k)
{
    v_put(y + i, v_min(high, v_max(low, v_get(x + i, k))), k);
}

typedef struct ends {
    v_real low, high;
    bool returns, add;
} ends;

/* Training moves x against its gradient: at the low end one below 0 leads back, at the high end one above 0. */
V_INLINE void put_gradient(ae_real *dx, const ae_real *dy, const ae_real *y, const ends *e, size_t i, size_t k)
{
    const v_real at = v_get(y + i, k), zero = v_set(0), d = v_get(dy + i, k);
    const v_real at_low = e->returns ? v_min(d, zero) : zero, at_high = e->returns ? v_max(d, zero) : zero;
    const v_real below_high = v_select(v_less(at, e->high), d, at_high);
    v_put_or_add(dx + i, v_select(v_less(e->low, at), below_high, at_low), k, e->add);
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
    const ends e = { v_set((ae_real)a->low), v_set((ae_real)a->high), a->returns, call->add[0] };
    size_t n, start = block_start(call, block, &n);
    (void)worker;
    V_EACH(n, put_gradient, call->din[0] + start, call->dout + start, call->out + start, &e);
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
