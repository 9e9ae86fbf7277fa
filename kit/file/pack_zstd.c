#include "kit/file/pack.h"
#include <stdlib.h>
#include <zstd.h>

/* Above this level packing a window takes more than 100 MB. */
enum { LEVEL = 19 };

static bool compress(kit_bytes *out, ZSTD_CCtx *context, size_t room, const void *bytes, size_t n)
{
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    out->n = ZSTD_compress2(context, out->data, room, bytes, n);
    return !ZSTD_isError(out->n);
}

bool kit_pack_zstd(kit_bytes *out, const void *bytes, size_t n)
{
    const size_t room = ZSTD_compressBound(n);
    ZSTD_CCtx *context = ZSTD_createCCtx();
    out->data = malloc(room);
    bool ok = context && out->data && compress(out, context, room, bytes, n);
    ZSTD_freeCCtx(context);
    if (!ok)
        free(out->data);
    return ok;
}
