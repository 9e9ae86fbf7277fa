/* From a file's bytes to those that a reader sees: as they lie there, or unpacked. */
#ifndef KIT_FILE_UNPACK_H
#define KIT_FILE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

/* A file's own bytes, a block at a time. */
typedef struct kit_input {
    int descriptor;
    size_t left;               /* of the block, not used yet */
    const unsigned char *next; /* they begin here */
    unsigned char block[1 << 16];
} kit_input;

/* Fills the block where nothing is left of it; if nothing is left after that, the file has ended. Returns NULL, or what went
 * wrong. */
const char *kit_input_fill(kit_input *input);

/* How files of one kind are unpacked. */
typedef struct kit_unpacker {
    unsigned ratio; /* one byte of the file makes at most that many */
    bool (*begins)(const unsigned char *head, size_t n);
    void *(*open)(void); /* NULL: out of memory */
    /* Makes at most n bytes, fewer only at the end. Returns NULL, or what went wrong. */
    const char *(*read)(void *state, kit_input *input, void *to, size_t n, size_t *got);
    void (*close)(void *state);
} kit_unpacker;

/* The bytes as they lie in the file. */
extern const kit_unpacker kit_unpacker_plain;
#ifdef KIT_HAVE_ZSTD
extern const kit_unpacker kit_unpacker_zstd;
#endif

/* The one for a file that begins like this; plain is the last resort. */
const kit_unpacker *kit_unpacker_find(const unsigned char *head, size_t n);

#endif
