/* Adam and its relatives: a step along a running mean of gradients, over the root of a running mean of their squares. */
#ifndef AE_OPTIM_MOMENTS_H
#define AE_OPTIM_MOMENTS_H

#include "optim/optim.h"

typedef struct ae_moments {
    double lr, b1, b2, eps, decay;
    int form;
} ae_moments;

#define AE_MOMENTS_FIELDS(lr_default, b1_default, b2_default, eps_default)                                                    \
    { "lr", AE_FIELD_REAL, offsetof(ae_moments, lr), AE_DEFAULT(lr_default, "learning rate"), 0, 1e6 },                       \
        { "b1", AE_FIELD_REAL, offsetof(ae_moments, b1), AE_DEFAULT(b1_default, "decay of the mean gradient"), 0, 0.999999 }, \
        { "b2", AE_FIELD_REAL, offsetof(ae_moments, b2), AE_DEFAULT(b2_default, "decay of the mean square"), 0, 0.999999 },   \
        { "eps", AE_FIELD_REAL, offsetof(ae_moments, eps), AE_DEFAULT(eps_default, "added to the root"), 1e-30, 1e6 },        \
        AE_FORM_FIELD(ae_moments, "pytorch: eps is added after the bias of the root is corrected")

unsigned AE_LOCAL(ae_moments_slots)(const void *options);
void AE_LOCAL(ae_moments_begin)(const void *options, double *numbers, uint64_t step);
void AE_LOCAL(ae_moments_step)(const ae_step_args *a);
#define ae_moments_slots AE_LOCAL(ae_moments_slots)
#define ae_moments_begin AE_LOCAL(ae_moments_begin)
#define ae_moments_step  AE_LOCAL(ae_moments_step)

#endif
