#include "kit/table/text.h"
#include "kit/table/text/decode.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 18, MOST = 1 << 26 }; /* the longest line */

static bool no_memory(const kit_lines *l)
{
    return kit_explain(l->source->why, "%s: line %zu: out of memory", l->source->path, l->line);
}

/* ---- Bytes -------------------------------------------------------------------------------------------------------- */

/* Room for `more` bytes behind the others, and for the 0. */
static bool make_room(kit_lines *l, size_t more)
{
    if (l->room - l->n > more)
        return true;
    size_t room = l->n + more + 1;
    char *bytes = realloc(l->bytes, room);
    if (!bytes)
        return no_memory(l);
    l->bytes = bytes;
    l->room = room;
    return true;
}

static bool read_plain(kit_lines *l, size_t more)
{
    size_t got;
    if (!make_room(l, more) || !kit_source_some(l->source, l->bytes + l->n, more, &got))
        return false;
    l->n += got;
    l->ended = got < more;
    return true;
}

static bool read_encoded(kit_lines *l)
{
    size_t room, got, written;
    char *to = kit_decoder_room(l->decoder, &room);
    if (!make_room(l, KIT_DECODED) || !kit_source_some(l->source, to, room, &got))
        return false;
    l->ended = got < room;
    if (!kit_decoder_run(l->decoder, l->bytes + l->n, &written, got, l->ended))
        return kit_explain(l->source->why, "%s: soon after line %zu its bytes are no text in its encoding (--encoding)",
                           l->source->path, l->line);
    l->n += written;
    return true;
}

static bool read_more(kit_lines *l, size_t more)
{
    const size_t due = l->n + more;
    if (!l->decoder)
        return read_plain(l, more);
    while (!l->ended && l->n < due)
        if (!read_encoded(l))
            return false;
    return true;
}

/* ---- The window --------------------------------------------------------------------------------------------------- */

/* DOS marked the end of a text by a control Z. */
static void drop_end_mark(kit_lines *l)
{
    while (l->ended && l->n > l->at && l->bytes[l->n - 1] == '\x1a')
        l->n--;
}

static void survey(kit_lines *l)
{
    l->whole = l->n;
    while (!l->ended && l->whole > l->at && l->bytes[l->whole - 1] != l->line_end)
        l->whole--;
    l->has_quote = memchr(l->bytes + l->at, '"', l->n - l->at) != NULL;
}

bool kit_lines_fill(kit_lines *l)
{
    const size_t kept = l->n - l->at;
    if (kept > MOST)
        return kit_explain(l->source->why, "%s: line %zu is longer than %d bytes; a quote that is not closed?",
                           l->source->path, l->line, MOST);
    if (kept > 0)
        memmove(l->bytes, l->bytes + l->at, kept);
    l->at = 0;
    l->n = kept;
    if (!read_more(l, kept > BLOCK ? kept : BLOCK))
        return false;
    drop_end_mark(l);
    l->bytes[l->n] = 0;
    survey(l);
    return true;
}

bool kit_lines_whole(kit_lines *l)
{
    while (l->at >= l->whole && !l->ended)
        if (!kit_lines_fill(l))
            return false;
    return true;
}

void kit_lines_pass(kit_lines *l)
{
    const char *end = memchr(l->bytes + l->at, l->line_end, l->n - l->at);
    l->at = end ? (size_t)(end - l->bytes) + 1 : l->n;
    l->line++;
}

static size_t count_lines(const kit_lines *l, size_t most)
{
    size_t count = 0;
    for (const char *p = l->bytes + l->at, *end = l->bytes + l->whole; count < most && p < end; count++) {
        p = memchr(p, l->line_end, (size_t)(end - p));
        p = p ? p + 1 : end;
    }
    return count;
}

bool kit_lines_sample(kit_lines *l, size_t bytes)
{
    enum { LINES = 8 };
    while (!l->ended && (l->n - l->at < bytes || count_lines(l, LINES) < LINES))
        if (!kit_lines_fill(l))
            return false;
    return true;
}

/* ---- Opening ------------------------------------------------------------------------------------------------------ */

static bool decode(kit_lines *l, const char *encoding)
{
    const unsigned char *head;
    size_t n;
    if (!kit_source_peek(l->source, &head, &n))
        return false;
    const char *shown = encoding ? encoding : kit_encoding_of((const char *)head, n);
    l->encoding = shown;
    l->decoder = shown ? kit_decoder_open(shown) : NULL;
    return l->decoder || !shown ||
           kit_explain(l->source->why, "%s: --encoding %s: this system does not know it; `iconv -l` lists what it knows",
                       l->source->path, shown);
}

static void pass_byte_order_mark(kit_lines *l)
{
    if (l->n >= 3 && memcmp(l->bytes, "\xef\xbb\xbf", 3) == 0)
        l->at = 3;
}

static bool skip_line(kit_lines *l)
{
    if (!kit_lines_whole(l))
        return false;
    if (l->at == l->n)
        return kit_explain(l->source->why, "%s: has %zu lines, fewer than --skip leaves out", l->source->path, l->line - 1);
    kit_lines_pass(l);
    return true;
}

bool kit_lines_open(kit_lines *out, kit_source *source, const char *encoding, size_t skip)
{
    *out = (kit_lines){ .source = source, .line = 1, .line_end = '\n' };
    if (!decode(out, encoding) || !kit_lines_fill(out))
        return false;
    pass_byte_order_mark(out);
    if (!memchr(out->bytes, '\n', out->n) && memchr(out->bytes, '\r', out->n)) {
        out->line_end = '\r';
        survey(out);
    }
    while (skip-- > 0)
        if (!skip_line(out))
            return false;
    return true;
}

void kit_lines_close(kit_lines *l)
{
    kit_decoder_close(l->decoder);
    free(l->bytes);
}

/* ---- UTF-8 -------------------------------------------------------------------------------------------------------- */

/* Bytes of the character that begins with this one; 0: none does. */
static size_t length_of(unsigned char first)
{
    return first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
}

bool kit_is_utf8(const char *text, size_t n)
{
    for (size_t i = 0, length; i < n; i += length) {
        length = length_of((unsigned char)text[i]);
        if (length == 0 || length > n - i)
            return false;
        for (size_t k = 1; k < length; k++)
            if (((unsigned char)text[i + k] & 0xc0) != 0x80)
                return false;
    }
    return true;
}
