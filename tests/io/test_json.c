#include "io/json.h"
#include "support.h"

static ae_json over(const blob *b, ae_error *e)
{
    return (ae_json){ b->bytes, 0, b->size, e };
}

/* ---- strings ---- */

typedef struct text_case {
    const char *json, *means; /* means NULL: refused */
    const char *says;
} text_case;

static const text_case texts[] = {
    { "\"\"", "", "" },
    { "  \"abc\"", "abc", "" },
    { "\"a\\\"b\\\\c\\/d\"", "a\"b\\c/d", "" },
    { "\"\\b\\f\\n\\r\\t\"", "\b\f\n\r\t", "" },
    { "\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac", "" },
    { "\"\\u0001\\u007f\\u07ff\\u0800\\uffff\"", "\x01\x7f\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf", "" },
    { "\"\\ud83d\\uDE00\"", "\xf0\x9f\x98\x80", "" },
    { "\"\\ud7ff\\ue000\"", "\xed\x9f\xbf\xee\x80\x80", "" },
    { "\"\\ud800\\udc00\\udbff\\udfff\"", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", "" },
    { "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x7f\"", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x7f", "" },
    { "\"\xee\x80\x80\xed\x9f\xbf\xe0\xa0\x80\xf4\x8f\xbf\xbf\"", "\xee\x80\x80\xed\x9f\xbf\xe0\xa0\x80\xf4\x8f\xbf\xbf",
      "" },
    /* the ends of each range of UTF-8 */
    { "\"\xc2\x80\xdf\xbf\xe1\x80\x80\xec\xbf\xbf\xef\xbf\xbf\"", "\xc2\x80\xdf\xbf\xe1\x80\x80\xec\xbf\xbf\xef\xbf\xbf",
      "" },
    { "\"\xf0\x90\x80\x80\xf1\x80\x80\x80\xf3\xbf\xbf\xbf\xf4\x80\x80\x80\"",
      "\xf0\x90\x80\x80\xf1\x80\x80\x80\xf3\xbf\xbf\xbf\xf4\x80\x80\x80", "" },
    { "abc", NULL, "byte 0: expected '\"'" },
    { "", NULL, "byte 0: expected '\"'" },
    { "\"abc", NULL, "byte 4: expected '\"' before the end" },
    { "\"abc\\", NULL, "after a backslash" },
    { "\"\\x41\"", NULL, "after a backslash" },
    { "\"\\'\"", NULL, "after a backslash" },
    { "\"\\u12\"", NULL, "four hexadecimal digits" },
    { "\"\\u123", NULL, "four hexadecimal digits" },
    { "\"\\u12g4\"", NULL, "four hexadecimal digits" },
    { "\"\\u0000\"", NULL, "without NUL" },
    { "\"\\ud83d\"", NULL, "second half of a surrogate pair" },
    { "\"\\ud83dx\"", NULL, "second half of a surrogate pair" },
    { "\"\\ud83d\\u0041\"", NULL, "second half of a surrogate pair" },
    { "\"\\ud83d\\ud83d\"", NULL, "second half of a surrogate pair" },
    { "\"\\ud83d\\udb00\"", NULL, "second half of a surrogate pair" },
    { "\"\\ud83d\\udbff\"", NULL, "second half of a surrogate pair" },
    { "\"\\ud83d\\ue000\"", NULL, "second half of a surrogate pair" },
    { "\"\\ud83d\\", NULL, "second half of a surrogate pair" },
    { "\"\\ude00\"", NULL, "first half of a surrogate pair" },
    { "\"\\udc00\"", NULL, "first half of a surrogate pair" },
    { "\"\\udfff\"", NULL, "first half of a surrogate pair" },
    { "\"a\nb\"", NULL, "byte 2: expected a character in UTF-8" },
    { "\"\x1f\"", NULL, "UTF-8" },
    { "\"\x80\"", NULL, "UTF-8" },
    { "\"\xc0\xaf\"", NULL, "UTF-8" },
    { "\"\xc1\xbf\"", NULL, "UTF-8" },
    { "\"\xc3\"", NULL, "UTF-8" },
    { "\"\xc3", NULL, "UTF-8" },
    { "\"\xe0\x9f\xbf\"", NULL, "UTF-8" },
    { "\"\xe2\x82\"", NULL, "UTF-8" },
    { "\"\xed\xa0\x80\"", NULL, "UTF-8" },
    { "\"\xf0\x8f\xbf\xbf\"", NULL, "UTF-8" },
    { "\"\xf0\x9f\x98\"", NULL, "UTF-8" },
    { "\"\xf4\x90\x80\x80\"", NULL, "UTF-8" },
    { "\"\xf5\x80\x80\x80\"", NULL, "UTF-8" },
    { "\"\xff\"", NULL, "UTF-8" },
};

static void a_string_is_decoded_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const text_case *c = &texts[i];
        blob b = blob_of(c->json, strlen(c->json));
        char out[64] = "";
        size_t length = 0;
        ae_error e = { 0 };
        ae_json j = over(&b, &e);
        assert_int_equal(ae_json_string(&j, out, sizeof out - 1, &length), c->means ? AE_OK : AE_EFORMAT);
        assert_non_null(strstr(e.text, c->says));
        if (c->means) {
            assert_string_equal(out, c->means);
            assert_int_equal(length, strlen(c->means));
            assert_int_equal(j.at, b.size);
        }
        free(b.bytes);
    }
}

