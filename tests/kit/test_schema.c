/* The columns of a model: as a note, and found again in other tables. */
#include "folder.h"
#include "kit/schema.h"
#include <math.h>

static const char *cities[] = { "Oslo", "Porto", "Turin" }, *floors[] = { "1", "10", "2" };
static kit_table_column columns[] = { { .name = "age" },
                                      { .name = "city", .kind = KIT_CATEGORY, .levels = cities, .n_levels = 3 },
                                      { .name = "income", .log1p = true },
                                      { .name = "floor", .kind = KIT_CATEGORY, .levels = floors, .n_levels = 3 } };
static const kit_schema schema = { .width = 4, .columns = columns };
static const kit_fitting strict = { 0 }, lenient = { true, true };

/* A table of floats, whose columns are a copy's. */
static kit_table make_table(const kit_table_column *described, size_t width, const float *data, size_t rows)
{
    kit_table t = { .rows = rows, .width = width, .rank = 1, .shape = { width }, .dtype = AE_F32, .source = "t.csv" };
    t.data = malloc(rows * width * sizeof *data);
    memcpy(t.data, data, rows * width * sizeof *data);
    if (described) {
        kit_schema copy;
        assert_true(kit_schema_make(
            &copy, &(kit_table){ .width = width, .columns = (kit_table_column *)(uintptr_t)described }, NULL));
        t.columns = copy.columns;
    }
    return t;
}

static void assert_floats(const kit_table *t, const float *expected)
{
    assert_int_equal(t->dtype, AE_F32);
    for (size_t i = 0; i < t->rows * t->width; i++) {
        const float x = ((const float *)t->data)[i];
        if (isnan(expected[i]) ? !isnan(x) : x != expected[i])
            fail_msg("number %zu is %g, not %g", i, (double)x, (double)expected[i]);
    }
}

static void assert_refused(kit_table *t, const char *text)
{
    kit_message why = { "" };
    assert_false(kit_schema_fit(t, &schema, &strict, &why));
    assert_says(&why, text);
    kit_table_free(t);
}

/* ---- The note ------------------------------------------------------------------------------------------------------- */

static void columns_become_lines(void **state)
{
    char *text = kit_schema_text(&schema, NULL);
    (void)state;

    assert_string_equal(text, "age,number\ncity,category,Oslo,Porto,Turin\nincome,log1p\nfloor,category,1,10,2\n");
    free(text);
}

static void any_name_comes_back(void **state)
{
    static const char *odd[] = { "", " x", "a \"b\"", "c,d", "e\nf" };
    static kit_table_column in[] = { { .name = "width, mm" },
                                     { .name = "" },
                                     { .name = NULL },
                                     { .name = "say \"hi\"", .kind = KIT_CATEGORY, .levels = odd, .n_levels = 5 },
                                     { .name = "temp (\302\260C)", .log1p = true } };
    const kit_schema before = { .width = 5, .columns = in };
    kit_schema after;
    (void)state;

    char *text = kit_schema_text(&before, NULL);
    assert_true(kit_schema_parse(&after, text, NULL));

    assert_int_equal(after.width, 5);
    assert_null(after.columns[2].name);
    for (size_t k = 0; k < 5; k++) {
        const kit_table_column *c = &after.columns[k];
        if (in[k].name)
            assert_string_equal(c->name, in[k].name);
        assert_int_equal(c->kind, in[k].kind);
        assert_int_equal(c->log1p, in[k].log1p);
        assert_int_equal(c->n_levels, in[k].n_levels);
        for (size_t i = 0; i < c->n_levels; i++)
            assert_string_equal(c->levels[i], odd[i]);
    }
    kit_schema_free(&after);
    free(text);
}

/* Given numbers with and without decimals, a gap, and logarithms; then the note says which are whole. */
static void columns_of_whole_numbers_are_noted(void **state)
{
    static const kit_table_column described[] = { { .name = "age" },
                                                  { .name = "height" },
                                                  { .name = "income", .log1p = true } };
    static const float data[] = { 30, 1.5f, 2, NAN, 2, 3, -4, 3, 5 };
    kit_schema made, read;
    kit_table t = make_table(described, 3, data, 3);
    (void)state;

    assert_true(kit_schema_make(&made, &t, NULL));
    char *text = kit_schema_text(&made, NULL);
    assert_string_equal(text, "age,whole\nheight,number\nincome,log1p\n");
    assert_true(kit_schema_parse(&read, text, NULL));
    assert_true(read.columns[0].whole && !read.columns[1].whole && !read.columns[2].whole);

    free(text);
    kit_schema_free(&made);
    kit_schema_free(&read);
    kit_table_free(&t);
}

