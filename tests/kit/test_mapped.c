/* Plain npy files are mapped: their rows are the page cache's, and no table holds them a second time. */
#include "folder.h"
#include <math.h>

/* An npy file whose elements begin at byte `start`. */
static void write_npy(const char *path, const char *descr, const char *shape, size_t start, const void *elements, size_t n)
{
    char file[512] = { 0 }, header[128];
    int length = snprintf(header, sizeof header, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, shape);
    assert_true(length > 0 && 10 + (size_t)length < start && start + n <= sizeof file);
    memset(file, ' ', start);
    memcpy(file, "\x93NUMPY\x01\x00", 8);
    file[8] = (char)(start - 10);
    file[9] = 0;
    memcpy(file + 10, header, (size_t)length);
    file[start - 1] = '\n';
    memcpy(file + start, elements, n);
    write_file(path, file, start + n);
}

static void copy_gzipped(const char *to, const char *from)
{
    char bytes[512];
    write_gzip(to, bytes, read_file(from, bytes, sizeof bytes));
}

static kit_table read_table(const char *path)
{
    kit_table t;
    kit_message why = { "" };
    if (!kit_table_read(&t, path, NULL, &why))
        fail_msg("%s", why.text);
    return t;
}

static bool lies_in_mapping(const kit_table *t)
{
    const char *data = t->data, *start = t->mapping.start;
    return start && data > start && data < start + t->mapping.size;
}

static const float floats[] = { 1, -2.5f, 0, 4, 5, 1e-30f };
static const double doubles[] = { 1, -2.5, 0, 4, 5, 0.1 };
static const uint8_t bytes[] = { 0, 1, 2, 128, 254, 255 };
static const int32_t integers[] = { 0, -1, 2, INT32_MIN, INT32_MAX, 7 };

static const struct {
    const char *descr;
    ae_dtype dtype;
    const void *elements;
    size_t size;
} types[] = { { "<f4", AE_F32, floats, sizeof floats },
              { "<f8", AE_F64, doubles, sizeof doubles },
              { "|u1", AE_U8, bytes, sizeof bytes },
              { "<i4", AE_I32, integers, sizeof integers } };

/* Given a plain npy file of any type that is read, its elements after 72, 80 or 128 bytes; when read; then the table's rows
 * lie in the mapped file, and are those of the same file gzipped, which is read into memory. */
static void a_plain_npy_is_mapped_whatever_its_type(void **state)
{
    (void)state;
    static const size_t starts[] = { 72, 80, 128 };
    for (size_t i = 0; i < 3 * sizeof types / sizeof *types; i++) {
        size_t type = i / 3, n = types[type].size;
        write_npy("rows.npy", types[type].descr, "(3, 2)", starts[i % 3], types[type].elements, n);
        copy_gzipped("rows.npy.gz", "rows.npy");

        kit_table mapped = read_table("rows.npy"), read = read_table("rows.npy.gz");

        assert_true(lies_in_mapping(&mapped));
        assert_null(read.mapping.start);
        assert_int_equal(mapped.rows, 3);
        assert_int_equal(mapped.width, 2);
        assert_int_equal(mapped.dtype, types[type].dtype);
        assert_memory_equal(mapped.data, types[type].elements, n);
        assert_memory_equal(read.data, types[type].elements, n);
        kit_table_free(&mapped);
        kit_table_free(&read);
        assert_null(mapped.mapping.start);
        assert_null(mapped.data);
    }
}

/* What the kit writes is aligned, so that it can be mapped again. */
static void a_written_npy_is_mapped(void **state)
{
    (void)state;
    kit_matrix m = { .data = floats, .rows = 3, .width = 2, .rank = 1, .shape = { 2 }, .column = "x" };
    kit_message why;
    assert_true(kit_matrix_write("m.npy", &m, &why));
    kit_table t = read_table("m.npy");
    assert_true(lies_in_mapping(&t));
    assert_memory_equal(t.data, floats, sizeof floats);
    kit_table_free(&t);
}

/* Given elements that begin at an odd byte; when read; then those of one byte are mapped, all others copied to where the
 * processor may read them. */
static void elements_that_are_not_aligned_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        write_npy("odd.npy", types[i].descr, "(3, 2)", 71, types[i].elements, types[i].size);
        kit_table t = read_table("odd.npy");
        assert_int_equal(lies_in_mapping(&t), types[i].dtype == AE_U8);
        assert_memory_equal(t.data, types[i].elements, types[i].size);
        kit_table_free(&t);
    }
}

static void texts_are_read_and_bytes_of_idx_are_mapped(void **state)
{
    (void)state;
    write_file("rows.csv", "1,2\n3,4\n", 8);
    write_file("rows.idx", "\0\0\x08\x01\0\0\0\x01\x05", 9);
    kit_table text = read_table("rows.csv"), bytes_of_idx = read_table("rows.idx");
    assert_null(text.mapping.start);
    assert_true(lies_in_mapping(&bytes_of_idx));
    kit_table_free(&text);
    kit_table_free(&bytes_of_idx);
}

