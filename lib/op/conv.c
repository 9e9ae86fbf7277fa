#include "op/conv.h"

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

const ae_op AE_LOCAL(ae_op_conv) = {
    .name = "conv",
    .reads = AE_READS_IN0 | AE_READS_IN1,
    .derives = true,
    .shape = ae_conv_shape,
    .scratch = conv_scratch,
    .forward = conv_forward,
    .backward = conv_backward,
    .fold = ae_conv_fold,
};
