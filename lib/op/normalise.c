/* normalise: by given statistics, such as a batch normalisation's running ones. */
#include "op/normalise.h"
#include "kernel/carve.h"
#include "kernel/loop.h"
#include "op/shape.h"

ae_status ae_normalise_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    const ae_shape channels = { 1, { in[AE_NORM_X].dim[0] } };
    (void)attr;
    return ae_op_shape_with(out, in, n_in, &channels, "normalise: statistics or weights", e);
}

/* ---- scratch ---- */

static ae_normalising carve(ae_carve *c, const ae_shape *x, size_t rows)
{
    size_t n = x->dim[0];
    ae_normalising w = { .channels = { .channels = n, .plane = ae_shape_size(x) / n } };
    w.root = ae_carve_take(c, n, sizeof(ae_real));
    w.factor = ae_carve_take(c, n, sizeof(ae_real));
    w.slope = ae_carve_take(c, n, sizeof(ae_real));
    w.shift = ae_carve_take(c, n, sizeof(ae_real));
    w.moments = ae_carve_take(c, n, 2 * sizeof(ae_real));
    w.channels.parts = ae_carve_take(c, ae_parts_count(rows, n), 2 * sizeof(ae_real));
    return w;
}

size_t ae_normalise_scratch(const void *attr, const ae_shape *in, const ae_shape *out, size_t rows, unsigned threads)
{
    ae_carve c = { NULL, 0 };
    (void)attr, (void)out, (void)threads;
    carve(&c, &in[AE_NORM_X], rows);
    return c.bytes;
}

ae_normalising ae_normalise_open(const ae_call *call)
{
    ae_carve c = { call->run->scratch, 0 };
    ae_normalising w = carve(&c, &call->shape[AE_NORM_X], call->run->rows);
    w.channels.run = call->run;
    return w;
}

V_INLINE void put_factor(const ae_normalising *w, const ae_real *variance, const ae_real *weight, v_real correction,
                         v_real eps, size_t i, size_t k)
{
    v_real root = v_div(v_set(1), v_sqrt(v_fma(v_get(variance + i, k), correction, eps)));
    v_put(w->root + i, root, k);
    v_put(w->factor + i, weight ? v_mul(root, v_get(weight + i, k)) : root, k);
}

static void find_factors(const ae_normalising *w, const ae_call *call, const ae_statistics *s)
{
    const ae_normalise_attr *a = call->attr;
    v_real correction = v_set((ae_real)s->correction), eps = v_set((ae_real)a->eps);
    V_EACH(w->channels.channels, put_factor, w, s->variance, call->in[AE_NORM_WEIGHT], correction, eps);
}

/* ---- forward: y = (x - mean) factor + bias ---- */

void ae_normalise_forward(const ae_call *call, const ae_statistics *s)
{
    ae_normalising w = ae_normalise_open(call);
    const ae_real *bias = call->in[AE_NORM_BIAS];
    ae_channel_move m = { .mean = s->mean, .slope = w.factor, .shift = bias ? bias : w.shift };
    find_factors(&w, call, s);
    memset(w.shift, 0, w.channels.channels * sizeof *w.shift);
    ae_channel_put(call->out, &w.channels, call->in[AE_NORM_X], &m, NULL, false);
}

/* ---- backward; z = (x - mean) root ---- */

/* dx = factor (dy - mean of dy - z (mean of dy z)), the means over all values that share the statistics: share is 1 / their
 * number, or 0 where the statistics are constants. The second moments come as sums of dy (x - mean), go as those of dy z. */
V_INLINE void put_move(const ae_normalising *w, v_real share, size_t i, size_t k)
{
    ae_real *products = w->moments + w->channels.channels;
    v_real root = v_get(w->root + i, k), product = v_mul(root, v_get(products + i, k));
    v_real minus = v_mul(v_sub(v_set(0), share), v_get(w->factor + i, k));
    v_put(products + i, product, k);
    v_put(w->slope + i, v_mul(minus, v_mul(root, product)), k);
    v_put(w->shift + i, v_mul(minus, v_get(w->moments + i, k)), k);
}

/* The weight's is the sum of dy z, the bias's that of dy. */
static void parameter_gradients(const ae_call *call, const ae_normalising *w)
{
    size_t n = w->channels.channels;
    if (call->din[AE_NORM_WEIGHT])
        ae_parts_sum(call->din[AE_NORM_WEIGHT], w->moments + n, 1, n, call->add[AE_NORM_WEIGHT]);
    if (call->din[AE_NORM_BIAS])
        ae_parts_sum(call->din[AE_NORM_BIAS], w->moments, 1, n, call->add[AE_NORM_BIAS]);
}

void ae_normalise_backward(const ae_call *call, const ae_statistics *s)
{
    ae_normalising w = ae_normalise_open(call);
    const ae_real *x = call->in[AE_NORM_X];
    ae_channel_move m = { s->mean, w.slope, w.shift, w.factor };
    v_real share = v_set(s->of_batch ? 1 / (ae_real)(call->run->rows * w.channels.plane) : 0);
    find_factors(&w, call, s);
    ae_channel_moments(w.moments, &w.channels, x, s->mean, call->dout);
    V_EACH(w.channels.channels, put_move, &w, share);
    parameter_gradients(call, &w);
    if (call->din[AE_NORM_X])
        ae_channel_put(call->din[AE_NORM_X], &w.channels, x, &m, call->dout, call->add[AE_NORM_X]);
}

/* ---- the op ---- */

static ae_statistics given(const ae_call *call)
{
    return (ae_statistics){ call->in[AE_NORM_MEAN], call->in[AE_NORM_VARIANCE], 1, false };
}

static void normalise_forward(const ae_call *call)
{
    ae_statistics s = given(call);
    ae_normalise_forward(call, &s);
}

static void normalise_backward(const ae_call *call)
{
    ae_statistics s = given(call);
    ae_normalise_backward(call, &s);
}

const ae_op AE_LOCAL(ae_op_normalise) = {
    .name = "normalise",
    .reads = AE_READS_IN0 | AE_READS_IN1 | AE_READS_IN2 | AE_READS_IN3,
    .in_place = true,
    .shape = ae_normalise_shape,
    .scratch = ae_normalise_scratch,
    .forward = normalise_forward,
    .backward = normalise_backward,
};
