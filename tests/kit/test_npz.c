/* npz: arrays in an archive, by name. */
#include "folder.h"
#include <zip.h>

#define NPY(shape) "\x93NUMPY\x01\x00\x39\x00{'descr': '<f4', 'fortran_order': False, 'shape': " shape "}\n"
static const char x[] = NPY("(2,1)") "\0\0\x80\x3f\0\0\0\x40"; /* 1, 2 */
static const char y[] = NPY("(1,1)") "\0\0\x40\x40";           /* 3 */
static const char many[] = NPY("(999)") "\0\0\x40\x40";

typedef struct member {
    const char *name, *bytes;
    size_t n;
} member;
#define MEMBER(name, bytes)           \
    {                                 \
        name, bytes, sizeof bytes - 1 \
    }

static void write_zip(const char *path, int method, const member *members, size_t n)
{
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    assert_non_null(zip);
    for (size_t i = 0; i < n; i++) {
        zip_source_t *source = zip_source_buffer(zip, members[i].bytes, members[i].n, 0);
        zip_int64_t at = zip_file_add(zip, members[i].name, source, 0);
        assert_true(at >= 0);
        assert_int_equal(zip_set_file_compression(zip, (zip_uint64_t)at, method, 0), 0);
    }
    assert_int_equal(zip_close(zip), 0);
}

static void check_read(const char *path, float first, size_t rows)
{
    kit_table t;
    kit_message why = { "" };
    if (!kit_table_read(&t, path, NULL, &why))
        fail_msg("%s", why.text);
    assert_int_equal(t.rows, rows);
    assert_int_equal(t.width, 1);
    assert_true(*(float *)t.data == first);
    assert_string_equal(t.source, path);
    kit_table_free(&t);
}

static void an_array_is_found_by_its_name(void **state)
{
    (void)state;
    static const member both[] = { MEMBER("x.npy", x), MEMBER("notes.txt", "text"), MEMBER("y.npy", y) };
    for (int i = 0; i < 2; i++) {
        write_zip("both.npz", i ? ZIP_CM_DEFLATE : ZIP_CM_STORE, both, 3);
        check_read("both.npz:x", 1, 2);
        check_read("both.npz:y", 3, 1);
        check_read("both.npz:y.npy", 3, 1);
        assert_unreadable("both.npz", NULL, "both.npz: holds 2 arrays, x, y; name one, such as both.npz:x");
        assert_unreadable("both.npz:z", NULL, "both.npz: has no array 'z'; it has x, y");
        assert_unreadable("both.npz:notes.txt", NULL, "has no array 'notes.txt'");
    }
}

static void the_only_array_needs_no_name(void **state)
{
    (void)state;
    static const member alone[] = { MEMBER("x.npy", x) };
    write_zip("alone.npz", ZIP_CM_DEFLATE, alone, 1);
    check_read("alone.npz", 1, 2);
    write_file("a:b.csv", "7\n", 2); /* a colon in a file's own name */
    write_file("a", "1\n", 2);
    kit_table t;
    kit_message why = { "" };
    assert_true(kit_table_read(&t, "a:b.csv", NULL, &why));
    assert_int_equal(t.rows, 1);
    kit_table_free(&t);
}

static void the_file_of_a_path_is_known(void **state)
{
    (void)state;
    char file[KIT_MAX_PATH];
    write_file("f.npz", "x", 1);
    assert_string_equal(kit_table_file(file, "f.npz:a"), "a");
    assert_string_equal(file, "f.npz");
    assert_null(kit_table_file(file, "nowhere.npz:a"));
    assert_string_equal(file, "nowhere.npz:a");
    assert_null(kit_table_file(file, "f.npz"));
    assert_string_equal(file, "f.npz");
}

static void an_archive_of_something_else_says_what_it_is(void **state)
{
    (void)state;
    static const member excel[] = { MEMBER("[Content_Types].xml", "<x/>"), MEMBER("xl/workbook.xml", "<x/>") };
    static const member other[] = { MEMBER("a.csv", "1,2\n") };
    write_zip("book.xlsx", ZIP_CM_DEFLATE, excel, 2);
    assert_unreadable("book.xlsx", NULL, "book.xlsx: is an Excel file; save the sheet as CSV");
    write_zip("other.zip", ZIP_CM_STORE, other, 1);
    assert_unreadable("other.zip", NULL, "other.zip: is a zip archive without an array (.npy) in it; unpack it");
    write_file("cut.npz", "PK\3\4", 4);
    assert_unreadable("cut.npz", NULL, "cut.npz: is a zip archive, as npz and Excel files are, but cannot be read: ");
}

