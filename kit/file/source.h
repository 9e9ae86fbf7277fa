/* A file that is being read, plain or packed alike. Every reader of a format gets one, positioned at its first byte. */
#ifndef KIT_FILE_SOURCE_H
#define KIT_FILE_SOURCE_H

#include "kit/file.h"
#include "kit/file/unpack.h"

enum { KIT_SOURCE_HEAD = 1 << 16 }; /* bytes that kit_source_peek shows at most */

typedef struct kit_source {
    const kit_unpacker *unpacker;
    void *state;         /* of the unpacker */
    kit_input *input;    /* the file's own bytes; NULL: a member of an archive */
    unsigned char *head; /* bytes that were looked at before they are read */
    size_t head_at, head_n;
    const char *path;
    const char *member; /* the array that is wanted of an archive; NULL: none is named */
    kit_message *why;
    uint64_t at;    /* bytes read so far, unpacked */
    uint64_t bound; /* no more bytes than this can come: the file's size, or what that many packed bytes can hold;
                       UINT64_MAX: not known */
} kit_source;

/* The path "-" is standard input. */
bool kit_source_open(kit_source *source, const char *path, kit_message *why);

/* What messages call it. */
const char *kit_source_name(const char *path);

/* One whose bytes come from an unpacker's `state`, without a file of its own; `size` of them at most. The state is closed
 * with the source, and also if this fails. */
bool kit_source_begin(kit_source *source, const kit_unpacker *unpacker, void *state, uint64_t size, const char *path,
                      kit_message *why);

void kit_source_close(kit_source *source);

/* Reads at most n bytes, less only at the end of the file. */
bool kit_source_some(kit_source *source, void *to, size_t n, size_t *got);

/* Reads exactly n bytes. */
bool kit_source_exactly(kit_source *source, void *to, size_t n);

/* The first bytes, fewer than KIT_SOURCE_HEAD only where the file has no more, before anything is read; they are read
 * later all the same. */
bool kit_source_peek(kit_source *source, const unsigned char **head, size_t *n);

/* Reads `count` elements of `size` bytes into new memory, and demands that the file ends there. What a header claims is held
 * against the file's size before anything is allocated, and memory for packed elements grows with those that come. */
void *kit_source_rest(kit_source *source, uint64_t count, size_t size);

/* The same elements without reading or allocating: maps the file and returns where they begin in it. NULL where they cannot
 * be used like that: they are packed or come from standard input, do not lie at a multiple of their size, or are not exactly
 * what is left of the file, or the system cannot map it. kit_source_rest then reads them, or says what is wrong. */
void *kit_source_map(kit_mapping *out, const kit_source *source, uint64_t count, size_t size);

#endif
