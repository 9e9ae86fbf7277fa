#include "model/file.h"
#include "api/sized.h"
#include "base/fpu.h"

ae_status ae_model_save(const ae_model *model, const char *path, ae_error *error)
{
    AE_REQUIRE(model);
    AE_REQUIRE(path);
    return ae_model_write_file(model, path, error);
}

ae_status ae_model_save_memory(void *buffer, size_t capacity, size_t *needed, const ae_model *model, ae_error *error)
{
    AE_REQUIRE(model);
    AE_REQUIRE(needed);
    return ae_model_write_memory(buffer, capacity, needed, model, error);
}

ae_status ae_model_load(ae_model **out, const char *path, const ae_model_options *options, ae_error *error)
{
    ae_model_options o = AE_MODEL_OPTIONS_INIT;
    AE_REQUIRE(out);
    AE_REQUIRE(path);
    AE_TRY(ae_sized_copy(&o, sizeof o, options, "ae_model_options", error));
    ae_fpu host = ae_fpu_enter();
    ae_status status = ae_model_read_file(out, path, &o, ae_kernels_wish(), error);
    ae_fpu_leave(host);
    return status;
}

ae_status ae_model_load_memory(ae_model **out, const void *data, size_t size, const ae_model_options *options,
                               ae_error *error)
{
    ae_model_options o = AE_MODEL_OPTIONS_INIT;
    AE_REQUIRE(out);
    AE_REQUIRE(data);
    AE_TRY(ae_sized_copy(&o, sizeof o, options, "ae_model_options", error));
    ae_fpu host = ae_fpu_enter();
    ae_status status = ae_model_read_memory(out, data, size, &o, ae_kernels_wish(), error);
    ae_fpu_leave(host);
    return status;
}
