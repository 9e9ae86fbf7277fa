#include "op/shape.h"

ae_status ae_op_shape_same(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    (void)n_in, (void)attr, (void)e;
    *out = in[0];
    return AE_OK;
}

ae_status ae_op_shape_loss(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    char prediction[AE_SHAPE_TEXT], target[AE_SHAPE_TEXT];
    (void)attr;
    if (n_in > 1 && ae_shape_size(&in[0]) != ae_shape_size(&in[1]))
        return ae_fail(e, AE_ESHAPE, "an output of %s cannot be compared with a target of %s",
                       ae_shape_print(prediction, &in[0]), ae_shape_print(target, &in[1]));
    *out = (ae_shape){ 1, { 1 } };
    return AE_OK;
}

ae_status ae_op_shape_terms(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    AE_TRY(ae_op_shape_loss(out, in, n_in, attr, e));
    *out = in[0];
    return AE_OK;
}

ae_status ae_op_shape_with(ae_shape *out, const ae_shape *in, size_t n_in, const ae_shape *wanted, const char *what,
                           ae_error *e)
{
    char row[AE_SHAPE_TEXT], is[AE_SHAPE_TEXT];
    for (size_t i = 1; i < n_in; i++)
        if (!ae_shape_same(&in[i], wanted))
            return ae_fail(e, AE_ESHAPE, "%s of %s do not fit rows of %s", what, ae_shape_print(is, &in[i]),
                           ae_shape_print(row, &in[0]));
    *out = in[0];
    return AE_OK;
}
