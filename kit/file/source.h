/* A file that is being read, plain or gzipped alike. Every reader of a format gets one, positioned at its first byte. */
#ifndef KIT_FILE_SOURCE_H
#define KIT_FILE_SOURCE_H

#include "kit/file.h"
#include <zlib.h>

typedef struct kit_source {
    gzFile file;
    int descriptor; /* of the same file, which closes it */
    const char *path;
    kit_message *why;
    uint64_t at;    /* bytes read so far, unpacked */
    uint64_t bound; /* no more bytes than this can come: the file's size, or what that many gzipped bytes can hold */
} kit_source;

bool kit_source_open(kit_source *source, const char *path, kit_message *why);
void kit_source_close(kit_source *source);

/* Reads at most n bytes, less only at the end of the file. */
bool kit_source_some(kit_source *source, void *to, size_t n, size_t *got);

/* Reads exactly n bytes. */
bool kit_source_exactly(kit_source *source, void *to, size_t n);

/* Reads `count` elements of `size` bytes into new memory, and demands that the file ends there. What a header claims is held
 * against the file's size before anything is allocated. */
void *kit_source_rest(kit_source *source, uint64_t count, size_t size);

/* The same elements without reading or allocating: maps the file and returns where they begin in it. NULL where they cannot
 * be used like that: they are gzipped, do not lie at a multiple of their size, or are not exactly what is left of the file,
 * or the system cannot map it. kit_source_rest then reads them, or says what is wrong. */
void *kit_source_map(kit_mapping *out, const kit_source *source, uint64_t count, size_t size);

/* Back to the first byte. */
bool kit_source_rewind(kit_source *source);

#endif
