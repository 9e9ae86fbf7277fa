/* Files: what programs ask before they write one, what is mapped, and how bytes are packed. How the kit itself reads and
 * writes is in kit/file/. */
#ifndef KIT_FILE_H
#define KIT_FILE_H

#include "kit/message.h"

enum { KIT_MAX_PATH = 4096 };

/* A file as the page cache holds it: the processes that map it share it, and it takes no memory of this one's. Its bytes are
 * only read. The file must not be cut short meanwhile: the system ends a program that reads behind its end with SIGBUS, and
 * no check beforehand can rule that out. A file that is replaced by another, as kit_sink and most programs do, stays whole
 * here until the mapping ends. */
typedef struct kit_mapping {
    void *start; /* NULL = none */
    size_t size; /* bytes */
} kit_mapping;

/* Ends it, if there is one. */
void kit_mapping_end(kit_mapping *mapping);

/* Could a file be written here? Says no before the work is done rather than after. */
bool kit_writable(const char *path, kit_message *why);

/* ---- Packing: the smallest that a packer makes, whatever the time --------------------------------------------------- */

typedef enum kit_packing { KIT_PACK_BEST, KIT_PACK_NONE, KIT_PACK_ZLIB, KIT_PACK_ZSTD } kit_packing; /* best: the smallest */

/* The packing called none, zlib or zstd. False: there is none of this name. */
bool kit_packing_find(kit_packing *out, const char *name);

typedef struct kit_bytes {
    unsigned char *data; /* free() it */
    size_t n;
} kit_bytes;

/* A gzip stream or zstd frame of n bytes, which the kit's readers unpack by themselves; or the bytes as they are. *out has
 * data only if this works. */
bool kit_pack(kit_bytes *out, const void *bytes, size_t n, kit_packing packing, kit_message *why);

/* Puts bytes into a file, which is replaced in one step. */
bool kit_bytes_write(const char *path, const kit_bytes *bytes, kit_message *why);

#endif
