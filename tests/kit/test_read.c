/* Readers: every format, plain and gzipped, and everything that can be wrong with it. */
#include "folder.h"
#include <math.h>
#include <sys/stat.h>

/* clang-format off */

/* Bytes with zeros in them, and how many. */
#define BYTES(literal) literal, sizeof(literal) - 1

/* npy 1.0: `n` is the length of the header, two bytes. */
#define NPY(n, header) "\x93NUMPY\x01\x00" n "\x00" header

static const kit_reading take_nan = { .take_nan = true }, label_last = { .label = KIT_LAST };

typedef struct good {
    const char *name, *bytes;
    size_t n;
    const kit_reading *how;
    size_t rows, width, rank;
    ae_dtype dtype;
    double numbers[6];
    const char *label; /* of the last row */
} good;

static const good binaries[] = {
    { "bytes.idx", BYTES("\0\0\x08\x03\0\0\0\x01\0\0\0\x02\0\0\0\x02\x00\x07\x80\xff"), NULL, 1, 4, 2, AE_U8, { 0, 7, 128, 255 }, 0 },
    { "list-idx1-ubyte", BYTES("\0\0\x08\x01\0\0\0\x03\x05\x06\x07"), NULL, 3, 1, 1, AE_U8, { 5, 6, 7 }, 0 },
    { "signed.idx", BYTES("\0\0\x09\x02\0\0\0\x01\0\0\0\x02\x80\x7f"), NULL, 1, 2, 1, AE_I32, { -128, 127 }, 0 },
    { "short.idx", BYTES("\0\0\x0b\x02\0\0\0\x01\0\0\0\x02\xff\xfe\x01\x00"), NULL, 1, 2, 1, AE_I32, { -2, 256 }, 0 },
    { "int.idx", BYTES("\0\0\x0c\x01\0\0\0\x01\x80\0\0\0"), NULL, 1, 1, 1, AE_I32, { -2147483648.0 }, 0 },
    { "float.idx", BYTES("\0\0\x0d\x01\0\0\0\x01\xbf\xc0\0\0"), NULL, 1, 1, 1, AE_F32, { -1.5 }, 0 },
    { "double.idx", BYTES("\0\0\x0e\x01\0\0\0\x01\x40\x09\x21\xfb\x54\x44\x2d\x18"), NULL, 1, 1, 1, AE_F64, { 3.141592653589793 }, 0 },
    { "any name", BYTES("\0\0\x08\x01\0\0\0\x01\x05"), NULL, 1, 1, 1, AE_U8, { 5 }, 0 },

    { "f4.npy", BYTES(NPY("\x3d", "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }  ") "\0\0\x80\x3f\0\0\x20\xc0"),
      NULL, 1, 2, 1, AE_F32, { 1, -2.5 }, 0 },
    { "f8.npy", BYTES(NPY("\x39", "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }") "\0\0\0\0\0\0\xf8\x3f"),
      NULL, 1, 1, 1, AE_F64, { 1.5 }, 0 },
    { "u1.npy", BYTES(NPY("\x3c", "{'descr': '|u1', 'fortran_order': False, 'shape': (1,2,3), }") "\1\2\3\4\5\6"),
      NULL, 1, 6, 2, AE_U8, { 1, 2, 3, 4, 5, 6 }, 0 },
    { "i4.npy", BYTES(NPY("\x36", "{'shape': (2,), 'fortran_order': True, 'descr': '<i4'}") "\xff\xff\xff\xff\7\0\0\0"),
      NULL, 2, 1, 1, AE_I32, { -1, 7 }, 0 },
    { "v2.npy", BYTES("\x93NUMPY\x02\x00\x39\0\0\0{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }" "\0\0\x80\x3f"),
      NULL, 1, 1, 1, AE_F32, { 1 }, 0 },
};

