/* LIBSVM's text: read, recognised, refused, written. */
#include "folder.h"
#include <sys/stat.h>

#define BYTES(text) text, sizeof text - 1

static kit_table read_table(const char *path, const kit_reading *how)
{
    kit_table t;
    kit_message why = { "" };
    if (!kit_table_read(&t, path, how, &why))
        fail_msg("%s", why.text);
    return t;
}

static void check_floats(const kit_table *t, const float *expected)
{
    assert_int_equal(t->dtype, AE_F32);
    for (size_t i = 0; i < t->rows * t->width; i++)
        assert_true(((float *)t->data)[i] == expected[i]);
}

/* ---- Reading ------------------------------------------------------------------------------------------------------- */

/* Given rows with gaps between their indices, an empty one, comments and CRLF; when read by content; then what is not there
 * is 0, and labels are texts. */
static void rows_are_as_wide_as_the_largest_index(void **state)
{
    (void)state;
    static const char text[] = "# made by hand\n\n1 1:0.5 3:0.2 # a comment\r\n-1\t2:1e-3\n+1\n2.5 qid:7 3:-4";
    static const float expected[] = { 0.5f, 0, 0.2f, 0, 1e-3f, 0, 0, 0, 0, 0, 0, -4 };
    write_file("a.txt", BYTES(text));
    write_gzip("a.txt.gz", BYTES(text));
    for (int i = 0; i < 2; i++) {
        kit_table t = read_table(i ? "a.txt.gz" : "a.txt", NULL);
        assert_int_equal(t.rows, 4);
        assert_int_equal(t.width, 3);
        check_floats(&t, expected);
        assert_string_equal(t.labels[0], "1");
        assert_string_equal(t.labels[1], "-1");
        assert_string_equal(t.labels[2], "+1");
        assert_string_equal(t.labels[3], "2.5");
        assert_string_equal(t.guessed, "LIBSVM's text, its qid passed over");
        kit_table_free(&t);
    }
}

static void the_width_can_be_told(void **state)
{
    (void)state;
    static const float expected[] = { 0, 7, 0, 0, 0 };
    write_file("a.svm", BYTES("0 2:7\n"));
    kit_table t = read_table("a.svm", &(kit_reading){ .width = 5 });
    assert_int_equal(t.width, 5);
    check_floats(&t, expected);
    kit_table_free(&t);
    assert_unreadable("a.svm", &(kit_reading){ .width = 1 }, "a.svm: line 1: '2:7': rows of 1 numbers are wanted");
}

static void a_suffix_says_so_where_the_first_row_does_not(void **state)
{
    (void)state;
    static const float expected[] = { 0, 4 };
    write_file("a.libsvm", BYTES("1\n2 1:4\n"));
    kit_table t = read_table("a.libsvm", NULL);
    assert_int_equal(t.rows, 2);
    check_floats(&t, expected);
    kit_table_free(&t);
}

/* Texts of columns with a colon in them. */
static void times_are_not_taken_for_indices(void **state)
{
    (void)state;
    static const char *const texts[] = { "1 12:30:05\n2 12:30:06\n", "2020-01-01 12:30 5\n", "1,2:3\n", "a 1:2\n",
                                         "1 3:1 2:1\n" };
    for (size_t i = 0; i < 5; i++) {
        kit_table t;
        kit_message why = { "" };
        write_file("t.txt", texts[i], strlen(texts[i]));
        if (kit_table_read(&t, "t.txt", NULL, &why)) {
            assert_null(strstr(t.guessed, "LIBSVM"));
            kit_table_free(&t);
        }
        assert_null(strstr(why.text, "indices"));
    }
}

