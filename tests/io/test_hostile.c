/* The kinds of file that a reader must refuse: what is wrong with each is in its header, and the reader says so. */
#include "io/crc64.h"
#include "support.h"
#include <stdio.h>

typedef struct kind {
    const char *name;
    const char *header; /* padded to a multiple of 8 */
    size_t data;        /* bytes */
    const char *says;   /* a part of the error's text */
} kind;

#define TENSOR(name, shape, offsets) "\"" name "\":{\"dtype\":\"F32\",\"shape\":" shape ",\"data_offsets\":" offsets "}"
#define ONE(shape, offsets)          "{" TENSOR("x", shape, offsets) "}"
#define TWO(first, second)           "{" first "," second "}"
#define METADATA(inside)             "{\"__metadata__\":" inside "}"
#define DTYPE(dtype)                 "{\"x\":{\"dtype\":" dtype ",\"shape\":[1],\"data_offsets\":[0,4]}}"

static const kind json_kinds[] = {
    { "blanks alone", "  ", 0, "'{'" },
    { "not an object", "[]", 0, "'{'" },
    { "blanks before it", " {}", 0, "'{'" },
    { "a byte order mark before it", "\xef\xbb\xbf{}", 0, "'{'" },
    { "only opened", "{", 0, "'\"'" },
    { "object not closed", "{\"__metadata__\":{}", 0, "',' or '}'" },
    { "metadata not closed", "{\"__metadata__\":{\"a\":\"b\"", 0, "',' or '}'" },
    { "string not closed", "{\"abc", 0, "before the end of the header" },
    { "two objects", "{}{}", 0, "nothing but blanks" },
    { "comma at the end", "{\"__metadata__\":{},}", 0, "'\"'" },
    { "comma at the start", "{,\"__metadata__\":{}}", 0, "'\"'" },
    { "comma missing", "{\"__metadata__\":{\"a\":\"b\" \"c\":\"d\"}}", 0, "',' or '}'" },
    { "colon missing", "{\"__metadata__\" {}}", 0, "':'" },
    { "comment", "{/* */}", 0, "'\"'" },
    { "single quotes", "{'x':{}}", 0, "'\"'" },
    { "a second __metadata__", "{\"__metadata__\":{},\"__metadata__\":{}}", 0, "once only" },
    { "__metadata__ a string", METADATA("\"a\""), 0, "'{'" },
    { "__metadata__ an array", METADATA("[]"), 0, "'{'" },
    { "__metadata__ null", METADATA("null"), 0, "'{'" },
    { "__metadata__ holds a number", METADATA("{\"a\":1}"), 0, "'\"'" },
    { "__metadata__ holds an object", METADATA("{\"a\":{}}"), 0, "'\"'" },
    { "__metadata__ holds null", METADATA("{\"a\":null}"), 0, "'\"'" },
    { "the same key twice", METADATA("{\"a\":\"1\",\"b\":\"2\",\"a\":\"1\"}"), 0, "key a twice" },
    { "the same key twice, once escaped", METADATA("{\"a\":\"1\",\"\\u0061\":\"1\"}"), 0, "key a twice" },
    { "lone high surrogate", METADATA("{\"a\":\"\\ud800\"}"), 0, "surrogate" },
    { "lone low surrogate", METADATA("{\"a\":\"\\udc00\"}"), 0, "surrogate" },
    { "invalid escape", METADATA("{\"a\":\"\\q\"}"), 0, "backslash" },
    { "escaped NUL", METADATA("{\"a\":\"\\u0000\"}"), 0, "NUL" },
    { "bare newline", METADATA("{\"a\":\"\n\"}"), 0, "UTF-8" },
    { "not UTF-8 in a value", METADATA("{\"a\":\"\xff\"}"), 0, "UTF-8" },
    { "not UTF-8 outside strings", "{\xff}", 0, "'\"'" },
    { "checksum too short", METADATA("{\"checksum\":\"0123456789abcde\"}"), 0, "16 digits" },
    { "checksum too long", METADATA("{\"checksum\":\"0123456789abcdef0\"}"), 0, "16 digits" },
    { "checksum escaped", METADATA("{\"checksum\":\"\\u0030123456789abcdef\"}"), 0, "16 digits" },
    { "checksum twice", METADATA("{\"checksum\":\"0123456789abcdef\",\"checksum\":\"0123456789abcdef\"}"), 0, "twice" },
};

