/* Adam. */
#include "optim/moments.h"

static const ae_field fields[] = { AE_MOMENTS_FIELDS, AE_OPTIM_FIELDS_END };

static void step(const ae_step_args *a)
{
    const moments_constants k = moments_prepare(a);
    AE_SWEEP(a, 2, moments_move, &k)
}

const ae_optimizer AE_LOCAL(ae_optimizer_adam) = { "adam", "Kingma, Ba 2015", fields, sizeof(moments_options),
                                                   moments_slots, moments_begin, step };