static void what_is_wrong_is_told_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t n;
        const char *says;
    } wrong[] = {
        { BYTES("1 1:2\n1 0:3\n"), "line 2: '0:3': indices begin with 1 (scikit-learn" },
        { BYTES("1 1:2 3:1 2:5\n"), "line 1: '2:5': indices must ascend" },
        { BYTES("1 1:2 1:5\n"), "'1:5': indices must ascend" },
        { BYTES("1 1:2\n1 2:x\n"), "line 2: '2:x': after the label index:value is due" },
        { BYTES("1 1:2\n1 2\n"), "'2': after the label index:value is due" },
        { BYTES("1 1:2\n1 2:\n"), "'2:': after the label index:value is due" },
        { BYTES("1 1:2\n1 -1:3\n"), "'-1:3': after the label" },
        { BYTES("1 1:2\n2:3\n"), "line 2: '2:3': a line begins with a label" },
        { BYTES("1 1:2\n1 5000000000:3\n"), "'5000000000:3': no row has so many numbers" },
        { BYTES("1 1:2\n1 99999999999999999999999:3\n"), "no row has so many numbers" },
        { BYTES("1 1:2 qid:3\n"), "'qid:3': after the label" },
        { BYTES("1 1:2\nabcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz01 1:2\n"),
          "a label has at most 63 bytes" },
        { BYTES("1 1:2\n1 1:0.00000000000000000000000000000000000000000000000000000000000000001\n"),
          "...' is neither a label" },
        { BYTES("1 1:2\n1 2:3\0\n"), "line 2 holds a zero byte" },
        { BYTES("1\n2\n"), "is empty: it has no row with index:value" },
        { BYTES("# nothing\n"), "is empty" },
        { BYTES("1 2:nan\n"), "row 1, column 2 is nan" },
        { BYTES("1 2:1e99\n"), "row 1, column 2 is inf" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        write_file("bad.svm", wrong[i].text, wrong[i].n);
        assert_unreadable("bad.svm", NULL, wrong[i].says);
    }
}

/* ---- Writing ------------------------------------------------------------------------------------------------------- */

static const float numbers[] = { 1, 0, -0.5f, 0, 0, 0, 0, 2, 1.0f / 3 };

static void check_text(const char *path, const char *expected)
{
    char text[256] = "";
    read_file(path, text, sizeof text - 1);
    assert_string_equal(text, expected);
}

static void write_matrix(const char *path, const kit_matrix *m)
{
    kit_message why = { "" };
    if (!kit_matrix_write(path, m, &why))
        fail_msg("%s", why.text);
}

static void zeros_are_not_written_and_it_reads_back(void **state)
{
    (void)state;
    static const kit_label labels[] = { "1", "-1", "2" };
    const kit_matrix m = {
        .data = numbers, .rows = 3, .width = 3, .rank = 1, .shape = { 3 }, .column = "x", .labels = labels
    };
    write_matrix("m.svm", &m);
    check_text("m.svm", "1 1:1 3:-0.5\n-1\n2 2:2 3:0.33333334\n");
    kit_table t = read_table("m.svm", NULL);
    check_floats(&t, numbers);
    assert_string_equal(t.labels[2], "2");
    kit_table_free(&t);
}

static void rows_without_a_label_get_0(void **state)
{
    (void)state;
    const kit_matrix m = { .data = numbers, .rows = 2, .width = 3, .rank = 1, .shape = { 3 }, .column = "x" };
    write_matrix("m.libsvm", &m);
    check_text("m.libsvm", "0 1:1 3:-0.5\n0\n");
}

/* Given labels that are words; when written; then they are numbered in the order of their bytes, and it is said how. */
static void words_become_numbers(void **state)
{
    (void)state;
    static const kit_label labels[] = { "Porto", "Oslo", "Porto" };
    FILE *remarks = fopen("remarks", "w");
    const kit_matrix m = { .data = numbers,
                           .rows = 3,
                           .width = 3,
                           .rank = 1,
                           .shape = { 3 },
                           .column = "x",
                           .labels = labels,
                           .format = KIT_LIBSVM,
                           .remarks = remarks };
    write_matrix("m.txt", &m);
    fclose(remarks);
    check_text("m.txt", "1 1:1 3:-0.5\n0\n1 2:2 3:0.33333334\n");
    check_text("remarks", "LIBSVM's labels are numbers: 0 is 'Oslo', 1 is 'Porto'\n");
}

/* ---- Beside -------------------------------------------------------------------------------------------------------- */

