#include "kit/table/text/decode.h"
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

struct kit_decoder {
    iconv_t converter;
    size_t left; /* bytes of a character whose end has not come yet */
    char raw[KIT_DECODER_BLOCK];
};

kit_decoder *kit_decoder_open(const char *encoding)
{
    kit_decoder *d = malloc(sizeof *d);
    if (!d)
        return NULL;
    d->left = 0;
    d->converter = iconv_open("UTF-8", encoding);
    if (d->converter != (iconv_t)-1)
        return d;
    free(d);
    return NULL;
}

void kit_decoder_close(kit_decoder *d)
{
    if (!d)
        return;
    iconv_close(d->converter);
    free(d);
}

char *kit_decoder_room(kit_decoder *d, size_t *room)
{
    *room = sizeof d->raw - d->left;
    return d->raw + d->left;
}

bool kit_decoder_run(kit_decoder *d, char *to, size_t *written, size_t n, bool last)
{
    char *from = d->raw, *start = to;
    size_t left = d->left + n, room = KIT_DECODED;
    if (iconv(d->converter, &from, &left, &to, &room) == (size_t)-1 && (errno != EINVAL || last))
        return false;
    memmove(d->raw, from, left);
    d->left = left;
    *written = (size_t)(to - start);
    return true;
}

/* Of Latin letters and digits, UTF-16 has every other byte 0. */
static bool has_zeros(const char *head, size_t n, size_t from)
{
    size_t zeros = 0, i = from;
    for (; i < n; i += 2)
        zeros += head[i] == 0;
    return zeros > 0 && zeros >= (i - from) / 4;
}

static bool begins(const char *head, size_t n, const char *mark, size_t size)
{
    return n >= size && memcmp(head, mark, size) == 0;
}

const char *kit_encoding_of(const char *head, size_t n)
{
    if (begins(head, n, "\xff\xfe\0\0", 4) || begins(head, n, "\0\0\xfe\xff", 4))
        return "UTF-32";
    if (begins(head, n, "\xff\xfe", 2) || begins(head, n, "\xfe\xff", 2))
        return "UTF-16";
    if (has_zeros(head, n, 0) && !has_zeros(head, n, 1))
        return "UTF-16BE";
    return has_zeros(head, n, 1) && !has_zeros(head, n, 0) ? "UTF-16LE" : NULL;
}