static const kind tensor_kinds[] = {
    { "a number as entry", "{\"x\":1}", 0, "'{'" },
    { "an empty entry", "{\"x\":{}}", 0, "without dtype" },
    { "no shape", "{\"x\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4, "without shape" },
    { "no offsets", "{\"x\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "without data_offsets" },
    { "an unknown key", "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offset\":[0,4]}}", 4, "instead of this key" },
    { "a key too long", "{\"x\":{\"dtype_and_shape_and_data_offsets\":1}}", 4, "longer than 16" },
    { "a key twice", "{\"x\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "each once" },
    { "dtype that does not exist", DTYPE("\"F33\""), 4, "dtype F33; only F32" },
    { "dtype in small letters", DTYPE("\"f32\""), 4, "dtype f32; only F32" },
    { "dtype that is not read", DTYPE("\"BF16\""), 4, "dtype BF16; only F32" },
    { "dtype a number", DTYPE("32"), 4, "'\"'" },
    { "dtype very long", DTYPE("\"F3222222222222222222\""), 4, "longer than 16" },
    { "shape a number", ONE("1", "[0,4]"), 4, "'['" },
    { "shape empty", ONE("[]", "[0,4]"), 4, "whole number" },
    { "shape of strings", ONE("[\"1\"]", "[0,4]"), 4, "whole number" },
    { "shape negative", ONE("[-1]", "[0,4]"), 4, "whole number" },
    { "shape with fraction", ONE("[1.0]", "[0,4]"), 4, "',' or ']'" },
    { "shape with exponent", ONE("[1e0]", "[0,4]"), 4, "',' or ']'" },
    { "shape with leading zero", ONE("[01]", "[0,4]"), 4, "leading zeros" },
    { "shape with zero", ONE("[0]", "[0,0]"), 0, "at least 1" },
    { "shape with zero and a huge number", ONE("[0,18446744073709551615]", "[0,0]"), 0, "at least 1" },
    { "shape nested", ONE("[[1]]", "[0,4]"), 4, "whole number" },
    { "five dimensions", ONE("[1,1,1,1,1]", "[0,4]"), 4, "1 to 4" },
    { "product overflows: 2 x 2^63-1", ONE("[2,9223372036854775807]", "[0,4]"), 4, "do not fit the shape" },
    { "product overflows to 0: 2^32 x 2^32", ONE("[4294967296,4294967296]", "[0,0]"), 0, "do not fit the shape" },
    { "bytes overflow to 0: 2^62", ONE("[4611686018427387904]", "[0,0]"), 0, "do not fit the shape" },
    { "bytes overflow to 4: 2^62 + 1", ONE("[4611686018427387905]", "[0,4]"), 4, "do not fit the shape" },
    { "shape larger than the data", ONE("[2]", "[0,4]"), 4, "do not fit the shape" },
    { "shape smaller than the data", ONE("[1]", "[0,8]"), 8, "do not fit the shape" },
    { "offsets a number", ONE("[1]", "4"), 4, "'['" },
    { "offsets as strings", ONE("[1]", "[\"0\",\"4\"]"), 4, "whole number" },
    { "one offset", ONE("[1]", "[0]"), 4, "','" },
    { "three offsets", ONE("[1]", "[0,4,8]"), 4, "']'" },
    { "offsets negative", ONE("[1]", "[-4,0]"), 4, "whole number" },
    { "offsets with fraction", ONE("[1]", "[0.0,4]"), 4, "','" },
    { "offset 2^64", ONE("[1]", "[0,18446744073709551616]"), 4, "smaller number" },
    { "offsets at the end of numbers", ONE("[1]", "[18446744073709551612,18446744073709551615]"), 4, "do not lie" },
    { "begin above end", ONE("[1]", "[4,0]"), 4, "do not lie" },
    { "past the end", ONE("[2]", "[0,8]"), 4, "do not lie" },
    { "not at a multiple of 4", TWO(TENSOR("x", "[1]", "[1,5]"), TENSOR("y", "[1]", "[5,9]")), 9, "multiple of 4" },
    { "at a multiple of 2", TWO(TENSOR("x", "[1]", "[2,6]"), TENSOR("y", "[1]", "[6,10]")), 10, "multiple of 4" },
    { "hole at the start", ONE("[1]", "[4,8]"), 8, "8 bytes of data, its tensors take 4" },
    { "hole at the end", ONE("[1]", "[0,4]"), 8, "8 bytes of data, its tensors take 4" },
    { "hole between", TWO(TENSOR("x", "[1]", "[0,4]"), TENSOR("y", "[1]", "[8,12]")), 12, "12 bytes of data" },
    { "hole and overlap", TWO(TENSOR("x", "[2]", "[4,12]"), TENSOR("y", "[1]", "[8,12]")), 12, "leaves a hole" },
    { "overlap", "{" TENSOR("x", "[2]", "[0,8]") "," TENSOR("y", "[2]", "[4,12]") "," TENSOR("z", "[1]", "[12,16]") "}", 20,
      "leaves a hole before it or overlaps" },
    { "the same bytes twice", TWO(TENSOR("x", "[1]", "[0,4]"), TENSOR("y", "[1]", "[0,4]")), 4, "overlap" },
    { "the same bytes twice, a hole elsewhere", TWO(TENSOR("x", "[1]", "[0,4]"), TENSOR("y", "[1]", "[0,4]")), 8, "hole" },
    { "sizes that sum up past the end", TWO(TENSOR("x", "[2]", "[0,8]"), TENSOR("y", "[2]", "[4,12]")), 12, "overlap" },
    { "the same name twice", TWO(TENSOR("x", "[1]", "[0,4]"), TENSOR("x", "[1]", "[4,8]")), 8, "tensor x twice" },
    { "the same name twice, once escaped", TWO(TENSOR("x", "[1]", "[0,4]"), TENSOR("\\u0078", "[1]", "[4,8]")), 8, "twice" },
    { "name with NUL", "{" TENSOR("x\\u0000y", "[1]", "[0,4]") "}", 4, "NUL" },
    { "name with a bare newline", "{" TENSOR("x\ny", "[1]", "[0,4]") "}", 4, "UTF-8" },
    { "data without tensors", "{}", 4, "4 bytes of data, its tensors take 0" },
};

/* Whatever the file says: the status, a text, no document, and no more memory than twice the file and 64 KiB. */
static void assert_refused(const char *name, const blob *b, ae_status status, const char *says)
{
    ae_arena arena;
    ae_document d;
    ae_error e = { 0 };
    ae_arena_init(&arena, NULL);
    ae_status got = ae_safetensors_read(&d, b->bytes, b->size, &arena, &e);
    if (got != status || !strstr(e.text, says))
        fail_msg("%s: %s '%s' where '%s' was awaited", name, ae_status_name(got), e.text, says);
    assert_int_equal(d.n_tensors + d.n_strings, 0);
    assert_true(arena.total <= 2 * b->size + 65536);
    ae_arena_free(&arena);
}

static void assert_kinds_refused(const kind *kinds, size_t n)
{
    for (const kind *k = kinds; k < kinds + n; k++) {
        blob b = file_of(k->header, k->data);
        assert_refused(k->name, &b, AE_EFORMAT, k->says);
        free(b.bytes);
    }
}

static void headers_that_are_no_such_json(void **state)
{
    (void)state;
    assert_kinds_refused(json_kinds, sizeof json_kinds / sizeof *json_kinds);
}

static void tensors_that_cannot_be(void **state)
{
    (void)state;
    assert_kinds_refused(tensor_kinds, sizeof tensor_kinds / sizeof *tensor_kinds);
}

/* ---- the frame ---- */

static void files_too_short_for_a_header(void **state)
{
    (void)state;
    for (size_t n = 0; n < 10; n++) {
        blob b = file_of("{}", 0);
        b.size = n;
        blob cut = blob_of(b.bytes, n);
        assert_refused("short file", &cut, AE_EFORMAT, "the shortest has more");
        free(b.bytes);
        free(cut.bytes);
    }
}

static void header_lengths_that_cannot_be(void **state)
{
    (void)state;
    const char header[] = "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    blob b = file_of(header, 4);
    const uint64_t whole = b.size, lengths[] = {
        0, 1, 2, whole - 7, whole - 4, whole, whole + 1, UINT64_C(1) << 31, UINT64_C(1) << 63, UINT64_MAX, UINT64_MAX - 7,
    };
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        memcpy(b.bytes, &lengths[i], 8);
        assert_refused("header length", &b, AE_EFORMAT, lengths[i] > whole - 8 ? "the header's length is" : "");
    }
    free(b.bytes);
}

static void a_header_above_the_limit(void **state)
{
    (void)state;
    blob b = file_with("{}", 2, AE_MAX_HEADER);
    uint64_t length = AE_MAX_HEADER + 8;
    memset(b.bytes + 16, ' ', b.size - 16);
    memcpy(b.bytes, &length, 8);
    assert_refused("header above the limit", &b, AE_EFORMAT, "16777216 is the most");
    free(b.bytes);
}

static void data_that_would_not_be_aligned(void **state)
{
    (void)state;
    const char *const says[] = { "byte 13, which is no multiple of 4", "byte 14, which", "byte 15, which" };
    blob b = file_of("{}", 0);
    for (unsigned char length = 5; length < 8; length++) {
        b.bytes[0] = length;
        b.size = 8u + length;
        assert_refused("unaligned data", &b, AE_EFORMAT, says[length - 5]);
    }
    free(b.bytes);
}

static void nul_in_the_header(void **state)
{
    (void)state;
    blob b = file_with("{\"a\0b\":1}", 9, 0), after = file_with("{}\0", 3, 0);
    assert_refused("NUL in a string", &b, AE_EFORMAT, "byte 11: expected a character");
    assert_refused("NUL after the header", &after, AE_EFORMAT, "byte 10: expected nothing but blanks");
    free(b.bytes);
    free(after.bytes);
}

static void two_files_joined(void **state)
{
    (void)state;
    ae_arena arena;
    ae_arena_init(&arena, NULL);
    ae_document d = sample_document(&arena);
    blob one = written(&d), two = { malloc(2 * one.size), 2 * one.size };
    assert_non_null(two.bytes);
    memcpy(two.bytes, one.bytes, one.size);
    memcpy(two.bytes + one.size, one.bytes, one.size);
    assert_refused("two files", &two, AE_EFORMAT, "bytes of data, its tensors take 40");
    free(one.bytes);
    free(two.bytes);
    ae_arena_free(&arena);
}

/* ---- much of it ---- */

typedef struct text {
    char *bytes;
    size_t length, capacity;
} text;

static void add(text *t, const char *bytes)
{
    size_t n = strlen(bytes);
    if (t->length + n > t->capacity) {
        t->capacity = 2 * (t->length + n);
        t->bytes = realloc(t->bytes, t->capacity);
        assert_non_null(t->bytes);
    }
    memcpy(t->bytes + t->length, bytes, n);
    t->length += n;
}

static void add_times(text *t, const char *bytes, size_t times)
{
    for (size_t i = 0; i < times; i++)
        add(t, bytes);
}

static void assert_text_refused(const char *name, text *t, size_t data, const char *says)
{
    blob b = file_with(t->bytes, t->length, data);
    assert_refused(name, &b, AE_EFORMAT, says);
    free(b.bytes);
    free(t->bytes);
    *t = (text){ 0 };
}

static void nesting_100000_deep(void **state)
{
    (void)state;
    text t = { 0 };
    add_times(&t, "{\"a\":", 100000);
    assert_text_refused("objects", &t, 0, "each once, instead of this key");
    add(&t, "{\"a\":{\"shape\":");
    add_times(&t, "[", 100000);
    assert_text_refused("arrays", &t, 0, "whole number");
}

static void long_strings(void **state)
{
    (void)state;
    text t = { 0 };
    add(&t, "{\"__metadata__\":{\"a\":\"");
    add_times(&t, "0123456789", 1000000);
    add(&t, "\"}}");
    assert_text_refused("a value of 10 MB", &t, 0, "longer than 1048576");
    add(&t, "{\"");
    add_times(&t, "0123456789", 100000);
    add(&t, "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}");
    assert_text_refused("a name of 1 MB", &t, 4, "longer than 256");
    add(&t, "{\"__metadata__\":{\"");
    add_times(&t, "k", 261);
    add(&t, "\":\"\"}}");
    assert_text_refused("a key of 261 bytes", &t, 0, "longer than 260");
}

static void thousand_dimensions(void **state)
{
    (void)state;
    text t = { 0 };
    add(&t, "{\"x\":{\"dtype\":\"F32\",\"shape\":[1");
    add_times(&t, ",1", 999);
    add(&t, "],\"data_offsets\":[0,4]}}");
    assert_text_refused("1,000 dimensions", &t, 4, "1 to 4");
    add(&t, "{\"x\":{\"dtype\":\"F32\",\"shape\":[1");
    add_times(&t, "0", 1000000);
    add(&t, "],\"data_offsets\":[0,4]}}");
    assert_text_refused("a number of 1,000,000 digits", &t, 4, "smaller number");
}

/* ,"7":"" */
static void add_string(text *t, size_t key)
{
    char part[64];
    snprintf(part, sizeof part, ",\"%zu\":\"\"", key);
    add(t, part);
}

/* One number, in its place among others like it. */
static void add_tensor(text *t, size_t name, size_t place)
{
    char part[128];
    snprintf(part, sizeof part, ",\"%zu\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%zu,%zu]}", name, 4 * place,
             4 * place + 4);
    add(t, part);
}

static void a_million_keys(void **state)
{
    (void)state;
    text t = { 0 };
    add(&t, "{\"__metadata__\":{\"k\":\"\"");
    for (size_t i = 0; i < 1000000; i++)
        add_string(&t, i);
    add(&t, "}}");
    assert_text_refused("1,000,000 strings", &t, 0, "no more than 1280 strings");
    add(&t, "{\"__metadata__\":{\"k\":\"\"");
    for (size_t i = 0; i < AE_MAX_STRINGS; i++)
        add_string(&t, i);
    add(&t, "}}");
    assert_text_refused("one string too many", &t, 0, "no more than 1280 strings");
    add(&t, "{\"__metadata__\":{}");
    for (size_t i = 0; i <= AE_MAX_TENSORS; i++)
        add_tensor(&t, i, i);
    add(&t, "}");
    assert_text_refused("65,537 tensors", &t, 4 * (AE_MAX_TENSORS + 1), "no more than 65536 tensors");
}

/* The last has the name of the first: found, and the memory stays in bounds. */
static void a_duplicate_among_many(void **state)
{
    (void)state;
    text t = { 0 };
    size_t n = 20000;
    add(&t, "{\"__metadata__\":{}");
    for (size_t i = 0; i < n; i++)
        add_tensor(&t, i, i);
    add_tensor(&t, 0, n);
    add(&t, "}");
    assert_text_refused("the first name once more", &t, 4 * (n + 1), "tensor 0 twice");
}

/* ---- what the numbers are ---- */

static void assert_element(float value, ae_status status, const char *says)
{
    blob b = file_of("{\"w\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}", 16);
    memcpy(b.bytes + b.size - 8, &value, 4);
    if (status != AE_OK)
        assert_refused("element", &b, status, says);
    else {
        ae_arena arena;
        ae_document d;
        ae_arena_init(&arena, NULL);
        assert_int_equal(ae_safetensors_read(&d, b.bytes, b.size, &arena, NULL), AE_OK);
        assert_memory_equal(&d.tensors[0].data[2], &value, 4);
        ae_arena_free(&arena);
    }
    free(b.bytes);
}

static float from_bits(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, 4);
    return x;
}

static void numbers_that_are_not_finite(void **state)
{
    (void)state;
    const uint32_t bad[] = { 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000, 0x7f800001, 0xffffffff };
    const uint32_t good[] = { 0, 0x80000000, 1, 0x007fffff, 0x7f7fffff, 0xff7fffff };
    for (size_t i = 0; i < 6; i++) {
        assert_element(from_bits(bad[i]), AE_EFORMAT, "tensor w: element 2");
        assert_element(from_bits(good[i]), AE_OK, "");
    }
}

/* A checksum is no signature: who changes the content may set it right. The other checks must hold all the same. */
static void the_right_checksum_over_a_nan(void **state)
{
    (void)state;
    ae_arena arena;
    ae_arena_init(&arena, NULL);
    ae_document d = sample_document(&arena);
    float bias[2] = { 1, from_bits(0x7fc00000) };
    d.tensors[1].data = bias;
    blob b = written(&d);
    assert_refused("NaN", &b, AE_EFORMAT, "tensor dense1.bias: element 1");
    free(b.bytes);
    ae_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_that_are_no_such_json),
        cmocka_unit_test(tensors_that_cannot_be),
        cmocka_unit_test(files_too_short_for_a_header),
        cmocka_unit_test(header_lengths_that_cannot_be),
        cmocka_unit_test(a_header_above_the_limit),
        cmocka_unit_test(data_that_would_not_be_aligned),
        cmocka_unit_test(nul_in_the_header),
        cmocka_unit_test(two_files_joined),
        cmocka_unit_test(nesting_100000_deep),
        cmocka_unit_test(long_strings),
        cmocka_unit_test(thousand_dimensions),
        cmocka_unit_test(a_million_keys),
        cmocka_unit_test(a_duplicate_among_many),
        cmocka_unit_test(numbers_that_are_not_finite),
        cmocka_unit_test(the_right_checksum_over_a_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
