/* Writers: what they write reads back, and a file is replaced whole or not at all. */
#include "folder.h"
#include "picture.h"
#include <math.h>
#include <sys/stat.h>

static const float numbers[] = { 0, 1, -1.5f, 0.1f, 3.40282347e38f, 1.17549435e-38f, 1.0f / 3, 16777215 };

static void check_read_back(const char *path, size_t rank)
{
    kit_table t;
    kit_message why = { "" };
    if (!kit_table_read(&t, path, NULL, &why))
        fail_msg("%s", why.text);
    assert_int_equal(t.rows, 2);
    assert_int_equal(t.width, 4);
    assert_int_equal(t.rank, rank);
    for (size_t i = 0; i < 8; i++) {
        float x = t.dtype == AE_F32 ? ((float *)t.data)[i] : (float)((double *)t.data)[i];
        assert_true(x == numbers[i]);
    }
    kit_table_free(&t);
}

static void npy_and_csv_read_back_bit_for_bit(void **state)
{
    (void)state;
    kit_matrix m = { .data = numbers, .rows = 2, .width = 4, .rank = 2, .shape = { 2, 2 }, .column = "x" };
    kit_message why;
    assert_true(kit_matrix_write("m.npy", &m, &why));
    check_read_back("m.npy", 2);
    assert_true(kit_matrix_write("m.csv", &m, &why));
    check_read_back("m.csv", 1);
}

static void csv_has_names_labels_and_the_fewest_digits(void **state)
{
    (void)state;
    static const kit_label labels[] = { "1", "a \"b\", c" };
    static const float x[] = { 0.1f, -2 };
    kit_matrix m = { .data = x, .rows = 2, .width = 1, .rank = 1, .shape = { 1 }, .column = "score", .labels = labels };
    char text[128] = "";
    kit_message why;
    assert_true(kit_matrix_write("m.csv", &m, &why));
    read_file("m.csv", text, sizeof text - 1);
    assert_string_equal(text, "label,score\n1,0.1\n\"a \"\"b\"\", c\",-2\n");
}

/* Given columns of text beside the numbers; then they follow them, in quotes where they need some, and no other format has
 * a place for them. */
static void csv_has_texts_after_the_numbers(void **state)
{
    static const float x[] = { 1, 2 };
    static const char *const names[] = { "why", "a, b" }, *const texts[] = { "x", "", "y \"z\"", "w" };
    kit_matrix m = { .data = x, .rows = 2, .width = 1, .rank = 1, .shape = { 1 }, .column = "score" };
    char text[128] = "";
    kit_message why;
    (void)state;
    m.text_names = names;
    m.texts = texts;
    m.n_texts = 2;

    assert_true(kit_matrix_write("t.csv", &m, &why));
    assert_false(kit_matrix_write("t.npy", &m, &why));

    assert_string_equal(why.text, "t.npy: names and words are columns of it, which a .csv has a place for");
    read_file("t.csv", text, sizeof text - 1);
    assert_string_equal(text, "score,why,\"a, b\"\n1,x,\n2,\"y \"\"z\"\"\",w\n");
}

static void check_header(const kit_matrix *m, const char *expected)
{
    char text[128] = "";
    kit_message why;
    assert_true(kit_matrix_write("h.csv", m, &why));
    read_file("h.csv", text, sizeof text - 1);
    text[strcspn(text, "\n")] = 0;
    assert_string_equal(text, expected);
}

static void csv_columns_have_their_own_names_or_numbered_ones(void **state)
{
    (void)state;
    static const char *const names[] = { "score", "a,b", "c" };
    kit_matrix m = { .data = numbers, .rows = 1, .width = 3, .rank = 1, .shape = { 3 }, .column = "error", .names = names };
    check_header(&m, "error1,error2,error3");
    m.n_names = 1;
    check_header(&m, "score,error1,error2");
    m.n_names = 2;
    check_header(&m, "score,\"a,b\",error");
    m.n_names = 3;
    check_header(&m, "score,\"a,b\",c");
    m.n_names = 0;
    m.column = "dense1";
    check_header(&m, "dense1_1,dense1_2,dense1_3");
}

/* Which sign a NaN has depends on the processor. */
static void csv_writes_nan_without_a_sign(void **state)
{
    (void)state;
    static const float x[] = { NAN, -NAN, -INFINITY };
    kit_matrix m = { .data = x, .rows = 1, .width = 3, .rank = 1, .shape = { 3 }, .column = "x" };
    char text[64] = "";
    kit_message why;
    assert_true(kit_matrix_write("nan.csv", &m, &why));
    read_file("nan.csv", text, sizeof text - 1);
    assert_string_equal(text, "x1,x2,x3\nnan,nan,-inf\n");
}

/* ---- PNG ---------------------------------------------------------------------------------------------------------- */

/* Given two images of three colours, 1 x 2 each: red, green and blue lie apart; when written; then a pixel has all three of
 * its place, and the images make a grid of two columns. */
static void rows_of_three_channels_are_in_colour(void **state)
{
    (void)state;
    static const float floats[] = { 1, 0, 0, 0.2f, 0.4f, 0, 0.6f, 0.8f, 0, 1, 7, -1 };
    static const unsigned char expected[] = { 255, 0, 102, 0, 51, 0, 153, 0, 255, 204, 255, 0 };
    static unsigned char pixels[1 << 19];
    const kit_matrix m = { .data = floats, .rows = 2, .width = 6, .rank = 3, .shape = { 3, 1, 2 }, .column = "x" };
    unsigned w, h, zoom;
    kit_message why;

    assert_true(kit_matrix_write("c.png", &m, &why));

    read_png_as(PNG_FORMAT_RGB, "c.png", pixels, sizeof pixels, &w, &h);
    zoom = w / 4;
    assert_int_equal(w, 4 * zoom);
    assert_int_equal(h, zoom);
    for (unsigned y = 0; y < h; y++)
        for (unsigned x = 0; x < w; x++)
            assert_memory_equal(pixels + (y * w + x) * 3, expected + x / zoom * 3, 3);
}

