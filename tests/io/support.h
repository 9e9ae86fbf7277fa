/* What the tests of this room share: files in memory, and a document to write. */
#ifndef TESTS_IO_SUPPORT_H
#define TESTS_IO_SUPPORT_H

#include "io/safetensors.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct blob {
    unsigned char *bytes;
    size_t size;
} blob;

/* Just as many bytes as it says, so that the address sanitizer sees a read of one too many. */
static inline blob blob_of(const void *bytes, size_t size)
{
    blob b = { malloc(size ? size : 1), size };
    assert_non_null(b.bytes);
    if (size)
        memcpy(b.bytes, bytes, size);
    return b;
}

/* The document's tensor of this name, or NULL. */
static inline const ae_tensor *tensor_called(const ae_document *d, const char *name)
{
    for (size_t i = 0; i < d->n_tensors; i++)
        if (strcmp(d->tensors[i].name, name) == 0)
            return &d->tensors[i];
    return NULL;
}

/* A file with this header, padded to a multiple of 8, and so many bytes of data, all 0. */
static inline blob file_with(const char *header, size_t header_size, size_t data_size)
{
    uint64_t length = (header_size + 7) / 8 * 8;
    blob b = { calloc(1, 8 + length + data_size), 8 + length + data_size };
    assert_non_null(b.bytes);
    memcpy(b.bytes, &length, 8);
    memset(b.bytes + 8, ' ', length);
    memcpy(b.bytes + 8, header, header_size);
    return b;
}

static inline blob file_of(const char *header, size_t data_size)
{
    return file_with(header, strlen(header), data_size);
}

/* Two strings, two tensors. Nothing in it needs to be freed but the arena. */
static inline ae_document sample_document(ae_arena *arena)
{
    static const float weight[] = { 1, -2, 0.5f, 4, 1e-40f, -0.0f, 3.25f, 1e38f }, bias[] = { 0.125f, 7 };
    ae_document d = { 0 };
    ae_tensor tensors[] = { { "dense1.weight", { 2, { 4, 2 } }, weight, 0 }, { "dense1.bias", { 1, { 2 } }, bias, 0 } };
    assert_int_equal(ae_document_add_string(&d, "format", "1", arena, NULL), AE_OK);
    assert_int_equal(ae_document_add_string(&d, "spec", "input 4\ndense 2 \"\\\t\x01 \xc3\xa9", arena, NULL), AE_OK);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(ae_document_add_tensor(&d, &tensors[i], arena, NULL), AE_OK);
    return d;
}

static inline blob written(const ae_document *d)
{
    blob b = { NULL, ae_safetensors_size(d) };
    b.bytes = malloc(b.size);
    assert_non_null(b.bytes);
    memset(b.bytes, 0xA5, b.size);
    ae_safetensors_write(d, b.bytes, b.size);
    return b;
}

#endif
