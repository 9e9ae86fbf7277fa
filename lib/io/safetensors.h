/* The safetensors codec (docs/format.md): u64 length, JSON header, raw tensors; no holes, no overlaps, exact end. */
#ifndef AE_IO_SAFETENSORS_H
#define AE_IO_SAFETENSORS_H

#include "io/document.h"

/* Bytes that writing takes. The string "checksum" is added by the codec: CRC-64/XZ, as 16 hex digits, over the whole file with
 * those digits taken as '0'. */
size_t ae_safetensors_size(const ae_document *d);
void ae_safetensors_write(const ae_document *d, unsigned char *bytes, size_t size);

/* Reads a document whose names and strings live in the arena and whose tensors point into `bytes` (aligned to 4 at least; the
 * caller keeps them). Every number from the file is checked before use; never recurses; takes memory in proportion to the header.
 * Errors: AE_EFORMAT (with the byte offset), AE_ECHECKSUM, AE_ENOMEM. Only F32 tensors of rank 1 to 4. */
ae_status ae_safetensors_read(ae_document *d, const unsigned char *bytes, size_t size, ae_arena *arena, ae_error *e);

#endif
