#include "op/affine.h"

ae_status ae_affine_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    const ae_affine_attr *a = attr;
    const ae_shape *x = &in[0], *w = &in[1];
    char row[AE_SHAPE_TEXT], weights[AE_SHAPE_TEXT], bias[AE_SHAPE_TEXT];
    if (w->rank != 2 || w->dim[a->transpose] != ae_shape_size(x))
        return ae_fail(e, AE_ESHAPE, "affine: rows of %s do not fit %sweights of %s", ae_shape_print(row, x),
                       a->transpose ? "transposed " : "", ae_shape_print(weights, w));
    *out = (ae_shape){ 1, { w->dim[!a->transpose] } };
    if (n_in > 2 && !ae_shape_same(&in[2], out))
        return ae_fail(e, AE_ESHAPE, "affine: a bias of %s does not fit weights of %s", ae_shape_print(bias, &in[2]),
                       ae_shape_print(weights, w));
    return AE_OK;
}

ae_status ae_affine_codes_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    const ae_layout *l = ((const ae_affine_attr *)attr)->layout;
    ae_shape expanded[3] = { { 1, { l->width } }, in[1] };
    if (n_in > 2)
        expanded[2] = in[2];
    AE_TRY(ae_layout_fits(&in[0], l->columns, "a row of these columns", e));
    return ae_affine_shape(out, expanded, n_in, attr, e);
}

const void *ae_affine_fold(const void *attr, const ae_activation *activation, double parameter, ae_arena *arena)
{
    ae_affine_attr *copy = ae_arena_take(arena, 1, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *(const ae_affine_attr *)attr;
    copy->activation = activation;
    copy->parameter = parameter;
    return copy;
}
