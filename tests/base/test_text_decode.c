#include "base/text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct options {
    size_t units;
    double rate;
    int act, tied;
    const char *name;
    ae_dims shape;
    ae_counts pad, crop;
    const char *on;
    ae_places freeze;
    ae_reals weights;
    ae_bounds clip;
} options;

static const char *const acts[] = { "linear", "relu", "sigmoid", NULL };

static const char *const pads[] = { "valid", "same", NULL };

static const ae_field fields[] = {
    { "", AE_FIELD_COUNT, offsetof(options, units), AE_REQUIRED("its width"), 1, 65536 },
    { "rate", AE_FIELD_REAL, offsetof(options, rate), AE_DEFAULT("0.5", "how much"), 0, 1 },
    { "act", AE_FIELD_CHOICE, offsetof(options, act), AE_DEFAULT("linear", "the activation"), .words = acts },
    { "tied", AE_FIELD_FLAG, offsetof(options, tied), AE_DEFAULT("no", "whether weights are shared") },
    { "name", AE_FIELD_NAME, offsetof(options, name), AE_DEFAULT("", "its name") },
    { "shape", AE_FIELD_SHAPE, offsetof(options, shape), AE_DEFAULT("", "its shape"), 1, 1000 },
    { "pad", AE_FIELD_COUNTS, offsetof(options, pad), AE_DEFAULT("same", "its padding"), 0, 99, .words = pads },
    { "crop", AE_FIELD_COUNTS, offsetof(options, crop), AE_DEFAULT("", "what is cut off"), 0, 99 },
    { "on", AE_FIELD_PLACE, offsetof(options, on), AE_DEFAULT("", "what it is on") },
    { "freeze", AE_FIELD_PLACES, offsetof(options, freeze), AE_DEFAULT("", "what stays") },
    { "weights", AE_FIELD_REALS, offsetof(options, weights), AE_DEFAULT("", "how much each counts"), 0, 9 },
    { "clip", AE_FIELD_BOUNDS, offsetof(options, clip), AE_DEFAULT("", "its ends"), -9, 9 },
    AE_FIELDS_END,
};

static ae_arena arena;

static int setup(void **state)
{
    (void)state;
    ae_arena_init(&arena, NULL);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ae_arena_free(&arena);
    return 0;
}

static ae_status decode_with(options *o, const char *text, const ae_field *table, ae_error *e)
{
    ae_text parsed;
    assert_int_equal(ae_text_read(&parsed, text, e), AE_OK);
    assert_int_equal(parsed.count, 1);
    memset(o, 0, sizeof *o);
    return ae_item_decode(o, &parsed.item, table, &arena, e);
}

static options decode(const char *text)
{
    options o;
    ae_error e;
    if (decode_with(&o, text, fields, &e) != AE_OK)
        fail_msg("%s: %s", text, e.text);
    return o;
}

static void assert_refused(const char *text, ae_status status, int column, const char *message)
{
    options o;
    ae_error e;
    assert_int_equal(decode_with(&o, text, fields, &e), status);
    assert_string_equal(e.text, message);
    assert_int_equal(e.status, status);
    assert_int_equal(e.line, 1);
    assert_int_equal(e.column, column);
}

static void test_every_type_is_read(void **state)
{
    (void)state;
    options o = decode("dense 128 name=first_1-a act=relu rate=2.5e-1 tied=yes shape=1x28x28");
    assert_int_equal(o.units, 128);
    assert_true(o.rate == 0.25);
    assert_int_equal(o.act, 1);
    assert_int_equal(o.tied, 1);
    assert_string_equal(o.name, "first_1-a");
    assert_int_equal(o.shape.rank, 3);
    assert_int_equal(o.shape.dim[0], 1);
    assert_int_equal(o.shape.dim[2], 28);
    assert_int_equal(decode("dense 1 shape=784").shape.rank, 1);
    assert_int_equal(decode("dense 1 shape=1x2x3x4").shape.dim[3], 4);
}

static void test_what_is_absent_gets_its_default(void **state)
{
    (void)state;
    options o = decode("dense 1");
    assert_true(o.rate == 0.5);
    assert_int_equal(o.act, 0);
    assert_int_equal(o.tied, 0);
    assert_null(o.name);
    assert_int_equal(o.shape.rank, 0);
}

