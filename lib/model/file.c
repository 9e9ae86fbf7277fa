#include "model/file.h"
#include "io/file.h"
#include "io/safetensors.h"
#include "model/store.h"

/* ---- saving ---- */

/* The bytes of a model file, in an arena of the model's allocator. */
typedef struct image {
    ae_arena arena;
    unsigned char *bytes;
    size_t size;
} image;

static ae_status make_document(ae_document *d, image *i, const ae_model *model, ae_error *e)
{
    ae_arena_init(&i->arena, &model->arena.allocator);
    AE_TRY(ae_store_document(d, model, AE_STORE_MODEL, &i->arena, e));
    i->size = ae_safetensors_size(d);
    return AE_OK;
}

static ae_status make_image(image *i, const ae_model *model, ae_error *e)
{
    ae_document d;
    AE_TRY(make_document(&d, i, model, e));
    i->bytes = ae_arena_take(&i->arena, i->size, 1);
    if (!i->bytes)
        return ae_fail_memory(e);
    ae_safetensors_write(&d, i->bytes, i->size);
    return AE_OK;
}

ae_status ae_model_write_file(const ae_model *model, const char *path, ae_error *e)
{
    image i;
    ae_status status = make_image(&i, model, e);
    if (status == AE_OK)
        status = ae_file_replace(path, i.bytes, i.size, false, e);
    ae_arena_free(&i.arena);
    return status;
}

static ae_status write_memory(void *buffer, size_t capacity, size_t *needed, image *i, const ae_model *model, ae_error *e)
{
    ae_document d;
    AE_TRY(make_document(&d, i, model, e));
    *needed = i->size;
    if (!buffer)
        return AE_OK;
    if (capacity < i->size)
        return ae_fail(e, AE_EARGUMENT, "the buffer has %zu bytes; the model takes %zu", capacity, i->size);
    ae_safetensors_write(&d, buffer, i->size);
    return AE_OK;
}

ae_status ae_model_write_memory(void *buffer, size_t capacity, size_t *needed, const ae_model *model, ae_error *e)
{
    image i;
    ae_status status = write_memory(buffer, capacity, needed, &i, model, e);
    ae_arena_free(&i.arena);
    return status;
}

/* ---- loading: a reader has an arena for the time of the call ---- */

typedef struct reader {
    const ae_model_options *options;
    const char *kernels;
    ae_arena arena;
    ae_error *e;
} reader;

static ae_status read_bytes(ae_model **out, const void *data, size_t size, reader *r)
{
    ae_document d;
    AE_TRY(ae_safetensors_read(&d, data, size, &r->arena, r->e));
    return ae_store_model(out, &d, &ae_tensors_in_memory, r->options, r->kernels, &r->arena, r->e);
}

ae_status ae_model_read_memory(ae_model **out, const void *data, size_t size, const ae_model_options *options,
                               const char *kernels, ae_error *e)
{
    reader r = { .options = options, .kernels = kernels, .e = e };
    ae_arena_init(&r.arena, options->allocator);
    ae_status status = read_bytes(out, data, size, &r);
    ae_arena_free(&r.arena);
    return status;
}

static ae_status read_file(ae_model **out, const char *path, reader *r)
{
    ae_safetensors_file file;
    ae_document d;
    ae_model *model = NULL;
    AE_TRY(ae_safetensors_open(&file, &d, path, &r->arena, r->e));
    const ae_tensor_source source = { ae_safetensors_take, &file };
    ae_status status = ae_store_model(&model, &d, &source, r->options, r->kernels, &r->arena, r->e);
    status = ae_safetensors_close(&file, status, r->e); /* the end of the file may still speak against it */
    if (status == AE_OK)
        *out = model;
    else
        ae_model_destroy(model);
    return status;
}

ae_status ae_model_read_file(ae_model **out, const char *path, const ae_model_options *options, const char *kernels,
                             ae_error *e)
{
    reader r = { .options = options, .kernels = kernels, .e = e };
    ae_arena_init(&r.arena, options->allocator);
    ae_status status = read_file(out, path, &r);
    ae_arena_free(&r.arena);
    return status;
}
