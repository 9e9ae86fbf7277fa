/* Adam, with weights that also shrink by lr x decay a step, outside of the means (Loshchilov & Hutter 2019; times lr as in
 * PyTorch and Keras), and eps where adam has it. Defaults: Adam's here, and PyTorch's decay of 0.01 (Keras: 0.004). */
#include "optim/moments.h"

AE_OPTIMIZER_FIELDS(adamw, AE_MOMENTS_FIELDS("0.001", "0.9", "0.999", "1e-7"),
                    { "decay", AE_FIELD_REAL, offsetof(ae_moments, decay), AE_DEFAULT("0.01", "weight decay, times lr"), 0,
                      1e6 });

const ae_optimizer AE_LOCAL(ae_optimizer_adamw) = {
    .name = "adamw",
    .source = AE_DOC("Loshchilov & Hutter 2019, Decoupled weight decay regularization"),
    .fields = ae_adamw_fields,
    .options_size = sizeof(ae_moments),
    .slots = ae_moments_slots,
    .begin = ae_moments_begin,
    .step = ae_moments_step,
};
