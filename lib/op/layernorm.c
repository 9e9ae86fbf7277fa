#include "op/layernorm.h"
#include "kernel/carve.h"
#include "kernel/channels.h"
#include "kernel/loop.h"
#include "op/rows.h"
#include "op/shape.h"

enum { X, WEIGHT, BIAS };

static ae_status layernorm_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    (void)attr;
    return ae_op_shape_with(out, in, n_in, &in[X], "layernorm: weights", e);
}

/* ---- scratch ---- */

typedef struct desk {
    ae_real *parts; /* of the weight's gradient: a sum for each block of rows */
    ae_real *rows;  /* one for each worker */
} desk;

static desk carve(ae_carve *c, size_t rows, size_t n, unsigned threads)
{
    desk d;
    d.parts = ae_carve_take(c, ae_parts_count(rows, n), sizeof *d.parts);
    d.rows = ae_carve_take(c, threads, n * sizeof *d.rows);
    return d;
}

static size_t layernorm_scratch(const void *attr, const ae_shape *in, const ae_shape *out, size_t rows, unsigned threads)
{
    ae_carve c = { NULL, 0 };
    (void)attr, (void)out;
    carve(&c, rows, ae_shape_size(&in[X]), threads);
    return c.bytes;
}

static desk desk_of(const ae_call *call)
{
    ae_carve c = { call->run->scratch, 0 };
    return carve(&c, call->run->rows, ae_shape_size(&call->shape[X]), 1); /* where they begin */
}

/* ---- a row; z = (x - mean) root is x normalised ---- */

typedef struct moments {
    ae_real mean, root; /* 1 / sqrt(variance + eps) */
} moments;

static moments moments_of(const ae_real *x, size_t n, double eps)
{
    double sums[2];
    ae_line_moments(sums, x, 0, NULL, n);
    moments m = { (ae_real)(sums[0] / (double)n), 0 };
    ae_line_moments(sums, x, m.mean, NULL, n);
    m.root = (ae_real)(1 / sqrt(sums[1] / (double)n + eps));
    return m;
}

V_INLINE v_real normal(const ae_real *x, const moments *m, size_t i, size_t k)
{
    return v_mul(v_sub(v_get(x + i, k), v_set(m->mean)), v_set(m->root));
}

V_INLINE void put_normal(ae_real *y, const ae_real *x, const moments *m, const ae_real *weight, const ae_real *bias,
                         size_t i, size_t k)
{
    v_put(y + i, v_fma(normal(x, m, i, k), v_get(weight + i, k), v_get(bias + i, k)), k);
}

/* Of the weight's gradient: the sum of dy z over the rows. */
V_INLINE void add_product(ae_real *sum, const ae_real *dy, const ae_real *x, const moments *m, size_t i, size_t k)
{
    v_put(sum + i, v_fma(v_get(dy + i, k), normal(x, m, i, k), v_get(sum + i, k)), k);
}

V_INLINE void put_slope(ae_real *dz, const ae_real *dy, const ae_real *weight, size_t i, size_t k)
{
    v_put(dz + i, v_mul(v_get(dy + i, k), v_get(weight + i, k)), k);
}

/* dx = root (dz - mean of dz - z (mean of dz z)), as a move of x. */
static ae_line_move gradient_move(const ae_real *dz, const ae_real *x, size_t n, const moments *m)
{
    double sums[2], root = (double)m->root, share = root / (double)n;
    ae_line_moments(sums, x, m->mean, dz, n);
    return (ae_line_move){ m->mean, (ae_real)(-share * root * root * sums[1]), (ae_real)(-share * sums[0]), m->root };
}

/* ---- blocks of rows ---- */

static double eps_of(const ae_call *call)
{
    const ae_layernorm_attr *a = call->attr;
    return a->eps;
}

static void forward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    size_t n = ae_shape_size(&call->shape[X]), end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        const ae_real *x = call->in[X] + row * n;
        moments m = moments_of(x, n, eps_of(call));
        V_EACH(n, put_normal, call->out + row * n, x, &m, call->in[WEIGHT], call->in[BIAS]);
    }
}

static void backward_row(const ae_call *call, size_t row, ae_real *part, ae_real *dz)
{
    size_t n = ae_shape_size(&call->shape[X]);
    const ae_real *x = call->in[X] + row * n, *dy = call->dout + row * n;
    moments m = moments_of(x, n, eps_of(call));
    V_EACH(n, add_product, part, dy, x, &m);
    if (!call->din[X])
        return;
    V_EACH(n, put_slope, dz, dy, call->in[WEIGHT]);
    ae_line_move move = gradient_move(dz, x, n, &m);
    ae_line_put(call->din[X] + row * n, x, &move, dz, n, call->add[X]);
}

static void backward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    size_t n = ae_shape_size(&call->shape[X]), end = ae_row_block_end(call, block);
    desk d = desk_of(call);
    ae_real *part = d.parts + block * n;
    memset(part, 0, n * sizeof *part);
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++)
        backward_row(call, row, part, d.rows + worker * n);
}

static void layernorm_forward(const ae_call *call)
{
    ae_in_row_blocks(call, forward_block);
}

static void layernorm_backward(const ae_call *call)
{
    size_t rows = call->run->rows, n = ae_shape_size(&call->shape[X]);
    if (call->din[BIAS]) /* first: dx may lie where dy does */
        ae_sum_rows(call->din[BIAS], call->dout, rows, n, call->add[BIAS], call->run);
    ae_in_row_blocks(call, backward_block);
    if (call->din[WEIGHT])
        ae_parts_sum(call->din[WEIGHT], desk_of(call).parts, rows, n, call->add[WEIGHT]);
}

const ae_op AE_LOCAL(ae_op_layernorm) = {
    .name = "layernorm",
    .reads = AE_READS_IN0 | AE_READS_IN1,
    .in_place = true,
    .shape = layernorm_shape,
    .scratch = layernorm_scratch,
    .forward = layernorm_forward,
    .backward = layernorm_backward,
};
