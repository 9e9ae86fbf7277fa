/* Files that are sound safetensors, with a right checksum, and yet no models: made from a good model's document by lib/io's
 * writer, and what it is to be refused: a status, a text, bounded memory. */
#ifndef TEST_MODEL_HOSTILE_H
#define TEST_MODEL_HOSTILE_H

#include "../help.h"
#include "base/format.h"
#include "io/safetensors.h"
#include "model/model.h"

static const char spec[] = "input 6 | dense 4 act=tanh | code | dense 6";

typedef struct file {
    ae_arena arena;
    ae_document document;
    unsigned char *bytes;
    size_t size;
} file;

/* A model's document, to be spoilt. The model is freed. */
static inline file document_of(ae_model *model)
{
    file f = { .bytes = NULL };
    ae_error e;
    ae_arena_init(&f.arena, NULL);
    must(ae_model_save_memory(NULL, 0, &f.size, model, &e), &e);
    unsigned char *bytes = ae_arena_take(&f.arena, f.size, 1); /* the document points into them */
    must(ae_model_save_memory(bytes, f.size, &f.size, model, &e), &e);
    must(ae_safetensors_read(&f.document, bytes, f.size, &f.arena, &e), &e);
    ae_model_free(model);
    return f;
}

/* Of a trained model. */
static inline file good_file(void)
{
    static const float x[6] = { 0, 0.25f, 0.5f, 0.75f, 1, 0.5f };
    ae_rows rows = AE_ROWS_F32(x, 1, 6);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_model *model = make_model(spec, 1);
    ae_error e;
    options.steps = 2;
    must(ae_model_fit(model, &rows, &options, &e), &e);
    return document_of(model);
}

static inline ae_string *string_at(file *f, const char *key)
{
    for (size_t i = 0; i < f->document.n_strings; i++)
        if (strcmp(f->document.strings[i].key, key) == 0)
            return &f->document.strings[i];
    fail_msg("no string %s", key);
    return NULL;
}

static inline ae_tensor *tensor_at(file *f, const char *name)
{
    for (size_t i = 0; i < f->document.n_tensors; i++)
        if (strcmp(f->document.tensors[i].name, name) == 0)
            return &f->document.tensors[i];
    fail_msg("no tensor %s", name);
    return NULL;
}

static inline void write_file(file *f)
{
    f->size = ae_safetensors_size(&f->document);
    f->bytes = test_malloc(f->size); /* of just this size, for the address sanitizer */
    ae_safetensors_write(&f->document, f->bytes, f->size);
}

static inline void end_file(file *f)
{
    ae_arena_free(&f->arena);
    test_free(f->bytes);
}

/* What it takes to read a spec and to declare its parameters. Nothing is planned. */
static inline size_t reading_of(const char *text)
{
    heap h = { 0 };
    ae_allocator counting = { heap_alloc, heap_free, &h };
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_model *model = NULL;
    options.allocator = &counting;
    if (!text || ae_model_outline(&model, text, &options, NULL, NULL) != AE_OK)
        return 0;
    ae_model_destroy(model);
    return h.peak;
}

/* The bound on a hostile file's memory: twice the file, 64 KiB, and, where its spec can be read, the layers of that: they
 * depend on the spec's text alone and not on any size that it names. Neither plans nor weights are ever paid for. */
static inline size_t allowed(const file *f)
{
    const char *text = ae_document_string(&f->document, "spec");
    return 2 * f->size + 65536 + reading_of(text);
}

static inline ae_status load_counted(const file *f, heap *h, ae_error *e)
{
    ae_allocator counting = { heap_alloc, heap_free, h };
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_model *model = NULL;
    *h = (heap){ 0 };
    options.allocator = &counting;
    ae_status status = ae_model_load_memory(&model, f->bytes, f->size, &options, e);
    assert_true((status == AE_OK) == (model != NULL));
    ae_model_free(model);
    return status;
}

/* The control characters of ASCII are not handed on from the file. */
static inline void assert_harmless(const char *text)
{
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < 32 || *c == 127)
            fail_msg("control character %d in the error's text: %s", *c, text);
}

/* Its status, its words, and no more memory than allowed, all of it given back. */
static inline void assert_refused(const file *f, const char *what, ae_status status, const char *says)
{
    heap h;
    ae_error e = { 0 };
    ae_status got = load_counted(f, &h, &e);
    if (got != status || e.status != status || !strstr(e.text, says))
        fail_msg("%s: %s: %s, where \"%s\" was awaited", what, ae_status_name(got), e.text, says);
    if (h.peak > allowed(f))
        fail_msg("%s: took %zu bytes, %zu are allowed", what, h.peak, allowed(f));
    assert_harmless(e.text);
    assert_int_equal(h.held, 0);
}

#endif
