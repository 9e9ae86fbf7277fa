/* y = x, and after it the numbers of c: in[0] = x of any shape, in[1] = c. Each number of c becomes one more channel of x,
 * of the same number everywhere; what has no channels, a flat row, gets just the numbers. */
#include "kernel/row.h"
#include "op/rows.h"
#include <string.h>

static ae_status concat_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    (void)n_in, (void)attr, (void)e;
    *out = ae_shape_joined(&in[0], ae_shape_size(&in[1]));
    return AE_OK;
}

/* What a row consists of. */
typedef struct parts {
    size_t x, c, plane; /* numbers of x; of c; and how often each of these stands there */
} parts;

static parts parts_of(const ae_call *call)
{
    const size_t x = ae_shape_size(&call->shape[0]);
    return (parts){ x, ae_shape_size(&call->shape[1]), x / call->shape[0].dim[0] };
}

static void forward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const parts n = parts_of(call);
    const size_t end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        ae_real *y = call->out + row * (n.x + n.c * n.plane);
        memcpy(y, call->in[0] + row * n.x, n.x * sizeof *y);
        for (size_t i = 0; i < n.c; i++)
            ae_row_fill(y + n.x + i * n.plane, call->in[1][row * n.c + i], n.plane);
    }
}

static void give_back(ae_real *dx, const ae_real *dy, size_t n, bool add)
{
    if (add)
        ae_row_add(dx, dy, n);
    else
        memcpy(dx, dy, n * sizeof *dx);
}

/* A number that stands in many places gets the sum of their gradients. */
static void add_up(ae_real *dc, const ae_real *dy, const parts *n, bool add)
{
    for (size_t i = 0; i < n->c; i++) {
        ae_real sum = add ? dc[i] : 0;
        for (size_t at = 0; at < n->plane; at++)
            sum += dy[i * n->plane + at];
        dc[i] = sum;
    }
}

static void backward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const parts n = parts_of(call);
    const size_t end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        const ae_real *dy = call->dout + row * (n.x + n.c * n.plane);
        if (call->din[0])
            give_back(call->din[0] + row * n.x, dy, n.x, call->add[0]);
        if (call->din[1])
            add_up(call->din[1] + row * n.c, dy + n.x, &n, call->add[1]);
    }
}

static void concat_forward(const ae_call *call)
{
    ae_in_row_blocks(call, forward_block);
}

static void concat_backward(const ae_call *call)
{
    ae_in_row_blocks(call, backward_block);
}

const ae_op AE_LOCAL(ae_op_concat) = {
    .name = "concat",
    .shape = concat_shape,
    .forward = concat_forward,
    .backward = concat_backward,
};
