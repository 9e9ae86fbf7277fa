#include "op/shift.h"
#include "kernel/draw.h"
#include "kernel/row.h"
#include "op/rows.h"
#include "op/shape.h"
#include <string.h>

typedef struct move {
    size_t height, width;
    ptrdiff_t down, right;
} move;

static ptrdiff_t step_of(ae_real draw, size_t by)
{
    return (ptrdiff_t)((double)draw * (double)(2 * by + 1)) - (ptrdiff_t)by;
}

static move move_of(const ae_call *call, size_t row)
{
    const ae_shift_attr *a = call->attr;
    const ae_run *run = call->run;
    const ae_shape *s = &call->shape[0];
    ae_place place = { .seed = run->seed, .name = a->name, .step = a->fixed ? 0 : run->step };
    ae_real draw[AE_DRAWS];
    place.row = (uint32_t)(run->first + (run->ids ? run->ids[row] : row));
    ae_draw_uniform(draw, &place, 0);
    return (move){ s->dim[1], s->dim[2], s->dim[1] > 1 ? step_of(draw[0], a->by) : 0, step_of(draw[1], a->by) };
}

static size_t from_end(ptrdiff_t distance)
{
    return distance > 0 ? (size_t)distance : 0;
}

/* y (+)= x, moved by a number of columns. */
static void move_row(ae_real *y, const ae_real *x, ptrdiff_t right, size_t width, bool add)
{
    const size_t to = from_end(right), from = from_end(-right), n = width - to - from;
    if (add)
        ae_row_add(y + to, x + from, n);
    else {
        memset(y, 0, to * sizeof *y);
        memcpy(y + to, x + from, n * sizeof *y);
        memset(y + to + n, 0, from * sizeof *y);
    }
}

static void move_plane(ae_real *y, const ae_real *x, const move *m, bool add)
{
    for (size_t i = 0; i < m->height; i++) {
        const ptrdiff_t source = (ptrdiff_t)i - m->down;
        if (source >= 0 && source < (ptrdiff_t)m->height)
            move_row(y + i * m->width, x + (size_t)source * m->width, m->right, m->width, add);
        else if (!add)
            memset(y + i * m->width, 0, m->width * sizeof *y);
    }
}

static void move_planes(const ae_call *call, ae_real *y, const ae_real *x, const move *m, bool add)
{
    const size_t plane = m->height * m->width;
    for (size_t c = 0; c < call->shape[0].dim[0]; c++)
        move_plane(y + c * plane, x + c * plane, m, add);
}

static void forward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const size_t size = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        const move m = move_of(call, row);
        move_planes(call, call->out + row * size, call->in[0] + row * size, &m, false);
    }
}

/* A gradient goes the way back. */
static void backward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const size_t size = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        const move m = move_of(call, row), back = { m.height, m.width, -m.down, -m.right };
        move_planes(call, call->din[0] + row * size, call->dout + row * size, &back, call->add[0]);
    }
}

static void shift_forward(const ae_call *call)
{
    ae_in_row_blocks(call, forward_block);
}

static void shift_backward(const ae_call *call)
{
    if (call->din[0])
        ae_in_row_blocks(call, backward_block);
}

const ae_op AE_LOCAL(ae_op_shift) = {
    .name = "shift",
    .shape = ae_op_shape_same,
    .forward = shift_forward,
    .backward = shift_backward,
};
