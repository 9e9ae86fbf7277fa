#include "model/transfer.h"
#include "api/sized.h"

ae_status ae_model_transfer(size_t *tensors, ae_model *model, const ae_model *from, const char *layers, ae_error *error)
{
    size_t count;
    AE_REQUIRE(model);
    AE_REQUIRE(from);
    AE_TRY(ae_transfer(&count, model, from, layers, error));
    if (tensors)
        *tensors = count;
    return AE_OK;
}
