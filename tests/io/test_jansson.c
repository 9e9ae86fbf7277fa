/* The codec held against jansson, which knows all of JSON and nothing of us. */
#include "support.h"
#include <jansson.h>

static ae_arena arena;

static int begin(void **state)
{
    (void)state;
    ae_arena_init(&arena, NULL);
    return 0;
}

static int end(void **state)
{
    (void)state;
    ae_arena_free(&arena);
    return 0;
}

/* ---- jansson reads what we write ---- */

static json_t *header_of(const blob *b)
{
    uint64_t length;
    memcpy(&length, b->bytes, 8);
    json_error_t error;
    json_t *header = json_loadb((const char *)b->bytes + 8, length, JSON_REJECT_DUPLICATES, &error);
    if (!header)
        fail_msg("jansson: %s at %d", error.text, error.position);
    return header;
}

static void assert_tensor_said(const json_t *header, const ae_tensor *t, size_t *offset)
{
    const json_t *entry = json_object_get(header, t->name), *shape = json_object_get(entry, "shape"),
                 *offsets = json_object_get(entry, "data_offsets");
    assert_int_equal(json_object_size(entry), 3);
    assert_string_equal(json_string_value(json_object_get(entry, "dtype")), "F32");
    assert_int_equal(json_array_size(shape), t->shape.rank);
    for (size_t i = 0; i < t->shape.rank; i++)
        assert_int_equal(json_integer_value(json_array_get(shape, i)), t->shape.dim[i]);
    assert_int_equal(json_array_size(offsets), 2);
    assert_int_equal(json_integer_value(json_array_get(offsets, 0)), *offset);
    *offset += ae_tensor_bytes(t);
    assert_int_equal(json_integer_value(json_array_get(offsets, 1)), *offset);
}

static void assert_header_says(const blob *b, const ae_document *d)
{
    json_t *header = header_of(b), *metadata = json_object_get(header, "__metadata__");
    size_t offset = 0;
    assert_int_equal(json_object_size(header), d->n_tensors + 1);
    assert_int_equal(json_object_size(metadata), d->n_strings + 1);
    for (size_t i = 0; i < d->n_strings; i++)
        assert_string_equal(json_string_value(json_object_get(metadata, d->strings[i].key)), d->strings[i].value);
    assert_int_equal(json_string_length(json_object_get(metadata, AE_CHECKSUM_KEY)), 16);
    for (size_t i = 0; i < d->n_tensors; i++)
        assert_tensor_said(header, &d->tensors[i], &offset);
    json_decref(header);
}

static void it_reads_the_sample_as_we_mean_it(void **state)
{
    (void)state;
    ae_document d = sample_document(&arena);
    blob b = written(&d);
    assert_header_says(&b, &d);
    free(b.bytes);
}

/* Every character below 128, and some of each length above. */
static void it_reads_our_escapes(void **state)
{
    (void)state;
    char text[160] = "";
    for (size_t i = 1; i < 128; i++)
        text[i - 1] = (char)i;
    memcpy(text + 127, "\xc2\x80\xe2\x80\xa8\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", 16);
    static const float x[24] = { 0 };
    ae_tensor tensor = { text, { 4, { 1, 2, 3, 4 } }, x, 0 };
    ae_string string = { text, text };
    ae_document d = { .strings = &string, .n_strings = 1, .tensors = &tensor, .n_tensors = 1 };
    blob b = written(&d);
    assert_header_says(&b, &d);
    free(b.bytes);
}

/* ---- we read what jansson writes ---- */

enum { MANY = 12 };

static float numbers[256];

static const size_t dump_flags[] = {
    0, JSON_COMPACT, JSON_INDENT(1), JSON_INDENT(7), JSON_ENSURE_ASCII, JSON_SORT_KEYS, JSON_ESCAPE_SLASH | JSON_COMPACT,
};

/* Tensor i has i + 1 numbers and lies behind those before it. */
static json_t *entry_of(size_t i)
{
    size_t begin = 4 * (i * (i + 1) / 2), size = 4 * (i + 1);
    return json_pack("{s:[i,i], s:s, s:[i,i]}", "shape", (int)(i + 1), 1, "dtype", "F32", "data_offsets", (int)begin,
                     (int)(begin + size));
}

static void name_of(char name[32], size_t i)
{
    static const char *const kinds[] = { "plain", "with/slash", "\xc3\xa9t\xc3\xa9", "\xf0\x9f\x98\x80", "q\"uote\n" };
    snprintf(name, 32, "%s%zu", kinds[i % 5], i);
}

/* Entries begin with number `first` and go in steps of 5, which visits all 12. */
static json_t *shuffled_header(size_t first)
{
    json_t *header = json_object();
    char name[32];
    for (size_t i = 0; i < MANY; i++) {
        size_t number = (first + 5 * i) % MANY;
        name_of(name, number);
        json_object_set_new(header, name, entry_of(number));
        if (i == first)
            json_object_set_new(header, "__metadata__", json_pack("{s:s, s:s}", "b/\"\\", "\x01\xe2\x82\xac", "a", ""));
    }
    return header;
}

static void assert_read_as_meant(const blob *b)
{
    ae_document d;
    ae_error e = { 0 };
    char name[32];
    if (ae_safetensors_read(&d, b->bytes, b->size, &arena, &e) != AE_OK)
        fail_msg("%s", e.text);
    assert_int_equal(d.n_tensors, MANY);
    assert_string_equal(ae_document_string(&d, "b/\"\\"), "\x01\xe2\x82\xac");
    assert_string_equal(ae_document_string(&d, "a"), "");
    for (size_t i = 0; i < MANY; i++) {
        name_of(name, i);
        const ae_tensor *t = tensor_called(&d, name);
        assert_non_null(t);
        assert_int_equal(t->shape.dim[0], i + 1);
        assert_memory_equal(t->data, numbers + i * (i + 1) / 2, 4 * (i + 1));
    }
}

static void we_read_any_order_and_any_blanks(void **state)
{
    (void)state;
    size_t data = 4 * (MANY * (MANY + 1) / 2);
    for (size_t i = 0; i < 256; i++)
        numbers[i] = (float)i;
    for (size_t first = 0; first < MANY; first++)
        for (size_t i = 0; i < sizeof dump_flags / sizeof *dump_flags; i++) {
            json_t *header = shuffled_header(first);
            char *text = json_dumps(header, dump_flags[i]);
            blob b = file_of(text, data);
            memcpy(b.bytes + b.size - data, numbers, data);
            assert_read_as_meant(&b);
            free(b.bytes);
            free(text);
            json_decref(header);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_reads_the_sample_as_we_mean_it),
        cmocka_unit_test(it_reads_our_escapes),
        cmocka_unit_test(we_read_any_order_and_any_blanks),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