static void what_is_no_note_is_refused(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        { "", "line 1: there is no column" },
        { "age\n", "line 1: a column has a name and a kind" },
        { "age,number\ncity,kategory,a\n", "line 2: the kind of a column is number, whole, log1p or category" },
        { "age,\n", "line 1: the kind of a column is" },
        { "age,number,3\n", "a category has levels, and a number has none" },
        { "age,category\n", "a category has levels, and a number has none" },
        { "age,category,\"a\n", "a quoted field has no end" },
        { "age,category,\"a\"b\n", "a field ends with a comma or the line" },
        { "age,category,a,,b\n", "a level is empty" },
        { "age,number", "a field ends with a comma or the line" },
    };
    kit_schema s;
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kit_message why = { "" };
        assert_false(kit_schema_parse(&s, cases[i].text, &why));
        assert_says(&why, cases[i].says);
        kit_schema_free(&s);
    }
}

static void only_what_tells_something_is_noted(void **state)
{
    static kit_table_column plain[2], named[] = { { .name = "a" }, { .name = "b" } };
    (void)state;

    assert_true(kit_schema_tells(&schema));
    assert_true(kit_schema_tells(&(kit_schema){ .width = 2, .columns = named }));
    assert_false(kit_schema_tells(&(kit_schema){ .width = 2, .columns = plain }));
    assert_false(kit_schema_tells(&(kit_schema){ .width = 2 }));
}

/* ---- Later tables --------------------------------------------------------------------------------------------------- */

/* Given other places, a column more, and levels with other codes; then all is as the model knows it. */
static void columns_are_found_by_name(void **state)
{
    static const char *two[] = { "Oslo", "Turin" }, *higher[] = { "10", "2.0" };
    static const kit_table_column other[] = { { .name = "city", .kind = KIT_CATEGORY, .levels = two, .n_levels = 2 },
                                              { .name = "shoe" },
                                              { .name = "floor", .kind = KIT_CATEGORY, .levels = higher, .n_levels = 2 },
                                              { .name = "age" },
                                              { .name = "income" } };
    static const float data[] = { 0, 40, 0, 30, 0, 1, 41, 1, 31, NAN, NAN, 42, NAN, 32, 3 };
    const float expected[] = { 30, 0, 0, 1, 31, 2, NAN, 2, 32, NAN, logf(4), NAN };
    kit_table t = make_table(other, 5, data, 3);
    (void)state;

    assert_true(kit_schema_fit(&t, &schema, &strict, NULL));

    assert_int_equal(t.width, 4);
    assert_floats(&t, expected);
    assert_string_equal(t.columns[1].levels[2], "Turin");
    assert_int_equal(t.columns[1].gaps, 1);
    kit_table_free(&t);
}

static void a_table_that_is_right_is_left_alone(void **state)
{
    static const float data[] = { 30, 0, 1, 2 };
    kit_table t = make_table(columns, 4, data, 1);
    const void *before = t.data;
    (void)state;

    assert_true(kit_schema_fit(&t, &schema, &strict, NULL));

    assert_ptr_equal(t.data, before);
    kit_table_free(&t);
}

static void a_missing_column_is_an_error_or_a_gap(void **state)
{
    static const kit_table_column some[] = { { .name = "age" }, { .name = "income" } };
    static const float data[] = { 30, 0 }, expected[] = { 30, NAN, 0, NAN };
    kit_table t = make_table(some, 2, data, 1);
    (void)state;

    assert_true(kit_schema_fit(&t, &schema, &lenient, NULL));
    assert_floats(&t, expected);
    kit_table_free(&t);

    t = make_table(some, 2, data, 1);
    assert_refused(&t, "t.csv: lacks columns 'city', 'floor', which the model knows; --missing-columns gap");
}

static void a_new_level_is_an_error_or_a_gap(void **state)
{
    static const char *three[] = { "Milan", "Oslo", "Rome" };
    static kit_table_column other[4];
    static const float data[] = { 30, 1, 0, 1, 30, 2, 0, 0, 30, 0, 0, 0 },
                       expected[] = { 30, 0, 0, 1, 30, NAN, 0, 0, 30, NAN, 0, 0 };
    (void)state;
    memcpy(other, columns, sizeof other);
    other[1].levels = three;

    kit_table t = make_table(other, 4, data, 3);
    assert_true(kit_schema_fit(&t, &schema, &lenient, NULL));
    assert_floats(&t, expected);
    kit_table_free(&t);

    t = make_table(other, 4, data, 3);
    assert_refused(
        &t, "t.csv: column 'city': the model does not know 'Milan', 'Rome', but 'Oslo', 'Porto', 'Turin'; --new-levels");
}

