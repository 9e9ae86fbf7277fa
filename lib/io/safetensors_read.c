#include "io/crc64.h"
#include "io/header.h"
#include "io/order.h"
#include <string.h>

enum { LENGTH_BYTES = 8 };

static ae_status check_frame(const unsigned char *bytes, size_t size, size_t *data_at, ae_error *e)
{
    uint64_t header;
    if (size < LENGTH_BYTES + 2)
        return ae_fail(e, AE_EFORMAT, "this is no model file: it has %zu bytes, and the shortest has more", size);
    memcpy(&header, bytes, sizeof header);
    if (bytes[LENGTH_BYTES] != '{')
        return ae_fail(e, AE_EFORMAT, "this is no model file: byte 8 is not '{', with which a header begins");
    if (header > size - LENGTH_BYTES || header > AE_MAX_HEADER)
        return ae_fail(e, AE_EFORMAT,
                       "the header's length is %llu; a file of %zu bytes has room for %zu, and %d is the most",
                       (unsigned long long)header, size, size - LENGTH_BYTES, AE_MAX_HEADER);
    *data_at = LENGTH_BYTES + (size_t)header;
    if (*data_at % sizeof(float))
        return ae_fail(e, AE_EFORMAT, "the data begins at byte %zu, which is no multiple of 4: pad the header", *data_at);
    return AE_OK;
}

static ae_header begin_pass(const unsigned char *bytes, size_t size, size_t data_at, ae_error *e)
{
    return (ae_header){ .json = { bytes, LENGTH_BYTES, data_at, e }, .data = bytes + data_at, .data_size = size - data_at };
}

static ae_status decide(ae_header *h)
{
    AE_TRY(ae_header_read(h));
    if (h->data_used != h->data_size)
        return ae_fail(h->json.error, AE_EFORMAT, "the file holds %zu bytes of data, its tensors take %zu", h->data_size,
                       h->data_used);
    return AE_OK;
}

static ae_status fill(ae_header *h, const ae_header *decided, ae_arena *arena)
{
    h->strings = ae_arena_take(arena, decided->n_strings, sizeof *h->strings);
    h->tensors = ae_arena_take(arena, decided->n_tensors, sizeof *h->tensors);
    h->text = ae_arena_take(arena, decided->text_length, 1);
    if (!h->strings || !h->tensors || !h->text)
        return ae_fail_memory(h->json.error);
    return ae_header_read(h);
}

static int compare_keys(const void *items, size_t a, size_t b)
{
    const ae_string *s = items;
    return strcmp(s[a].key, s[b].key);
}

static int compare_names(const void *items, size_t a, size_t b)
{
    const ae_tensor *t = items;
    return strcmp(t[a].name, t[b].name);
}

static int compare_places(const void *items, size_t a, size_t b)
{
    const ae_tensor *t = items;
    return (t[a].data > t[b].data) - (t[a].data < t[b].data);
}

static ae_status check_keys(const ae_header *h, uint32_t *space)
{
    const uint32_t *order = ae_order(h->strings, h->n_strings, compare_keys, space);
    for (size_t i = 1; i < h->n_strings; i++)
        if (compare_keys(h->strings, order[i - 1], order[i]) == 0)
            return ae_fail(h->json.error, AE_EFORMAT, "__metadata__ has the key %.60s twice", h->strings[order[i]].key);
    return AE_OK;
}

static ae_status check_names(const ae_header *h, uint32_t *space)
{
    const uint32_t *order = ae_order(h->tensors, h->n_tensors, compare_names, space);
    for (size_t i = 1; i < h->n_tensors; i++)
        if (compare_names(h->tensors, order[i - 1], order[i]) == 0)
            return ae_fail(h->json.error, AE_EFORMAT, "the file has the tensor %.60s twice", h->tensors[order[i]].name);
    return AE_OK;
}

/* Every tensor begins where the one before it ends. As their sizes add up to the data's, nothing is left over. */
static ae_status check_places(const ae_header *h, uint32_t *space)
{
    const uint32_t *order = ae_order(h->tensors, h->n_tensors, compare_places, space);
    const unsigned char *end = h->data;
    for (size_t i = 0; i < h->n_tensors; i++) {
        const ae_tensor *t = &h->tensors[order[i]];
        if ((const unsigned char *)t->data != end)
            return ae_fail(h->json.error, AE_EFORMAT, "tensor %.60s: its data leaves a hole before it or overlaps another's",
                           t->name);
        end += ae_tensor_bytes(t);
    }
    return AE_OK;
}

/* What takes the whole list to see. */
static ae_status check_lists(const ae_header *h, ae_arena *arena)
{
    size_t most = h->n_strings > h->n_tensors ? h->n_strings : h->n_tensors;
    uint32_t *space = ae_arena_take(arena, 2 * most, sizeof *space);
    if (!space)
        return ae_fail_memory(h->json.error);
    AE_TRY(check_keys(h, space));
    AE_TRY(check_names(h, space));
    return check_places(h, space);
}

static ae_status check_sum(const ae_header *h, size_t size)
{
    const unsigned char *bytes = h->json.text, *digits = bytes + h->digits_at, *rest = digits + AE_CRC64_DIGITS;
    char right[AE_CRC64_DIGITS];
    if (h->digits_at == 0)
        return AE_OK;
    uint64_t crc = ae_crc64(0, bytes, h->digits_at);
    crc = ae_crc64(crc, AE_CRC64_ZEROS, AE_CRC64_DIGITS);
    ae_crc64_print(right, ae_crc64(crc, rest, size - (size_t)(rest - bytes)));
    if (memcmp(digits, right, sizeof right) != 0)
        return ae_fail(h->json.error, AE_ECHECKSUM, "the content gives the checksum %.*s, the file says %.*s: it is damaged",
                       AE_CRC64_DIGITS, right, AE_CRC64_DIGITS, (const char *)digits);
    return AE_OK;
}

/* The place of the first NaN or infinity, in which all bits of the exponent are set; n if there is none. */
static size_t first_nonfinite(const void *data, size_t n)
{
    const unsigned char *number = data; /* the caller's bytes may lie anywhere */
    const uint32_t exponent = 0x7f800000;
    for (size_t i = 0; i < n; i++, number += sizeof(float)) {
        uint32_t bits;
        memcpy(&bits, number, sizeof bits);
        if ((bits & exponent) == exponent)
            return i;
    }
    return n;
}

static ae_status check_finite(const ae_header *h)
{
    for (const ae_tensor *t = h->tensors; t < h->tensors + h->n_tensors; t++) {
        size_t n = ae_tensor_bytes(t) / sizeof *t->data, bad = first_nonfinite(t->data, n);
        if (bad < n)
            return ae_fail(h->json.error, AE_EFORMAT, "tensor %.60s: element %zu, counted from 0, is no finite number",
                           t->name, bad);
    }
    return AE_OK;
}

ae_status ae_safetensors_read(ae_document *d, const unsigned char *bytes, size_t size, ae_arena *arena, ae_error *e)
{
    size_t data_at = 0;
    *d = (ae_document){ 0 };
    AE_TRY(check_frame(bytes, size, &data_at, e));
    ae_header counted = begin_pass(bytes, size, data_at, e), h = counted;
    AE_TRY(decide(&counted));
    AE_TRY(fill(&h, &counted, arena));
    AE_TRY(check_lists(&h, arena));
    AE_TRY(check_sum(&h, size));
    AE_TRY(check_finite(&h));
    *d = (ae_document){ h.strings, h.n_strings, h.n_strings, h.tensors, h.n_tensors, h.n_tensors };
    return AE_OK;
}
