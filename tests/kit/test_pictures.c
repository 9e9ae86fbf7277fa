/* Tables of pictures: PNG files of a folder, of a list, or one. */
#include "folder.h"
#include <png.h>
#include <sys/stat.h>

/* A PNG of w x h pixels, its lines packed as `depth` and `type` say, one after the other in `bytes`. */
static void write_png(const char *path, unsigned w, unsigned h, int depth, int type, const void *bytes)
{
    static const png_color colours[] = { { 255, 0, 0 }, { 0, 255, 0 }, { 1, 2, 3 } };
    FILE *file = fopen(path, "wb");
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    assert_non_null(file);
    png_init_io(png, file);
    png_set_IHDR(png, info, w, h, depth, type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (type == PNG_COLOR_TYPE_PALETTE)
        png_set_PLTE(png, info, colours, 3);
    png_set_gAMA(png, info, 0.7); /* which is not to change a number */
    png_write_info(png, info);
    for (unsigned y = 0; y < h; y++)
        png_write_row(png, (png_const_bytep)bytes + y * png_get_rowbytes(png, info));
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    fclose(file);
}

static kit_table read_table(const char *path)
{
    kit_table t;
    kit_message why = { "" };
    if (!kit_table_read(&t, path, NULL, &why))
        fail_msg("%s", why.text);
    return t;
}

static void check_numbers(const char *path, size_t channels, double scale, const float *expected, size_t n)
{
    kit_table t = read_table(path);
    float *x = kit_table_floats(&t, 1);
    assert_int_equal(t.rows, 1);
    assert_int_equal(t.width, n);
    assert_int_equal(t.rank, channels == 1 ? 2 : 3);
    if (channels > 1)
        assert_int_equal(t.shape[0], channels);
    assert_true(kit_table_scale(&t) == scale);
    assert_string_equal(t.ids[0], path);
    for (size_t i = 0; i < n; i++)
        assert_true(x[i] == expected[i]);
    free(x);
    kit_table_free(&t);
}

/* Given pictures of every kind, with a gamma; when read; then a row has the file's own numbers, channel after channel. */
static void every_kind_of_picture_has_its_numbers(void **state)
{
    (void)state;
    static const float bits[] = { 255, 0, 255, 0, 255, 0 }, quarters[] = { 0, 85, 170, 255 }, grey[] = { 0, 7, 200, 255 };
    static const float wide[] = { 0x1234, 0xffff }, colour[] = { 1, 4, 2, 5, 3, 6 }, deep[] = { 0x0102, 0x0304, 0xfffe };
    static const float palette[] = { 255, 1, 0, 2, 0, 3 };
    write_png("bits.png", 3, 2, 1, PNG_COLOR_TYPE_GRAY, "\xa0\x40");
    check_numbers("bits.png", 1, 255, bits, 6);
    write_png("quarters.png", 4, 1, 2, PNG_COLOR_TYPE_GRAY, "\x1b");
    check_numbers("quarters.png", 1, 255, quarters, 4);
    write_png("grey.png", 2, 2, 8, PNG_COLOR_TYPE_GRAY, "\0\7\xc8\xff");
    check_numbers("grey.png", 1, 255, grey, 4);
    write_png("wide.png", 1, 2, 16, PNG_COLOR_TYPE_GRAY, "\x12\x34\xff\xff");
    check_numbers("wide.png", 1, 65535, wide, 2);
    write_png("colour.png", 2, 1, 8, PNG_COLOR_TYPE_RGB, "\1\2\3\4\5\6");
    check_numbers("colour.png", 3, 255, colour, 6);
    write_png("deep.png", 1, 1, 16, PNG_COLOR_TYPE_RGB, "\1\2\3\4\xff\xfe");
    check_numbers("deep.png", 3, 65535, deep, 3);
    write_png("palette.png", 2, 1, 8, PNG_COLOR_TYPE_PALETTE, "\0\2");
    check_numbers("palette.png", 3, 255, palette, 6);
}

static void alpha_is_left_out_where_all_is_opaque_and_else_refused(void **state)
{
    (void)state;
    static const float grey[] = { 7, 9 }, colour[] = { 1, 4, 2, 5, 3, 6 };
    write_png("a.png", 2, 1, 8, PNG_COLOR_TYPE_GRAY_ALPHA, "\7\xff\x9\xff");
    check_numbers("a.png", 1, 255, grey, 2);
    write_png("b.png", 2, 1, 8, PNG_COLOR_TYPE_RGB_ALPHA, "\1\2\3\xff\4\5\6\xff");
    check_numbers("b.png", 3, 255, colour, 6);
    write_png("c.png", 2, 1, 8, PNG_COLOR_TYPE_RGB_ALPHA, "\1\2\3\xff\4\5\6\xfe");
    assert_unreadable("c.png", NULL, "c.png: cannot be read as a PNG: it has transparent pixels, which have no colour");
    write_png("d.png", 1, 1, 16, PNG_COLOR_TYPE_GRAY_ALPHA, "\1\2\xff\xfe");
    assert_unreadable("d.png", NULL, "transparent pixels");
}

/* ---- Folders ------------------------------------------------------------------------------------------------------- */

static void write_grey(const char *path, unsigned char level)
{
    const unsigned char pixels[] = { level, level };
    write_png(path, 2, 1, 8, PNG_COLOR_TYPE_GRAY, pixels);
}

static void check_rows(const kit_table *t, const char *levels, const char *const *ids)
{
    assert_int_equal(t->rows, strlen(levels));
    for (size_t i = 0; i < t->rows; i++) {
        assert_int_equal(((uint8_t *)t->data)[i * t->width], levels[i]);
        assert_string_equal(t->ids[i], ids[i]);
    }
}

static void remove_all(const char *folder_name)
{
    char path[512];
    DIR *d = opendir(folder_name);
    for (struct dirent *e; (e = readdir(d));) {
        snprintf(path, sizeof path, "%s/%s", folder_name, e->d_name);
        if (e->d_name[0] != '.')
            remove(path);
    }
    closedir(d);
    remove(folder_name);
}

/* Given pictures that are numbered without leading zeros, and other files; when the folder is read; then the rows are in the
 * order of the numbers, called by their files, and it is said that others were passed over. */
static void a_folder_is_read_in_the_order_of_its_numbers(void **state)
{
    (void)state;
    static const char *const ids[] = { "1.png",     "2.PNG",
                                       "010.png",   "a2b3.png",
                                       "a2b20.png", "...defghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456.png" };
    assert_int_equal(mkdir("pics", 0700), 0);
    write_grey("pics/010.png", 'c');
    write_grey("pics/2.PNG", 'b');
    write_grey("pics/1.png", 'a');
    write_grey("pics/a2b20.png", 'e');
    write_grey("pics/a2b3.png", 'd');
    write_grey("pics/b-abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456.png", 'f');
    write_file("pics/notes.txt", "x", 1);

    for (int slash = 0; slash < 2; slash++) {
        kit_table t = read_table(slash ? "pics/" : "pics");
        check_rows(&t, "abcdef", ids);
        assert_null(t.labels);
        assert_string_equal(t.guessed, "1 of its files are no .png and are passed over");
        kit_table_free(&t);
    }
    remove_all("pics");
}

static void folders_in_a_folder_are_labels(void **state)
{
    (void)state;
    static const char *const ids[] = { "cat/1.png", "dog/1.png", "dog/2.png" };
    mkdir("pets", 0700);
    mkdir("pets/dog", 0700);
    mkdir("pets/cat", 0700);
    write_grey("pets/dog/1.png", 'b');
    write_grey("pets/dog/2.png", 'c');
    write_grey("pets/cat/1.png", 'a');

    kit_table t = read_table("pets");

    check_rows(&t, "abc", ids);
    assert_string_equal(t.labels[0], "cat");
    assert_string_equal(t.labels[2], "dog");
    kit_table_free(&t);
    remove_all("pets/dog");
    remove_all("pets/cat");
    remove_all("pets");
}

static void pictures_that_differ_are_refused_with_both_names(void **state)
{
    (void)state;
    mkdir("mixed", 0700);
    write_grey("mixed/a.png", 1);
    write_png("mixed/b.png", 1, 2, 8, PNG_COLOR_TYPE_GRAY, "\1\2");
    assert_unreadable("mixed", NULL,
                      "mixed/b.png: has 1 x 2 pixels, grey, 8 bits, where mixed/a.png has 2 x 1 pixels, grey, 8 bits");
    write_png("mixed/b.png", 2, 1, 8, PNG_COLOR_TYPE_RGB, "\1\2\3\4\5\6");
    assert_unreadable("mixed", NULL, "mixed/b.png: has 2 x 1 pixels, colour, 8 bits");
    write_png("mixed/b.png", 2, 1, 16, PNG_COLOR_TYPE_GRAY, "\1\2\3\4");
    assert_unreadable("mixed", NULL, "mixed/b.png: has 2 x 1 pixels, grey, 16 bits");
    write_file("mixed/b.png", "no png at all", 13);
    assert_unreadable("mixed", NULL, "mixed/b.png: cannot be read as a PNG: Not a PNG file");
    remove_all("mixed");
}

static void a_folder_without_pictures_is_refused(void **state)
{
    (void)state;
    mkdir("none", 0700);
    write_file("none/a.csv", "1\n", 2);
    assert_unreadable("none", NULL, "none: is a folder without a .png file");
    remove_all("none");
}

/* ---- Lists --------------------------------------------------------------------------------------------------------- */

/* Given a list in a folder, of pictures there and in the working folder; when read; then they are in its order. */
static void a_list_gives_the_order(void **state)
{
    (void)state;
    static const char *const ids[] = { "z.png", "here.png", "z.png" };
    static const char text[] = "z.png\r\n\nhere.png  \nz.png";
    mkdir("far", 0700);
    write_grey("far/z.png", 'z');
    write_grey("here.png", 'h');
    for (int i = 0; i < 2; i++) {
        const char *path = i ? "far/by content.txt" : "far/some.list";
        write_file(path, text, sizeof text - 1);
        kit_table t = read_table(path);
        check_rows(&t, "zhz", ids);
        kit_table_free(&t);
    }
    write_file("far/bad.list", "gone.png\n", 9);
    assert_unreadable("far/bad.list", NULL, "gone.png: cannot be read: No such file");
    write_file("far/bad.list", "\n", 1);
    assert_unreadable("far/bad.list", NULL, "far/bad.list: is empty: it lists no pictures");
    write_file("far/bad.list", "a\0b.png\n", 8);
    assert_unreadable("far/bad.list", NULL, "far/bad.list: holds a line that is no path");
    remove_all("far");
}

/* ---- Hostile files ------------------------------------------------------------------------------------------------- */

static void no_beginning_of_a_picture_is_taken_for_it(void **state)
{
    (void)state;
    static unsigned char bytes[512];
    write_png("whole.png", 2, 1, 8, PNG_COLOR_TYPE_RGB, "\1\2\3\4\5\6");
    size_t n = read_file("whole.png", bytes, sizeof bytes);
    for (size_t cut = 0; cut < n; cut++) {
        write_file("cut.png", bytes, cut);
        assert_unreadable("cut.png", NULL, "cut.png");
    }
}

/* Given a picture with a changed byte, each in turn; when read; then it is refused, or has its numbers, or others of the
 * file: nothing else happens. */
static void a_changed_byte_does_no_harm(void **state)
{
    (void)state;
    static unsigned char bytes[512];
    write_png("whole.png", 2, 1, 8, PNG_COLOR_TYPE_PALETTE, "\0\2");
    size_t n = read_file("whole.png", bytes, sizeof bytes), read = 0;
    for (size_t i = 0; i < n * 8; i++) {
        kit_table t;
        bytes[i / 8] ^= (unsigned char)(1 << i % 8);
        write_file("changed.png", bytes, n);
        bytes[i / 8] ^= (unsigned char)(1 << i % 8);
        if (!kit_table_read(&t, "changed.png", NULL, NULL))
            continue;
        read++;
        kit_table_free(&t);
    }
    assert_true(read < n * 4); /* sums of bytes find most */
}

static void put_crc(unsigned char *chunk, size_t length)
{
    unsigned long crc = crc32(crc32(0, NULL, 0), chunk + 4, (unsigned)length + 4);
    for (int i = 0; i < 4; i++)
        chunk[8 + length + (size_t)i] = (unsigned char)(crc >> (24 - 8 * i));
}

static void a_claim_is_held_against_the_size_of_the_file(void **state)
{
    (void)state;
    static unsigned char bytes[512];
    write_png("claim.png", 2, 1, 8, PNG_COLOR_TYPE_RGB, "\1\2\3\4\5\6");
    size_t n = read_file("claim.png", bytes, sizeof bytes);
    bytes[8 + 8 + 1] = bytes[8 + 8 + 5] = 8; /* 524,290 x 524,289 pixels */
    put_crc(bytes + 8, 13);
    write_file("claim.png", bytes, n);
    assert_unreadable("claim.png", NULL, "claim.png: cannot be read as a PNG: it claims more pixels than it can hold");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_picture_has_its_numbers),
        cmocka_unit_test(alpha_is_left_out_where_all_is_opaque_and_else_refused),
        cmocka_unit_test(a_folder_is_read_in_the_order_of_its_numbers),
        cmocka_unit_test(folders_in_a_folder_are_labels),
        cmocka_unit_test(pictures_that_differ_are_refused_with_both_names),
        cmocka_unit_test(a_folder_without_pictures_is_refused),
        cmocka_unit_test(a_list_gives_the_order),
        cmocka_unit_test(no_beginning_of_a_picture_is_taken_for_it),
        cmocka_unit_test(a_changed_byte_does_no_harm),
        cmocka_unit_test(a_claim_is_held_against_the_size_of_the_file),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
