#include "base/order.h"
#include "base/size.h"
#include "io/crc64.h"
#include "io/header.h"
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
    return (ae_header){ .json = { bytes, LENGTH_BYTES, data_at, e }, .data_at = data_at, .data_size = size - data_at };
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
    const uint32_t *order = ae_document_places(h->tensors, h->n_tensors, space);
    size_t end = h->data_at;
    for (size_t i = 0; i < h->n_tensors; i++) {
        const ae_tensor *t = &h->tensors[order[i]];
        if (t->at != end)
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

/* ---- what the whole content says ---- */

static uint64_t sum_head(const ae_header *h)
{
    const unsigned char *bytes = h->json.text, *rest = bytes + h->digits_at + AE_CRC64_DIGITS;
    uint64_t crc = ae_crc64(0, bytes, h->digits_at);
    crc = ae_crc64(crc, AE_CRC64_ZEROS, AE_CRC64_DIGITS);
    return ae_crc64(crc, rest, h->data_at - (size_t)(rest - bytes));
}

static ae_status check_sum(const char *digits, uint64_t crc, ae_error *e)
{
    char right[AE_CRC64_DIGITS];
    ae_crc64_print(right, crc);
    if (memcmp(digits, right, sizeof right) != 0)
        return ae_fail(e, AE_ECHECKSUM, "the content gives the checksum %.*s, the file says %.*s: it is damaged",
                       AE_CRC64_DIGITS, right, AE_CRC64_DIGITS, digits);
    return AE_OK;
}

/* Two numbers at a time: an exponent of ones, and one more, carries into the sign's place. */
static bool all_finite(const unsigned char *number, size_t n)
{
    const uint64_t exponents = UINT64_C(0x7f8000007f800000), ones = UINT64_C(0x0080000000800000);
    uint64_t two = 0, carried = 0;
    for (; n >= 2; n -= 2, number += sizeof two) {
        memcpy(&two, number, sizeof two);
        carried |= (two & exponents) + ones;
    }
    two = 0;
    memcpy(&two, number, n * sizeof(float));
    carried |= (two & exponents) + ones;
    return !(carried & UINT64_C(0x8000000080000000));
}

/* So many numbers of a tensor, from number `first` on. */
static ae_status check_finite(const ae_tensor *t, size_t first, const void *data, size_t n, ae_error *e)
{
    const unsigned char *number = data; /* the caller's bytes may lie anywhere */
    size_t bad = 0;
    if (all_finite(number, n))
        return AE_OK;
    while (all_finite(number + bad * sizeof(float), 1))
        bad++;
    return ae_fail(e, AE_EFORMAT, "tensor %.60s: element %zu, counted from 0, is no finite number", t->name, first + bad);
}

/* ---- in memory ---- */

/* Structure alone: `bytes` reach to the end of the header. */
static ae_status read_head(ae_header *h, const unsigned char *bytes, size_t size, size_t data_at, ae_arena *arena,
                           ae_error *e)
{
    ae_header counted = begin_pass(bytes, size, data_at, e);
    *h = counted;
    AE_TRY(decide(&counted));
    AE_TRY(fill(h, &counted, arena));
    return check_lists(h, arena);
}

static ae_document document_of(const ae_header *h)
{
    return (ae_document){ h->strings, h->n_strings, h->n_strings, h->tensors, h->n_tensors, h->n_tensors };
}

static ae_status bind_tensor(ae_tensor *t, const unsigned char *bytes, ae_error *e)
{
    t->data = (const float *)(const void *)(bytes + t->at);
    return check_finite(t, 0, t->data, ae_tensor_bytes(t) / sizeof *t->data, e);
}

ae_status ae_safetensors_read(ae_document *d, const unsigned char *bytes, size_t size, ae_arena *arena, ae_error *e)
{
    size_t data_at = 0;
    ae_header h;
    *d = (ae_document){ 0 };
    AE_TRY(check_frame(bytes, size, &data_at, e));
    AE_TRY(read_head(&h, bytes, size, data_at, arena, e));
    if (h.digits_at)
        AE_TRY(check_sum((const char *)bytes + h.digits_at, ae_crc64(sum_head(&h), bytes + data_at, size - data_at), e));
    for (size_t i = 0; i < h.n_tensors; i++)
        AE_TRY(bind_tensor(&h.tensors[i], bytes, e));
    *d = document_of(&h);
    return AE_OK;
}

static ae_status copy_tensor(void *self, float *to, const ae_tensor *t, ae_error *e)
{
    (void)self, (void)e;
    if (to)
        memcpy(to, t->data, ae_tensor_bytes(t));
    return AE_OK;
}

const ae_tensor_source ae_tensors_in_memory = { copy_tensor, NULL };

/* ---- in a file ---- */

enum { SHORTEST = LENGTH_BYTES + 2, PIECE = 4096 }; /* bytes: that the frame is known from; read at a time to be summed up */

/* The file's beginning up to the data, in the arena. */
static ae_status read_beginning(unsigned char **bytes, size_t *data_at, ae_file *f, ae_arena *arena, ae_error *e)
{
    unsigned char first[SHORTEST] = { 0 };
    AE_TRY(ae_file_read(f, first, f->size < SHORTEST ? f->size : SHORTEST, e));
    AE_TRY(check_frame(first, f->size, data_at, e));
    *bytes = ae_arena_room(arena, *data_at + SHORTEST, 1);
    if (!*bytes)
        return ae_fail_memory(e);
    memcpy(*bytes, first, SHORTEST);
    return *data_at > SHORTEST ? ae_file_read(f, *bytes + SHORTEST, *data_at - SHORTEST, e) : AE_OK;
}

static ae_status open_document(ae_safetensors_file *s, ae_document *d, ae_arena *arena, ae_error *e)
{
    unsigned char *bytes;
    size_t data_at = 0;
    ae_header h;
    AE_TRY(read_beginning(&bytes, &data_at, &s->file, arena, e));
    AE_TRY(read_head(&h, bytes, s->file.size, data_at, arena, e));
    if (h.digits_at) {
        s->digits = (const char *)bytes + h.digits_at;
        s->crc = sum_head(&h);
    }
    *d = document_of(&h);
    return AE_OK;
}

ae_status ae_safetensors_open(ae_safetensors_file *s, ae_document *d, const char *path, ae_arena *arena, ae_error *e)
{
    *s = (ae_safetensors_file){ .digits = NULL };
    *d = (ae_document){ 0 };
    AE_TRY(ae_file_open(&s->file, path, SIZE_MAX / 4, e));
    ae_status status = open_document(s, d, arena, e);
    if (status != AE_OK)
        ae_file_close(&s->file);
    return status;
}

/* So many of a tensor's numbers, from number `first` on. */
static ae_status take_some(ae_safetensors_file *s, float *to, const ae_tensor *t, size_t first, size_t n, ae_error *e)
{
    AE_TRY(ae_file_read(&s->file, to, n * sizeof *to, e));
    s->crc = ae_crc64(s->crc, to, n * sizeof *to);
    return check_finite(t, first, to, n, e);
}

static ae_status pass_over(ae_safetensors_file *s, const ae_tensor *t, size_t n, ae_error *e)
{
    float piece[PIECE / sizeof(float)];
    for (size_t first = 0; first < n; first += PIECE / sizeof(float))
        AE_TRY(take_some(s, piece, t, first, ae_least(n - first, PIECE / sizeof(float)), e));
    return AE_OK;
}

ae_status ae_safetensors_take(void *self, float *to, const ae_tensor *t, ae_error *e)
{
    size_t n = ae_tensor_bytes(t) / sizeof *to;
    return to ? take_some(self, to, t, 0, n, e) : pass_over(self, t, n, e);
}

static ae_status sum_rest(ae_safetensors_file *s, ae_error *e)
{
    unsigned char piece[PIECE];
    while (s->file.at < s->file.size) {
        size_t left = s->file.size - s->file.at, n = left < PIECE ? left : PIECE;
        AE_TRY(ae_file_read(&s->file, piece, n, e));
        s->crc = ae_crc64(s->crc, piece, n);
    }
    return ae_file_end(&s->file, e);
}

/* What a damaged file seems to say is of no interest: it is damaged. */
static ae_status judge(ae_safetensors_file *s, ae_status status, ae_error *e)
{
    ae_error damage = { AE_OK, 0, 0, "" };
    if (status == AE_EIO || (!s->digits && status != AE_OK))
        return status;
    ae_status whole = sum_rest(s, &damage);
    if (whole == AE_OK && s->digits)
        whole = check_sum(s->digits, s->crc, &damage);
    return whole == AE_OK ? status : ae_fail(e, whole, "%s", damage.text);
}

ae_status ae_safetensors_close(ae_safetensors_file *s, ae_status status, ae_error *e)
{
    status = judge(s, status, e);
    ae_file_close(&s->file);
    return status;
}
