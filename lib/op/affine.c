#include "op/affine.h"
#include "base/size.h"
#include "kernel/gemm.h"

static size_t affine_scratch(const void *attr, const ae_shape *in, const ae_shape *out, size_t rows, unsigned threads)
{
    (void)attr;
    size_t width = ae_shape_size(&in[0]), units = out->dim[0];
    size_t forward = ae_gemm_scratch(AE_SUM_FEATURES, rows, units, width, threads);
    size_t input = ae_gemm_scratch(AE_SUM_FEATURES, rows, width, units, threads);
    size_t weights = ae_gemm_scratch(AE_SUM_ROWS, width, units, rows, threads);
    size_t tied = ae_gemm_scratch(AE_SUM_ROWS, units, width, rows, threads);
    return ae_most(ae_most(forward, input), ae_most(weights, tied));
}

static ae_matrix plain(const ae_real *p, size_t columns)
{
    return (ae_matrix){ p, columns, 1 };
}

static ae_matrix flipped(const ae_real *p, size_t columns)
{
    return (ae_matrix){ p, 1, columns };
}

/* What the four products below have in common. */
typedef struct sizes {
    size_t rows, width, units;
    bool transpose;
} sizes;

static sizes sizes_of(const ae_call *call)
{
    const ae_affine_attr *a = call->attr;
    return (sizes){ call->run->rows, ae_shape_size(&call->shape[0]), call->out_shape->dim[0], a->transpose };
}

static void affine_forward(const ae_call *call)
{
    const ae_affine_attr *a = call->attr;
    sizes s = sizes_of(call);
    ae_gemm g = { .m = s.rows,
                  .n = s.units,
                  .k = s.width,
                  .c = call->out,
                  .ldc = s.units,
                  .sum = AE_SUM_FEATURES,
                  .bias = call->in[2],
                  .activation = a->activation,
                  .parameter = a->parameter };
    g.a = plain(call->in[0], s.width);
    g.b = s.transpose ? flipped(call->in[1], s.width) : plain(call->in[1], s.units);
    ae_gemm_run(&g, call->run);
}

static void input_gradient(const ae_call *call, sizes s)
{
    ae_gemm g = { .m = s.rows,
                  .n = s.width,
                  .k = s.units,
                  .c = call->din[0],
                  .ldc = s.width,
                  .sum = AE_SUM_FEATURES,
                  .add = call->add[0],
                  .derivative = call->derivative,
                  .y = call->in[0],
                  .y_parameter = call->parameter };
    g.a = plain(call->dout, s.units);
    g.b = s.transpose ? plain(call->in[1], s.width) : flipped(call->in[1], s.units);
    ae_gemm_run(&g, call->run);
}

/* x^T dout; of tied weights the other way round. */
static void weight_gradient(const ae_call *call, sizes s)
{
    size_t m = s.transpose ? s.units : s.width, n = s.transpose ? s.width : s.units;
    ae_gemm g = { .m = m, .n = n, .k = s.rows, .c = call->din[1], .ldc = n, .sum = AE_SUM_ROWS, .add = call->add[1] };
    g.a = flipped(s.transpose ? call->dout : call->in[0], m);
    g.b = plain(s.transpose ? call->in[0] : call->dout, n);
    ae_gemm_run(&g, call->run);
}

static void affine_backward(const ae_call *call)
{
    sizes s = sizes_of(call);
    if (call->din[0])
        input_gradient(call, s);
    if (call->din[1])
        weight_gradient(call, s);
    if (call->din[2])
        ae_sum_rows(call->din[2], call->dout, s.rows, s.units, call->add[2], call->run);
}

const ae_op AE_LOCAL(ae_op_affine) = {
    .name = "affine",
    .reads = AE_READS_IN0 | AE_READS_IN1,
    .derives = true,
    .shape = ae_affine_shape,
    .scratch = affine_scratch,
    .forward = affine_forward,
    .backward = affine_backward,
    .fold = ae_affine_fold,
};
