/* Files that zstd has packed, by its own library. */
#include "kit/file/unpack.h"
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

typedef struct frames {
    ZSTD_DStream *stream;
    bool inside; /* of a frame: more of it is due */
} frames;

/* A frame, or one of those that are to be skipped, which some programs put first. */
static bool is_zstd(const unsigned char *head, size_t n)
{
    return n >= 4 && ((head[0] == 0x28 && head[1] == 0xb5 && head[2] == 0x2f && head[3] == 0xfd) ||
                      ((head[0] & 0xf0) == 0x50 && head[1] == 0x2a && head[2] == 0x4d && head[3] == 0x18));
}

static void *open_zstd(void)
{
    frames *f = calloc(1, sizeof *f);
    if (f && (f->stream = ZSTD_createDStream()))
        return f;
    free(f);
    return NULL;
}

static const char *explain(size_t code)
{
    switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_frameParameter_windowTooLarge:
        return "it was packed with a window above 128 MB (zstd --long); unpack it first: zstd -d --long=31";
    case ZSTD_error_memory_allocation:
        return "out of memory";
    default:
        return "the zstd stream is damaged";
    }
}

/* With no input left, the last of a frame may still have to come out. */
static const char *unpack_some(frames *f, kit_input *input, ZSTD_outBuffer *out)
{
    ZSTD_inBuffer in = { input->next, input->left, 0 };
    size_t before = out->pos, code = ZSTD_decompressStream(f->stream, out, &in);
    if (ZSTD_isError(code))
        return explain(code);
    bool starved = code != 0 && !input->left && out->pos == before;
    input->next += in.pos;
    input->left -= in.pos;
    f->inside = code != 0;
    return starved ? "the zstd stream ends early: the file is truncated" : NULL;
}

static const char *read_zstd(void *state, kit_input *input, void *to, size_t n, size_t *got)
{
    frames *f = state;
    ZSTD_outBuffer out = { to, n, 0 };
    const char *wrong = NULL;
    while (out.pos < n && !(wrong = kit_input_fill(input)) && (input->left || f->inside) &&
           !(wrong = unpack_some(f, input, &out)))
        ;
    *got = out.pos;
    return wrong;
}

static void close_zstd(void *state)
{
    frames *f = state;
    ZSTD_freeDStream(f->stream);
    free(f);
}

/* A block of 128 KiB takes at least four bytes: three of its header, and the byte that it repeats. */
const kit_unpacker kit_unpacker_zstd = {
    .ratio = 32768, .begins = is_zstd, .open = open_zstd, .read = read_zstd, .close = close_zstd
};
