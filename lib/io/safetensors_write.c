#include "base/format.h"
#include "io/crc64.h"
#include "io/safetensors.h"
#include <string.h>

enum { LENGTH_BYTES = 8, DATA_ALIGN = 64 };

/* The header is written twice by the same code: once to measure it (bytes NULL), once to fill it. */
typedef struct out {
    unsigned char *bytes;
    size_t at;
    size_t digits_at; /* where the checksum's digits stand */
} out;

static void put(out *o, const void *bytes, size_t n)
{
    if (o->bytes)
        memcpy(o->bytes + o->at, bytes, n);
    o->at += n;
}

static void put_text(out *o, const char *text)
{
    put(o, text, strlen(text));
}

static void put_size(out *o, size_t n)
{
    char digits[24];
    put(o, digits, ae_format(digits, sizeof digits, "%zu", n));
}

static void put_control(out *o, unsigned char c)
{
    char escaped[] = "\\u00xx";
    escaped[4] = "0123456789abcdef"[c >> 4];
    escaped[5] = "0123456789abcdef"[c & 15];
    put_text(o, escaped);
}

static void put_character(out *o, char c)
{
    static const char meanings[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *meaning = memchr(meanings, c, sizeof meanings - 1);
    if (meaning)
        put(o, (const char[]){ '\\', letters[meaning - meanings] }, 2);
    else if ((unsigned char)c < ' ')
        put_control(o, (unsigned char)c);
    else
        put(o, &c, 1);
}

static void put_string(out *o, const char *text)
{
    put_text(o, "\"");
    for (; *text; text++)
        put_character(o, *text);
    put_text(o, "\"");
}

static void put_pair(out *o, const ae_string *s)
{
    put_string(o, s->key);
    put_text(o, ":");
    put_string(o, s->value);
}

/* The digits come last and have a fixed width, so that the header's length is known before the checksum is. */
static void put_metadata(out *o, const ae_document *d)
{
    put_text(o, "\"__metadata__\":{");
    for (size_t i = 0; i < d->n_strings; i++)
        if (strcmp(d->strings[i].key, AE_CHECKSUM_KEY) != 0) {
            put_pair(o, &d->strings[i]);
            put_text(o, ",");
        }
    put_text(o, "\"" AE_CHECKSUM_KEY "\":\"");
    o->digits_at = o->at;
    put_text(o, AE_CRC64_ZEROS "\"}");
}

/* [1,2,3] */
static void put_list(out *o, const size_t *numbers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        put_text(o, i ? "," : "[");
        put_size(o, numbers[i]);
    }
    put_text(o, "]");
}

static void put_tensor(out *o, const ae_tensor *t, const size_t offsets[2])
{
    put_string(o, t->name);
    put_text(o, ":{\"dtype\":\"F32\",\"shape\":");
    put_list(o, t->shape.dim, t->shape.rank);
    put_text(o, ",\"data_offsets\":");
    put_list(o, offsets, 2);
    put_text(o, "}");
}

/* Spaces bring the data to a multiple of 64. */
static void put_padding(out *o)
{
    while (o->at % DATA_ALIGN)
        put_text(o, " ");
}

static void put_header(out *o, const ae_document *d)
{
    size_t offsets[2] = { 0, 0 };
    o->at = LENGTH_BYTES;
    put_text(o, "{");
    put_metadata(o, d);
    for (size_t i = 0; i < d->n_tensors; i++, offsets[0] = offsets[1]) {
        offsets[1] += ae_tensor_bytes(&d->tensors[i]);
        put_text(o, ",");
        put_tensor(o, &d->tensors[i], offsets);
    }
    put_text(o, "}");
    put_padding(o);
}

size_t ae_safetensors_size(const ae_document *d)
{
    out o = { 0 };
    put_header(&o, d);
    size_t size = o.at;
    for (size_t i = 0; i < d->n_tensors; i++)
        if (!ae_size_add(&size, size, ae_tensor_bytes(&d->tensors[i])))
            return SIZE_MAX;
    return size;
}

void ae_safetensors_write(const ae_document *d, unsigned char *bytes, size_t size)
{
    out o = { .bytes = bytes };
    put_header(&o, d);
    uint64_t header = o.at - LENGTH_BYTES;
    memcpy(bytes, &header, sizeof header);
    for (size_t i = 0; i < d->n_tensors; i++)
        put(&o, d->tensors[i].data, ae_tensor_bytes(&d->tensors[i]));
    ae_crc64_print((char *)bytes + o.digits_at, ae_crc64(0, bytes, size));
}
