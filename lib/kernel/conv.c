/* The part of convolutions that is compiled once per instruction set: what computes numbers, and the functions
 * that ops call. */
#include "kernel/conv.h"
#include "base/size.h"
#include "kernel/conv_set.h"
#include "kernel/gemm_pack.h"
#include "kernel/gemm_tile.h"
#include "kernel/loop.h"

static void keep(ae_real *out, const size_t *place, size_t ld, const ae_real *sums, const ae_real *bias, size_t rows,
                 size_t width)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < width; j += AE_LANES)
            v_store(out + place[i] * ld + j, v_add(v_load(sums + i * width + j), v_load(bias + j)));
}

static void line(ae_real *out, const ae_real *in, size_t n, size_t step, bool add)
{
    if (step == 1)
        for (size_t i = 0; i < n; i += AE_LANES)
            v_put_or_add(out + i, v_load(in + i), ae_least(n - i, AE_LANES), add);
    else
        for (size_t i = 0; i < n; i++)
            out[i * step] = add ? out[i * step] + in[i] : in[i];
}

static void shift(ae_real *x, size_t n, ae_real bias)
{
    for (size_t i = 0; i < n; i += AE_LANES)
        v_store(x + i, v_add(v_load(x + i), v_set(bias)));
}

static void add(ae_real *out, const ae_real *a, const ae_real *b, size_t n)
{
    for (size_t i = 0; i < n; i += AE_LANES) {
        size_t k = ae_least(n - i, AE_LANES);
        v_put(out + i, v_add(v_get(a + i, k), v_get(b + i, k)), k);
    }
}

static const ae_conv_set set = {
    .lanes = AE_LANES,
    .tile_rows = AE_TILE_ROWS,
    .tile_vectors = AE_TILE_VECTORS,
    .row_vectors = AE_GATHER_VECTORS,
    .fill = ae_window_fill,
    .pack = ae_pack,
    .tile = ae_gather_tile,
    .row = ae_gather_row,
    .keep = keep,
    .planes = ae_planes_store,
    .line = line,
    .shift = shift,
    .add = add,
};

size_t ae_conv_scratch(const ae_conv *conv, size_t rows, unsigned threads)
{
    size_t forward = ae_conv_product_scratch(&set, conv, false, threads);
    size_t back = ae_conv_product_scratch(&set, conv, true, threads);
    return ae_most(ae_most(forward, back), ae_conv_weights_scratch(&set, conv, rows, threads));
}

void ae_conv_forward(ae_real *y, const ae_real *x, const ae_real *w, const ae_conv *conv, const ae_conv_finish *finish,
                     const ae_run *run)
{
    ae_conv_product(&set, false, y, x, w, conv, finish, run);
}

void ae_conv_transposed(ae_real *x, const ae_real *y, const ae_real *w, const ae_conv *conv, const ae_conv_finish *finish,
                        const ae_run *run)
{
    ae_conv_product(&set, true, x, y, w, conv, finish, run);
}

void ae_conv_gradient(ae_real *dw, const ae_real *x, const ae_real *y, const ae_conv *conv, bool sum, const ae_run *run)
{
    ae_conv_weights(&set, dw, x, y, conv, sum, run);
}