static void a_string_may_be_as_long_as_the_limit_and_no_longer(void **state)
{
    (void)state;
    blob b = blob_of("\"abc\\n\\u20ac\"", 13);
    char out[8];
    size_t length;
    ae_error e = { 0 };
    ae_json j = over(&b, &e), again = j, counting = j;
    assert_int_equal(ae_json_string(&j, out, 7, &length), AE_OK);
    assert_string_equal(out, "abc\n\xe2\x82\xac");
    assert_int_equal(ae_json_string(&again, out, 6, &length), AE_EFORMAT);
    assert_non_null(strstr(e.text, "longer than 6 bytes"));
    assert_int_equal(ae_json_string(&counting, NULL, 7, &length), AE_OK);
    assert_int_equal(length, 7);
    free(b.bytes);
}

/* ---- numbers ---- */

typedef struct number_case {
    const char *json;
    ae_status status;
    size_t value, end;
} number_case;

static const number_case numbers[] = {
    { "0", AE_OK, 0, 1 },       { " 17,", AE_OK, 17, 3 },   { "18446744073709551615", AE_OK, UINT64_MAX, 20 },
    { "0.5", AE_OK, 0, 1 },     { "1e3", AE_OK, 1, 1 },     { "18446744073709551616", AE_EFORMAT, 0, 0 },
    { "01", AE_EFORMAT, 0, 0 }, { "-1", AE_EFORMAT, 0, 0 }, { "99999999999999999999", AE_EFORMAT, 0, 0 },
    { "+1", AE_EFORMAT, 0, 0 }, { "", AE_EFORMAT, 0, 0 },   { "\"1\"", AE_EFORMAT, 0, 0 },
    { ".5", AE_EFORMAT, 0, 0 }, { "x", AE_EFORMAT, 0, 0 },  { "00", AE_EFORMAT, 0, 0 },
};

/* A fraction or exponent is left standing, for the caller to stumble over. */
static void a_number_is_digits_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        blob b = blob_of(numbers[i].json, strlen(numbers[i].json));
        size_t value = 0;
        ae_json j = over(&b, NULL);
        assert_int_equal(ae_json_size(&j, &value), numbers[i].status);
        if (numbers[i].status == AE_OK) {
            assert_int_equal(value, numbers[i].value);
            assert_int_equal(j.at, numbers[i].end);
        }
        free(b.bytes);
    }
}

/* ---- punctuation ---- */

static void blanks_may_stand_anywhere(void **state)
{
    (void)state;
    blob b = blob_of(" { \t\n\r, } \n", 11);
    ae_json j = over(&b, NULL);
    bool more = false;
    assert_int_equal(ae_json_expect(&j, '{'), AE_OK);
    assert_false(ae_json_take(&j, '}'));
    assert_int_equal(ae_json_next(&j, '}', &more), AE_OK);
    assert_true(more);
    assert_int_equal(ae_json_next(&j, '}', &more), AE_OK);
    assert_false(more);
    assert_int_equal(ae_json_end(&j), AE_OK);
    free(b.bytes);
}

static void what_is_missing_is_said_with_its_place(void **state)
{
    (void)state;
    blob b = blob_of("  ;", 3);
    ae_error e = { 0 };
    ae_json j = over(&b, &e);
    bool more;
    assert_int_equal(ae_json_expect(&j, '{'), AE_EFORMAT);
    assert_string_equal(e.text, "byte 2: expected '{'");
    assert_int_equal(ae_json_next(&j, ']', &more), AE_EFORMAT);
    assert_string_equal(e.text, "byte 2: expected ',' or ']'");
    assert_int_equal(ae_json_end(&j), AE_EFORMAT);
    assert_non_null(strstr(e.text, "byte 2: expected nothing"));
    free(b.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_string_is_decoded_or_refused),
        cmocka_unit_test(a_string_may_be_as_long_as_the_limit_and_no_longer),
        cmocka_unit_test(a_number_is_digits_alone),
        cmocka_unit_test(blanks_may_stand_anywhere),
        cmocka_unit_test(what_is_missing_is_said_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
