#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/utf8.h"
#include <cmocka.h>
#include <string.h>

/* The edges of what RFC 3629 allows, and what lies next to them. */
static void well_formed_text_is_told_from_other_bytes(void **state)
{
    static const char *const good[] = { "",
                                        "plain \x01\x7f",
                                        "\xc2\x80",
                                        "\xdf\xbf",
                                        "\xe0\xa0\x80",
                                        "\xed\x9f\xbf",
                                        "\xee\x80\x80",
                                        "\xef\xbf\xbf",
                                        "\xf0\x90\x80\x80",
                                        "\xf4\x8f\xbf\xbf",
                                        "a\xc3\xa4z" };
    static const char *const bad[] = { "\x80",
                                       "\xbf",
                                       "\xc0\x80",
                                       "\xc1\xbf",
                                       "\xe0\x9f\xbf",
                                       "\xed\xa0\x80",
                                       "\xf0\x8f\xbf\xbf",
                                       "\xf4\x90\x80\x80",
                                       "\xf5\x80\x80",
                                       "\xff",
                                       "\xc3",
                                       "\xe2\x82",
                                       "\xf0\x9f\x98",
                                       "\xc3z",
                                       "\xe2\x82z",
                                       "a\xc3" };
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(ae_utf8_valid(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(ae_utf8_valid(bad[i], strlen(bad[i])));
}

static void control_characters_are_found(void **state)
{
    static const char text[] = "a\x1f \x7f\xc2\x80\xc2\x9f\xc2\xa0\xc3\x80";
    static const char is_one[] = "010111110000"; /* for each byte */
    (void)state;
    for (size_t i = 0; text[i]; i++)
        assert_int_equal(ae_utf8_control(text, strlen(text), i), is_one[i] == '1');
    assert_false(ae_utf8_control("\xc2", 1, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed_text_is_told_from_other_bytes),
        cmocka_unit_test(control_characters_are_found),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