static void test_both_ends_of_a_range_belong_to_it(void **state)
{
    (void)state;
    assert_true(decode("dense 1 rate=0").rate == 0);
    assert_true(decode("dense 65536 rate=1").rate == 1);
    assert_refused("dense 1 rate=1.5", AE_EVALUE, 14, "line 1, column 14: dense: rate 1.5 is out of range 0 ... 1");
    assert_refused("dense 1 rate=-1e-9", AE_EVALUE, 14, "line 1, column 14: dense: rate -1e-9 is out of range 0 ... 1");
    assert_refused("dense 0", AE_EVALUE, 7, "line 1, column 7: dense: 0 is out of range 1 ... 65536");
    assert_refused("dense 99999999999999999999999", AE_EVALUE, 7,
                   "line 1, column 7: dense: 99999999999999999999999 is out of range 1 ... 65536");
    assert_refused("dense 1 shape=2x1001", AE_EVALUE, 15,
                   "line 1, column 15: dense: shape 2x1001 is out of range 1 ... 1000");
}

static void test_what_is_not_a_number(void **state)
{
    (void)state;
    assert_refused("dense 12x", AE_EVALUE, 7, "line 1, column 7: dense: \"12x\" is not a whole number in 1 ... 65536");
    assert_refused("dense 1.0", AE_EVALUE, 7, "line 1, column 7: dense: \"1.0\" is not a whole number in 1 ... 65536");
    assert_refused("dense -1", AE_EVALUE, 7, "line 1, column 7: dense: \"-1\" is not a whole number in 1 ... 65536");
    assert_refused("dense 1 rate=nan", AE_EVALUE, 14, "line 1, column 14: dense: rate \"nan\" is not a number in 0 ... 1");
    assert_refused("dense 1 rate=0,5", AE_EVALUE, 14, "line 1, column 14: dense: rate \"0,5\" is not a number in 0 ... 1");
}

static void test_what_is_not_a_shape(void **state)
{
    (void)state;
    static const char *const cases[] = { "x", "3x", "x3", "3xx3", "3X3", "3,3", "-3" };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[32] = "dense 1 shape=";
        options o;
        ae_error e;
        strcat(text, cases[i]);
        assert_int_equal(decode_with(&o, text, fields, &e), AE_EVALUE);
        assert_non_null(strstr(e.text, "is not a shape such as 784 or 1x28x28 with sizes in 1 ... 1000"));
        assert_int_equal(o.shape.rank, 0);
    }
    assert_refused("dense 1 shape=1x2x3x4x5", AE_EVALUE, 15,
                   "line 1, column 15: dense: shape \"1x2x3x4x5\" has more than 4 dimensions");
}

static void test_counts_are_numbers_or_a_word(void **state)
{
    (void)state;
    options o = decode("dense 1 pad=7 crop=0,99,2,3");
    assert_int_equal(o.pad.count, 1);
    assert_int_equal(o.pad.number[0], 7);
    assert_int_equal(o.crop.count, 4);
    assert_int_equal(o.crop.number[1], 99);
    assert_int_equal(o.crop.number[3], 3);
    o = decode("dense 1 pad=valid");
    assert_int_equal(o.pad.count, 0);
    assert_int_equal(o.pad.word, 0);
    assert_int_equal(o.crop.count, 0);
    assert_int_equal(decode("dense 1").pad.word, 1);
}

static void test_what_is_not_counts(void **state)
{
    (void)state;
    static const char *const cases[] = { ",", "1,", ",1", "1,,2", "1x2", "-1", "same", "1,same", "1.5" };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[32] = "dense 1 crop=";
        options o;
        ae_error e;
        strcat(text, cases[i]);
        assert_int_equal(decode_with(&o, text, fields, &e), AE_EVALUE);
        assert_non_null(strstr(e.text, "is not a list such as 1 or 0,0,1,1 of whole numbers in 0 ... 99"));
        assert_int_equal(o.crop.count, 0);
    }
    assert_refused("dense 1 crop=1,2,3,4,5", AE_EVALUE, 14,
                   "line 1, column 14: dense: crop \"1,2,3,4,5\" has more than 4 numbers");
    assert_refused("dense 1 crop=1,100", AE_EVALUE, 14, "line 1, column 14: dense: crop 1,100 is out of range 0 ... 99");
    assert_refused("dense 1 pad=sane", AE_EWORD, 13,
                   "line 1, column 13: dense: unknown pad \"sane\"; did you mean \"same\"?");
}

