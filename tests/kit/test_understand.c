/* What columns are, and what is odd about them: made so that the answer is known. */
#include "kit/random.h"
#include "kit/understand.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 3000 };

static float numbers[MOST];

/* The one column of `n` numbers. */
static kit_understood understand(const char *name, size_t n)
{
    kit_table_column column = { .name = name };
    kit_table t = { .rows = n, .width = 1, .rank = 1, .shape = { 1 }, .dtype = AE_F32, .data = numbers, .columns = &column };
    kit_understanding u;
    kit_message why;
    assert_true(kit_understand(&u, &t, &why));
    kit_understood c = u.column[0];
    kit_understanding_free(&u);
    return c;
}

typedef double (*formula)(size_t i);

static kit_understood column_of(formula x, const char *name, size_t n)
{
    for (size_t i = 0; i < n; i++)
        numbers[i] = (float)x(i);
    return understand(name, n);
}

static double normal(size_t i)
{
    return 15 + kit_normal(i);
}

static void facts_are_those_of_the_numbers_there(void **state)
{
    static const float some[] = { 3, NAN, 1, 5, 3, NAN };
    memcpy(numbers, some, sizeof some);
    (void)state;

    kit_understood c = understand("x", 6);

    assert_int_equal(c.role, KIT_AS_NUMBER);
    assert_int_equal(c.values, 4);
    assert_int_equal(c.gaps, 2);
    assert_true(c.least == 1 && c.most == 5 && c.mean == 3 && fabs(c.deviation - sqrt(2)) < 1e-12 && c.median == 3);
    assert_int_equal(c.different, 3);
    assert_true(c.whole);
}

/* ---- Roles -------------------------------------------------------------------------------------------------------- */

static double seven(size_t i)
{
    return i % 3 == 1 ? (double)NAN : 7;
}

static double nothing(size_t i)
{
    (void)i;
    return (double)NAN;
}

static double from_one(size_t i)
{
    return (double)i + 1;
}

static double ages(size_t i)
{
    return 20 + (double)i;
}

/* Every number from 1000 on once, in another order: 7 and 500 have no common factor. */
static double shuffled(size_t i)
{
    return 1000 + (double)(i * 7 % 500);
}

static double one_twice(size_t i)
{
    return i == 499 ? 1000 : shuffled(i);
}

static double sparse(size_t i)
{
    return 100000 + 17 * (double)(i * 7 % 500);
}

static double unix_time(size_t i)
{
    return 1.7e9 + 10 * (double)i;
}

static double written_date(size_t i)
{
    return 20240101 + 100 * (double)(i % 12) + (double)(i * 5 % 28);
}

static double two(size_t i)
{
    return (double)(kit_random_bits(1, i) % 2);
}

static double steps(size_t i)
{
    return 20000 + 317 * (double)i;
}

static void a_column_is_what_its_numbers_show(void **state)
{
    static const struct {
        formula x;
        const char *name;
        size_t n;
        kit_role role;
        const char *why;
    } cases[] = {
        { normal, "x", 300, KIT_AS_NUMBER, "" },
        { two, "x", 300, KIT_AS_NUMBER, "" },
        { seven, "x", 30, KIT_AS_CONSTANT, "7 where it has a value" },
        { nothing, "x", 30, KIT_AS_CONSTANT, "no row has a value" },
        { from_one, "x", 30, KIT_AS_ID, "counts the rows from 1" },
        { ages, "x", 50, KIT_AS_NUMBER, "" },
        { steps, "x", 80, KIT_AS_NUMBER, "" },
        { shuffled, "x", 500, KIT_AS_ID, "each whole number from 1000 to 1499 once" },
        { one_twice, "x", 500, KIT_AS_NUMBER, "" },
        { sparse, "x", 500, KIT_AS_NUMBER, "" },
        { sparse, "customer_id", 500, KIT_AS_ID, "its name says so, and its whole numbers all differ" },
        { sparse, "customerId", 500, KIT_AS_ID, "its name says so, and its whole numbers all differ" },
        { sparse, "paid", 500, KIT_AS_NUMBER, "" },
        { two, "id", 500, KIT_AS_NUMBER, "" },
        { unix_time, "x", 500, KIT_AS_DATE, "seconds since 1970, in the order of the rows" },
        { written_date, "x", 500, KIT_AS_DATE, "dates such as 20241228" },
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kit_understood c = column_of(cases[i].x, cases[i].name, cases[i].n);

        if (c.role != cases[i].role)
            fail_msg("case %zu: %s (%s)", i, kit_role_name(c.role), c.why);
        assert_string_equal(c.why, cases[i].why);
        assert_int_equal(kit_is_kept(&c), cases[i].role == KIT_AS_NUMBER);
    }
}

