#include "kit/file/unpack.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

const char *kit_input_fill(kit_input *input)
{
    ssize_t n = 0;
    if (input->left)
        return NULL;
    do
        n = read(input->descriptor, input->block, sizeof input->block);
    while (n < 0 && errno == EINTR);
    input->next = input->block;
    input->left = n > 0 ? (size_t)n : 0;
    return n < 0 ? strerror(errno) : NULL;
}

/* ---- As it lies there --------------------------------------------------------------------------------------------- */

static bool always(const unsigned char *head, size_t n)
{
    (void)head;
    (void)n;
    return true;
}

/* There is no state; what is returned is only not to be NULL. */
static void *open_plain(void)
{
    static char nothing;
    return &nothing;
}

static const char *read_plain(void *state, kit_input *input, void *to, size_t n, size_t *got)
{
    const char *wrong = NULL;
    (void)state;
    for (*got = 0; *got < n && !(wrong = kit_input_fill(input)) && input->left;) {
        size_t some = n - *got < input->left ? n - *got : input->left;
        memcpy((char *)to + *got, input->next, some);
        input->next += some;
        input->left -= some;
        *got += some;
    }
    return wrong;
}

static void close_plain(void *state)
{
    (void)state;
}

const kit_unpacker kit_unpacker_plain = {
    .ratio = 1, .begins = always, .open = open_plain, .read = read_plain, .close = close_plain
};

/* ---- gzip --------------------------------------------------------------------------------------------------------- */

typedef struct gzip {
    z_stream z;
    bool ended; /* one stream has; another may follow */
} gzip;

static bool is_gzip(const unsigned char *head, size_t n)
{
    return n >= 2 && head[0] == 0x1f && head[1] == 0x8b;
}

static void *open_gzip(void)
{
    enum { GZIP_ALONE = 15 + 16 }; /* the largest window, and a header of gzip */
    gzip *g = calloc(1, sizeof *g);
    if (g && inflateInit2(&g->z, GZIP_ALONE) == Z_OK)
        return g;
    free(g);
    return NULL;
}

static const char *inflate_some(gzip *g, kit_input *input)
{
    g->z.next_in = (unsigned char *)input->next;
    g->z.avail_in = (unsigned)input->left;
    int code = inflate(&g->z, Z_NO_FLUSH);
    input->next = g->z.next_in;
    input->left = g->z.avail_in;
    g->ended = code == Z_STREAM_END;
    if (g->ended)
        code = inflateReset(&g->z);
    return code == Z_OK ? NULL : code == Z_MEM_ERROR ? "out of memory" : "the gzip stream is damaged";
}

/* After the last stream some programs write zeros, which mean nothing. */
static bool goes_on(const gzip *g, const kit_input *input)
{
    return input->left && (!g->ended || *input->next == 0x1f);
}

static const char *read_gzip(void *state, kit_input *input, void *to, size_t n, size_t *got)
{
    gzip *g = state;
    const char *wrong = NULL;
    g->z.next_out = to;
    g->z.avail_out = (unsigned)n;
    while (g->z.avail_out && !(wrong = kit_input_fill(input)) && goes_on(g, input) && !(wrong = inflate_some(g, input)))
        ;
    *got = n - g->z.avail_out;
    return !wrong && *got < n && !g->ended ? "the gzip stream ends early: the file is truncated" : wrong;
}

static void close_gzip(void *state)
{
    gzip *g = state;
    inflateEnd(&g->z);
    free(g);
}

static const kit_unpacker kit_unpacker_gzip = {
    .ratio = 1032, .begins = is_gzip, .open = open_gzip, .read = read_gzip, .close = close_gzip
};

/* ---- Which ---------------------------------------------------------------------------------------------------------- */

const kit_unpacker *kit_unpacker_find(const unsigned char *head, size_t n)
{
    static const kit_unpacker *const all[] = {
        &kit_unpacker_gzip,
#ifdef KIT_HAVE_ZSTD
        &kit_unpacker_zstd,
#endif
        &kit_unpacker_plain,
    };
    size_t i = 0;
    while (!all[i]->begins(head, n))
        i++;
    return all[i];
}
