/* What the tests of this room share: what a model says of itself. */
#ifndef TEST_MODEL_SUPPORT_H
#define TEST_MODEL_SUPPORT_H

#include "../help.h"

static inline ae_model_info info_of(const ae_model *model)
{
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_error e;
    must(ae_model_get_info(&info, model, &e), &e);
    return info;
}

static inline ae_tensor_info tensor_at(const ae_model *model, size_t index)
{
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    ae_error e;
    must(ae_model_get_tensor(&t, model, index, &e), &e);
    return t;
}

static inline size_t elements(const ae_tensor_info *t)
{
    size_t n = 1;
    for (size_t i = 0; i < t->rank; i++)
        n *= t->shape[i];
    return n;
}

#endif
