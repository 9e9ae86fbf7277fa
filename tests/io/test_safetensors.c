#include "support.h"
#include <stdio.h>

/* ---- writing ---- */

static const char sample_header[] =
    "{\"__metadata__\":{\"format\":\"1\",\"spec\":\"input 4\\ndense 2 \\\"\\\\\\t\\u0001 \xc3\xa9\","
    "\"checksum\":\"0123456789abcdef\"},"
    "\"dense1.weight\":{\"dtype\":\"F32\",\"shape\":[4,2],\"data_offsets\":[0,32]},"
    "\"dense1.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[32,40]}}";

static ae_arena arena;
static blob file; /* the sample, written */

static int open_sample(void **state)
{
    (void)state;
    ae_arena_init(&arena, NULL);
    ae_document d = sample_document(&arena);
    file = written(&d);
    return 0;
}

static int close_sample(void **state)
{
    (void)state;
    free(file.bytes);
    ae_arena_free(&arena);
    return 0;
}

static uint64_t header_length(const blob *b)
{
    uint64_t length;
    memcpy(&length, b->bytes, 8);
    return length;
}

static unsigned char *find(const unsigned char *bytes, size_t size, const char *text)
{
    size_t n = strlen(text);
    for (size_t i = 0; i + n <= size; i++)
        if (memcmp(bytes + i, text, n) == 0)
            return (unsigned char *)(uintptr_t)bytes + i;
    return NULL;
}

static unsigned char *checksum_of(const blob *b)
{
    const char key[] = "\"checksum\":\"";
    unsigned char *at = find(b->bytes, b->size, key);
    assert_non_null(at);
    return at + sizeof key - 1;
}

static void the_bytes_are_these_and_no_others(void **state)
{
    (void)state;
    size_t json = strlen(sample_header), before = (size_t)(strstr(sample_header, "0123") - sample_header);
    assert_memory_equal(file.bytes + 8, sample_header, before);
    assert_memory_equal(file.bytes + 8 + before + 16, sample_header + before + 16, json - before - 16);
    for (size_t i = 8 + json; i < 8 + header_length(&file); i++)
        assert_int_equal(file.bytes[i], ' ');
    assert_int_equal(file.size, 8 + header_length(&file) + 40);
}

static void the_data_begins_at_a_multiple_of_64(void **state)
{
    (void)state;
    char name[100] = "";
    static const float x[1] = { 1 };
    ae_tensor tensor = { name, { 1, { 1 } }, x, 0 };
    for (size_t i = 0; i < sizeof name - 1; i++) {
        memset(name, 'n', i + 1);
        ae_document d = { .tensors = &tensor, .n_tensors = 1 };
        blob b = written(&d);
        assert_int_equal((8 + header_length(&b)) % 64, 0);
        assert_memory_equal(b.bytes + b.size - 4, x, 4);
        free(b.bytes);
    }
}

static void the_same_document_gives_the_same_bytes(void **state)
{
    (void)state;
    ae_document d = sample_document(&arena);
    blob again = written(&d);
    assert_int_equal(again.size, file.size);
    assert_memory_equal(again.bytes, file.bytes, file.size);
    free(again.bytes);
}

static void a_size_that_does_not_fit_is_said(void **state)
{
    (void)state;
    ae_tensor huge[] = { { "a", { 1, { SIZE_MAX / 8 } }, NULL, 0 }, { "b", { 1, { SIZE_MAX / 5 } }, NULL, 0 } };
    ae_document d = { .tensors = huge, .n_tensors = 2 };
    assert_int_equal(ae_safetensors_size(&d), SIZE_MAX);
}

/* ---- reading what was written ---- */

static void assert_same_tensor(const ae_tensor *a, const ae_tensor *b)
{
    assert_string_equal(a->name, b->name);
    assert_int_equal(a->shape.rank, b->shape.rank);
    assert_memory_equal(a->shape.dim, b->shape.dim, sizeof a->shape.dim);
    assert_memory_equal(a->data, b->data, ae_tensor_bytes(a));
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    ae_document d, want = sample_document(&arena);

    assert_int_equal(ae_safetensors_read(&d, file.bytes, file.size, &arena, NULL), AE_OK);

    assert_int_equal(d.n_strings, want.n_strings + 1);
    for (size_t i = 0; i < want.n_strings; i++) {
        assert_string_equal(d.strings[i].key, want.strings[i].key);
        assert_string_equal(d.strings[i].value, want.strings[i].value);
    }
    assert_string_equal(d.strings[2].key, AE_CHECKSUM_KEY);
    assert_memory_equal(d.strings[2].value, checksum_of(&file), 16);
    assert_int_equal(d.n_tensors, want.n_tensors);
    for (size_t i = 0; i < want.n_tensors; i++)
        assert_same_tensor(&d.tensors[i], &want.tensors[i]);
}

static void what_is_read_is_written_as_it_was(void **state)
{
    (void)state;
    ae_document d;
    assert_int_equal(ae_safetensors_read(&d, file.bytes, file.size, &arena, NULL), AE_OK);
    blob again = written(&d);
    assert_int_equal(again.size, file.size);
    assert_memory_equal(again.bytes, file.bytes, file.size);
    free(again.bytes);
}

