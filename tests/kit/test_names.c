/* The names of datasets. */
#include "folder.h"

static void names_stand_for_digits(void **state)
{
    (void)state;
    static const char *const wrong[] = { "digits:", "digits:0", "digits:-1", "digits:1x", "digits-test:99999999999" };
    kit_table t;
    kit_message why = { "" };
    assert_true(kit_dataset_read(&t, "digits:7", NULL, &why));
    assert_int_equal(t.rows, 7);
    assert_int_equal(t.rank, 2);
    assert_string_equal(t.source, "digits:7");
    kit_table_free(&t);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(kit_dataset_read(&t, wrong[i], NULL, &why));
        assert_says(&why, "a number of digits from 1");
    }
}

static void mnist_is_looked_for_where_AE_DATA_says(void **state)
{
    (void)state;
    kit_table t;
    kit_message why = { "" };
    assert_int_equal(setenv("AE_DATA", "nowhere", 1), 0);
    assert_false(kit_dataset_read(&t, "mnist-test", NULL, &why));
    assert_says(&why, "there is no mnist/t10k-images-idx3-ubyte.gz in nowhere or data/");
}

static void any_other_name_is_a_file(void **state)
{
    (void)state;
    kit_table t;
    kit_message why;
    write_file("mnist-testing", "1,2\n", 4);

    assert_true(kit_dataset_read(&t, "mnist-testing", NULL, &why));

    assert_int_equal(t.width, 2);
    assert_string_equal(t.source, "mnist-testing");
    kit_table_free(&t);
}

/* Given generated digits, images that are nowhere, and a file, there or not; then only the last is one file. */
static void a_name_tells_its_files(void **state)
{
    (void)state;
    char paths[2][KIT_MAX_PATH];
    assert_int_equal(setenv("AE_DATA", "nowhere", 1), 0);

    assert_int_equal(kit_dataset_files(paths, "digits:5"), 0);
    assert_int_equal(kit_dataset_files(paths, "mnist"), 0);
    assert_int_equal(kit_dataset_files(paths, "some.csv"), 1);
    assert_string_equal(paths[0], "some.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_stand_for_digits),
        cmocka_unit_test(mnist_is_looked_for_where_AE_DATA_says),
        cmocka_unit_test(any_other_name_is_a_file),
        cmocka_unit_test(a_name_tells_its_files),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