/* Given labels and ids; when written as npy, which has no place for either; then they are in files beside it. */
static void what_a_format_has_no_place_for_is_beside_it(void **state)
{
    (void)state;
    static const kit_label labels[] = { "a", "b,c", "" }, ids[] = { "r1", "r2", "r3" };
    FILE *remarks = fopen("remarks", "w");
    kit_matrix m = { .data = numbers, .rows = 3, .width = 3, .rank = 1, .shape = { 3 }, .column = "x", .labels = labels };
    m.ids = ids;
    m.notes = remarks;
    write_matrix("codes.npy", &m);
    check_text("codes.labels.txt", "a\nb,c\n\n");
    check_text("codes.ids.txt", "r1\nr2\nr3\n");
    fclose(remarks);
    check_text("remarks", "codes.npy: the labels are in codes.labels.txt, one a line\n"
                          "codes.npy: the ids are in codes.ids.txt, one a line\n");

    m.notes = NULL;
    m.labels = NULL;
    write_matrix("rows.svm", &m);
    check_text("rows.ids.txt", "r1\nr2\nr3\n");
    assert_int_equal(access("rows.labels.txt", F_OK), -1);
}

static void a_csv_has_ids_and_labels_first(void **state)
{
    (void)state;
    static const kit_label labels[] = { "a", "b,c" }, ids[] = { "1;2", "r2" };
    const kit_matrix m = {
        .data = numbers, .rows = 2, .width = 1, .rank = 1, .shape = { 1 }, .column = "x", .labels = labels, .ids = ids
    };
    size_t files = count_files();
    write_matrix("m.csv", &m);
    check_text("m.csv", "id,label,x\n\"1;2\",a,1\nr2,\"b,c\",0\n");
    assert_int_equal(count_files(), files + 1);
}

/* Given a folder where the file beside would be; when written; then nothing is, and the old matrix stays. */
static void all_files_are_replaced_or_none(void **state)
{
    (void)state;
    static const kit_label labels[] = { "a", "b" };
    const kit_matrix m = {
        .data = numbers, .rows = 2, .width = 1, .rank = 1, .shape = { 1 }, .column = "x", .labels = labels
    };
    kit_message why;
    write_file("old.npy", BYTES("old"));
    assert_int_equal(mkdir("old.labels.txt", 0700), 0);
    size_t files = count_files();
    assert_false(kit_matrix_write("old.npy", &m, &why));
    assert_says(&why, "old.labels.txt: is a folder");
    check_text("old.npy", "old");
    assert_int_equal(count_files(), files);
}

static void nothing_lies_beside_a_device(void **state)
{
    (void)state;
    static const kit_label labels[] = { "a", "b" };
    const kit_matrix m = {
        .data = numbers, .rows = 2, .width = 1, .rank = 1, .shape = { 1 }, .column = "x", .labels = labels
    };
    assert_int_equal(symlink("/dev/null", "null.npy"), 0);
    size_t files = count_files();
    write_matrix("null.npy", &m);
    assert_int_equal(count_files(), files);
}

static void formats_have_names(void **state)
{
    (void)state;
    kit_format format;
    assert_true(kit_format_find(&format, "npy") && format == KIT_NPY);
    assert_true(kit_format_find(&format, "csv") && format == KIT_CSV);
    assert_true(kit_format_find(&format, "libsvm") && format == KIT_LIBSVM);
    assert_true(kit_format_find(&format, "png") && format == KIT_PNG);
    assert_false(kit_format_find(&format, "svm"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_as_wide_as_the_largest_index),
        cmocka_unit_test(the_width_can_be_told),
        cmocka_unit_test(a_suffix_says_so_where_the_first_row_does_not),
        cmocka_unit_test(times_are_not_taken_for_indices),
        cmocka_unit_test(what_is_wrong_is_told_with_its_line),
        cmocka_unit_test(zeros_are_not_written_and_it_reads_back),
        cmocka_unit_test(rows_without_a_label_get_0),
        cmocka_unit_test(words_become_numbers),
        cmocka_unit_test(what_a_format_has_no_place_for_is_beside_it),
        cmocka_unit_test(a_csv_has_ids_and_labels_first),
        cmocka_unit_test(all_files_are_replaced_or_none),
        cmocka_unit_test(nothing_lies_beside_a_device),
        cmocka_unit_test(formats_have_names),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
