/* What columns are for: lists of names and numbers against a header. */
#include "folder.h"
#include "kit/schema.h"
#include "kit/table/choice.h"

static const char *const header[] = { "age", "width, mm", "7", "city", "a=b", "kind" };
enum { N = 6 };

/* One character a column: r its row, l label, i id, w weight, . left out. */
static const char *parts(const kit_reading *how, const char *const *names, size_t n)
{
    static const char letters[] = {
        [KIT_LEFT_OUT] = '.', [KIT_IN_ROW] = 'r', [KIT_IS_LABEL] = 'l', [KIT_IS_ID] = 'i', [KIT_IS_WEIGHT] = 'w'
    };
    static char text[32];
    kit_choice c;
    kit_message why = { "" };
    if (!kit_choice_make(&c, how, names, n, "t.csv", &why))
        fail_msg("%s", why.text);
    size_t width = 0;
    for (size_t i = 0; i < n; i++) {
        text[i] = letters[c.uses[i].part];
        width += text[i] == 'r';
    }
    text[n] = 0;
    assert_int_equal(c.width, width);
    kit_choice_free(&c);
    return text;
}

static void columns_are_found_by_name_or_number(void **state)
{
    static const struct {
        kit_reading how;
        const char *parts;
    } cases[] = {
        { { 0 }, "rrrrrr" },
        { { .columns = "age" }, "r....." },
        { { .columns = "kind,age" }, "r....r" },
        { { .columns = "1,3-5" }, "r.rrr." },
        { { .columns = " age , \"width, mm\" ,6" }, "rr...r" },
        { { .drop = "2-3,kind" }, "r..rr." },
        { { .columns = "1-4", .drop = "city" }, "rrr..." },
        { { .columns = "7" }, "..r..." }, /* a name, before it is a number */
        { { .label = "kind", .id = "age" }, "irrrrl" },
        { { .label = "LAST" }, "rrrrrl" },
        { { .label = "1", .weight = "7" }, "lrwrrr" },
        { { .columns = "age,city", .label = "kind" }, "r..r.l" },
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(parts(&cases[i].how, header, N), cases[i].parts);
    assert_string_equal(parts(&(kit_reading){ .columns = "2,7-9" }, NULL, 9), ".r....rrr");
}

static void assert_refused(kit_reading how, const char *const *names, const char *text)
{
    kit_choice c;
    kit_message why = { "" };
    assert_false(kit_choice_make(&c, &how, names, N, "t.csv", &why));
    assert_says(&why, text);
    kit_choice_free(&c);
}

static void what_there_is_not_is_an_error(void **state)
{
    static const char *const twice[] = { "a", "b", "a", "c", "d", "e" };
    (void)state;

    assert_refused((kit_reading){ .label = "kimd" }, header,
                   "t.csv: --label: there is no column 'kimd' (did you mean 'kind'?); there are 'age', 'width, mm', '7', "
                   "'city', 'a=b', 'kind'");
    assert_refused((kit_reading){ .drop = "age,9" }, header,
                   "t.csv: --drop: there is no column '9'; its columns have the numbers 1 to 6");
    assert_refused((kit_reading){ .id = "who" }, NULL,
                   "t.csv: --id: there is no column 'who'; its columns have no names, only numbers, 1 to 6");
    assert_refused((kit_reading){ .columns = "3-8" }, header, "there is no column '3-8'");
    assert_refused((kit_reading){ .columns = "5-3" }, header, "there is no column '5-3'");
    assert_refused((kit_reading){ .columns = "0" }, NULL, "there is no column '0'");
    assert_refused((kit_reading){ .columns = "age," }, header, "there is no column ''");
    assert_refused((kit_reading){ .columns = "a" }, twice,
                   "2 columns are called 'a'; say which one by its number, 1 for the first");
    assert_refused((kit_reading){ .drop = "1-6" }, NULL, "none of its 6 columns is left for the rows");
    assert_refused((kit_reading){ .label = "kind", .id = "6" }, header,
                   "column '6' is the label, the id or the weight already");
    assert_refused((kit_reading){ .where = "kind" }, header, "--where: 'kind' has no =");
    assert_refused((kit_reading){ .log1p = "age", .category = "1" }, header, "column 'age' is to be a category");
}

/* Whatever is nearer by its letters: a unit is no mistake in typing. */
static void a_name_without_its_unit_is_told_the_one_with_it(void **state)
{
    static const char *const units[] = { "weight",     "height [cm]", "Blood pressure (mmHg)",
                                         "width_(mm)", "heightened",  "eight" };
    (void)state;

    assert_refused((kit_reading){ .columns = "height" }, units, "no column 'height' (did you mean 'height [cm]'?)");
    assert_refused((kit_reading){ .drop = "blood pressure" }, units, "(did you mean 'Blood pressure (mmHg)'?)");
    assert_refused((kit_reading){ .label = "width" }, units, "(did you mean 'width_(mm)'?)");
    assert_refused((kit_reading){ .label = "heights" }, units, "(did you mean 'weight'?)");
    assert_refused((kit_reading){ .columns = "blood" }, units, "no column 'blood'; there are");
}

static void a_condition_names_a_column(void **state)
{
    static const struct {
        kit_reading how;
        size_t where;
        const char *equals;
    } cases[] = {
        { { .where = "kind=0" }, 5, "0" },
        { { .where = "a=b=c=d" }, 4, "c=d" },
        { { .where = "1=" }, 0, "" },
        { { .where = "label=a", .label = "kind" }, 5, "a" },
        { { .where = "id=a", .label = "kind", .id = "city" }, 3, "a" },
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kit_choice c;
        assert_true(kit_choice_make(&c, &cases[i].how, header, N, "t.csv", NULL));
        assert_int_equal(c.where, cases[i].where);
        assert_string_equal(c.equals, cases[i].equals);
        kit_choice_free(&c);
    }
}

static void known_columns_are_kept_and_others_told(void **state)
{
    static kit_table_column known[] = { { .name = "city", .kind = KIT_CATEGORY }, { .name = "age", .log1p = true } };
    const kit_schema schema = { .width = 2, .columns = known, .label = "kind" };
    kit_choice c;
    (void)state;

    assert_true(kit_choice_make(&c, &(kit_reading){ .schema = &schema }, header, N, "t.csv", NULL));

    assert_int_equal(c.width, 2);
    assert_int_equal(c.uses[5].part, KIT_IS_LABEL);
    assert_true(c.uses[3].part == KIT_IN_ROW && c.uses[3].words && !c.uses[3].numbers);
    assert_true(c.uses[0].part == KIT_IN_ROW && c.uses[0].numbers && c.uses[0].log1p);
    assert_string_equal(c.left_out, "width, mm, 7, a=b");
    kit_choice_free(&c);
}

/* Given rows of four that a model knows, with the label in front of them; then five columns have the label, four have not.
 */
static void without_names_the_label_is_where_it_was(void **state)
{
    const kit_schema schema = { .width = 4, .label = "1" };
    const kit_reading how = { .schema = &schema };
    (void)state;

    assert_string_equal(parts(&how, NULL, 5), "lrrrr");
    assert_string_equal(parts(&how, NULL, 4), "rrrr");
}

/* Given a model that knows columns 2 and 4, and the label in 5; then they are found in a file of five, of four, and alone.
 */
static void without_names_columns_are_where_they_were(void **state)
{
    static kit_table_column known[] = { { .name = "2" }, { .name = "4" } };
    const kit_schema schema = { .width = 2, .columns = known, .label = "5" };
    const kit_reading how = { .schema = &schema };
    (void)state;

    assert_string_equal(parts(&how, NULL, 5), ".r.rl");
    assert_string_equal(parts(&how, NULL, 4), ".r.r");
    assert_string_equal(parts(&how, NULL, 2), "rr");
}

static void numbers_are_the_same_in_any_form(void **state)
{
    (void)state;

    assert_true(kit_same_text("1", "1.0"));
    assert_true(kit_same_text("ash", "ash"));
    assert_false(kit_same_text("", "0"));
    assert_false(kit_same_text("1a", "1"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_found_by_name_or_number),
        cmocka_unit_test(what_there_is_not_is_an_error),
        cmocka_unit_test(a_name_without_its_unit_is_told_the_one_with_it),
        cmocka_unit_test(a_condition_names_a_column),
        cmocka_unit_test(known_columns_are_kept_and_others_told),
        cmocka_unit_test(without_names_the_label_is_where_it_was),
        cmocka_unit_test(without_names_columns_are_where_they_were),
        cmocka_unit_test(numbers_are_the_same_in_any_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
