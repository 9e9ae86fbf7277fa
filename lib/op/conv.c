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

static ae_status conv_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
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

static size_t conv_scratch(const void *attr, const ae_shape *in, const ae_shape *out, size_t rows, unsigned threads)
{
    const ae_conv_attr *a = attr;
    (void)in, (void)out;
    return ae_conv_scratch(&a->conv, rows, threads);
}

/* y of x, or x of y. */
static void convolve(ae_real *out, const ae_real *in, const ae_call *call, bool transposed, const ae_conv_finish *finish)
{
    const ae_conv_attr *a = call->attr;
    (transposed ? ae_conv_transposed : ae_conv_forward)(out, in, call->in[1], &a->conv, finish, call->run);
}

static void conv_forward(const ae_call *call)
{
    const ae_conv_attr *a = call->attr;
    ae_conv_finish finish = { .bias = call->in[2], .activation = a->activation, .parameter = a->parameter };
    convolve(call->out, call->in[0], call, a->transposed, &finish);
}

static void conv_backward(const ae_call *call)
{
    const ae_conv_attr *a = call->attr;
    const ae_real *x = a->transposed ? call->dout : call->in[0], *y = a->transposed ? call->in[0] : call->dout;
    const ae_shape *out = call->out_shape;
    ae_conv_finish finish = {
        .add = call->add[0], .derivative = call->derivative, .y = call->in[0], .y_parameter = call->parameter
    };
    if (call->din[0])
        convolve(call->din[0], call->dout, call, !a->transposed, &finish);
    if (call->din[1])
        ae_conv_gradient(call->din[1], x, y, &a->conv, call->add[1], call->run);
    if (call->din[2])
        ae_sum_planes(call->din[2], call->dout, out->dim[0], out->dim[1] * out->dim[2], call->add[2], call->run);
}

static const void *conv_fold(const void *attr, const ae_activation *activation, double parameter, ae_arena *arena)
{
    ae_conv_attr *copy = ae_arena_take(arena, 1, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *(const ae_conv_attr *)attr;
    copy->activation = activation;
    copy->parameter = parameter;
    return copy;
}

const ae_op AE_LOCAL(ae_op_conv) = {
    .name = "conv",
    .reads = AE_READS_IN0 | AE_READS_IN1,
    .derives = true,
    .shape = conv_shape,
    .scratch = conv_scratch,
    .forward = conv_forward,
    .backward = conv_backward,
    .fold = conv_fold,
};
