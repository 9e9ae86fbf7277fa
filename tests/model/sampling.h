/* What tests of new rows ask ae_model_sample for. */
#ifndef TESTS_MODEL_SAMPLING_H
#define TESTS_MODEL_SAMPLING_H

#include "../help.h"

static inline ae_sample_options options_of(uint64_t seed, size_t first, size_t n)
{
    ae_sample_options o = AE_SAMPLE_OPTIONS_INIT;
    o.seed = seed;
    o.first = first;
    o.n = n;
    return o;
}

static inline void draw(float *outputs, float *codes, const ae_model *model, ae_sample_options o)
{
    ae_error e;
    must(ae_model_sample(outputs, codes, model, NULL, &o, &e), &e);
}

#endif
