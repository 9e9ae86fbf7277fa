/* A file that is being read, plain or gzipped alike. Every reader below gets one, positioned at its first byte. */
#ifndef AE_DATA_SOURCE_H
#define AE_DATA_SOURCE_H

#include "data.h"
#include <zlib.h>

typedef struct ae_source {
    gzFile file;
    const char *path;
    ae_message *why;
    uint64_t at;      /* bytes read so far, unpacked */
    uint64_t bound;   /* no more bytes than this can come: the file's size, or what that many gzipped bytes can hold */
    bool labels_last; /* CSV: the last column is no number but the row's label */
} ae_source;

bool ae_source_open(ae_source *source, const char *path, ae_message *why);
void ae_source_close(ae_source *source);

/* Reads at most n bytes, less only at the end of the file. */
bool ae_source_some(ae_source *source, void *to, size_t n, size_t *got);

/* Reads exactly n bytes. */
bool ae_source_exactly(ae_source *source, void *to, size_t n);

/* Reads `count` elements of `size` bytes into new memory, and demands that the file ends there. What a header claims is held
 * against the file's size before anything is allocated. */
void *ae_source_rest(ae_source *source, uint64_t count, size_t size);

/* Back to the first byte. */
bool ae_source_rewind(ae_source *source);

/* The readers. Each fills *out but for its name and leaves nothing behind when it fails. */
bool ae_read_idx(ae_table *out, ae_source *source);
bool ae_read_npy(ae_table *out, ae_source *source);
bool ae_read_csv(ae_table *out, ae_source *source);

/* Row count and row shape from a file's dimensions, `rank` of them: the first counts the rows. */
bool ae_table_shape(ae_table *out, ae_source *source, const uint64_t *dims, size_t rank);

/* Is every number finite, and no bigger than a float can be? */
bool ae_table_check(const ae_table *table, ae_message *why);

/* Bytes of an element. */
size_t ae_dtype_size(ae_dtype dtype);

#endif
