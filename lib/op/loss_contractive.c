#include "op/loss_contractive.h"
#include "kernel/carve.h"
#include "kernel/columns.h"
#include "op/loss_rows.h"

static ae_status contractive_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    char row[AE_SHAPE_TEXT], weights[AE_SHAPE_TEXT];
    (void)n_in, (void)attr;
    if (in[1].rank != 2 || in[1].dim[1] != ae_shape_size(&in[0]))
        return ae_fail(e, AE_ESHAPE, "loss_contractive: weights of %s do not make rows of %s",
                       ae_shape_print(weights, &in[1]), ae_shape_print(row, &in[0]));
    *out = (ae_shape){ 1, { 1 } };
    return AE_OK;
}

/* ---- scratch ---- */

typedef struct room {
    ae_real *squares; /* of each unit's weights, summed */
    ae_real *sums;    /* over the rows, of shares */
    ae_real *shares;  /* rows x units: factor f'^2 */
} room;

static size_t carve(room *r, char *at, size_t units, size_t rows)
{
    ae_carve c = { at, 0 };
    r->squares = ae_carve_take(&c, units, sizeof *r->squares);
    r->sums = ae_carve_take(&c, units, sizeof *r->sums);
    r->shares = ae_carve_take(&c, rows * units, sizeof *r->shares);
    return c.bytes;
}

static size_t contractive_scratch(const void *attr, const ae_shape *in, const ae_shape *out, size_t rows, unsigned threads)
{
    room r;
    (void)attr, (void)out, (void)threads;
    return carve(&r, NULL, ae_shape_size(in), rows);
}

static room take_squares(const ae_call *call)
{
    room r;
    const ae_shape *w = &call->shape[1];
    carve(&r, call->run->scratch, w->dim[1], call->run->rows);
    ae_column_squares(r.squares, call->in[1], w->dim[0], w->dim[1], call->run->pool);
    return r;
}

/* ---- the derivatives of the activation, from its result ---- */

V_INLINE v_real first(v_real h, bool tanh)
{
    v_real one = v_set(1);
    return tanh ? v_fma(v_negate(h), h, one) : v_mul(h, v_sub(one, h));
}

/* Of the first, in h. */
V_INLINE v_real second(v_real h, bool tanh)
{
    return v_fma(v_set(-2), h, v_set(tanh ? 0 : 1));
}

static bool is_tanh(const ae_call *call)
{
    return ((const ae_loss_contractive_attr *)call->attr)->tanh;
}

/* ---- forward ---- */

V_INLINE void add_unit(v_wide *sum, const ae_real *h, const ae_real *squares, bool tanh, size_t i, size_t k)
{
    v_real f = first(v_get(h + i, k), tanh);
    v_wide_add(sum, i, v_pad(v_mul(v_mul(f, f), v_get(squares + i, k)), k, 0));
}

static void forward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    size_t n = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    const ae_real *squares = call->run->scratch; /* room.squares */
    const bool tanh = is_tanh(call);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        v_wide sum = v_wide_zero();
        V_EACH(n, add_unit, &sum, call->in[0] + row * n, squares, tanh);
        call->row_loss[row] = call->weight * v_wide_sum(&sum);
    }
}

static void contractive_forward(const ae_call *call)
{
    take_squares(call);
    ae_in_row_blocks(call, forward_block);
}

/* ---- backward: 2 f' f'' squares for h, and 2 W sums for W ---- */

typedef struct passage {
    const ae_call *call;
    room room;
} passage;

V_INLINE void put_unit(ae_real *d, const ae_real *h, const ae_real *squares, v_real twice, bool tanh, bool add, size_t i,
                       size_t k)
{
    v_real x = v_get(h + i, k), slope = v_mul(v_mul(first(x, tanh), second(x, tanh)), v_get(squares + i, k));
    v_put_or_add(d + i, v_mul(twice, slope), k, add);
}

V_INLINE void put_share(ae_real *share, const ae_real *h, v_real twice, bool tanh, size_t i, size_t k)
{
    v_real f = first(v_get(h + i, k), tanh);
    v_put(share + i, v_mul(twice, v_mul(f, f)), k);
}

static void backward_block(void *argument, size_t block, unsigned worker)
{
    const passage *p = argument;
    const ae_call *call = p->call;
    const bool tanh = is_tanh(call), add = call->add[0];
    size_t n = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        const ae_real *h = call->in[0] + row * n;
        v_real twice = v_set((ae_real)(2 * ae_loss_scale(call, row)));
        if (call->din[0])
            V_EACH(n, put_unit, call->din[0] + row * n, h, p->room.squares, twice, tanh, add);
        V_EACH(n, put_share, p->room.shares + row * n, h, twice, tanh);
    }
}

V_INLINE void put_weights(ae_real *d, const ae_real *w, const ae_real *sums, bool add, size_t i, size_t k)
{
    v_put_or_add(d + i, v_mul(v_get(w + i, k), v_get(sums + i, k)), k, add);
}

static void weights_row(void *argument, size_t row, unsigned worker)
{
    const ae_call *call = argument;
    size_t n = call->shape[1].dim[1];
    (void)worker;
    V_EACH(n, put_weights, call->din[1] + row * n, call->in[1] + row * n, call->sums, call->add[1]);
}

static size_t contractive_sums(const ae_shape *in)
{
    return in[1].dim[1];
}

static void contractive_close(const ae_call *call)
{
    ae_pool_run(call->run->pool, call->shape[1].dim[0], weights_row, (void *)call);
}

static void contractive_backward(const ae_call *call)
{
    passage p = { call, take_squares(call) };
    ae_call closing = *call;
    ae_in_blocks_of_rows(call, backward_block, &p);
    if (!call->sums && !call->din[1])
        return;
    if (!call->sums)
        closing.sums = p.room.sums;
    ae_sum_rows(closing.sums, p.room.shares, call->run->rows, call->shape[1].dim[1], false, call->run);
    if (call->din[1])
        contractive_close(&closing);
}

const ae_op AE_LOCAL(ae_op_loss_contractive) = {
    .name = "loss_contractive",
    .reads = AE_READS_IN0 | AE_READS_IN1,
    .loss = true,
    .shape = contractive_shape,
    .scratch = contractive_scratch,
    .forward = contractive_forward,
    .backward = contractive_backward,
    .closes = AE_READS_IN1,
    .sums = contractive_sums,
    .close = contractive_close,
};
