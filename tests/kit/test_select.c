/* Columns and rows chosen from tables that are read: npy files here, whose columns have numbers. */
#include "folder.h"
#include "kit/schema.h"
#include <math.h>

/* Rows of four: a class, two numbers, a weight. */
static const float numbers[] = { 1, 0.5f, 10, 1, 2, 1.5f, 20, 0, 1, 2.5f, 30, 2 };
enum { ROWS = 3, WIDTH = 4 };

static int write_numbers(void **state)
{
    const kit_matrix m = { .data = numbers, .rows = ROWS, .width = WIDTH, .rank = 1, .shape = { WIDTH } };
    kit_message why;
    return enter_folder(state) == 0 && kit_matrix_write("t.npy", &m, &why) ? 0 : -1;
}

static void assert_row(const kit_table *t, size_t row, const float *expected)
{
    float x[WIDTH];
    kit_table_row(x, t, row, 1);
    for (size_t i = 0; i < t->width; i++)
        assert_true(x[i] == expected[i]);
}

static void a_label_is_a_text_and_no_part_of_the_row(void **state)
{
    kit_table t;
    (void)state;

    assert_true(kit_table_read(&t, "t.npy", &(kit_reading){ .label = "1", .weight = "4", .id = "2" }, NULL));

    assert_int_equal(t.width, 1);
    assert_string_equal(t.labels[1], "2");
    assert_string_equal(t.ids[2], "2.5");
    assert_string_equal(t.label_name, "1");
    assert_true(t.weights[1] == 0 && t.weights[2] == 2);
    assert_row(&t, 2, (const float[]){ 30 });
    kit_table_free(&t);
}

/* Given a file and a list of label columns, then they are no part of the row, in the order of the list, and so they are
 * where a model knows the list: all of it, or none. */
static void assert_labels(const char *file, const kit_reading *how)
{
    kit_table t;
    kit_message why = { "" };
    if (!kit_table_read(&t, file, how, &why))
        fail_msg("%s", why.text);
    assert_int_equal(t.width, 2);
    assert_int_equal(t.n_more, 1);
    assert_string_equal(t.labels[1], "20");
    assert_string_equal(t.more_labels[1], "2");
    kit_table_free(&t);
}

static void assert_condition(const char *path, const kit_reading *how, const char *label)
{
    kit_table t;
    kit_message why = { "" };
    if (!kit_table_read(&t, path, how, &why))
        fail_msg("%s: %s", path, why.text);
    assert_int_equal(t.n_conditions, 2);
    assert_string_equal(t.conditions[2], "2");
    assert_string_equal(t.conditions[3], "20");
    assert_true(label ? t.labels && strcmp(t.labels[1], label) == 0 : !t.labels);
    assert_int_equal(t.width, label && strcmp(label, "1.5") == 0 ? 1 : 2);
    kit_table_free(&t);
}

/* Given columns of a condition, then they stand beside the row, by the command line or as the model knows them, in a text
 * and in an array; the label can be among them. */
static void a_condition_stands_beside_the_row(void **state)
{
    static const char text[] = "kind,x,\"size, mm\",w\n1,0.5,10,1\n2,1.5,20,0\n1,2.5,30,2\n", names[] = "kind,\"size, mm\"";
    const kit_table_column rows[] = { { .name = "x" }, { .name = "w" } };
    const kit_schema known = { .width = 2, .columns = (kit_table_column *)rows, .condition = names },
                     both = { .width = 2, .columns = (kit_table_column *)rows, .condition = names, .label = "kind" },
                     by_place = { .width = 2, .condition = "1,3", .label = "1" },
                     half = { .width = 2, .columns = (kit_table_column *)rows, .condition = "kind,length" };
    kit_table t;
    kit_message why = { "" };
    (void)state;
    write_file("sizes.csv", text, sizeof text - 1);

    assert_condition("sizes.csv", &(kit_reading){ .condition = names }, NULL);
    assert_condition("sizes.csv", &(kit_reading){ .condition = names, .label = "kind" }, "2");
    assert_condition("sizes.csv", &(kit_reading){ .condition = "label,3", .label = "kind" }, "2");
    assert_condition("sizes.csv", &(kit_reading){ .condition = names, .label = "x" }, "1.5");
    assert_condition("sizes.csv", &(kit_reading){ .schema = &known }, NULL);
    assert_condition("sizes.csv", &(kit_reading){ .schema = &both }, "2");
    assert_condition("t.npy", &(kit_reading){ .condition = "1,3" }, NULL);
    assert_condition("t.npy", &(kit_reading){ .condition = "1,3", .label = "1" }, "2");
    assert_condition("t.npy", &(kit_reading){ .schema = &by_place }, "2");
    assert_true(kit_table_read(&t, "sizes.csv", &(kit_reading){ .schema = &half }, &why) && t.n_conditions == 0);
    kit_table_free(&t);
    assert_true(kit_table_read(&t, "sizes.csv", &(kit_reading){ .condition = "kind", .where = "kind=2" }, &why));
    assert_true(t.rows == 1 && t.n_conditions == 1);
    assert_string_equal(t.conditions[0], "2");
    assert_string_equal(t.condition_names[0], "kind");
    kit_table_free(&t);
    assert_false(kit_table_read(&t, "sizes.csv", &(kit_reading){ .condition = "kind,kind" }, &why));
    assert_says(&why, "sizes.csv: --condition: column 'kind' is named twice");
    assert_false(kit_table_read(&t, "sizes.csv", &(kit_reading){ .condition = "kin" }, &why));
    assert_says(&why, "sizes.csv: --condition: there is no column 'kin' (did you mean 'kind'?)");
}

