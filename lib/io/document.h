/* A document: named tensors and named strings. What a codec turns into bytes and back; it knows no models. */
#ifndef AE_IO_DOCUMENT_H
#define AE_IO_DOCUMENT_H

#include "base/memory.h"
#include "base/status.h"
#include "base/text.h"
#include <stdint.h>

typedef struct ae_string {
    const char *key, *value;
} ae_string;

typedef struct ae_tensor {
    const char *name;
    ae_dims shape;
    const float *data; /* little-endian binary32; NULL while it still is in a file */
    size_t at;         /* after reading: the byte of the file with which it begins */
} ae_tensor;

/* Where a tensor's numbers come from: copies all of them, or, with `to` NULL, passes over them. Tensors are asked for in the
 * order of their `at`. */
typedef struct ae_tensor_source {
    ae_status (*take)(void *self, float *to, const ae_tensor *tensor, ae_error *e);
    void *self;
} ae_tensor_source;

typedef struct ae_document { /* {0} is the empty one */
    ae_string *strings;      /* in the order of writing */
    size_t n_strings, strings_capacity;
    ae_tensor *tensors;
    size_t n_tensors, tensors_capacity;
} ae_document;

/* Add at the end. The texts and the data are not copied: they must live as long as the document. Keys and names are UTF-8,
 * each used once; a shape has 1 to 4 dims, all at least 1. Errors: AE_ENOMEM. */
ae_status ae_document_add_string(ae_document *d, const char *key, const char *value, ae_arena *arena, ae_error *e);
ae_status ae_document_add_tensor(ae_document *d, const ae_tensor *tensor, ae_arena *arena, ae_error *e);

const char *ae_document_string(const ae_document *d, const char *key); /* NULL if absent */

/* The tensors' numbers in the order of their `at`, in one half of `space`, which has room for twice as many. */
const uint32_t *ae_document_places(const ae_tensor *tensors, size_t n, uint32_t *space);

/* The bytes of a tensor's data; SIZE_MAX if they do not fit. */
size_t ae_tensor_bytes(const ae_tensor *tensor);

#endif
