/* From the net's row to a caller's: numbers are copied, a category is the code of its largest element, of equal ones the
 * first. Input: the net's row. */
#include "op/layout.h"
#include "op/softmax.h"

static ae_status collapse_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    const ae_layout *l = ((const ae_layout_attr *)attr)->layout;
    (void)n_in;
    AE_TRY(ae_layout_fits(&in[0], l->width, "the net's row", e));
    *out = (ae_shape){ 1, { l->columns } };
    return AE_OK;
}

/* Of nothing but NaN, NaN: it must not be hidden. */
static ae_real code_of(const ae_real *x, size_t levels)
{
    ae_real lane[AE_LANES];
    v_store(lane, ae_softmax_largest(x, levels));
    for (size_t i = 0; i < levels; i++)
        if (x[i] == lane[0])
            return (ae_real)i;
    return (ae_real)NAN;
}

static void put_part(const void *argument, const ae_layout_part *part, size_t row)
{
    const ae_call *call = argument;
    const ae_layout *l = ae_layout_of(call);
    const ae_real *x = call->in[0] + row * l->width + part->at;
    ae_real *y = call->out + row * l->columns + part->column;
    if (part->levels)
        *y = code_of(x, part->levels);
    else
        memcpy(y, x, part->columns * sizeof *y);
}

static void collapse_forward(const ae_call *call)
{
    ae_in_layout_parts(call, ae_layout_of(call), put_part, call);
}

const ae_op AE_LOCAL(ae_op_collapse) = {
    .name = "collapse",
    .shape = collapse_shape,
    .forward = collapse_forward,
};