/* As they are, where they may be. */
static const good not_finite[] = {
    { "nan.idx", BYTES("\0\0\x0d\x02\0\0\0\x02\0\0\0\x01\0\0\0\0\x7f\xc0\0\0"), &take_nan, 2, 1, 1, AE_F32, { 0, NAN }, 0 },
    { "inf.npy", BYTES(NPY("\x37", "{'descr': '<f4','fortran_order': False, 'shape': (1,2)}") "\0\0\0\0\0\0\x80\x7f"), &take_nan,
      1, 2, 1, AE_F32, { 0, INFINITY }, 0 },
};

/* More of them are in test_text.c. */
static const good texts[] = {
    { "plain.csv", BYTES("1,2\n3,4.5e-1\n"), NULL, 2, 2, 1, AE_F32, { 1, 2, 3, 0.45f }, 0 },
    { "labels.csv", BYTES("1,2,0\n3,4,1\n"), &label_last, 2, 2, 1, AE_F32, { 1, 2, 3, 4 }, "1" },
    { "no suffix", BYTES("1,2\n"), NULL, 1, 2, 1, AE_F32, { 1, 2 }, 0 },
};

typedef struct bad {
    const char *name, *bytes;
    size_t n;
    const kit_reading *how;
    const char *says;
} bad;