/* Words are told by how many there are. */
static kit_understood words_of(size_t n_levels, kit_kind kind)
{
    static const char *levels[MOST];
    enum { ROWS = 60 };
    for (size_t i = 0; i < n_levels; i++)
        levels[i] = "Oslo";
    for (size_t i = 0; i < ROWS; i++)
        numbers[i] = (float)(i % n_levels);
    kit_table_column column = { .name = "city", .kind = kind, .levels = levels, .n_levels = n_levels };
    kit_table t = { .rows = ROWS, .width = 1, .dtype = AE_F32, .data = numbers, .columns = &column };
    kit_understanding u;
    assert_true(kit_understand(&u, &t, NULL));
    kit_understood c = u.column[0];
    kit_understanding_free(&u);
    return c;
}

/* Given times as whole numbers and as doubles, which keep apart what floats do not; when understood; then as many are told
 * as differ from the one before and are the same float. At 1.7e9 floats are 128 apart. */
static void numbers_that_are_one_as_floats_are_counted(void **state)
{
    static double doubles[512];
    static int32_t wholes[512];
    (void)state;
    for (int i = 0; i < 512; i++)
        wholes[i] = (int32_t)(doubles[i] = 1.7e9 + 64 + i);
    for (int i = 0; i < 2; i++) {
        const kit_table t = { .rows = 512,
                              .width = 1,
                              .rank = 1,
                              .shape = { 1 },
                              .dtype = i ? AE_I32 : AE_F64,
                              .data = i ? (void *)wholes : doubles };
        size_t expected = 0;
        kit_understanding u;
        kit_message why;
        for (int k = 1; k < 512; k++)
            expected += (float)doubles[k] == (float)doubles[k - 1];
        assert_true(expected > 500);

        assert_true(kit_understand(&u, &t, &why));

        assert_int_equal(u.column[0].merged, expected);
        assert_true(u.column[0].odd & KIT_MERGED);
        kit_understanding_free(&u);
    }
}

static void words_are_a_category_unless_they_name_rows(void **state)
{
    (void)state;

    assert_int_equal(words_of(3, KIT_CATEGORY).role, KIT_AS_CATEGORY);
    assert_int_equal(words_of(30, KIT_CATEGORY).role, KIT_AS_CATEGORY);
    assert_int_equal(words_of(31, KIT_CATEGORY).role, KIT_AS_ID);
    assert_int_equal(words_of(60, KIT_CATEGORY).role, KIT_AS_ID);
    assert_int_equal(words_of(1, KIT_CATEGORY).role, KIT_AS_CONSTANT);
    assert_string_equal(words_of(1, KIT_CATEGORY).why, "'Oslo' in every row");
    assert_int_equal(words_of(3, KIT_DATE).role, KIT_AS_DATE);
}

/* ---- Oddities ----------------------------------------------------------------------------------------------------------
 */

static double with_fill(size_t i)
{
    return i % 100 == 13 ? -9999 : normal(i);
}

static double with_unknown_fill(size_t i)
{
    return i % 100 == 13 ? 1234 : normal(i);
}

static double with_1e20(size_t i)
{
    return i == 77 ? 1e20 : normal(i);
}

static double with_one_far(size_t i)
{
    return i == 77 ? 61.5 : normal(i);
}

