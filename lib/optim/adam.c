/* Kingma & Ba 2015, in the form just before their section 2.1, as Keras has it: eps is added to the root of the running mean
 * before its bias is corrected; with form=pytorch after, as PyTorch and the paper's algorithm 1 have it. Defaults: the
 * paper's, but eps is Keras's 1e-7 (paper, PyTorch: 1e-8). */
#include "optim/moments.h"

AE_OPTIMIZER_FIELDS(adam, AE_MOMENTS_FIELDS("0.001", "0.9", "0.999", "1e-7"));

const ae_optimizer AE_LOCAL(ae_optimizer_adam) = {
    .name = "adam",
    .source = AE_DOC("Kingma & Ba 2015, Adam: a method for stochastic optimization"),
    .fields = ae_adam_fields,
    .options_size = sizeof(ae_moments),
    .slots = ae_moments_slots,
    .begin = ae_moments_begin,
    .step = ae_moments_step,
};