static const bad bads[] = {
    { "empty.csv", BYTES(""), NULL, "empty.csv: is empty" },
    { "empty.idx", BYTES(""), NULL, "is empty" },
    { "what.bin", BYTES("\x7f" "ELF\0\0\0\0"), NULL, "is of no kind that can be read" },

    { "short.idx", BYTES("\0\0\x08"), NULL, "ends after 3 bytes, where 4 are due" },
    { "sizes.idx", BYTES("\0\0\x08\x03\0\0\0\x01"), NULL, "ends after 8 bytes, where 16 are due" },
    { "cut.idx", BYTES("\0\0\x08\x02\0\0\0\x02\0\0\0\x02\1\2\3"), NULL, "claims 4 elements of 1 bytes, its size allows 3" },
    { "long.idx", BYTES("\0\0\x08\x01\0\0\0\x02\1\2\3"), NULL, "goes on after byte 10" },
    { "none.idx", BYTES("\0\0\x08\x02\0\0\0\x00\0\0\0\x02"), NULL, "size 1 of 2 is 0" },
    { "narrow.idx", BYTES("\0\0\x08\x02\0\0\0\x02\0\0\0\x00"), NULL, "size 2 of 2 is 0" },
    { "huge.idx", BYTES("\0\0\x08\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), NULL, "more elements than any memory" },
    { "big.idx", BYTES("\0\0\x0e\x02\xff\xff\xff\xff\0\0\0\x0f"), NULL, "claims 64424509425 elements of 8 bytes" },
    { "type.idx", BYTES("\0\0\x0a\x01\0\0\0\x01\0"), NULL, "is not an IDX file" },
    { "rank.idx", BYTES("\0\0\x08\x06\0\0\0\x01\0"), NULL, "is not an IDX file" },
    { "magic-ubyte", BYTES("hello"), NULL, "is not an IDX file: it begins with 68 65 6c 6c" },
    { "nan.idx", BYTES("\0\0\x0d\x02\0\0\0\x02\0\0\0\x01\0\0\0\0\x7f\xc0\0\0"), NULL, "row 2, column 1 is nan" },
    { "labels.idx", BYTES("\0\0\x08\x01\0\0\0\x01\x05"), &label_last, "none of its 1 columns is left for the rows" },

    { "magic.npy", BYTES("hello world, no array"), NULL, "does not begin with \\x93NUMPY" },
    { "version.npy", BYTES("\x93NUMPY\x04\x00\x10\x00"), NULL, "npy version 4.0" },
    { "cut.npy", BYTES("\x93NUMPY\x01\x00\x40\x00{'descr'"), NULL, "is truncated" },
    { "header.npy", BYTES("\x93NUMPY\x02\x00\xff\xff\xff\xff{"), NULL, "longer than 65536" },
    { "type.npy", BYTES(NPY("\x37", "{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}")), NULL, "its elements are '<c8'" },
    { "no type.npy", BYTES(NPY("\x02", "{}")), NULL, "no 'descr'" },
    { "no order.npy", BYTES(NPY("\x22", "{'descr': '<f4', 'shape': (2, 3),}")), NULL, "no 'fortran_order'" },
    { "no shape.npy", BYTES(NPY("\x27", "{'descr': '<f4','fortran_order': False}")), NULL, "no 'shape'" },
    { "scalar.npy", BYTES(NPY("\x34", "{'descr': '<f4','fortran_order': False, 'shape': ()}")), NULL, "a list of 1 to 5 sizes" },
    { "minus.npy", BYTES(NPY("\x37", "{'descr': '<f4','fortran_order': False, 'shape': (-1,)}")), NULL, "a list of 1 to 5 sizes" },
    { "none.npy", BYTES(NPY("\x36", "{'descr': '<f4','fortran_order': False, 'shape': (0,)}")), NULL, "size 1 of 1 is 0" },
    { "short.npy", BYTES(NPY("\x37", "{'descr': '<f4','fortran_order': False, 'shape': (2,1)}") "\1\2\3\4"), NULL, "claims 2 elements" },
    { "huge.npy", BYTES(NPY("\x4c", "{'descr': '<f4','fortran_order': False, 'shape': (99999999999999,99999999)} ")), NULL,
      "more elements than any memory" },
    { "overflow.npy", BYTES(NPY("\x4c", "{'descr': '<f4','fortran_order': False, 'shape': (9999999999999999999999,)} ")), NULL,
      "more elements than any memory" },
    { "inf.npy", BYTES(NPY("\x37", "{'descr': '<f4','fortran_order': False, 'shape': (1,2)}") "\0\0\0\0\0\0\x80\x7f"), NULL,
      "row 1, column 2 is inf" },
    { "wide.npy", BYTES(NPY("\x36", "{'descr': '<f8','fortran_order': False, 'shape': (1,)}") "\0\0\0\0\0\0\x90\x7f"), NULL,
      "must be finite and fit a float" },
};
/* clang-format on */

#define COUNT(array) (sizeof(array) / sizeof *(array))

static double element(const kit_table *t, size_t i)
{
    if (t->dtype == AE_U8)
        return ((const unsigned char *)t->data)[i];
    if (t->dtype == AE_I32)
        return ((const int32_t *)t->data)[i];
    return t->dtype == AE_F32 ? (double)((const float *)t->data)[i] : ((const double *)t->data)[i];
}

static void check_good(const good *g, const char *path)
{
    kit_table t;
    kit_message why = { "" };
    if (!kit_table_read(&t, path, g->how, &why))
        fail_msg("%s", why.text);
    assert_int_equal(t.rows, g->rows);
    assert_int_equal(t.width, g->width);
    assert_int_equal(t.rank, g->rank);
    assert_int_equal(t.dtype, g->dtype);
    assert_string_equal(t.source, path);
    for (size_t i = 0; i < t.rows * t.width; i++)
        assert_true(element(&t, i) == g->numbers[i] || (isnan(element(&t, i)) && isnan(g->numbers[i])));
    if (g->label)
        assert_string_equal(t.labels[t.rows - 1], g->label);
    else
        assert_null(t.labels);
    kit_table_free(&t);
}

static void check_plain_and_gzipped(const good *g)
{
    char path[64];
    write_file(g->name, g->bytes, g->n);
    check_good(g, g->name);
    snprintf(path, sizeof path, "%s.gz", g->name);
    write_gzip(path, g->bytes, g->n);
    check_good(g, path);
}

static void every_format_is_read_plain_and_gzipped(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(binaries); i++)
        check_plain_and_gzipped(&binaries[i]);
    for (size_t i = 0; i < COUNT(not_finite); i++)
        check_plain_and_gzipped(&not_finite[i]);
    for (size_t i = 0; i < COUNT(texts); i++)
        check_plain_and_gzipped(&texts[i]);
}

static void every_bad_file_has_its_error(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bads); i++) {
        kit_table t = { .rows = 77 };
        kit_message why = { "" };
        write_file(bads[i].name, bads[i].bytes, bads[i].n);
        if (kit_table_read(&t, bads[i].name, bads[i].how, &why))
            fail_msg("%s was read", bads[i].name);
        assert_says(&why, bads[i].says);
        assert_says(&why, bads[i].name);
        assert_int_equal(t.rows, 77);
    }
}

