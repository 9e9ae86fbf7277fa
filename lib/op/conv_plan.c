#include "op/conv.h"

typedef struct images {
    ae_shape in, out, weights;
} images;

static images images_of(const ae_conv_attr *a)
{
    const ae_conv *c = &a->conv;
    ae_shape x = { 3, { c->x_channels, c->h.x, c->w.x } }, y = { 3, { c->y_channels, c->h.y, c->w.y } };
    ae_shape weights = { 4, { c->x_channels / c->groups, c->h.kernel, c->w.kernel, c->y_channels } };
    return a->transposed ? (images){ y, x, weights } : (images){ x, y, weights };
}

ae_status ae_conv_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    images want = images_of(attr);
    const ae_shape bias = { 1, { want.out.dim[0] } }, *wants[] = { &want.in, &want.weights, &bias };
    static const char *const what[] = { "images of", "weights of", "a bias of" };
    char is[AE_SHAPE_TEXT], fits[AE_SHAPE_TEXT];
    *out = want.out;
    for (size_t i = 0; i < n_in; i++)
        if (!ae_shape_same(&in[i], wants[i]))
            return ae_fail(e, AE_ESHAPE, "conv: %s %s given where %s fits", what[i], ae_shape_print(is, &in[i]),
                           ae_shape_print(fits, wants[i]));
    return AE_OK;
}

const void *ae_conv_fold(const void *attr, const ae_activation *activation, double parameter, ae_arena *arena)
{
    ae_conv_attr *copy = ae_arena_take(arena, 1, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *(const ae_conv_attr *)attr;
    copy->activation = activation;
    copy->parameter = parameter;
    return copy;
}