static void test_a_place_is_a_layer_or_a_tensor(void **state)
{
    static const char *const wrong[] = { ".", "a.", ".b", "a.b.c.d", "a.b.", "a.1.c", "1.b", "a.2", "a..b", "a/b" };
    (void)state;
    assert_string_equal(decode("dense 1 on=code").on, "code");
    assert_string_equal(decode("dense 1 on=my-1.weight").on, "my-1.weight");
    assert_string_equal(decode("dense 1 on=my-1.log_variance.weight").on, "my-1.log_variance.weight");
    assert_null(decode("dense 1").on);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[32] = "dense 1 on=";
        options o;
        ae_error e;
        assert_int_equal(decode_with(&o, strcat(text, wrong[i]), fields, &e), AE_EVALUE);
        assert_non_null(strstr(e.text, "is not the name of a layer or of a tensor such as dense1.weight"));
    }
}

static void test_places_stand_between_commas(void **state)
{
    (void)state;
    /* given the text, which the words point into */
    static const char text[] = "dense 1 freeze=dense1,my-2.weight,code";
    ae_places freeze = decode(text).freeze;
    assert_int_equal(freeze.count, 3);
    assert_string_equal(freeze.place[0], "dense1");
    assert_string_equal(freeze.place[1], "my-2.weight");
    assert_string_equal(freeze.place[2], "code");
    assert_true(ae_word_is(&freeze.words[1], "my-2.weight"));
    assert_int_equal(freeze.words[0].column, 16);
    assert_int_equal(freeze.words[2].column, 35);
    assert_int_equal(decode("dense 1 freeze=a").freeze.count, 1);
    assert_int_equal(decode("dense 1").freeze.count, 0);
}

static void test_the_wrong_one_of_several_places_is_blamed(void **state)
{
    (void)state;
    assert_refused(
        "dense 1 freeze=a,b.2,c", AE_EVALUE, 18,
        "line 1, column 18: dense: freeze \"b.2\" is not the name of a layer or of a tensor such as dense1.weight");
    assert_refused("dense 1 freeze=a,", AE_EVALUE, 18,
                   "line 1, column 18: dense: freeze \"\" is not the name of a layer or of a tensor such as dense1.weight");
    assert_refused("dense 1 freeze=,a", AE_EVALUE, 16,
                   "line 1, column 16: dense: freeze \"\" is not the name of a layer or of a tensor such as dense1.weight");
}

static void test_reals_are_numbers_between_commas(void **state)
{
    static const char *const wrong[] = { ",", "1,", ",1", "1,,2", "1;2", "x", "1,nan" };
    (void)state;
    assert_int_equal(decode("dense 1").weights.count, 0);
    assert_int_equal(decode("dense 1 weights=0.25,9,1e-3").weights.count, 3);
    assert_int_equal(decode("dense 1 weights=2").weights.count, 1);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[32] = "dense 1 weights=";
        options o;
        ae_error e;
        assert_int_equal(decode_with(&o, strcat(text, wrong[i]), fields, &e), AE_EVALUE);
        assert_non_null(strstr(e.text, "is not a list such as 1,0.5,2 of numbers in 0 ... 9"));
    }
    assert_refused("dense 1 weights=1,9.5", AE_EVALUE, 17,
                   "line 1, column 17: dense: weights 1,9.5 is out of range 0 ... 9");
}

static void test_bounds_are_two_numbers(void **state)
{
    (void)state;
    options o = decode("dense 1 clip=-2.5e0,9");
    assert_true(o.clip.low == -2.5 && o.clip.high == 9);
    o = decode("dense 1");
    assert_true(o.clip.low == 0 && o.clip.high == 0);
}

static void test_what_is_not_bounds(void **state)
{
    (void)state;
    static const char *const cases[] = { ",", "1", "1,", ",1", "1,2,3", "0;1", "a,b", "1,nan" };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[32] = "dense 1 clip=";
        options o;
        ae_error e;
        strcat(text, cases[i]);
        assert_int_equal(decode_with(&o, text, fields, &e), AE_EVALUE);
        assert_non_null(strstr(e.text, "is not two numbers such as 0,1 in -9 ... 9"));
    }
    assert_refused("dense 1 clip=0,10", AE_EVALUE, 14, "line 1, column 14: dense: clip 0,10 is out of range -9 ... 9");
    assert_refused("dense 1 clip=-10,0", AE_EVALUE, 14, "line 1, column 14: dense: clip -10,0 is out of range -9 ... 9");
    assert_refused("dense 1 clip=1,0", AE_EVALUE, 14,
                   "line 1, column 14: dense: clip \"1,0\" must have the lower number first");
    assert_refused("dense 1 clip=1,1", AE_EVALUE, 14,
                   "line 1, column 14: dense: clip \"1,1\" must have the lower number first");
}

