#include "io/file.h"
#include "api/sized.h"
#include "base/fpu.h"
#include "io/safetensors.h"
#include "model/store.h"

/* The bytes of a model file, in an arena of the model's allocator. */
typedef struct image {
    ae_arena arena;
    unsigned char *bytes;
    size_t size;
} image;

static ae_status make_document(ae_document *d, image *i, const ae_model *model, ae_error *error)
{
    ae_arena_init(&i->arena, &model->arena.allocator);
    AE_TRY(ae_store_document(d, model, &i->arena, error));
    i->size = ae_safetensors_size(d);
    return AE_OK;
}

static ae_status make_image(image *i, const ae_model *model, ae_error *error)
{
    ae_document d;
    AE_TRY(make_document(&d, i, model, error));
    i->bytes = ae_arena_take(&i->arena, i->size, 1);
    if (!i->bytes)
        return ae_fail_memory(error);
    ae_safetensors_write(&d, i->bytes, i->size);
    return AE_OK;
}

ae_status ae_model_save(const ae_model *model, const char *path, ae_error *error)
{
    image i;
    AE_REQUIRE(model);
    AE_REQUIRE(path);
    ae_status status = make_image(&i, model, error);
    if (status == AE_OK)
        status = ae_file_replace(path, i.bytes, i.size, error);
    ae_arena_free(&i.arena);
    return status;
}

static ae_status write_memory(void *buffer, size_t capacity, size_t *needed, image *i, const ae_model *model,
                              ae_error *error)
{
    ae_document d;
    AE_TRY(make_document(&d, i, model, error));
    *needed = i->size;
    if (!buffer)
        return AE_OK;
    if (capacity < i->size)
        return ae_fail(error, AE_EARGUMENT, "the buffer has %zu bytes; the model takes %zu", capacity, i->size);
    ae_safetensors_write(&d, buffer, i->size);
    return AE_OK;
}

ae_status ae_model_save_memory(void *buffer, size_t capacity, size_t *needed, const ae_model *model, ae_error *error)
{
    image i;
    AE_REQUIRE(model);
    AE_REQUIRE(needed);
    ae_status status = write_memory(buffer, capacity, needed, &i, model, error);
    ae_arena_free(&i.arena);
    return status;
}

static ae_status make_model(ae_model **out, const ae_document *d, const ae_tensor_source *source, const ae_model_options *o,
                            ae_arena *arena, ae_error *error)
{
    ae_fpu host = ae_fpu_enter();
    ae_status status = ae_store_model(out, d, source, o, ae_kernels_wish(), arena, error);
    ae_fpu_leave(host);
    return status;
}

static ae_status read_bytes(ae_model **out, const unsigned char *bytes, size_t size, const ae_model_options *o,
                            ae_arena *arena, ae_error *error)
{
    ae_document d;
    AE_TRY(ae_safetensors_read(&d, bytes, size, arena, error));
    return make_model(out, &d, &ae_tensors_in_memory, o, arena, error);
}

ae_status ae_model_load_memory(ae_model **out, const void *data, size_t size, const ae_model_options *options,
                               ae_error *error)
{
    ae_model_options o = AE_MODEL_OPTIONS_INIT;
    ae_arena arena;
    AE_REQUIRE(out);
    AE_REQUIRE(data);
    AE_TRY(ae_sized_copy(&o, sizeof o, options, "ae_model_options", error));
    ae_arena_init(&arena, o.allocator);
    ae_status status = read_bytes(out, data, size, &o, &arena, error);
    ae_arena_free(&arena);
    return status;
}

static ae_status read_file(ae_model **out, const char *path, const ae_model_options *o, ae_arena *arena, ae_error *error)
{
    ae_safetensors_file file;
    ae_document d;
    ae_model *model = NULL;
    AE_TRY(ae_safetensors_open(&file, &d, path, arena, error));
    const ae_tensor_source source = { ae_safetensors_take, &file };
    ae_status status = ae_safetensors_close(&file, make_model(&model, &d, &source, o, arena, error), error);
    if (status == AE_OK)
        *out = model;
    else
        ae_model_destroy(model);
    return status;
}

ae_status ae_model_load(ae_model **out, const char *path, const ae_model_options *options, ae_error *error)
{
    ae_model_options o = AE_MODEL_OPTIONS_INIT;
    ae_arena arena;
    AE_REQUIRE(out);
    AE_REQUIRE(path);
    AE_TRY(ae_sized_copy(&o, sizeof o, options, "ae_model_options", error));
    ae_arena_init(&arena, o.allocator);
    ae_status status = read_file(out, path, &o, &arena, error);
    ae_arena_free(&arena);
    return status;
}