static void tensors_point_into_the_file(void **state)
{
    (void)state;
    ae_document d;
    assert_int_equal(ae_safetensors_read(&d, file.bytes, file.size, &arena, NULL), AE_OK);
    assert_ptr_equal(d.tensors[0].data, file.bytes + file.size - 40);
    assert_ptr_equal(d.tensors[1].data, file.bytes + file.size - 8);
}

static void a_file_may_lie_at_any_address(void **state)
{
    (void)state;
    for (size_t shift = 1; shift < 8; shift++) {
        unsigned char *room = malloc(shift + file.size);
        ae_document d;
        assert_non_null(room);
        memcpy(room + shift, file.bytes, file.size);

        assert_int_equal(ae_safetensors_read(&d, room + shift, file.size, &arena, NULL), AE_OK);

        assert_memory_equal(d.tensors[0].data, file.bytes + file.size - 40, 32);
        free(room);
    }
}

static void an_empty_document_makes_a_file(void **state)
{
    (void)state;
    ae_document none = { 0 }, d;
    blob b = written(&none);
    assert_int_equal(ae_safetensors_read(&d, b.bytes, b.size, &arena, NULL), AE_OK);
    assert_int_equal(d.n_tensors, 0);
    assert_int_equal(d.n_strings, 1);
    free(b.bytes);
}

/* ---- reading what others wrote ---- */

static void the_order_of_entries_is_free(void **state)
{
    (void)state;
    blob b = file_of("{ \"second\" : { \"shape\" : [ 2 , 1 ] , \"data_offsets\" : [ 4 , 12 ] ,\n\t\"dtype\" : \"F32\" } ,\r"
                     "\"__metadata__\":{},\"first/x\":{\"data_offsets\":[0,4],\"dtype\":\"F\\u00332\",\"shape\":[1]}}",
                     12);
    const float x[] = { 1, 2, 3 };
    ae_document d;
    memcpy(b.bytes + b.size - 12, x, 12);

    assert_int_equal(ae_safetensors_read(&d, b.bytes, b.size, &arena, NULL), AE_OK);

    assert_int_equal(d.n_strings, 0);
    assert_memory_equal(tensor_called(&d, "first/x")->data, x, 4);
    assert_memory_equal(tensor_called(&d, "second")->data, x + 1, 8);
    free(b.bytes);
}

static void four_dimensions_are_read(void **state)
{
    (void)state;
    blob b = file_of("{\"x\":{\"dtype\":\"F32\",\"shape\":[1,2,1,3],\"data_offsets\":[0,24]}}", 24);
    const size_t shape[] = { 1, 2, 1, 3 };
    ae_document d;

    assert_int_equal(ae_safetensors_read(&d, b.bytes, b.size, &arena, NULL), AE_OK);

    assert_int_equal(d.tensors[0].shape.rank, 4);
    assert_memory_equal(d.tensors[0].shape.dim, shape, sizeof shape);
    free(b.bytes);
}

static void a_header_may_be_as_long_as_the_limit(void **state)
{
    (void)state;
    blob b = file_with("{}", 2, AE_MAX_HEADER - 8);
    const uint64_t length = AE_MAX_HEADER;
    ae_document d;
    memset(b.bytes + 16, ' ', b.size - 16);
    memcpy(b.bytes, &length, 8);
    assert_int_equal(ae_safetensors_read(&d, b.bytes, b.size, &arena, NULL), AE_OK);
    free(b.bytes);
}

