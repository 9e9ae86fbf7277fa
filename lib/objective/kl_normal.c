/* kl_normal: how far the distributions that layer gaussian draws from are from the standard normal one: Kingma & Welling
 * 2014, "Auto-Encoding Variational Bayes"; weighted, Higgins et al. 2017, "beta-VAE"; with free bits, Kingma et al. 2016,
 * "Improved Variational Inference with Inverse Autoregressive Flow", here of each row by itself, so that no row's loss hangs
 * on its batch. Free bits help training and are no part of a score. */
#include "objective/objective.h"
#include "op/loss_kl_normal.h"

typedef struct kl_normal_options {
    ae_objective_options objective;
    double free_bits;
} kl_normal_options;

static const ae_field fields[] = {
    { "", AE_FIELD_NAME, offsetof(ae_objective_options, name), AE_REQUIRED("which loss") },
    { "on", AE_FIELD_PLACE, offsetof(ae_objective_options, on), AE_DEFAULT("code", "code, or a layer gaussian") },
    { "weight", AE_FIELD_REAL, offsetof(ae_objective_options, weight), AE_DEFAULT("1", "factor"), 0, 1e6 },
    { "free_bits", AE_FIELD_REAL, offsetof(kl_normal_options, free_bits),
      AE_DEFAULT("0", "in training each unit of a row counts as at least so many nats"), 0, 1e3 },
    AE_FIELDS_END,
};

/* Of a draw, what its distribution gives it more than the standard normal one does. */
static ae_status emit_log_ratio(size_t *out, ae_builder *b, const size_t *in, size_t n_in)
{
    static const ae_objective_options whole = { .weight = 1 };
    return ae_objective_apply(out, b, &whole, "loss_log_ratio", NULL, in, n_in);
}

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const kl_normal_options *o = options;
    if (b->draws && !b->training)
        return emit_log_ratio(out, b, in, n_in);
    ae_loss_kl_normal_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    attr->free_bits = b->training ? o->free_bits : 0;
    return ae_objective_apply(out, b, &o->objective, "loss_kl_normal", attr, in, AE_MOMENTS);
}

const ae_objective ae_objective_kl_normal = {
    .item = "loss",
    .name = "kl_normal",
    .doc = AE_DOC("divergence from the standard normal distribution, summed over a row's elements"),
    .fields = fields,
    .options_size = sizeof(kl_normal_options),
    .of_gaussian = true,
    .makes_normal = true,
    .emit = emit,
};
