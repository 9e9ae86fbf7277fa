/* A model's file as it would be if it did not say which version of the library wrote it: what is written down once and
 * compared byte for byte must not change with the version's number. */
#ifndef TEST_UNSIGNED_H
#define TEST_UNSIGNED_H

#include "io/safetensors.h"
#include <string.h>

static inline void drop_writer(ae_document *d)
{
    size_t kept = 0;
    for (size_t i = 0; i < d->n_strings; i++)
        if (strcmp(d->strings[i].key, "writer") != 0)
            d->strings[kept++] = d->strings[i];
    d->n_strings = kept;
}

/* Fills `file` and returns its size; 0 if the model cannot be saved or does not fit. */
static inline size_t unsigned_file(unsigned char *file, size_t capacity, const ae_model *model)
{
    ae_arena arena;
    ae_document d;
    size_t size = 0;
    ae_arena_init(&arena, NULL);
    unsigned char *bytes = ae_arena_take(&arena, capacity, 1);
    bool read = bytes && ae_model_save_memory(bytes, capacity, &size, model, NULL) == AE_OK &&
                ae_safetensors_read(&d, bytes, size, &arena, NULL) == AE_OK;
    if (read) {
        drop_writer(&d);
        size = ae_safetensors_size(&d);
        ae_safetensors_write(&d, file, size);
    }
    ae_arena_free(&arena);
    return read ? size : 0;
}

#endif
