/* From a caller's row to the net's: numbers are copied, a category is 1 at its level and 0 at its others, in a gap 0 at all.
 * Inputs: the row with its gaps filled and, perhaps, the same row before that; then the result goes on with one element for
 * each column, 1 where there was a gap and 0 elsewhere. */
#include "kernel/loop.h"
#include "op/layout.h"

static ae_status expand_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    const ae_layout *l = ((const ae_layout_attr *)attr)->layout;
    for (size_t i = 0; i < n_in; i++)
        AE_TRY(ae_layout_fits(&in[i], l->columns, "a row of these columns", e));
    *out = (ae_shape){ 1, { l->width + (n_in > 1 ? l->columns : 0) } };
    return AE_OK;
}

static void put_level(ae_real *y, size_t levels, ae_real code)
{
    size_t level = ae_layout_level(levels, code);
    memset(y, 0, levels * sizeof *y);
    if (level < levels)
        y[level] = 1;
}

V_INLINE void put_gaps(ae_real *y, const ae_real *before, size_t i, size_t k)
{
    v_real x = v_get(before + i, k);
    v_put(y + i, v_select(v_same(x, x), v_set(0), v_set(1)), k);
}

static void put_part(const void *argument, const ae_layout_part *part, size_t row)
{
    const ae_call *call = argument;
    const ae_layout *l = ae_layout_of(call);
    size_t from = row * l->columns + part->column;
    ae_real *y = call->out + row * ae_shape_size(call->out_shape);
    if (part->levels)
        put_level(y + part->at, part->levels, call->in[0][from]);
    else
        memcpy(y + part->at, call->in[0] + from, part->columns * sizeof *y);
    if (call->in[1])
        V_EACH(part->columns, put_gaps, y + l->width + part->column, call->in[1] + from);
}

static void expand_forward(const ae_call *call)
{
    ae_in_layout_parts(call, ae_layout_of(call), put_part, call);
}

const ae_op AE_LOCAL(ae_op_expand) = {
    .name = "expand",
    .shape = expand_shape,
    .forward = expand_forward,
};
