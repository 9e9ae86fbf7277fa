#include "io/header.h"
#include "io/crc64.h"
#include <string.h>

enum { MAX_DTYPE = 16, MAX_FIELD = 16 }; /* bytes; anything longer is no word of the format */

/* ---- strings ---- */

static char *text_end(const ae_header *h)
{
    return h->text ? h->text + h->text_length : NULL;
}

/* Copies a string there. */
static const char *keep_text(ae_header *h, const char *text, size_t length)
{
    char *copy = text_end(h);
    if (copy)
        memcpy(copy, text, length + 1);
    h->text_length += length + 1;
    return copy;
}

/* The digits must stand in the file as they are, not escaped, because the checksum is over the file's bytes. */
static ae_status note_digits(ae_header *h, size_t value_length)
{
    size_t open = h->json.at - 1 - AE_CRC64_DIGITS - 1;
    if (value_length != AE_CRC64_DIGITS || h->json.text[open] != '"')
        return ae_json_expected(&h->json, "a checksum of 16 digits before");
    h->digits_at = open + 1;
    return AE_OK;
}

static ae_status read_string(ae_header *h)
{
    char key[AE_MAX_STRING_KEY + 1];
    size_t length;
    ae_string s;
    AE_TRY(ae_json_string(&h->json, key, AE_MAX_STRING_KEY, &length));
    AE_TRY(ae_json_expect(&h->json, ':'));
    if (h->n_strings == AE_MAX_STRINGS)
        return ae_json_expected(&h->json, "no more than 1280 strings in __metadata__");
    s.key = keep_text(h, key, length);
    s.value = text_end(h);
    AE_TRY(ae_json_string(&h->json, text_end(h), AE_MAX_STRING_VALUE, &length));
    h->text_length += length + 1;
    if (h->strings)
        h->strings[h->n_strings] = s;
    h->n_strings++;
    return strcmp(key, AE_CHECKSUM_KEY) == 0 ? note_digits(h, length) : AE_OK;
}

static ae_status read_metadata(ae_header *h)
{
    if (h->metadata)
        return ae_json_expected(&h->json, "__metadata__ once only");
    h->metadata = true;
    AE_TRY(ae_json_expect(&h->json, '{'));
    for (bool more = !ae_json_take(&h->json, '}'); more;) {
        AE_TRY(read_string(h));
        AE_TRY(ae_json_next(&h->json, '}', &more));
    }
    return AE_OK;
}

/* ---- tensors ---- */

typedef struct entry {
    ae_dims shape;
    size_t begin, end; /* of its data */
} entry;

static ae_status read_dtype(ae_json *j, entry *t)
{
    char dtype[MAX_DTYPE + 1];
    size_t length;
    (void)t;
    AE_TRY(ae_json_string(j, dtype, MAX_DTYPE, &length));
    if (strcmp(dtype, "F32") != 0)
        return ae_fail(j->error, AE_EFORMAT, "byte %zu: dtype %s; only F32 is read", j->at, dtype);
    return AE_OK;
}

static ae_status read_shape(ae_json *j, entry *t)
{
    AE_TRY(ae_json_expect(j, '['));
    for (bool more = true; more;) {
        if (t->shape.rank == AE_MAX_DIMS)
            return ae_json_expected(j, "1 to 4 dimensions");
        size_t *dim = &t->shape.dim[t->shape.rank++];
        AE_TRY(ae_json_size(j, dim));
        if (*dim == 0)
            return ae_json_expected(j, "dimensions of at least 1");
        AE_TRY(ae_json_next(j, ']', &more));
    }
    return AE_OK;
}

static ae_status read_offsets(ae_json *j, entry *t)
{
    AE_TRY(ae_json_expect(j, '['));
    AE_TRY(ae_json_size(j, &t->begin));
    AE_TRY(ae_json_expect(j, ','));
    AE_TRY(ae_json_size(j, &t->end));
    return ae_json_expect(j, ']');
}

static const struct {
    const char *key;
    ae_status (*read)(ae_json *, entry *);
} fields[] = { { "dtype", read_dtype }, { "shape", read_shape }, { "data_offsets", read_offsets } };

enum { FIELDS = sizeof fields / sizeof *fields };

static ae_status read_field(ae_json *j, entry *t, bool seen[FIELDS])
{
    char key[MAX_FIELD + 1];
    size_t length, i = 0;
    AE_TRY(ae_json_string(j, key, MAX_FIELD, &length));
    while (i < FIELDS && strcmp(key, fields[i].key) != 0)
        i++;
    if (i == FIELDS || seen[i])
        return ae_json_expected(j, "dtype, shape and data_offsets, each once, instead of this key");
    seen[i] = true;
    AE_TRY(ae_json_expect(j, ':'));
    return fields[i].read(j, t);
}

static ae_status read_entry(ae_json *j, entry *t)
{
    bool more, seen[FIELDS] = { false };
    AE_TRY(ae_json_expect(j, '{'));
    for (more = !ae_json_take(j, '}'); more;) {
        AE_TRY(read_field(j, t, seen));
        AE_TRY(ae_json_next(j, '}', &more));
    }
    for (size_t i = 0; i < FIELDS; i++)
        if (!seen[i])
            return ae_fail(j->error, AE_EFORMAT, "byte %zu: a tensor without %s", j->at, fields[i].key);
    return AE_OK;
}

/* The data lies in the file and has the size that the shape says. It is added up as it comes, so that no sum overflows. */
static ae_status check_data(const ae_header *h, const ae_tensor *t, const entry *at)
{
    const char *wrong = NULL;
    size_t bytes = ae_tensor_bytes(t);
    if (at->begin > at->end || at->end > h->data_size)
        wrong = "do not lie in the file's data";
    else if (at->end - at->begin != bytes)
        wrong = "do not fit the shape";
    else if (at->begin % sizeof(float))
        wrong = "do not begin at a multiple of 4";
    else if (bytes > h->data_size - h->data_used)
        wrong = "overlap those of another tensor";
    return !wrong ? AE_OK
                  : ae_fail(h->json.error, AE_EFORMAT, "tensor %.60s: its data_offsets [%zu,%zu] %s", t->name, at->begin,
                            at->end, wrong);
}

static ae_status read_tensor(ae_header *h, const char *name, size_t name_length)
{
    entry at = { 0 };
    AE_TRY(read_entry(&h->json, &at));
    ae_tensor t = { name, at.shape, NULL, h->data_at + at.begin };
    AE_TRY(check_data(h, &t, &at));
    if (h->n_tensors == AE_MAX_TENSORS)
        return ae_json_expected(&h->json, "no more than 65536 tensors");
    t.name = keep_text(h, name, name_length);
    if (h->tensors)
        h->tensors[h->n_tensors] = t;
    h->n_tensors++;
    h->data_used += at.end - at.begin;
    return AE_OK;
}

/* ---- the header ---- */

static ae_status read_member(ae_header *h)
{
    char name[AE_MAX_TENSOR_NAME + 1];
    size_t length;
    AE_TRY(ae_json_string(&h->json, name, AE_MAX_TENSOR_NAME, &length));
    AE_TRY(ae_json_expect(&h->json, ':'));
    return strcmp(name, "__metadata__") == 0 ? read_metadata(h) : read_tensor(h, name, length);
}

ae_status ae_header_read(ae_header *h)
{
    AE_TRY(ae_json_expect(&h->json, '{'));
    for (bool more = !ae_json_take(&h->json, '}'); more;) {
        AE_TRY(read_member(h));
        AE_TRY(ae_json_next(&h->json, '}', &more));
    }
    return ae_json_end(&h->json);
}
