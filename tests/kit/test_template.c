/* Texts with choices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kit/template.h"

enum { ROOM = 256, DRAWS = 2000 };

static void fill(char text[ROOM], kit_choices *chosen, const char *template, uint64_t seed)
{
    kit_message why;
    *chosen = (kit_choices){ 0 };
    if (!kit_template_fill(text, ROOM, chosen, template, seed, &why))
        fail_msg("%s: %s", template, why.text);
}

static void a_text_without_choices_is_itself(void **state)
{
    static const char plain[] = "input 784 | dense 64 act=relu | code";
    char text[ROOM];
    kit_choices chosen;
    (void)state;

    fill(text, &chosen, plain, 3);

    assert_string_equal(text, plain);
    assert_int_equal(chosen.count, 0);
    assert_false(kit_template_varies(plain));
    assert_true(kit_template_varies("dense {8,16}"));
}

/* Each of `n` texts comes, about as often as the others, and nothing else does: half of the fair share is far more than
 * chance takes away from 2000 draws. */
static void comes_out_as(const char *template, const char *const *texts, size_t n)
{
    size_t times[8] = { 0 };
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        char text[ROOM];
        kit_choices chosen;
        size_t i = 0;
        fill(text, &chosen, template, seed);
        while (i < n && strcmp(text, texts[i]) != 0)
            i++;
        if (i == n)
            fail_msg("%s became \"%s\"", template, text);
        times[i]++;
    }
    for (size_t i = 0; i < n; i++)
        if (times[i] < DRAWS / n / 2)
            fail_msg("%s became \"%s\" only %zu times of %d", template, texts[i], times[i], DRAWS);
}
#define COMES_OUT_AS(template, ...)                              \
    comes_out_as(template, (const char *const[]){ __VA_ARGS__ }, \
                 sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void lists_and_steps_have_equal_chances(void **state)
{
    (void)state;

    COMES_OUT_AS("act={relu, elu ,tanh}!", "act=relu!", "act=elu!", "act=tanh!");
    COMES_OUT_AS("a {| dropout 0.1,} b", "a | dropout 0.1 b", "a  b");
    COMES_OUT_AS("{freeze a,b; freeze c}", "freeze a,b", "freeze c");
    COMES_OUT_AS("{8..11}", "8", "9", "10", "11");
    COMES_OUT_AS("{16..64 step 16}", "16", "32", "48", "64");
    COMES_OUT_AS("{16..63 step 16}", "16", "32", "48");
    COMES_OUT_AS("{-1 .. 1}", "-1", "0", "1");
    COMES_OUT_AS("{x{1,2},y}", "x1", "x2", "y");
    COMES_OUT_AS("{n: 1,2}-{n}", "1-1", "2-2");
    COMES_OUT_AS("{1,2}{1,2}", "11", "12", "21", "22");
}

/* Given two ranges in one text; then knowing one number tells nothing about the other, not even after neighbouring seeds:
 * the correlation of 2000 pairs is below 5 standard errors. */
static void choices_do_not_depend_on_each_other(void **state)
{
    double x = 0, y = 0, xy = 0, before = 0, series = 0;
    (void)state;

    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        char text[ROOM], *rest;
        kit_choices chosen;
        fill(text, &chosen, "{0.0..1.0} {0.0..1.0}", seed);
        double a = strtod(text, &rest) - 0.5, b = strtod(rest, NULL) - 0.5;
        x += a;
        y += b;
        xy += a * b;
        series += a * before;
        before = a;
    }

    double variance = 1.0 / 12, bound = 5 * variance / 44.7; /* 44.7: the root of 2000 */
    assert_true(-bound < xy / DRAWS && xy / DRAWS < bound);
    assert_true(-bound < series / DRAWS && series / DRAWS < bound);
    assert_true(-0.05 < x / DRAWS && x / DRAWS < 0.05);
    assert_true(-0.05 < y / DRAWS && y / DRAWS < 0.05);
}

/* Each factor of 10 gets a third of the draws, within half of that. */
static void a_logarithmic_range_is_even_in_its_logarithm(void **state)
{
    size_t decade[3] = { 0 }, whole[3] = { 0 };
    (void)state;

    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        char text[ROOM], *rest;
        kit_choices chosen;
        fill(text, &chosen, "{1e-4..1e-1 log} {1..999 log}", seed);
        double real = strtod(text, &rest), number = strtod(rest, NULL);
        assert_true(real >= 1e-4 && real <= 1e-1);
        assert_true(number >= 1 && number <= 999);
        decade[real < 1e-3 ? 0 : real < 1e-2 ? 1 : 2]++;
        whole[number < 10 ? 0 : number < 100 ? 1 : 2]++;
    }

    for (int i = 0; i < 3; i++) {
        assert_in_range(decade[i], DRAWS / 6, DRAWS / 2);
        assert_in_range(whole[i], DRAWS / 6, DRAWS / 2);
    }
}

