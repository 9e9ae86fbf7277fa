/* The safetensors codec (docs/format.md): u64 length, JSON header, raw tensors; no holes, no overlaps, exact end. */
#ifndef AE_IO_SAFETENSORS_H
#define AE_IO_SAFETENSORS_H

#include "io/document.h"
#include "io/file.h"

/* What a file may have at most; the reader refuses more. */
enum {
    AE_MAX_HEADER = 16 << 20, /* bytes of JSON */
    AE_MAX_TENSORS = 65536,
    AE_MAX_TENSOR_NAME = 256, /* bytes */
    AE_MAX_STRINGS = 1280,    /* in __metadata__ */
    AE_MAX_STRING_KEY = 260,  /* bytes: "note." and a note's key */
    AE_MAX_STRING_VALUE = 1 << 20,
};

/* The string that the codec adds last: CRC-64/XZ, as 16 hex digits, over the whole file with those digits taken as '0'. */
#define AE_CHECKSUM_KEY "checksum"

/* Bytes that writing takes; SIZE_MAX if they do not fit. `write` fills exactly those; the same document gives the same
 * bytes. A string "checksum" in the document, as one that was read has, is left out for the new one. The document keeps to
 * document.h and to the limits above, otherwise the file cannot be read again. */
size_t ae_safetensors_size(const ae_document *d);
void ae_safetensors_write(const ae_document *d, unsigned char *bytes, size_t size);

/* Reads a document whose names and strings live in the arena and whose tensors point into `bytes`, which the caller keeps.
 * Where those are not aligned as floats are, the tensors' data must be copied by memcpy before it is used. Every number from
 * the file is checked before use; everything but duplicate keys and the order of the ranges is checked before anything is
 * taken from the arena, and then it is about as much as the header. Never recurses. A file without a checksum is read:
 * whether it must have one is for the caller to say.
 * Errors: AE_EFORMAT (with the byte offset, or the tensor), AE_ECHECKSUM, AE_ENOMEM. Only F32 tensors of rank 1 to 4, at
 * least one element, all finite. On an error *d is empty. */
ae_status ae_safetensors_read(ae_document *d, const unsigned char *bytes, size_t size, ae_arena *arena, ae_error *e);

/* The tensors of a document that was read so, or that has them for another reason. */
extern const ae_tensor_source ae_tensors_in_memory;

/* The same from a file, whose data goes straight to where it is wanted: the document comes without it. Each tensor is taken
 * in its turn, ae_safetensors_take being a source's. Whoever opened it successfully closes it, and says how it went in
 * between: the answer is that, or what the end of the file and its checksum say against it. AE_EIO too. */
typedef struct ae_safetensors_file {
    ae_file file;
    const char *digits; /* the checksum that the file claims; NULL = none */
    uint64_t crc;       /* of what was read */
} ae_safetensors_file;
ae_status ae_safetensors_open(ae_safetensors_file *s, ae_document *d, const char *path, ae_arena *arena, ae_error *e);
ae_status ae_safetensors_take(void *safetensors_file, float *to, const ae_tensor *tensor, ae_error *e);
ae_status ae_safetensors_close(ae_safetensors_file *s, ae_status status, ae_error *e);

#endif
