/* A document: named tensors and named strings. What a codec turns into bytes and back; it knows no models. */
#ifndef AE_IO_DOCUMENT_H
#define AE_IO_DOCUMENT_H

#include "base/memory.h"
#include "base/status.h"
#include "base/text.h"

typedef struct ae_string {
    const char *key, *value;
} ae_string;

typedef struct ae_tensor {
    const char *name;
    ae_dims shape;
    const float *data; /* little-endian binary32; after reading it points into the file's bytes */
} ae_tensor;

typedef struct ae_document {
    ae_string *strings; /* in the order of writing */
    size_t n_strings, strings_capacity;
    ae_tensor *tensors;
    size_t n_tensors, tensors_capacity;
} ae_document;

const char *ae_document_string(const ae_document *d, const char *key); /* NULL if absent */
const ae_tensor *ae_document_tensor(const ae_document *d, const char *name);

#endif