static void test_what_is_not_a_name(void **state)
{
    (void)state;
    char longest[] = "dense 1 name=a23456789012345678901234567890123456789012345678901234567890123";
    assert_int_equal(strlen(decode(longest).name), 63);
    static const char *const cases[] = {
        "1a", "-a", "_a", "a.b", "a/b", "ä", "a234567890123456789012345678901234567890123456789012345678901234"
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[128] = "dense 1 name=";
        options o;
        ae_error e;
        strcat(text, cases[i]);
        assert_int_equal(decode_with(&o, text, fields, &e), AE_EVALUE);
        assert_non_null(strstr(e.text, "is not a name: a letter, then letters, digits, '_' and '-', at most 63 in all"));
    }
}

static void test_unknown_words(void **state)
{
    (void)state;
    assert_refused("dense 1 acz=relu", AE_EWORD, 9, "line 1, column 9: dense: unknown key \"acz\"; did you mean \"act\"?");
    assert_refused(
        "dense 1 frobnicate=1", AE_EWORD, 9,
        "line 1, column 9: dense: unknown key \"frobnicate\"; known: rate, act, tied, name, shape, pad, crop, on, freeze, "
        "weights, clip");
    assert_refused("dense 1 act=rellu", AE_EWORD, 13,
                   "line 1, column 13: dense: unknown act \"rellu\"; did you mean \"relu\"?");
    assert_refused("dense 1 tied=true", AE_EWORD, 14, "line 1, column 14: dense: unknown tied \"true\"; known: no, yes");
}

static void test_what_must_be_given(void **state)
{
    (void)state;
    static const ae_field needs_on[] = {
        { "on", AE_FIELD_NAME, offsetof(options, name), AE_REQUIRED("what it looks at") },
        AE_FIELDS_END,
    };
    options o;
    ae_error e;
    assert_refused("dense", AE_EVALUE, 1, "line 1, column 1: dense: the main value is missing: its width");
    assert_int_equal(decode_with(&o, " penalty", needs_on, &e), AE_EVALUE);
    assert_string_equal(e.text, "line 1, column 2: penalty: on= is missing: what it looks at");
}

static void test_items_that_take_nothing(void **state)
{
    (void)state;
    static const ae_field none[] = { AE_FIELDS_END };
    options o;
    ae_error e;
    assert_int_equal(decode_with(&o, "code", none, &e), AE_OK);
    assert_int_equal(decode_with(&o, "code 3", none, &e), AE_EWORD);
    assert_string_equal(e.text, "line 1, column 6: code: takes no main value, but \"3\" is given");
    assert_int_equal(decode_with(&o, "code x=3", none, &e), AE_EWORD);
    assert_string_equal(e.text, "line 1, column 6: code: unknown key \"x\"; none is known here");
}

static void test_a_main_value_of_any_type(void **state)
{
    (void)state;
    static const ae_field kind[] = { { "", AE_FIELD_CHOICE, offsetof(options, act), AE_REQUIRED(""), .words = acts },
                                     AE_FIELDS_END };
    static const ae_field rate[] = { { "", AE_FIELD_REAL, offsetof(options, rate), AE_REQUIRED(""), 0, 1 }, AE_FIELDS_END };
    options o;
    ae_error e;
    assert_int_equal(decode_with(&o, "x sigmoid", kind, &e), AE_OK);
    assert_int_equal(o.act, 2);
    assert_int_equal(decode_with(&o, "x sigmoit", kind, &e), AE_EWORD);
    assert_string_equal(e.text, "line 1, column 3: x: unknown word \"sigmoit\"; did you mean \"sigmoid\"?");
    assert_int_equal(decode_with(&o, "dropout 1.5", rate, &e), AE_EVALUE);
    assert_string_equal(e.text, "line 1, column 9: dropout: 1.5 is out of range 0 ... 1");
}

static const ae_field two_mains[] = {
    { "on", AE_FIELD_NAME, offsetof(options, name), AE_DEFAULT("", "") },
    { "", AE_FIELD_PLACE, offsetof(options, on), AE_REQUIRED("which layer") },
    { "", AE_FIELD_REAL, offsetof(options, rate), AE_REQUIRED("its share"), 0, 1 },
    AE_FIELDS_END,
};

