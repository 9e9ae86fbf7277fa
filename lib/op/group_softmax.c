/* Numbers are copied, the elements of each category are its softmax. Input: the net's row. */
#include "op/layout.h"
#include "op/shape.h"
#include "op/softmax.h"

static ae_status group_softmax_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    AE_TRY(ae_layout_fits(&in[0], ((const ae_layout_attr *)attr)->layout->width, "the net's row", e));
    return ae_op_shape_same(out, in, n_in, attr, e);
}

static void put_part(const void *argument, const ae_layout_part *part, size_t row)
{
    const ae_call *call = argument;
    size_t at = row * ae_layout_of(call)->width + part->at;
    if (part->levels)
        ae_softmax_row(call->out + at, call->in[0] + at, part->levels);
    else
        memmove(call->out + at, call->in[0] + at, part->columns * sizeof *call->out);
}

static void group_softmax_forward(const ae_call *call)
{
    ae_in_layout_parts(call, ae_layout_of(call), put_part, call);
}

const ae_op AE_LOCAL(ae_op_group_softmax) = {
    .name = "group_softmax",
    .in_place = true,
    .shape = group_softmax_shape,
    .forward = group_softmax_forward,
};