static void a_file_without_a_checksum_is_read(void **state)
{
    (void)state;
    blob plain = file_of("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4), none = file_of("{}", 0);
    ae_document d;
    assert_int_equal(ae_safetensors_read(&d, plain.bytes, plain.size, &arena, NULL), AE_OK);
    assert_null(ae_document_string(&d, AE_CHECKSUM_KEY));
    assert_int_equal(ae_safetensors_read(&d, none.bytes, none.size, &arena, NULL), AE_OK);
    assert_int_equal(d.n_tensors, 0);
    free(plain.bytes);
    free(none.bytes);
}

/* ---- damage ---- */

/* The checksum guards every byte but those of its own key: where that is damaged, the document has no checksum. */
static bool refused(const unsigned char *bytes, size_t size)
{
    ae_arena scratch;
    ae_document d;
    ae_error e = { 0 };
    ae_arena_init(&scratch, NULL);
    ae_status status = ae_safetensors_read(&d, bytes, size, &scratch, &e);
    bool keyless = status == AE_OK && !ae_document_string(&d, AE_CHECKSUM_KEY) && !find(bytes, size, "\"checksum\":");
    if (status != AE_OK) {
        assert_true(status == AE_EFORMAT || status == AE_ECHECKSUM);
        assert_int_equal(e.status, status);
        assert_true(e.text[0] && d.n_tensors == 0 && d.n_strings == 0);
    }
    ae_arena_free(&scratch);
    return status != AE_OK || keyless;
}

static void every_truncation_is_refused(void **state)
{
    (void)state;
    for (size_t n = 0; n < file.size; n++) {
        blob b = blob_of(file.bytes, n);
        assert_true(refused(b.bytes, n));
        free(b.bytes);
    }
}

static void every_changed_byte_is_refused(void **state)
{
    (void)state;
    blob b = blob_of(file.bytes, file.size);
    for (size_t i = 0; i < b.size; i++) {
        for (unsigned add = 1; add < 256; add++) {
            b.bytes[i] = (unsigned char)(file.bytes[i] + add);
            assert_true(refused(b.bytes, b.size));
        }
        b.bytes[i] = file.bytes[i];
    }
    free(b.bytes);
}

static void every_added_or_lost_byte_is_refused(void **state)
{
    (void)state;
    blob longer = { malloc(file.size + 1), file.size + 1 }, shorter = { malloc(file.size - 1), file.size - 1 };
    for (size_t i = 0; i < file.size; i++) {
        memcpy(longer.bytes, file.bytes, i);
        longer.bytes[i] = 'x';
        memcpy(longer.bytes + i + 1, file.bytes + i, file.size - i);
        assert_true(refused(longer.bytes, longer.size));
        memcpy(shorter.bytes, file.bytes, i);
        memcpy(shorter.bytes + i, file.bytes + i + 1, file.size - i - 1);
        assert_true(refused(shorter.bytes, shorter.size));
    }
    free(longer.bytes);
    free(shorter.bytes);
}

static void a_wrong_checksum_is_told_apart_from_a_wrong_format(void **state)
{
    (void)state;
    blob b = blob_of(file.bytes, file.size);
    ae_document d;
    ae_error e = { 0 };
    b.bytes[b.size - 1] ^= 1;
    assert_int_equal(ae_safetensors_read(&d, b.bytes, b.size, &arena, &e), AE_ECHECKSUM);
    assert_non_null(strstr(e.text, "checksum"));
    b.bytes[b.size - 1] ^= 1;
    unsigned char *digit = checksum_of(&b);
    *digit = *digit == '0' ? '1' : '0';
    assert_int_equal(ae_safetensors_read(&d, b.bytes, b.size, &arena, &e), AE_ECHECKSUM);
    free(b.bytes);
}

/* ---- memory ---- */

typedef struct budget {
    size_t left;
} budget;

static void *limited(void *user, size_t size)
{
    budget *b = user;
    if (b->left == 0)
        return NULL;
    b->left--;
    return malloc(size);
}

static void release(void *user, void *memory, size_t size)
{
    (void)user;
    (void)size;
    free(memory);
}

/* 1,000 strings and tensors: too much for one chunk of the arena, so that every taking is an allocation. */
static blob long_file(void)
{
    static const float one = 1;
    static char names[1000][8];
    ae_document d = { 0 };
    for (int i = 0; i < 1000; i++) {
        snprintf(names[i], sizeof names[i], "n%d", i);
        ae_tensor tensor = { names[i], { 1, { 1 } }, &one, 0 };
        assert_int_equal(ae_document_add_string(&d, names[i], "", &arena, NULL), AE_OK);
        assert_int_equal(ae_document_add_tensor(&d, &tensor, &arena, NULL), AE_OK);
    }
    return written(&d);
}

static void each_failed_allocation_is_said(void **state)
{
    (void)state;
    blob b = long_file();
    ae_status status = AE_ENOMEM;
    for (size_t n = 0; status != AE_OK; n++) {
        budget left = { n };
        ae_allocator allocator = { limited, release, &left };
        ae_arena scratch;
        ae_document d;
        ae_arena_init(&scratch, &allocator);

        status = ae_safetensors_read(&d, b.bytes, b.size, &scratch, NULL);

        assert_int_equal(status, n < 4 ? AE_ENOMEM : AE_OK); /* strings, tensors, text, the space to order them */
        ae_arena_free(&scratch);
    }
    free(b.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bytes_are_these_and_no_others),
        cmocka_unit_test(the_data_begins_at_a_multiple_of_64),
        cmocka_unit_test(the_same_document_gives_the_same_bytes),
        cmocka_unit_test(a_size_that_does_not_fit_is_said),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(what_is_read_is_written_as_it_was),
        cmocka_unit_test(tensors_point_into_the_file),
        cmocka_unit_test(a_file_may_lie_at_any_address),
        cmocka_unit_test(an_empty_document_makes_a_file),
        cmocka_unit_test(the_order_of_entries_is_free),
        cmocka_unit_test(four_dimensions_are_read),
        cmocka_unit_test(a_header_may_be_as_long_as_the_limit),
        cmocka_unit_test(a_file_without_a_checksum_is_read),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(every_changed_byte_is_refused),
        cmocka_unit_test(every_added_or_lost_byte_is_refused),
        cmocka_unit_test(a_wrong_checksum_is_told_apart_from_a_wrong_format),
        cmocka_unit_test(each_failed_allocation_is_said),
    };
    return cmocka_run_group_tests(tests, open_sample, close_sample);
}