static double log_normal(size_t i)
{
    return exp(1.5 * kit_normal(i));
}

static double few(size_t i)
{
    return (double)(kit_random_bits(1, i) % 5);
}

static double one_of_three(size_t i)
{
    static const double codes[] = { 1234, 5678, 90210 };
    return codes[kit_random_bits(3, i) % 3];
}

static double minus_one(size_t i)
{
    return i % 10 == 3 ? -1 : (double)(kit_random_bits(2, i) % 100);
}

/* Mostly nothing, now and then something: nothing is far from such a middle. */
static double rare(size_t i)
{
    return i % 20 == 7 ? normal(i) : 0;
}

static void what_is_odd_is_found(void **state)
{
    static const struct {
        formula x;
        unsigned odd;
        const char *text;
    } cases[] = {
        { normal, 0, "" },
        { two, 0, "" },
        { minus_one, 0, "" },
        { rare, 0, "" },
        { with_fill, KIT_FILLED, "10 values are -9999, far from all others, as is written where there is none (row 14)" },
        { with_1e20, KIT_FILLED, "1 value is 1e+20, far from all others, as is written where there is none (row 78)" },
        { with_unknown_fill, KIT_FILLED,
          "10 values are 1234, far from all others, as is written where there is none (row 14)" },
        { with_one_far, KIT_FAR, "1 value is far from the others (row 78: 61.5; the middle half lies in " },
        { log_normal, KIT_SKEWED, "a long tail: half are below " },
        { few, KIT_FEW, "5 different whole numbers; --category takes them as codes" },
        { one_of_three, KIT_FEW, "3 different whole numbers; --category takes them as codes" },
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[KIT_ODD_TEXT];
        kit_understood c = column_of(cases[i].x, "x", 1000);

        kit_odd_text(text, &c, (kit_oddity)cases[i].odd);

        if (c.odd != cases[i].odd || strncmp(text, cases[i].text, strlen(cases[i].text)) != 0)
            fail_msg("case %zu: %u, '%s'", i, c.odd, text);
    }
}

static void few_rows_say_little(void **state)
{
    (void)state;

    kit_understood c = column_of(log_normal, "x", 19);

    assert_int_equal(c.odd, 0);
}

/* Given more rows than are sampled, then what is far is found in those between, too. */
static double far_between(size_t i)
{
    return i == 2001 ? -40 : normal(i);
}

static void every_row_is_looked_at(void **state)
{
    (void)state;

    kit_understood c = column_of(far_between, "x", MOST);

    assert_int_equal(c.odd, KIT_FAR);
    assert_int_equal(c.far, 1);
    assert_int_equal(c.far_row, 2001);
    assert_true(c.farthest == -40 && c.least == -40);
}

static void numbers_that_floats_merge_are_told(void **state)
{
    char text[KIT_ODD_TEXT];
    kit_table_column column = { .name = "t", .merged = 12 };
    kit_table t = { .rows = 30, .width = 1, .dtype = AE_F32, .data = numbers, .columns = &column };
    kit_understanding u;
    (void)state;
    for (size_t i = 0; i < 30; i++)
        numbers[i] = (float)normal(i);

    assert_true(kit_understand(&u, &t, NULL));

    assert_int_equal(u.column[0].odd, KIT_MERGED);
    kit_odd_text(text, &u.column[0], KIT_MERGED);
    assert_string_equal(text, "12 values are another than the one before in the file, and the same as a float");
    kit_understanding_free(&u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_are_those_of_the_numbers_there),
        cmocka_unit_test(a_column_is_what_its_numbers_show),
        cmocka_unit_test(numbers_that_are_one_as_floats_are_counted),
        cmocka_unit_test(words_are_a_category_unless_they_name_rows),
        cmocka_unit_test(what_is_odd_is_found),
        cmocka_unit_test(few_rows_say_little),
        cmocka_unit_test(every_row_is_looked_at),
        cmocka_unit_test(numbers_that_floats_merge_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
