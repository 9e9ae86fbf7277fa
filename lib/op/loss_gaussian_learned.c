/* The normal density whose variance the net gives, too: Nix & Weigend 1994, "Estimating the mean and variance of the target
 * probability distribution". With s = log variance the term is ((p - t)^2 exp(-s) + s + log(2 pi)) / 2. */
#include "op/loss_rows.h"

/* Not inlined: an exponential is a kilobyte of code in all, and three loops have it. */
static v_real scaled(v_real d, v_real s)
{
    return v_mul(d, v_exp(v_negate(s)));
}

V_INLINE v_real gaussian(v_real p, v_real t, v_real s)
{
    v_real d = v_sub(p, t), size = v_add(s, v_set((ae_real)1.8378770664093453));
    return v_mul(v_set((ae_real)0.5), v_fma(d, scaled(d, s), size));
}

V_INLINE v_real gaussian_slope(v_real p, v_real t, v_real s)
{
    return scaled(v_sub(p, t), s);
}

V_INLINE v_real variance_slope(v_real p, v_real t, v_real s)
{
    v_real d = v_sub(p, t);
    return v_mul(v_set((ae_real)0.5), v_sub(v_set(1), v_mul(d, scaled(d, s))));
}

AE_LOSS_FUNCTIONS(loss_gaussian_learned, gaussian, gaussian_slope)

static void put_variance_slopes(const ae_loss_row *r)
{
    ae_loss_slopes(r, variance_slope);
}

/* The log-variances' gradient takes a pass of its own, as if it were that of the prediction. */
static void run(const ae_call *call, double (*sum)(const ae_loss_row *r))
{
    ae_call variances = *call;
    ae_loss_run(call, sum, loss_gaussian_learned_slopes);
    variances.din[0] = call->din[2];
    variances.add[0] = call->add[2];
    variances.derivative = NULL;
    if (call->din[2])
        ae_loss_run(&variances, NULL, put_variance_slopes);
}

static void learned_forward(const ae_call *call)
{
    run(call, loss_gaussian_learned_sum);
}

static void learned_backward(const ae_call *call)
{
    run(call, NULL);
}

const ae_op AE_LOCAL(ae_op_loss_gaussian_learned) = {
    .name = "loss_gaussian_learned",
    .reads = AE_READS_IN0 | AE_READS_IN1 | AE_READS_IN2 | AE_READS_IN3,
    .loss = true,
    .derives = true,
    .at_once = true,
    .shape = ae_op_shape_loss,
    .forward = learned_forward,
    .backward = learned_backward,
    .by_feature = &loss_gaussian_learned_by_feature,
};
