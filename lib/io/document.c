#include "io/document.h"
#include "base/order.h"
#include <string.h>

ae_status ae_document_add_string(ae_document *d, const char *key, const char *value, ae_arena *arena, ae_error *e)
{
    ae_string *s = ae_arena_push(arena, &d->strings, &d->n_strings, &d->strings_capacity, sizeof *s);
    if (!s)
        return ae_fail_memory(e);
    *s = (ae_string){ key, value };
    return AE_OK;
}

ae_status ae_document_add_tensor(ae_document *d, const ae_tensor *tensor, ae_arena *arena, ae_error *e)
{
    ae_tensor *t = ae_arena_push(arena, &d->tensors, &d->n_tensors, &d->tensors_capacity, sizeof *t);
    if (!t)
        return ae_fail_memory(e);
    *t = *tensor;
    return AE_OK;
}

const char *ae_document_string(const ae_document *d, const char *key)
{
    for (size_t i = 0; i < d->n_strings; i++)
        if (strcmp(d->strings[i].key, key) == 0)
            return d->strings[i].value;
    return NULL;
}

static int compare_places(const void *items, size_t a, size_t b)
{
    const ae_tensor *t = items;
    return (t[a].at > t[b].at) - (t[a].at < t[b].at);
}

const uint32_t *ae_document_places(const ae_tensor *tensors, size_t n, uint32_t *space)
{
    return ae_order(tensors, n, compare_places, space);
}

size_t ae_tensor_bytes(const ae_tensor *tensor)
{
    size_t bytes = sizeof *tensor->data;
    for (size_t i = 0; i < tensor->shape.rank; i++)
        if (!ae_size_mul(&bytes, bytes, tensor->shape.dim[i]))
            return SIZE_MAX;
    return bytes;
}
