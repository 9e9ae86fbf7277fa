/* The shape of rows beside the one that is wanted of them. */
#include "folder.h"

static const struct {
    size_t rank, has[4], wants[4];
    const char *says; /* NULL: it will do */
} cases[] = {
    { 3,
      { 12, 12, 3 },
      { 3, 12, 12 },
      "t: its rows are 12x12x3, where the model takes 3x12x12: the channels come last in the "
      "file, and --layout nhwc brings them first" },
    { 3,
      { 6, 8, 3 },
      { 3, 8, 6 },
      "6x8x3, where the model takes 3x8x6: the same sizes in another order, which numpy.transpose" },
    { 2, { 6, 8 }, { 1, 8, 6 }, "6x8, where the model takes 1x8x6: the same sizes in another order" },
    { 2, { 140, 3 }, { 3, 140 }, "140x3, where the model takes 3x140: the same sizes in another order" },
    { 3, { 3, 12, 12 }, { 3, 12, 12 }, NULL },
    { 2, { 28, 28 }, { 1, 28, 28 }, NULL },
    { 3, { 28, 28, 1 }, { 1, 28, 28 }, NULL },
    { 3, { 3, 3, 3 }, { 3, 3, 3 }, NULL },
    { 1, { 784 }, { 1, 28, 28 }, NULL },
    { 2, { 28, 28 }, { 784 }, NULL },
    { 3, { 4, 4, 9 }, { 3, 4, 12 }, NULL }, /* other sizes: who asks for them knows why */
    { 3, { 2, 2, 3 }, { 2, 3, 3 }, NULL },
    { 2, { 5, 7 }, { 0 }, NULL },
};

static void only_another_order_of_the_same_sizes_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kit_table t = { .rank = cases[i].rank, .source = "t" };
        kit_message why = { "" };
        memcpy(t.shape, cases[i].has, sizeof t.shape);
        assert_int_equal(kit_table_check_shape(&t, cases[i].wants, &why), cases[i].says == NULL);
        if (cases[i].says)
            assert_says(&why, cases[i].says);
    }
}

/* Given an IDX of 16 bits, which have a sign by the format; when it is read to be divided by 65535; then they have none. */
static void sixteen_bits_of_idx_have_a_sign_unless_divided_by_65535(void **state)
{
    (void)state;
    kit_table t;
    kit_message why = { "" };
    write_file("x.idx", "\0\0\x0b\x02\0\0\0\1\0\0\0\2\xff\xfe\x7f\xff", 16);
    assert_true(kit_table_read(&t, "x.idx", NULL, &why));
    assert_int_equal(((int32_t *)t.data)[0], -2);
    assert_string_equal(t.guessed, "16 bits have a sign in IDX; --scale 65535 takes them as 0 to 65535");
    kit_table_free(&t);
    assert_true(kit_table_read(&t, "x.idx", &(kit_reading){ .scale = 65535 }, &why));
    assert_int_equal(((int32_t *)t.data)[0], 65534);
    assert_int_equal(((int32_t *)t.data)[1], 32767);
    assert_string_equal(t.guessed, "");
    kit_table_free(&t);
    write_file("x.idx", "\0\0\x0b\x02\0\0\0\1\0\0\0\2\0\1\x7f\xff", 16);
    assert_true(kit_table_read(&t, "x.idx", NULL, &why));
    assert_string_equal(t.guessed, "");
    kit_table_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_another_order_of_the_same_sizes_is_refused),
        cmocka_unit_test(sixteen_bits_of_idx_have_a_sign_unless_divided_by_65535),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
