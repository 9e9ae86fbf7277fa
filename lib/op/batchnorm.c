/* batchnorm: by the statistics of the batch itself (Ioffe, Szegedy 2015). The mean and the unbiased variance are left for
 * the state, the running ones, to move towards; rows are normalised by the biased variance.
 *
 * Where a channel has one value only (one row without positions) there is no variance, and the plain formula would put the
 * bias in the place of whatever the row says. Such a batch is normalised by the running statistics, as constants, and leaves
 * them where they are. */
#include "kernel/loop.h"
#include "op/normalise.h"

static size_t count_values(const ae_call *call)
{
    const ae_shape *x = &call->shape[AE_NORM_X];
    return call->run->rows * (ae_shape_size(x) / x->dim[0]);
}

/* As forward left them. */
static ae_statistics statistics_of(const ae_call *call)
{
    size_t count = count_values(call);
    bool of_batch = count > 1;
    double correction = of_batch ? (double)(count - 1) / (double)count : 1;
    return (ae_statistics){ call->din[AE_NORM_MEAN], call->din[AE_NORM_VARIANCE], correction, of_batch };
}

V_INLINE void put_quotient(ae_real *out, const ae_real *sum, v_real by, size_t i, size_t k)
{
    v_put(out + i, v_div(v_get(sum + i, k), by), k);
}

/* The mean first, then the variance about it: in one pass, the squares of numbers far from 0 would cancel. */
static void take_statistics(const ae_call *call, size_t count)
{
    ae_normalising w = ae_normalise_open(call);
    const ae_real *x = call->in[AE_NORM_X], *zero = w.shift;
    size_t n = w.channels.channels;
    v_real all = v_set((ae_real)count), but_one = v_set((ae_real)(count - 1));
    memset(w.shift, 0, n * sizeof *w.shift);
    ae_channel_moments(w.moments, &w.channels, x, zero, NULL);
    V_EACH(n, put_quotient, call->din[AE_NORM_MEAN], w.moments, all);
    ae_channel_moments(w.moments, &w.channels, x, call->din[AE_NORM_MEAN], NULL);
    V_EACH(n, put_quotient, call->din[AE_NORM_VARIANCE], w.moments + n, but_one);
}

static void keep_statistics(const ae_call *call)
{
    size_t bytes = call->shape[AE_NORM_X].dim[0] * sizeof(ae_real);
    memcpy(call->din[AE_NORM_MEAN], call->in[AE_NORM_MEAN], bytes);
    memcpy(call->din[AE_NORM_VARIANCE], call->in[AE_NORM_VARIANCE], bytes);
}

static void batchnorm_forward(const ae_call *call)
{
    ae_statistics s = statistics_of(call);
    if (s.of_batch)
        take_statistics(call, count_values(call));
    else
        keep_statistics(call);
    ae_normalise_forward(call, &s);
}

static void batchnorm_backward(const ae_call *call)
{
    ae_statistics s = statistics_of(call);
    ae_normalise_backward(call, &s);
}

const ae_op AE_LOCAL(ae_op_batchnorm) = {
    .name = "batchnorm",
    .reads = AE_READS_IN0 | AE_READS_IN3,
    .in_place = true,
    .observes = true,
    .mixes = true,
    .shape = ae_normalise_shape,
    .scratch = ae_normalise_scratch,
    .forward = batchnorm_forward,
    .backward = batchnorm_backward,
};