/* What a gzipped file will hold cannot be known before it is unpacked, so some errors come later and read differently. */
static void bad_files_stay_bad_when_gzipped(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bads); i++) {
        char path[64];
        kit_table t;
        kit_message why = { "" };
        snprintf(path, sizeof path, "%s.gz", bads[i].name);
        write_gzip(path, bads[i].bytes, bads[i].n);
        if (kit_table_read(&t, path, bads[i].how, &why))
            fail_msg("%s was read", path);
        assert_says(&why, path);
    }
}

static void check_every_beginning(const char *path)
{
    static unsigned char whole[4096];
    size_t n = read_file(path, whole, sizeof whole);
    for (size_t cut = 0; cut < n; cut++) {
        kit_table t;
        kit_message why = { "" };
        write_file(path, whole, cut);
        if (kit_table_read(&t, path, NULL, &why))
            fail_msg("%s was read from %zu of its %zu bytes", path, cut, n);
        assert_says(&why, path);
    }
}

static void no_beginning_of_a_file_is_taken_for_the_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(binaries); i++) {
        char path[64];
        const char *suffix = strstr(binaries[i].name, ".npy") ? "npy" : "idx"; /* also where the magic is cut off */
        snprintf(path, sizeof path, "cut.%s", suffix);
        write_file(path, binaries[i].bytes, binaries[i].n);
        check_every_beginning(path);
        snprintf(path, sizeof path, "cut.%s.gz", suffix);
        write_gzip(path, binaries[i].bytes, binaries[i].n);
        check_every_beginning(path);
    }
}

static void a_damaged_gzip_stream_is_noticed(void **state)
{
    (void)state;
    unsigned char bytes[256];
    kit_table t;
    kit_message why = { "" };
    write_gzip("damaged.csv.gz", BYTES("1,2\n3,4\n"));
    size_t n = read_file("damaged.csv.gz", bytes, sizeof bytes);
    bytes[n - 8] ^= 1; /* the checksum */
    write_file("damaged.csv.gz", bytes, n);
    assert_false(kit_table_read(&t, "damaged.csv.gz", NULL, &why));
    assert_says(&why, "the gzip stream is damaged");
}

static void what_is_no_file_is_refused(void **state)
{
    (void)state;
    kit_table t;
    kit_message why = { "" };
    assert_false(kit_table_read(&t, "missing.csv", NULL, &why));
    assert_says(&why, "missing.csv: cannot be read: No such file");
    assert_int_equal(mkdir("empty", 0700), 0);
    assert_false(kit_table_read(&t, "empty", NULL, &why));
    assert_says(&why, "empty: is a folder without a .png file");
    assert_false(kit_table_read(&t, "/dev/zero", NULL, &why));
    assert_says(&why, "is not a file but a device or pipe");
}

/* From now on standard input is a pipe with these bytes. */
static void pipe_in(const void *bytes, size_t n)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], bytes, n), n);
    close(ends[1]);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
}

static void standard_input_is_a_file_of_any_format(void **state)
{
    static const float numbers[] = { 1, 2, 3, 4, 5, 6 };
    const kit_matrix m = { .data = numbers, .rows = 2, .width = 3, .rank = 1, .shape = { 3 } };
    kit_table t;
    kit_message why = { "" };
    char bytes[512];
    (void)state;
    assert_true(kit_matrix_write("in.npy", &m, &why));
    const size_t n = read_file("in.npy", bytes, sizeof bytes);

    pipe_in(bytes, n);
    assert_true(kit_table_read(&t, "-", NULL, &why));
    assert_memory_equal(t.data, numbers, sizeof numbers);
    assert_string_equal(t.source, "standard input");
    kit_table_free(&t);

    pipe_in(bytes, n - 1);
    assert_false(kit_table_read(&t, "-", NULL, &why));
    assert_says(&why, "standard input: is truncated");

    pipe_in("1,2\n3,4\n", 8);
    assert_true(kit_table_read(&t, "-", NULL, &why));
    assert_int_equal(t.rows, 2);
    kit_table_free(&t);

    pipe_in("1,x\n2,3\n4,5\n", 12);
    assert_false(kit_table_read(&t, "-", NULL, &why));
    assert_says(&why, "standard input: ");
}