/* Given numbers where a category is due; then they are its words, or its codes where words are no numbers and there is no
 * name to say that they are words. */
static void numbers_can_be_words_or_codes(void **state)
{
    static const kit_table_column numbers[] = {
        { .name = "age" }, { .name = "city" }, { .name = "income" }, { .name = "floor" }
    };
    static const float data[] = { 30, 2, 0, 10, 31, 0, 0, 2 }, expected[] = { 30, 2, 0, 1, 31, 0, 0, 2 };
    kit_table t = make_table(NULL, 4, data, 2);
    (void)state;

    assert_true(kit_schema_fit(&t, &schema, &strict, NULL));
    assert_floats(&t, expected);
    kit_table_free(&t);

    t = make_table(numbers, 4, data, 2);
    assert_refused(&t, "t.csv: column 'city': the model does not know '2', but 'Oslo'");
}

static void what_cannot_be_the_models_is_refused(void **state)
{
    static const kit_table_column strange[] = { { .name = "x" } };
    static kit_table_column words[4];
    static const float data[] = { 0, 0, -2, 0 };
    (void)state;
    memcpy(words, columns, sizeof words);
    words[0] = columns[1];
    words[0].name = "age";

    kit_table t = make_table(strange, 1, data, 1);
    assert_refused(&t, "t.csv: has none of the columns that the model knows, 'age', 'city', 'income', 'floor'; it has 'x'");
    t = make_table(NULL, 3, data, 1);
    assert_refused(&t, "t.csv: has 3 columns, where the model knows 4");
    t = make_table(words, 4, data, 1);
    assert_refused(&t, "t.csv: column 'age' holds words, where the model has numbers");
    words[0] = (kit_table_column){ .name = "age", .log1p = true };
    t = make_table(words, 4, data, 1);
    assert_refused(&t, "t.csv: column 'age' is given as a logarithm, where the model has the number itself");
    words[0] = columns[0];
    words[2] = (kit_table_column){ .name = "income" };
    t = make_table(words, 4, data, 1);
    assert_refused(&t, "t.csv: row 1, column 'income' is -2, and 1 + x has no logarithm");
}

/* ---- The way back --------------------------------------------------------------------------------------------------- */

static void codes_become_words_and_logarithms_numbers(void **state)
{
    float rows[] = { 1, 0, 0, 0, 2, 1, logf(4), 2 };
    (void)state;

    assert_string_equal(kit_schema_word(&schema, 1, 2), "Turin");
    assert_null(kit_schema_word(&schema, 1, 3));
    assert_null(kit_schema_word(&schema, 1, NAN));
    assert_null(kit_schema_word(&schema, 1, 0.5));
    assert_null(kit_schema_word(&schema, 0, 1));
    kit_schema_undo_logs(&schema, rows, 2);
    assert_true(rows[2] == 0 && fabsf(rows[6] - 3) < 1e-6f && rows[4] == 2);
}

static void whole_numbers_are_rounded(void **state)
{
    static kit_table_column ages[] = { { .name = "age", .whole = true }, { .name = "height" } };
    static const kit_schema of = { .width = 2, .columns = ages };
    float rows[] = { 30.4f, 1.25f, -0.3f, 0.5f, NAN, 2, 17.5f, 3.5f };
    (void)state;

    kit_schema_round(&of, rows, 4);
    assert_true(rows[0] == 30 && rows[2] == 0 && !signbit(rows[2]) && isnan(rows[4]) && rows[6] == 18);
    assert_true(rows[1] == 1.25f && rows[3] == 0.5f && rows[5] == 2 && rows[7] == 3.5f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_become_lines),
        cmocka_unit_test(any_name_comes_back),
        cmocka_unit_test(columns_of_whole_numbers_are_noted),
        cmocka_unit_test(what_is_no_note_is_refused),
        cmocka_unit_test(only_what_tells_something_is_noted),
        cmocka_unit_test(columns_are_found_by_name),
        cmocka_unit_test(a_table_that_is_right_is_left_alone),
        cmocka_unit_test(a_missing_column_is_an_error_or_a_gap),
        cmocka_unit_test(a_new_level_is_an_error_or_a_gap),
        cmocka_unit_test(numbers_can_be_words_or_codes),
        cmocka_unit_test(what_cannot_be_the_models_is_refused),
        cmocka_unit_test(codes_become_words_and_logarithms_numbers),
        cmocka_unit_test(whole_numbers_are_rounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