/* Given a header that claims another size than the file has; when read; then it is refused before anything is mapped. */
static void a_header_that_lies_about_the_size_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *shape;
        size_t bytes;
        const char *says;
    } lies[] = {
        { "(4, 2)", 24,
          "lie.npy: is truncated or damaged: its header claims 8 elements of 4 bytes, its size allows 24 bytes" },
        { "(3, 2)", 23, "its header claims 6 elements of 4 bytes, its size allows 23 bytes" },
        { "(3, 2)", 0, "its header claims 6 elements of 4 bytes, its size allows 0 bytes" },
        { "(2, 2)", 24, "lie.npy: goes on after byte 144, where its header says that it ends" },
        { "(5,)", 23, "lie.npy: goes on after byte 148" },
        { "(4611686018427387904, 2)", 24, "claims more elements than any memory holds" },
        { "(2305843009213693951,)", 24, "its header claims 2305843009213693951 elements of 4 bytes, its size allows 24" },
    };
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        kit_table t = { .rows = 77 };
        kit_message why = { "" };
        write_npy("lie.npy", "<f4", lies[i].shape, 128, floats, lies[i].bytes);
        if (kit_table_read(&t, "lie.npy", NULL, &why))
            fail_msg("%s in %zu bytes was read", lies[i].shape, lies[i].bytes);
        assert_says(&why, lies[i].says);
        assert_int_equal(t.rows, 77);
    }
}

/* Given a header whose own length reaches behind the end of the file; when read; then it is refused. */
static void a_header_longer_than_its_file_is_refused(void **state)
{
    (void)state;
    char file[512];
    kit_table t;
    kit_message why = { "" };
    write_npy("long.npy", "<f4", "(3, 2)", 128, floats, sizeof floats);
    size_t n = read_file("long.npy", file, sizeof file);
    file[9] = 1; /* 256 bytes more */
    write_file("long.npy", file, n);
    assert_false(kit_table_read(&t, "long.npy", NULL, &why));
    assert_says(&why, "long.npy: is truncated: it ends after 152 bytes, where 384 are due");
}

static void a_number_that_is_not_finite_is_found_in_a_mapped_file(void **state)
{
    (void)state;
    const float bad[] = { 1, 2, 3, NAN };
    kit_table t;
    kit_message why = { "" };
    write_npy("nan.npy", "<f4", "(2, 2)", 128, bad, sizeof bad);
    assert_false(kit_table_read(&t, "nan.npy", NULL, &why));
    assert_says(&why, "nan.npy: row 2, column 2 is nan");
}

/* Given a mapped table; when another file takes the place of its own; then its rows stay what they were. */
static void a_file_that_is_replaced_stays_whole_where_it_is_mapped(void **state)
{
    (void)state;
    const float others[] = { 9, 9 };
    kit_matrix m = { .data = others, .rows = 1, .width = 2, .rank = 1, .shape = { 2 }, .column = "x" };
    kit_message why;
    write_npy("rows.npy", "<f4", "(3, 2)", 128, floats, sizeof floats);
    kit_table t = read_table("rows.npy");

    assert_true(kit_matrix_write("rows.npy", &m, &why));

    assert_memory_equal(t.data, floats, sizeof floats);
    kit_table_free(&t);
}

/* Given a mapped table; when rows are chosen; then these alone are in memory, and the mapping has ended. */
static void chosen_rows_leave_the_mapping(void **state)
{
    (void)state;
    kit_message why = { "" };
    write_npy("rows.npy", "<f4", "(3, 2)", 128, floats, sizeof floats);
    write_file("list.txt", "2\n0\n", 4);
    kit_table t = read_table("rows.npy");

    assert_true(kit_table_keep_listed(&t, "list.txt", &why));

    const float expected[] = { 5, 1e-30f, 1, -2.5f };
    assert_null(t.mapping.start);
    assert_int_equal(t.rows, 2);
    assert_memory_equal(t.data, expected, sizeof expected);
    kit_table_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_npy_is_mapped_whatever_its_type),
        cmocka_unit_test(a_written_npy_is_mapped),
        cmocka_unit_test(elements_that_are_not_aligned_are_read),
        cmocka_unit_test(texts_are_read_and_bytes_of_idx_are_mapped),
        cmocka_unit_test(a_header_that_lies_about_the_size_is_refused),
        cmocka_unit_test(a_header_longer_than_its_file_is_refused),
        cmocka_unit_test(a_number_that_is_not_finite_is_found_in_a_mapped_file),
        cmocka_unit_test(a_file_that_is_replaced_stays_whole_where_it_is_mapped),
        cmocka_unit_test(chosen_rows_leave_the_mapping),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