static void check_no_png(size_t width, size_t rank, size_t channels, size_t height, const char *reason)
{
    static const float zeros[64];
    kit_matrix m = { .data = zeros, .rows = 1, .width = width, .rank = rank, .column = "x" };
    m.shape[0] = channels;
    m.shape[1] = height;
    m.shape[2] = 2;
    kit_message why;
    assert_false(kit_matrix_write("n.png", &m, &why));
    assert_says(&why, reason);
    assert_int_equal(access("n.png", F_OK), -1);
}

static void rows_that_are_no_images_are_no_png(void **state)
{
    (void)state;
    check_no_png(5, 1, 5, 0, "n.png: rows of 5 numbers are no images, HxW or 3xHxW; .npy and .csv take any rows");
    check_no_png(12, 1, 12, 0, "n.png: rows of 12 numbers are no images");
    check_no_png(8, 3, 2, 2, "n.png: rows of 8 numbers are no images"); /* two channels */
    check_no_png(16, 3, 4, 2, "n.png: rows of 16 numbers are no images");
    check_no_png(12, 3, 2, 3, "n.png: rows of 12 numbers are no images"); /* 2 x 3 x 2: the three are no channels */
}

/* ---- Files -------------------------------------------------------------------------------------------------------- */

static const kit_matrix small = { .data = numbers, .rows = 1, .width = 2, .rank = 1, .shape = { 2 }, .column = "x" };

static void what_cannot_be_written_is_known_before(void **state)
{
    (void)state;
    size_t files = count_files();
    kit_message why;
    assert_true(kit_writable("new.csv", &why));
    assert_int_equal(count_files(), files);
    assert_false(kit_writable("nowhere/new.csv", &why));
    assert_says(&why, "nowhere/new.csv: cannot be written");
    assert_false(kit_writable("/tmp", &why));
    assert_says(&why, "is a folder");
    assert_false(kit_matrix_suffix("new.txt", &why));
    assert_says(&why, ".npy, .csv, .svm (LIBSVM) and .png can be written");
    assert_false(kit_matrix_write("new.txt", &small, &why));
}

static void a_file_is_replaced_through_its_link_and_keeps_its_mode(void **state)
{
    (void)state;
    struct stat status;
    kit_message why;
    write_file("real.csv", "old", 3);
    assert_int_equal(chmod("real.csv", 0640), 0);
    assert_int_equal(symlink("real.csv", "link.csv"), 0);
    size_t files = count_files();
    assert_true(kit_matrix_write("link.csv", &small, &why));
    assert_int_equal(lstat("link.csv", &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(stat("real.csv", &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    assert_true(status.st_size > 3);
    assert_int_equal(count_files(), files);
}

static void a_device_is_written_to_and_not_replaced(void **state)
{
    (void)state;
    struct stat status;
    kit_message why;
    assert_int_equal(symlink("/dev/null", "null.csv"), 0);
    assert_true(kit_matrix_write("null.csv", &small, &why));
    assert_int_equal(stat("/dev/null", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
}

static void a_full_disk_is_an_error(void **state)
{
    (void)state;
    kit_message why;
    if (access("/dev/full", W_OK) != 0)
        skip();
    assert_int_equal(symlink("/dev/full", "full.csv"), 0);
    assert_false(kit_matrix_write("full.csv", &small, &why));
    assert_says(&why, "full.csv: cannot be written: No space left");
}

/* Given rows that fill more than the stream's buffer, so that a write fails before the file is closed; when the disk is
 * full; then the message is the same. */
static void a_full_disk_is_an_error_in_the_midst_of_the_rows(void **state)
{
    (void)state;
    enum { ROWS = 20000 };
    static const float many[ROWS * 2];
    static const char *const names[] = { "full2.csv", "full2.npy" };
    const kit_matrix m = { .data = many, .rows = ROWS, .width = 2, .rank = 1, .shape = { 2 }, .column = "x" };
    if (access("/dev/full", W_OK) != 0)
        skip();
    for (size_t i = 0; i < 2; i++) {
        kit_message why = { "" };
        assert_int_equal(symlink("/dev/full", names[i]), 0);
        assert_false(kit_matrix_write(names[i], &m, &why));
        assert_says(&why, names[i]);
        assert_says(&why, "cannot be written: No space left");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(npy_and_csv_read_back_bit_for_bit),
        cmocka_unit_test(csv_has_names_labels_and_the_fewest_digits),
        cmocka_unit_test(csv_has_texts_after_the_numbers),
        cmocka_unit_test(csv_columns_have_their_own_names_or_numbered_ones),
        cmocka_unit_test(csv_writes_nan_without_a_sign),
        cmocka_unit_test(rows_of_three_channels_are_in_colour),
        cmocka_unit_test(rows_that_are_no_images_are_no_png),
        cmocka_unit_test(what_cannot_be_written_is_known_before),
        cmocka_unit_test(a_file_is_replaced_through_its_link_and_keeps_its_mode),
        cmocka_unit_test(a_device_is_written_to_and_not_replaced),
        cmocka_unit_test(a_full_disk_is_an_error),
        cmocka_unit_test(a_full_disk_is_an_error_in_the_midst_of_the_rows),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