/* Three digits of a number near the end would leave the range. */
static void a_number_stays_in_its_range(void **state)
{
    (void)state;

    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        char text[ROOM];
        kit_choices chosen;
        fill(text, &chosen, "{1.23456..1.23789}", seed);
        double x = strtod(text, NULL);
        assert_true(x >= 1.23456 && x <= 1.23789);
    }
}

static void check_choice(const kit_choice *c, const char *label, const char *value)
{
    assert_string_equal(c->label, label);
    assert_string_equal(c->value, value);
}

static void a_choice_has_the_label_of_its_place(void **state)
{
    char text[ROOM];
    kit_choices chosen;
    (void)state;

    fill(text, &chosen, "dense {8..8.5} act={relu,relu} | {x,x} | wide {n: {7,7},7} {n}", 0);

    assert_int_equal(chosen.count, 4);
    assert_string_equal(chosen.items[0].label, "dense");
    check_choice(&chosen.items[1], "act", "relu");
    check_choice(&chosen.items[2], "", "x");
    check_choice(&chosen.items[3], "n", "7");
}

/* Given a name in one text; then the next text can use it. */
static void names_last_from_text_to_text(void **state)
{
    char text[ROOM];
    kit_choices chosen;
    kit_message why;
    (void)state;
    fill(text, &chosen, "{n: 7,7}", 0);

    assert_true(kit_template_fill(text, ROOM, &chosen, "clip {n}", 0, &why));

    assert_string_equal(text, "clip 7");
}

static void check_refusal(const char *template, const char *expected)
{
    char text[ROOM];
    kit_choices chosen = { 0 };
    kit_message why = { "" };
    assert_false(kit_template_fill(text, ROOM, &chosen, template, 0, &why));
    if (!strstr(why.text, expected))
        fail_msg("%s: \"%s\" does not say \"%s\"", template, why.text, expected);
}

static void mistakes_are_told(void **state)
{
    (void)state;

    check_refusal("dense {8,16", "{8,16: a brace has no partner");
    check_refusal("dense 8}", "}: a brace has no partner");
    check_refusal("dense {8}", "{8}: is no choice; {a,b} is one of two texts");
    check_refusal("dense {}", "{}: is no choice");
    check_refusal("dense {n}", "{n}: is no choice");
    check_refusal("dense {8..}", "{8..}: a range has a number at each end");
    check_refusal("dense {..8}", "{..8}: a range has a number at each end");
    check_refusal("dense {a..b}", "{a..b}: a range has a number at each end");
    check_refusal("dense {0..inf}", "{0..inf}: a range has a number at each end");
    check_refusal("dense {8..8}", "{8..8}: the lower end comes first");
    check_refusal("dense {9..8}", "{9..8}: the lower end comes first");
    check_refusal("dense {0..8 log}", "{0..8 log}: a logarithmic range lies above 0");
    check_refusal("dense {1..8 lg}", "{1..8 lg}: after a range stands nothing, `log` or");
    check_refusal("dense {1..8 step 0}", "after a range stands nothing");
    check_refusal("dense {0.5..8 step 2}", "after a range stands nothing");
    check_refusal("{n: 1,2} {n: 1,2}", "{n: 1,2}: a name is given once");
    check_refusal("{{n: 1,1},{n: 1,1}} {n}", "{n}: is no choice");
}

/* Given less room than the text takes; then nothing is written beyond it. */
static void a_text_that_is_too_long_is_refused(void **state)
{
    char text[8] = "????????";
    kit_choices chosen = { 0 };
    kit_message why = { "" };
    (void)state;

    assert_true(kit_template_fill(text, 4, &chosen, "a{b,b}c", 0, &why));
    assert_string_equal(text, "abc");
    assert_false(kit_template_fill(text, 4, &chosen, "a{b,b}cd", 0, &why));
    assert_string_equal(why.text, "the text is longer than 3 bytes once its choices are made");
    assert_memory_equal(text + 4, "????", 4);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_without_choices_is_itself),
        cmocka_unit_test(lists_and_steps_have_equal_chances),
        cmocka_unit_test(choices_do_not_depend_on_each_other),
        cmocka_unit_test(a_logarithmic_range_is_even_in_its_logarithm),
        cmocka_unit_test(a_number_stays_in_its_range),
        cmocka_unit_test(a_choice_has_the_label_of_its_place),
        cmocka_unit_test(names_last_from_text_to_text),
        cmocka_unit_test(mistakes_are_told),
        cmocka_unit_test(a_text_that_is_too_long_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
