/* Labels as the numbers of classes, and what a head for them is called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kit/labels.h"
#include <math.h>

static void must(bool ok, const kit_message *why)
{
    if (!ok)
        fail_msg("%s", why->text);
}

/* The classes of some labels, as "a,b,c". */
static void assert_names(const kit_label *labels, size_t rows, const char *expected)
{
    char list[256] = "";
    const kit_label_column column = { labels, 1, rows, "kind" };
    kit_label_names names;
    const char **block;
    kit_message why;

    must(kit_label_names_find(&names, &block, &column, &why), &why);

    for (size_t i = 0; i < names.n; i++) {
        strcat(list, i ? "," : "");
        strcat(list, names.names[i]);
    }
    assert_string_equal(list, expected);
    free(block);
}

static void classes_are_the_sorted_words(void **state)
{
    static const kit_label words[] = { "sharp", "", "dull", "sharp", "Dull", "nan", "10", "9" },
                           numbers[] = { "10", "9", "", "-1", "9.0", "1e1", "NaN" }, none[] = { "", "nan" };
    (void)state;
    assert_names(words, 8, "10,9,Dull,dull,sharp");
    assert_names(numbers, 7, "-1,9,10");
    assert_names(none, 2, "");
}

static void a_label_has_the_number_of_its_class(void **state)
{
    static const char *const words[] = { "a", "b", "c" }, *const numbers[] = { "9", "10" };
    const kit_label_names of_words = kit_label_names_of(words, 3), of_numbers = kit_label_names_of(numbers, 2);
    (void)state;
    assert_int_equal(kit_label_class(&of_words, "c"), 2);
    assert_int_equal(kit_label_class(&of_words, "d"), 3);
    assert_int_equal(kit_label_class(&of_numbers, "10.0"), 1);
    assert_int_equal(kit_label_class(&of_numbers, "9"), 0);
    assert_int_equal(kit_label_class(&of_numbers, "11"), 2);
    assert_int_equal(kit_label_class(&of_numbers, "ten"), 2);
}

/* Given two columns of labels, the second beside the first in each row, then gaps and others are NaN, and are counted. */
static void numbers_are_counted(void **state)
{
    kit_label first[] = { "a", "x", "", "b", "y" }, more[] = { "1", "", "2.5", "", "big", "", "nan", "", "-3", "" };
    static const char *const words[] = { "a", "b" };
    const kit_table table = {
        .rows = 5, .labels = first, .more_labels = more, .n_more = 2, .label_name = "kind", .more_names = { "size", "none" }
    };
    const kit_label_names names = kit_label_names_of(words, 2);
    const kit_label_column kind = kit_label_column_of(&table, 0), size = kit_label_column_of(&table, 1);
    float out[10];
    (void)state;

    const kit_label_count kinds = kit_label_numbers(out, 2, &names, &kind);
    const kit_label_count sizes = kit_label_numbers(out + 1, 2, NULL, &size);

    assert_int_equal(kit_label_columns(&table), 3);
    assert_string_equal(size.name, "size");
    assert_int_equal(kinds.known, 2);
    assert_int_equal(kinds.gaps, 1);
    assert_int_equal(kinds.others, 2);
    assert_int_equal(kinds.first_other, 1);
    assert_int_equal(sizes.known, 3);
    assert_int_equal(sizes.others, 1);
    assert_int_equal(sizes.first_other, 2);
    assert_true(out[0] == 0 && isnan(out[2]) && isnan(out[4]) && out[6] == 1 && isnan(out[8]));
    assert_true(out[1] == 1 && out[3] == 2.5f && isnan(out[5]) && isnan(out[7]) && out[9] == -3);
}

static void a_head_is_called_after_its_column(void **state)
{
    static const struct {
        const char *column, *name;
    } cases[] = {
        { "kind", "kind" }, { "left us", "left_us" }, { "width, mm", "width__mm" }, { "3", "class" },
        { "", "class" },    { "label", "class" },     { "code", "class" },          { "gr\xc3\xb6\xc3\x9f", "gr____" }
    };
    char name[KIT_HEAD_NAME];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kit_head_name(name, cases[i].column);
        assert_string_equal(name, cases[i].name);
    }
}

/* Given a spec in one line, and as a model has it, then the condition stands after its first item. */
static void a_spec_gets_a_condition(void **state)
{
    static const char *const specs[][2] = {
        { "input 4 | dense 2 | code | decoder mirror", "input 4 | condition 3 | dense 2 | code | decoder mirror" },
        { "input 4\nscaler zscore\ndense 2\ncode", "input 4 | condition 3\nscaler zscore\ndense 2\ncode" },
    };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char *spec = kit_spec_with_condition(specs[i][0], 3);
        assert_string_equal(spec, specs[i][1]);
        free(spec);
    }
}

/* Given a spec and a head for it, then a model can be made of both. */
static void a_spec_gets_a_head(void **state)
{
    char *spec = kit_spec_with_head("input 4 | dense 2 | code | decoder mirror", "kind", 3);
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_model *model;
    ae_error e = { 0 };
    (void)state;

    assert_int_equal(ae_model_create(&model, spec, NULL, &e), AE_OK);

    ae_model_get_info(&info, model, NULL);
    assert_int_equal(info.heads, 1);
    assert_int_equal(info.label_width, 1);
    ae_model_free(model);
    free(spec);
}

/* Given words, one of which is a number, an empty label and "nan"; then the last two are gaps. */
static void every_row_has_its_class(void **state)
{
    static const kit_label labels[] = { "b", "10", "b", "nan", "a", "" };
    static const uint32_t expected[] = { 2, 0, 2, 3, 1, 3 };
    kit_classes c;
    kit_message why;
    (void)state;

    assert_true(kit_classes_find(&c, labels, 6, &why));

    assert_int_equal(c.n, 3);
    assert_string_equal(c.names[0], "10");
    assert_string_equal(c.names[2], "b");
    assert_memory_equal(c.class_of, expected, sizeof expected);
    kit_classes_free(&c);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_has_its_class),
        cmocka_unit_test(classes_are_the_sorted_words),
        cmocka_unit_test(a_label_has_the_number_of_its_class),
        cmocka_unit_test(numbers_are_counted),
        cmocka_unit_test(a_head_is_called_after_its_column),
        cmocka_unit_test(a_spec_gets_a_condition),
        cmocka_unit_test(a_spec_gets_a_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