static void several_columns_can_be_labels(void **state)
{
    static const char text[] = "kind,x,\"size, mm\",w\n1,0.5,10,1\n2,1.5,20,0\n1,2.5,30,2\n";
    const kit_table_column rows[] = { { .name = "x" }, { .name = "w" } };
    const kit_schema known = { .width = 2, .columns = (kit_table_column *)rows, .label = "\"size, mm\",kind" },
                     by_place = { .width = 2, .label = "3,1" },
                     half = { .width = 2, .columns = (kit_table_column *)rows, .label = "kind,length" };
    kit_table t;
    kit_message why = { "" };
    (void)state;
    write_file("sizes.csv", text, sizeof text - 1);

    assert_labels("t.npy", &(kit_reading){ .label = "3,1" });
    assert_labels("sizes.csv", &(kit_reading){ .label = "\"size, mm\",kind" });
    assert_labels("sizes.csv", &(kit_reading){ .schema = &known });
    assert_labels("t.npy", &(kit_reading){ .schema = &by_place });
    assert_labels("sizes.csv", &(kit_reading){ .label = "3,1" });
    assert_true(kit_table_read(&t, "sizes.csv", &(kit_reading){ .schema = &half }, &why) && !t.labels && t.n_more == 0);
    kit_table_free(&t);
    assert_true(kit_table_read(&t, "sizes.csv", &(kit_reading){ .label = "size, mm" }, &why) && t.n_more == 0);
    kit_table_free(&t);
    assert_true(kit_table_read(&t, "t.npy", &(kit_reading){ .label = "3,1", .where = "label=30" }, &why) && t.rows == 1);
    assert_string_equal(t.more_labels[0], "1");
    kit_table_free(&t);
    assert_false(kit_table_read(&t, "sizes.csv", &(kit_reading){ .label = "kind,kind" }, &why));
    assert_says(&why, "sizes.csv: --label: column 'kind' is the label, the id or the weight already");
    assert_false(kit_table_read(&t, "sizes.csv", &(kit_reading){ .label = "kind,kin" }, &why));
    assert_says(&why, "sizes.csv: --label: there is no column 'kin' (did you mean 'kind'?)");
}

static void rows_are_chosen_by_a_column(void **state)
{
    kit_table t;
    kit_message why = { "" };
    (void)state;

    assert_true(kit_table_read(&t, "t.npy", &(kit_reading){ .where = "1=1.0", .drop = "1,4" }, NULL));
    assert_int_equal(t.rows, 2);
    assert_row(&t, 0, (const float[]){ 0.5f, 10 });
    assert_row(&t, 1, (const float[]){ 2.5f, 30 });
    kit_table_free(&t);

    assert_true(kit_table_read(&t, "t.npy", &(kit_reading){ .where = "label=2", .label = "1" }, NULL));
    assert_int_equal(t.rows, 1);
    assert_string_equal(t.labels[0], "2");
    kit_table_free(&t);

    assert_false(kit_table_read(&t, "t.npy", &(kit_reading){ .where = "1=3" }, &why));
    assert_says(&why, "t.npy: --where: no row has '3' in column 1; the first has '1'");
}

static void numbers_become_logarithms_and_categories(void **state)
{
    kit_table t;
    kit_message why = { "" };
    (void)state;

    assert_true(kit_table_read(&t, "t.npy", &(kit_reading){ .columns = "1-3", .log1p = "2", .category = "1,3" }, NULL));
    assert_int_equal(t.columns[0].kind, KIT_CATEGORY);
    assert_int_equal(t.columns[2].n_levels, 3);
    assert_string_equal(t.columns[0].levels[1], "2");
    assert_true(t.columns[1].log1p && !t.columns[0].log1p);
    assert_row(&t, 1, (const float[]){ 1, logf(2.5f), 1 });
    kit_table_free(&t);

    const kit_matrix m = { .data = (const float[]){ 0, -1 }, .rows = 1, .width = 2, .rank = 1, .shape = { 2 } };
    assert_true(kit_matrix_write("minus.npy", &m, &why));
    assert_false(kit_table_read(&t, "minus.npy", &(kit_reading){ .log1p = "2" }, &why));
    assert_says(&why, "minus.npy: row 1, column 2 is -1, and 1 + x has no logarithm");
    assert_false(kit_table_read(&t, "minus.npy", &(kit_reading){ .weight = "2" }, &why));
    assert_says(&why, "minus.npy: row 1, column 2: '-1' is no weight; a weight is a number from 0");
}

