#include "op/loss_kl_sparse.h"
#include "kernel/carve.h"
#include "op/loss_rows.h"
#include <string.h>

/* ---- scratch ---- */

typedef struct room {
    ae_real *mean;    /* of each element; in backward, then, its slope */
    ae_real *weights; /* the rows' */
    void *product;    /* for the product of the two */
} room;

static size_t carve(room *r, char *at, size_t width, size_t rows, unsigned threads)
{
    ae_carve c = { at, 0 };
    r->mean = ae_carve_take(&c, width, sizeof *r->mean);
    r->weights = ae_carve_take(&c, rows, sizeof *r->weights);
    r->product = ae_carve_take(&c, ae_gemm_scratch(AE_SUM_ROWS, 1, width, rows, threads), 1);
    return c.bytes;
}

static size_t kl_scratch(const void *attr, const ae_shape *in, const ae_shape *out, size_t rows, unsigned threads)
{
    room r;
    (void)attr, (void)out;
    return carve(&r, NULL, ae_shape_size(in), rows, threads);
}

/* ---- the mean over the rows ---- */

/* The largest power of two that is not above x; 1 for 0, when no row counts. */
static double power_of_two(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    bits &= UINT64_C(0x7ff) << 52;
    memcpy(&x, &bits, sizeof x);
    return x > 0 ? x : 1;
}

/* The row of weights, each times `unit`, times the matrix of values, in the order of sums over rows. */
static void add_weighted(const ae_call *call, const room *r, size_t width, double unit)
{
    size_t rows = call->run->rows;
    ae_gemm g = { .m = 1,
                  .n = width,
                  .k = rows,
                  .a = { r->weights, rows, 1 },
                  .b = { call->in[0], width, 1 },
                  .c = r->mean,
                  .ldc = width,
                  .sum = AE_SUM_ROWS };
    ae_run run = *call->run;
    run.scratch = r->product;
    for (size_t i = 0; i < rows; i++)
        r->weights[i] = (ae_real)((double)call->run->row_weights[i] * unit);
    ae_gemm_run(&g, &run);
}

V_INLINE void put_mean(ae_real *mean, v_real scale, size_t i, size_t k)
{
    v_real m = v_mul(v_get(mean + i, k), scale);
    v_put(mean + i, v_min(v_set((ae_real)(1 - 0x1p-23)), v_max(v_set((ae_real)0x1p-23), m)), k);
}

/* Weights may be as small or large as floats get, and 1 / their sum may be no float. Both are brought close to 1 by a power
 * of two, which changes no bit. */
static room take_mean(const ae_call *call)
{
    size_t width = ae_shape_size(&call->shape[0]);
    double scale = call->run->mean_scale, unit = power_of_two(scale);
    room r;
    carve(&r, call->run->scratch, width, call->run->rows, 1);
    if (call->run->row_weights) {
        add_weighted(call, &r, width, unit);
        scale /= unit;
    } else {
        ae_sum_rows(r.mean, call->in[0], call->run->rows, width, false, call->run);
    }
    V_EACH(width, put_mean, r.mean, v_set((ae_real)scale));
    return r;
}

static v_real rho_of(const ae_call *call)
{
    return v_set((ae_real)((const ae_loss_kl_sparse_attr *)call->attr)->rho);
}

/* ---- forward ---- */

/* p log(p / q) */
V_INLINE v_real share(v_real p, v_real q)
{
    return v_mul(p, v_sub(ae_loss_log(p), ae_loss_log(q)));
}

V_INLINE void add_divergence(v_wide *sum, const ae_real *mean, v_real rho, size_t i, size_t k)
{
    v_real q = v_get(mean + i, k), one = v_set(1);
    v_wide_add(sum, i, v_pad(v_add(share(rho, q), share(v_sub(one, rho), v_sub(one, q))), k, 0));
}

static void kl_forward(const ae_call *call)
{
    room r = take_mean(call);
    v_wide sum = v_wide_zero();
    v_real rho = rho_of(call);
    V_EACH(ae_shape_size(&call->shape[0]), add_divergence, &sum, r.mean, rho);
    for (size_t row = 0; row < call->run->rows; row++)
        call->row_loss[row] = call->weight * v_wide_sum(&sum);
}

/* ---- backward ---- */

/* In the mean q: (1 - rho) / (1 - q) - rho / q. */
V_INLINE void put_slope(ae_real *mean, v_real rho, size_t i, size_t k)
{
    v_real q = v_get(mean + i, k);
    v_put(mean + i, v_div(v_sub(q, rho), v_mul(q, v_sub(v_set(1), q))), k);
}

V_INLINE void put_row(ae_real *d, const ae_real *slope, v_real factor, bool add, size_t i, size_t k)
{
    v_put_or_add(d + i, v_mul(factor, v_get(slope + i, k)), k, add);
}

static void backward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    size_t n = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    const ae_real *slope = call->run->scratch; /* room.mean */
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        v_real factor = v_set((ae_real)ae_loss_scale(call, row));
        V_EACH(n, put_row, call->din[0] + row * n, slope, factor, call->add[0]);
    }
}

static void kl_backward(const ae_call *call)
{
    if (!call->din[0])
        return;
    room r = take_mean(call);
    v_real rho = rho_of(call);
    V_EACH(ae_shape_size(&call->shape[0]), put_slope, r.mean, rho);
    ae_in_row_blocks(call, backward_block);
}

const ae_op AE_LOCAL(ae_op_loss_kl_sparse) = {
    .name = "loss_kl_sparse",
    .reads = AE_READS_IN0,
    .loss = true,
    .mixes = true,
    .shape = ae_op_shape_loss,
    .scratch = kl_scratch,
    .forward = kl_forward,
    .backward = kl_backward,
};