static void many_names_are_listed_as_far_as_there_is_room(void **state)
{
    (void)state;
    static char names[40][24];
    member members[40];
    for (size_t i = 0; i < 40; i++) {
        snprintf(names[i], sizeof names[i], "array-number-%zu.npy", i);
        members[i] = (member){ names[i], x, sizeof x - 1 };
    }
    write_zip("many.npz", ZIP_CM_STORE, members, 40);
    assert_unreadable("many.npz", NULL, "holds 40 arrays, array-number-0, array-number-1, ");
    assert_unreadable("many.npz", NULL, ", ...; name one, such as many.npz:array-number-0");
}

/* ---- Hostile archives ---------------------------------------------------------------------------------------------- */

/* Given an array that claims more than its member has, or a member that claims more than its archive can hold; when read;
 * then it is refused. */
static void claims_are_held_against_what_is_there(void **state)
{
    (void)state;
    static const member lies[] = { MEMBER("a.npy", many) };
    static unsigned char bytes[1024];
    write_zip("lie.npz", ZIP_CM_STORE, lies, 1);
    assert_unreadable("lie.npz", NULL,
                      "lie.npz:a: is truncated or damaged: its header claims 999 elements of 4 bytes, its size");

    size_t n = read_file("lie.npz", bytes, sizeof bytes), at = 0;
    while (memcmp(bytes + at, "PK\1\2", 4) != 0)
        at++;
    memset(bytes + at + 24, 0x7f, 3); /* the size that is claimed when unpacked: 8 MB */
    write_file("claim.npz", bytes, n);
    kit_table t;
    kit_message why = { "" };
    assert_false(kit_table_read(&t, "claim.npz", NULL, &why));
    assert_says(&why, "claim.npz");
}

/* Given an archive in which one byte was changed, each in turn; when read; then it is refused, or has the numbers that it
 * had: the bytes of dates and the like mean nothing to us. */
static void a_changed_byte_is_noticed_or_means_nothing(void **state)
{
    (void)state;
    static const member alone[] = { MEMBER("x.npy", x) };
    static unsigned char bytes[1024];
    for (int method = 0; method < 2; method++) {
        write_zip("x.npz", method ? ZIP_CM_DEFLATE : ZIP_CM_STORE, alone, 1);
        size_t n = read_file("x.npz", bytes, sizeof bytes);
        for (size_t i = 0; i < n; i++) {
            kit_table t;
            bytes[i] ^= 0x55;
            write_file("changed.npz", bytes, n);
            bytes[i] ^= 0x55;
            if (!kit_table_read(&t, "changed.npz", NULL, NULL))
                continue;
            assert_int_equal(t.rows, 2);
            assert_true(((float *)t.data)[0] == 1 && ((float *)t.data)[1] == 2);
            kit_table_free(&t);
        }
    }
}

static void an_archive_that_is_cut_off_is_refused(void **state)
{
    (void)state;
    static const member alone[] = { MEMBER("x.npy", x) };
    static unsigned char bytes[1024];
    write_zip("x.npz", ZIP_CM_DEFLATE, alone, 1);
    size_t n = read_file("x.npz", bytes, sizeof bytes);
    for (size_t cut = 0; cut < n; cut++) {
        write_file("cut.npz", bytes, cut);
        assert_unreadable("cut.npz", NULL, "cut.npz");
    }
}

/* ---- What NumPy writes --------------------------------------------------------------------------------------------- */

static void what_numpy_writes_is_read(void **state)
{
    (void)state;
    static const char script[] = "import numpy as np\n"
                                 "np.savez('stored.npz', X=np.ones((3, 1), 'f4'), y=np.zeros((2, 1), 'f4'))\n"
                                 "np.savez_compressed('packed.npz', np.full((500, 1), 7, 'f4'))\n";
    write_file("make.py", script, sizeof script - 1);
    if (system("python3 make.py 2>/dev/null || /usr/bin/python3 make.py 2>/dev/null") != 0) {
        print_message("there is no python3 with NumPy\n");
        skip();
    }
    check_read("stored.npz:X", 1, 3);
    check_read("packed.npz", 7, 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_array_is_found_by_its_name),
        cmocka_unit_test(the_only_array_needs_no_name),
        cmocka_unit_test(the_file_of_a_path_is_known),
        cmocka_unit_test(an_archive_of_something_else_says_what_it_is),
        cmocka_unit_test(many_names_are_listed_as_far_as_there_is_room),
        cmocka_unit_test(claims_are_held_against_what_is_there),
        cmocka_unit_test(a_changed_byte_is_noticed_or_means_nothing),
        cmocka_unit_test(an_archive_that_is_cut_off_is_refused),
        cmocka_unit_test(what_numpy_writes_is_read),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