static void assert_mains_refused(const char *text, ae_status status, int column, const char *message)
{
    options o;
    ae_error e;
    assert_int_equal(decode_with(&o, text, two_mains, &e), status);
    assert_string_equal(e.text, message);
    assert_int_equal(e.column, column);
}

static void test_several_main_values_come_in_the_tables_order(void **state)
{
    options o;
    ae_error e;
    (void)state;
    assert_int_equal(decode_with(&o, "rate dense2 on=x 0.25", two_mains, &e), AE_OK);
    assert_string_equal(o.on, "dense2");
    assert_true(o.rate == 0.25);
    assert_string_equal(o.name, "x");
    assert_mains_refused("rate 0.25 dense2", AE_EVALUE, 6,
                         "line 1, column 6: rate: \"0.25\" is not the name of a layer or of a tensor such as dense1.weight");
    assert_mains_refused("rate dense2 2", AE_EVALUE, 13, "line 1, column 13: rate: 2 is out of range 0 ... 1");
}

static void test_a_main_value_too_few_or_too_many(void **state)
{
    (void)state;
    assert_mains_refused("rate", AE_EVALUE, 1, "line 1, column 1: rate: the main value is missing: which layer");
    assert_mains_refused("rate a", AE_EVALUE, 1, "line 1, column 1: rate: another main value is missing: its share");
    assert_mains_refused("rate a 1 on=b c", AE_ESPEC, 15,
                         "line 1, column 15: rate: takes 2 main values, and \"c\" is one more; all else is key=value");
    assert_refused("dense 1 2", AE_ESPEC, 9,
                   "line 1, column 9: dense: takes 1 main value, and \"2\" is one more; all else is key=value");
}

static void test_a_main_value_may_have_a_default(void **state)
{
    static const ae_field table[] = {
        { "", AE_FIELD_COUNT, offsetof(options, units), AE_REQUIRED(""), 0, 9 },
        { "", AE_FIELD_REAL, offsetof(options, rate), AE_DEFAULT("0.75", ""), 0, 1 },
        AE_FIELDS_END,
    };
    options o;
    ae_error e;
    (void)state;
    assert_int_equal(decode_with(&o, "x 7", table, &e), AE_OK);
    assert_true(o.units == 7 && o.rate == 0.75);
    assert_int_equal(decode_with(&o, "x 7 0.5", table, &e), AE_OK);
    assert_true(o.units == 7 && o.rate == 0.5);
}

static void *no_alloc(void *user, size_t size)
{
    (void)user;
    (void)size;
    return NULL;
}

static void no_free(void *user, void *memory, size_t size)
{
    (void)user;
    (void)memory;
    (void)size;
}

static void test_without_memory(void **state)
{
    (void)state;
    ae_allocator nothing = { no_alloc, no_free, NULL };
    static const char *const cases[] = { "dense 1 name=first", "dense 1 weights=1,2", "dense 1 freeze=a,b" };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ae_arena empty;
        ae_text text;
        options o = { 0 };
        ae_error e;
        ae_arena_init(&empty, &nothing);
        assert_int_equal(ae_text_read(&text, cases[i], &e), AE_OK);
        assert_int_equal(ae_item_decode(&o, &text.item, fields, &empty, &e), AE_ENOMEM);
        assert_int_equal(e.status, AE_ENOMEM);
    }
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_every_type_is_read),
        TEST(test_what_is_absent_gets_its_default),
        TEST(test_both_ends_of_a_range_belong_to_it),
        TEST(test_what_is_not_a_number),
        TEST(test_what_is_not_a_shape),
        TEST(test_counts_are_numbers_or_a_word),
        TEST(test_what_is_not_counts),
        TEST(test_a_place_is_a_layer_or_a_tensor),
        TEST(test_places_stand_between_commas),
        TEST(test_the_wrong_one_of_several_places_is_blamed),
        TEST(test_reals_are_numbers_between_commas),
        TEST(test_bounds_are_two_numbers),
        TEST(test_what_is_not_bounds),
        TEST(test_what_is_not_a_name),
        TEST(test_unknown_words),
        TEST(test_what_must_be_given),
        TEST(test_items_that_take_nothing),
        TEST(test_a_main_value_of_any_type),
        TEST(test_several_main_values_come_in_the_tables_order),
        TEST(test_a_main_value_too_few_or_too_many),
        TEST(test_a_main_value_may_have_a_default),
        TEST(test_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