static void a_header_gives_the_columns_their_names(void **state)
{
    (void)state;
    kit_table t;
    kit_message why = { "" };
    write_file("named.csv", BYTES(" width , \"a,\"\"b\"\"\",kind\n1,2,x\n3,4,y\n"));
    write_file("list.txt", BYTES("1\n"));
    write_file("nameless.csv", BYTES("1,2\n"));

    assert_true(kit_table_read(&t, "named.csv", &label_last, &why));
    assert_true(kit_table_keep_listed(&t, "list.txt", &why));

    assert_int_equal(t.width, 2);
    assert_string_equal(kit_table_name(&t, 0), "width");
    assert_string_equal(kit_table_name(&t, 1), "a,\"b\"");
    kit_table_free(&t);
    assert_true(kit_table_read(&t, "nameless.csv", NULL, &why));
    assert_null(kit_table_name(&t, 0));
    kit_table_free(&t);
}

static void rows_are_chosen_by_list_and_by_label(void **state)
{
    (void)state;
    kit_table t;
    kit_message why = { "" };
    write_file("rows.csv", BYTES("1,0\n2,1\n3,0\n4,1\n"));
    write_file("list.txt", BYTES("3\n0\n2\n"));
    assert_true(kit_table_read(&t, "rows.csv", &label_last, &why));

    assert_true(kit_table_keep_listed(&t, "list.txt", &why));
    assert_int_equal(t.rows, 3);
    assert_true(element(&t, 0) == 4 && element(&t, 1) == 1 && element(&t, 2) == 3);

    assert_true(kit_table_keep_label(&t, "0.0", &why));
    assert_int_equal(t.rows, 2);
    assert_true(element(&t, 0) == 1 && element(&t, 1) == 3);
    assert_string_equal(t.labels[1], "0");
    kit_table_free(&t);
}

static void a_choice_that_cannot_be_made_leaves_the_table_as_it_was(void **state)
{
    (void)state;
    static const struct {
        const char *list, *says;
    } wrong[] = {
        { "0\n2\n", "list.txt: line 2: 2 is no row of rows.csv; its rows are 0 to 1" },
        { "0\n0.5\n", "line 2: 0.5 is no row" },
        { "-1\n", "line 1: -1 is no row" },
        { "0,1\n", "one row number a line" },
        { "", "is empty" },
    };
    kit_table t;
    kit_message why = { "" };
    write_file("rows.csv", BYTES("1,0\n2,1\n"));
    assert_true(kit_table_read(&t, "rows.csv", &label_last, &why));
    for (size_t i = 0; i < COUNT(wrong); i++) {
        write_file("list.txt", wrong[i].list, strlen(wrong[i].list));
        assert_false(kit_table_keep_listed(&t, "list.txt", &why));
        assert_says(&why, wrong[i].says);
    }
    assert_false(kit_table_keep_label(&t, "5", &why));
    assert_says(&why, "rows.csv: no row has the label '5'");
    assert_int_equal(t.rows, 2);
    kit_table_free(&t);
}

static void bytes_stay_bytes(void **state)
{
    (void)state;
    kit_table t;
    kit_message why = { "" };
    write_file("b.idx", BYTES("\0\0\x08\x02\0\0\0\x01\0\0\0\x02\1\2"));
    assert_true(kit_table_read(&t, "b.idx", NULL, &why));
    ae_rows rows = kit_table_rows(&t, kit_table_scale(&t));
    assert_int_equal(rows.size, sizeof rows);
    assert_int_equal(rows.n, 1);
    assert_int_equal(rows.input.dtype, AE_U8);
    assert_int_equal(rows.input.width, 2);
    assert_true(rows.input.scale == 255.0);
    assert_ptr_equal(rows.input.data, t.data);
    assert_null(rows.target.data);
    kit_table_free(&t);
}