static void rows_that_stay_as_they_are_stay_in_their_file(void **state)
{
    kit_table t;
    (void)state;

    assert_true(kit_table_read(&t, "t.npy", &(kit_reading){ .columns = "1-4" }, NULL));

    assert_non_null(t.mapping.start);
    kit_table_free(&t);
}

/* Given columns 2 to 4, of which the last two are then kept; they are called as in the file, and a schema of them, too. */
static void columns_know_where_they_stood(void **state)
{
    static const size_t kept[] = { 1, 2 };
    char text[KIT_COLUMN_TEXT];
    kit_table t;
    kit_schema s;
    (void)state;
    assert_true(kit_table_read(&t, "t.npy", &(kit_reading){ .label = "1" }, NULL));

    assert_true(kit_table_keep_columns(&t, kept, 2, NULL));

    assert_int_equal(t.width, 2);
    assert_row(&t, 1, (const float[]){ 20, 0 });
    assert_int_equal(kit_table_place(&t, 0), 3);
    kit_table_column_text(text, &t, 1);
    assert_string_equal(text, "4");
    assert_true(kit_schema_make(&s, &t, NULL));
    assert_string_equal(s.columns[0].name, "3");
    assert_string_equal(s.columns[1].name, "4");
    kit_schema_free(&s);
    kit_table_free(&t);
}

static void gaps_are_refused_dropped_or_kept(void **state)
{
    static const float with_gaps[] = { 1, 2, NAN, 4, 5, 6, 7, NAN };
    const kit_matrix m = { .data = with_gaps, .rows = 4, .width = 2, .rank = 1, .shape = { 2 } };
    const kit_matrix alone = { .data = with_gaps + 2, .rows = 1, .width = 2, .rank = 1, .shape = { 2 } };
    kit_table t;
    kit_message why = { "" };
    (void)state;
    assert_true(kit_matrix_write("gaps.npy", &m, &why) && kit_matrix_write("alone.npy", &alone, &why));

    assert_false(kit_table_read(&t, "gaps.npy", NULL, &why));
    assert_says(&why, "gaps.npy: row 2, column 1 is nan; --missing drop leaves out rows with gaps");
    assert_true(kit_table_read(&t, "gaps.npy", &(kit_reading){ .gaps = KIT_GAPS_DROP }, NULL));
    assert_int_equal(t.rows, 2);
    assert_row(&t, 1, (const float[]){ 5, 6 });
    assert_string_equal(t.guessed, "2 rows with gaps left out (rows 2, 4)");
    kit_table_free(&t);
    assert_true(kit_table_read(&t, "gaps.npy", &(kit_reading){ .gaps = KIT_GAPS_KEEP }, NULL));
    assert_int_equal(t.rows, 4);
    kit_table_free(&t);
    assert_false(kit_table_read(&t, "alone.npy", &(kit_reading){ .gaps = KIT_GAPS_DROP }, &why));
    assert_says(&why, "alone.npy: every row has a gap");
}

static void digits_are_chosen_by_their_labels(void **state)
{
    kit_table t;
    kit_message why = { "" };
    (void)state;

    assert_true(kit_dataset_read(&t, "digits:50", &(kit_reading){ .where = "label=7" }, NULL));
    for (size_t i = 0; i < t.rows; i++)
        assert_string_equal(t.labels[i], "7");
    kit_table_free(&t);
    assert_false(kit_dataset_read(&t, "digits:50", &(kit_reading){ .label = "LAST" }, &why));
    assert_says(&why, "digits:50: has labels of its own");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_label_is_a_text_and_no_part_of_the_row),
        cmocka_unit_test(several_columns_can_be_labels),
        cmocka_unit_test(a_condition_stands_beside_the_row),
        cmocka_unit_test(rows_are_chosen_by_a_column),
        cmocka_unit_test(gaps_are_refused_dropped_or_kept),
        cmocka_unit_test(numbers_become_logarithms_and_categories),
        cmocka_unit_test(digits_are_chosen_by_their_labels),
        cmocka_unit_test(rows_that_stay_as_they_are_stay_in_their_file),
        cmocka_unit_test(columns_know_where_they_stood),
    };
    return cmocka_run_group_tests(tests, write_numbers, leave_folder);
}
