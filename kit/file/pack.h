/* The packers that need a library of their own. */
#ifndef KIT_FILE_PACK_H
#define KIT_FILE_PACK_H

#include "kit/file.h"

#ifdef KIT_HAVE_ZSTD
/* One frame with a checksum. False: there is no memory, and nothing in *out. */
bool kit_pack_zstd(kit_bytes *out, const void *bytes, size_t n);
#endif

#endif
