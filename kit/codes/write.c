#include "kit/codes/format.h"
#include "kit/random.h"
#include <stdlib.h>
#include <string.h>

unsigned kit_codes_whole(unsigned bits)
{
    unsigned whole = 1;
    while (whole < bits)
        whole *= 2;
    return whole;
}

uint64_t kit_codes_line(const kit_codes_head *h)
{
    return h->rows / 8 * h->stored + (h->rows % 8 * h->stored + 7) / 8;
}

/* ---- Parts ----------------------------------------------------------------------------------------------------------- */

static unsigned char *put_number(unsigned char *to, uint64_t x, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        to[i] = (unsigned char)(x >> 8 * i);
    return to + bytes;
}

static unsigned char *put_head(unsigned char *to, const kit_codes_head *h)
{
    const unsigned char small[8] = { KIT_CODES_VERSION, (unsigned char)h->bits, (unsigned char)h->stored,
                                     (unsigned char)h->beside };
    memcpy(to, KIT_CODES_MAGIC, 8);
    memcpy(to + 8, small, sizeof small);
    to = put_number(put_number(to + 16, h->rows, 8), h->width, 8);
    return put_number(put_number(to, h->encoder, 8), h->texts, 8);
}

static unsigned char *put_floats(unsigned char *to, const float *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &x[i], sizeof bits);
        to = put_number(to, bits, sizeof bits);
    }
    return to;
}

/* The first level is in the highest bits of the first byte. */
static void put_levels(unsigned char *to, const unsigned char *levels, size_t rows, unsigned stored)
{
    unsigned waiting = 0, have = 0;
    for (size_t i = 0; i < rows; i++) {
        waiting = waiting << stored | levels[i];
        have += stored;
        if (have >= 8) {
            have -= 8;
            *to++ = (unsigned char)(waiting >> have);
        }
    }
    if (have)
        *to = (unsigned char)(waiting << (8 - have));
}

static unsigned char *put_text(unsigned char *to, const char *text)
{
    const size_t n = strlen(text) + 1;
    memcpy(to, text, n);
    return to + n;
}

static unsigned char *put_texts(unsigned char *to, const kit_label *texts, size_t rows)
{
    for (size_t i = 0; texts && i < rows; i++)
        to = put_text(to, texts[i]);
    return to;
}

/* ---- All ----------------------------------------------------------------------------------------------------------------
 */

static uint64_t texts_size(const char *name, const kit_label *texts, size_t rows)
{
    uint64_t n = texts ? strlen(name) + 1 : 0;
    for (size_t i = 0; texts && i < rows; i++)
        n += strlen(texts[i]) + 1;
    return n;
}

static kit_codes_head head_of(const kit_codes *c, const kit_codes_rows *rows, unsigned stored)
{
    return (kit_codes_head){ .bits = c->bits,
                             .stored = stored,
                             .beside = (rows->labels ? KIT_CODES_LABELS : 0) | (rows->ids ? KIT_CODES_IDS : 0),
                             .rows = c->rows,
                             .width = c->width,
                             .encoder = rows->encoder,
                             .texts = texts_size(rows->label_name, rows->labels, c->rows) +
                                      texts_size(rows->id_name, rows->ids, c->rows) };
}

static void put_all(unsigned char *data, size_t n, const kit_codes_head *h, const kit_codes *c, const kit_codes_rows *rows)
{
    unsigned char *to = put_floats(put_floats(put_head(data, h), c->low, c->width), c->high, c->width);
    for (size_t k = 0; k < c->width; k++, to += kit_codes_line(h))
        put_levels(to, c->levels + k * c->rows, c->rows, h->stored);
    to = rows->labels ? put_text(to, rows->label_name) : to;
    to = rows->ids ? put_text(to, rows->id_name) : to;
    to = put_texts(put_texts(to, rows->labels, c->rows), rows->ids, c->rows);
    put_number(to, kit_digest(0, data, n - KIT_CODES_DIGEST), KIT_CODES_DIGEST);
}

bool kit_codes_pack(kit_bytes *out, const kit_codes *c, const kit_codes_rows *rows, kit_packing packing, kit_message *why)
{
    static const kit_codes_rows nothing = { 0 };
    const kit_codes_rows *beside = rows ? rows : &nothing;
    const kit_codes_head h = head_of(c, beside, packing == KIT_PACK_NONE ? c->bits : kit_codes_whole(c->bits));
    const size_t n =
        KIT_CODES_HEAD + c->width * (2 * sizeof *c->low + (size_t)kit_codes_line(&h)) + (size_t)h.texts + KIT_CODES_DIGEST;
    unsigned char *data = malloc(n);
    if (!data)
        return kit_explain(why, "out of memory: %zu codes of %zu numbers", c->rows, c->width);
    put_all(data, n, &h, c, beside);
    bool ok = kit_pack(out, data, n, packing, why);
    free(data);
    return ok;
}
