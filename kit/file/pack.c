/* Bytes made small, by gzip here and by zstd in a file of its own, as the kit's unpackers take them. */
#include "kit/file/pack.h"
#include "kit/file/sink.h"
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* ---- Ways --------------------------------------------------------------------------------------------------------- */

static bool pack_none(kit_bytes *out, const void *bytes, size_t n)
{
    out->data = malloc(n ? n : 1);
    out->n = n;
    if (out->data && n)
        memcpy(out->data, bytes, n);
    return out->data;
}

static unsigned some_of(size_t left)
{
    enum { AT_ONCE = 1 << 30 }; /* zlib counts in 32 bits */
    return left < AT_ONCE ? (unsigned)left : AT_ONCE;
}

/* All of it at once: there is room for the worst case. */
static bool deflate_all(z_stream *z, kit_bytes *out, const void *bytes, size_t n, size_t room)
{
    int code = Z_OK;
    z->next_in = (unsigned char *)(uintptr_t)bytes; /* which zlib only reads */
    z->next_out = out->data;
    for (size_t in = 0; code == Z_OK;) {
        z->avail_in = some_of(n - in);
        z->avail_out = some_of(room - (size_t)(z->next_out - out->data));
        in += z->avail_in;
        code = deflate(z, in < n ? Z_NO_FLUSH : Z_FINISH);
        in -= z->avail_in;
    }
    out->n = (size_t)(z->next_out - out->data);
    return code == Z_STREAM_END;
}

static bool deflate_by(kit_bytes *out, const void *bytes, size_t n, int strategy)
{
    enum { LEVEL = 9, GZIP = 15 + 16, MEMORY = 9 };
    z_stream z = { 0 };
    if (deflateInit2(&z, LEVEL, Z_DEFLATED, GZIP, MEMORY, strategy) != Z_OK)
        return false;
    const size_t room = deflateBound(&z, (uLong)n);
    out->data = malloc(room);
    bool ok = out->data && deflate_all(&z, out, bytes, n, room);
    deflateEnd(&z);
    if (!ok)
        free(out->data);
    return ok;
}

/* Of two. */
static void keep_smaller(kit_bytes *kept, const kit_bytes *other)
{
    const bool better = other->n < kept->n;
    free(better ? kept->data : other->data);
    *kept = better ? *other : *kept;
}

/* Numbers have few strings that come again; where they have, looking for short ones does harm. */
static bool pack_zlib(kit_bytes *out, const void *bytes, size_t n)
{
    static const int strategies[] = { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY };
    kit_bytes tried;
    bool ok = deflate_by(out, bytes, n, strategies[0]);
    for (size_t i = 1; ok && i < sizeof strategies / sizeof *strategies; i++)
        if (deflate_by(&tried, bytes, n, strategies[i]))
            keep_smaller(out, &tried);
    return ok;
}

static const struct way {
    const char *name;
    bool (*pack)(kit_bytes *out, const void *bytes, size_t n); /* NULL: this build has it not */
} ways[] = {
    [KIT_PACK_NONE] = { "none", pack_none },
    [KIT_PACK_ZLIB] = { "zlib", pack_zlib },
#ifdef KIT_HAVE_ZSTD
    [KIT_PACK_ZSTD] = { "zstd", kit_pack_zstd },
#else
    [KIT_PACK_ZSTD] = { "zstd", NULL },
#endif
};
enum { WAYS = sizeof ways / sizeof *ways };

bool kit_packing_find(kit_packing *out, const char *name)
{
    for (size_t i = KIT_PACK_NONE; i < WAYS; i++)
        if (strcmp(name, ways[i].name) == 0) {
            *out = (kit_packing)i;
            return true;
        }
    return false;
}

/* ---- All ---------------------------------------------------------------------------------------------------------- */

static bool pack_best(kit_bytes *out, const void *bytes, size_t n)
{
    kit_bytes tried;
    bool ok = pack_none(out, bytes, n);
    for (size_t i = KIT_PACK_ZLIB; ok && i < WAYS; i++)
        if (ways[i].pack && ways[i].pack(&tried, bytes, n))
            keep_smaller(out, &tried);
    return ok;
}

bool kit_pack(kit_bytes *out, const void *bytes, size_t n, kit_packing packing, kit_message *why)
{
    kit_bytes packed;
    bool (*pack)(kit_bytes *, const void *, size_t) = packing == KIT_PACK_BEST ? pack_best : ways[packing].pack;
    if (!pack)
        return kit_explain(why, "this build cannot pack by %s, as it was made without its library", ways[packing].name);
    if (!pack(&packed, bytes, n))
        return kit_explain(why, "out of memory: %zu bytes could not be packed", n);
    *out = packed;
    return true;
}

bool kit_bytes_write(const char *path, const kit_bytes *bytes, kit_message *why)
{
    kit_sink sink;
    if (!kit_sink_open(&sink, path, why))
        return false;
    fwrite(bytes->data, 1, bytes->n, sink.file);
    return kit_sink_close(&sink, kit_sink_check(&sink));
}
