/* Files of codes as tables. No number of a file is believed before its digest is right, and none of those after it. */
#include "kit/codes/format.h"
#include "kit/random.h"
#include "kit/table/format.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool kit_codes_begin(const unsigned char *head, size_t n)
{
    return n >= 8 && memcmp(head, KIT_CODES_MAGIC, 8) == 0;
}

bool kit_codes_are_in(const char *path)
{
    size_t n;
    kit_source source;
    kit_message why;
    const unsigned char *head;
    if (!kit_source_open(&source, path, &why))
        return false;
    bool are = kit_source_peek(&source, &head, &n) && kit_codes_begin(head, n);
    kit_source_close(&source);
    return are;
}

static bool damaged(const kit_source *source, const char *what)
{
    return kit_explain(source->why, "%s: is no good file of codes: %s", source->path, what);
}

/* ---- The head ----------------------------------------------------------------------------------------------------------
 */

static uint64_t take_number(const unsigned char *from, size_t bytes)
{
    uint64_t x = 0;
    for (size_t i = bytes; i-- > 0;)
        x = x << 8 | from[i];
    return x;
}

static bool is_sound(const kit_codes_head *h)
{
    return h->bits >= 1 && h->bits <= KIT_CODE_BITS && (h->stored == h->bits || h->stored == kit_codes_whole(h->bits)) &&
           h->beside <= (KIT_CODES_LABELS | KIT_CODES_IDS) && h->rows && h->width && h->rows <= SIZE_MAX / 64 / h->width &&
           h->texts <= SIZE_MAX / 2;
}

static bool read_head(kit_codes_head *h, unsigned char bytes[KIT_CODES_HEAD], kit_source *source)
{
    const size_t magic = sizeof KIT_CODES_MAGIC - 1;
    if (!kit_source_exactly(source, bytes, magic))
        return false;
    if (!kit_codes_begin(bytes, magic))
        return damaged(source, "its first bytes are others");
    if (!kit_source_exactly(source, bytes + magic, KIT_CODES_HEAD - magic))
        return false;
    if (bytes[8] != KIT_CODES_VERSION)
        return kit_explain(source->why, "%s: is a file of codes of version %d; version %d can be read", source->path,
                           bytes[8], KIT_CODES_VERSION);
    *h = (kit_codes_head){ .bits = bytes[9],
                           .stored = bytes[10],
                           .beside = bytes[11],
                           .rows = take_number(bytes + 16, 8),
                           .width = take_number(bytes + 24, 8),
                           .encoder = take_number(bytes + 32, 8),
                           .texts = take_number(bytes + 40, 8) };
    return is_sound(h) || damaged(source, "its head has numbers that cannot be");
}

/* ---- Parts ----------------------------------------------------------------------------------------------------------- */

static bool take_floats(float *out, const unsigned char *from, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const uint32_t bits = (uint32_t)take_number(from + 4 * i, 4);
        memcpy(&out[i], &bits, sizeof bits);
        if (!isfinite(out[i]))
            return false;
    }
    return true;
}

static bool take_levels(unsigned char *out, const unsigned char *from, const kit_codes_head *h)
{
    unsigned waiting = 0, have = 0;
    for (size_t i = 0; i < h->rows; i++) {
        if (have < h->stored) {
            waiting = (waiting << 8 | *from++) & 0xffff;
            have += 8;
        }
        have -= h->stored;
        out[i] = (unsigned char)(waiting >> have & ((1u << h->stored) - 1));
        if (out[i] >> h->bits)
            return false;
    }
    return true;
}

/* The text at *from, which ends before `end`; moves on behind it. */
static bool take_text(kit_label out, const char **from, const char *end)
{
    const char *zero = memchr(*from, 0, (size_t)(end - *from));
    if (!zero || (size_t)(zero - *from) >= sizeof(kit_label))
        return false;
    memcpy(out, *from, (size_t)(zero - *from) + 1);
    *from = zero + 1;
    return true;
}

static bool take_labels(kit_label **out, size_t rows, const char **from, const char *end)
{
    *out = calloc(rows, sizeof **out);
    bool ok = *out;
    for (size_t i = 0; ok && i < rows; i++)
        ok = take_text((*out)[i], from, end);
    return ok;
}

static bool take_texts(kit_table *out, const kit_codes_head *h, const char *from)
{
    const char *end = from + h->texts;
    const bool labels = h->beside & KIT_CODES_LABELS, ids = h->beside & KIT_CODES_IDS;
    return (!labels || take_text(out->label_name, &from, end)) && (!ids || take_text(out->id_name, &from, end)) &&
           (!labels || take_labels(&out->labels, out->rows, &from, end)) &&
           (!ids || take_labels(&out->ids, out->rows, &from, end)) && from == end;
}

/* ---- All ----------------------------------------------------------------------------------------------------------------
 */

/* The file, as far as it is codes. */
static bool take_codes(kit_codes *c, const kit_codes_head *h, const unsigned char *from)
{
    bool ok = c->low && c->levels && take_floats(c->low, from, 2 * c->width);
    c->high = c->low + c->width;
    from += 2 * sizeof *c->low * c->width;
    for (size_t k = 0; ok && k < c->width; k++)
        ok = take_levels(c->levels + k * c->rows, from + k * kit_codes_line(h), h);
    return ok;
}

static bool restore(kit_table *out, const kit_codes_head *h, const unsigned char *from)
{
    kit_codes c = { .rows = out->rows, .width = out->width, .bits = h->bits };
    c.low = malloc(2 * c.width * sizeof *c.low);
    c.levels = malloc(c.rows * c.width);
    out->data = malloc(c.rows * c.width * sizeof(float));
    bool ok = out->data && take_codes(&c, h, from);
    if (ok)
        kit_codes_restore(out->data, &c);
    kit_codes_free(&c);
    return ok;
}

static bool check_digest(const unsigned char *head, const unsigned char *body, size_t n, const kit_source *source)
{
    const size_t before = n - KIT_CODES_DIGEST;
    return kit_digest(kit_digest(0, head, KIT_CODES_HEAD), body, before) == take_number(body + before, KIT_CODES_DIGEST) ||
           damaged(source, "its digest is another than its bytes have");
}

static bool read_body(kit_table *out, const kit_codes_head *h, const unsigned char *head, kit_source *source)
{
    const size_t ranges = 2 * sizeof(float) * out->width, levels = (size_t)kit_codes_line(h) * out->width;
    const size_t n = ranges + levels + (size_t)h->texts + KIT_CODES_DIGEST;
    unsigned char *body = kit_source_rest(source, n, 1);
    if (!body)
        return false;
    bool ok = check_digest(head, body, n, source) &&
              ((restore(out, h, body) && take_texts(out, h, (const char *)body + ranges + levels)) ||
               damaged(source, "its numbers or texts cannot be, or there is no memory for them"));
    free(body);
    return ok;
}

bool kit_read_codes(kit_table *out, kit_source *source, const kit_reading *how)
{
    kit_codes_head h;
    unsigned char head[KIT_CODES_HEAD];
    (void)how;
    if (!read_head(&h, head, source))
        return false;
    out->rows = (size_t)h.rows;
    out->width = out->shape[0] = (size_t)h.width;
    out->rank = 1;
    out->dtype = AE_F32;
    out->code_bits = h.bits;
    out->encoder = h.encoder;
    return read_body(out, &h, head, source);
}