static void groups_go_with_their_rows(void **state)
{
    kit_table t;
    kit_message why;
    (void)state;
    write_file("rows.csv", BYTES("1\n2\n3\n4\n"));
    write_file("groups.txt", BYTES("Ann\nBob B.\r\nAnn\n,\n"));
    write_file("list.txt", BYTES("3\n1\n"));
    assert_true(kit_table_read(&t, "rows.csv", NULL, &why));

    assert_true(kit_table_read_groups(&t, "groups.txt", &why));
    assert_string_equal(t.groups[2], "Ann");
    assert_true(kit_table_keep_listed(&t, "list.txt", &why));

    assert_string_equal(t.groups[0], ",");
    assert_string_equal(t.groups[1], "Bob B.");
    kit_table_free(&t);
}

static void groups_that_are_no_groups_are_refused(void **state)
{
    static const struct {
        const char *text, *says;
    } wrong[] = {
        { "a\nb\n", "groups.txt: has 2 lines, a group each, where rows.csv has 3 rows" },
        { "a\nb\nc\nd\n", "groups.txt: has 4 lines, a group each, where rows.csv has 3 rows" },
        { "a\n\nc\n", "groups.txt: line 2: a group is a text of 1 to 63 bytes" },
        { "a\nb\nabcdefghijklmnopqrstuvwxyzabcdefabcdefghijklmnopqrstuvwxyzabcdef\n",
          "groups.txt: line 3: a group is a text of 1 to 63 bytes" },
    };
    kit_table t;
    kit_message why;
    (void)state;
    write_file("rows.csv", BYTES("1\n2\n3\n"));
    assert_true(kit_table_read(&t, "rows.csv", NULL, &why));

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        write_file("groups.txt", wrong[i].text, strlen(wrong[i].text));
        assert_false(kit_table_read_groups(&t, "groups.txt", &why));
        assert_says(&why, wrong[i].says);
        assert_null(t.groups);
    }
    assert_false(kit_table_read_groups(&t, "none.txt", &why));
    assert_says(&why, "none.txt: cannot be read: ");
    kit_table_free(&t);
}

static uint64_t digest_of(const char *text)
{
    kit_table t;
    kit_message why;
    write_file("rows.csv", text, strlen(text));
    assert_true(kit_table_read(&t, "rows.csv", NULL, &why));
    uint64_t digest = kit_table_digest(&t);
    kit_table_free(&t);
    return digest;
}

static void a_digest_tells_tables_apart(void **state)
{
    (void)state;

    assert_true(digest_of("1,2\n3,4\n") == digest_of("1.0,2\n3,4\n"));
    assert_true(digest_of("1,2\n3,4\n") != digest_of("1,2\n3,5\n"));
    assert_true(digest_of("1,2\n3,4\n") != digest_of("3,4\n1,2\n"));
    assert_true(digest_of("0\n") != digest_of("0\n0\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_read_plain_and_gzipped),
        cmocka_unit_test(every_bad_file_has_its_error),
        cmocka_unit_test(bad_files_stay_bad_when_gzipped),
        cmocka_unit_test(no_beginning_of_a_file_is_taken_for_the_file),
        cmocka_unit_test(a_damaged_gzip_stream_is_noticed),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(standard_input_is_a_file_of_any_format),
        cmocka_unit_test(a_header_gives_the_columns_their_names),
        cmocka_unit_test(rows_are_chosen_by_list_and_by_label),
        cmocka_unit_test(a_choice_that_cannot_be_made_leaves_the_table_as_it_was),
        cmocka_unit_test(groups_go_with_their_rows),
        cmocka_unit_test(groups_that_are_no_groups_are_refused),
        cmocka_unit_test(a_digest_tells_tables_apart),
        cmocka_unit_test(bytes_stay_bytes),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
